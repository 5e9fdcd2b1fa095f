"""Fields of the agenda: a time on the clock, people, and a choice of the practice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from poh.accounts.models import Membership, Practice
from poh.base.widgets import DayInput

TIMES = ["%H:%M", "%H.%M", "%H%M", "%H:%M:%S"]
CLOCKS = [("", "gewone tijd"), ("0", "zomertijd, de eerste keer"), ("1", "wintertijd, de tweede keer")]


class ClockField(forms.TimeField):
    """A time on the clock: 9:20, 09.20 or 0920."""

    default_error_messages = {"invalid": "Schrijf een tijd als 9:20."}

    def __init__(self, **options) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"size": 5, "autocomplete": "off"})
        super().__init__(**{"widget": widget, "input_formats": TIMES} | options)


class DayField(forms.DateField):
    """A day, also one to come."""

    def __init__(self, **options) -> None:
        super().__init__(**{"widget": DayInput()} | options)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not 2000 <= day.year <= 2100:
            raise forms.ValidationError("Dit jaar kan niet.")
        return day


class MemberField(forms.ModelChoiceField):
    """Somebody who works in the practice; the value is the uuid, which says nothing."""

    def __init__(self, **options) -> None:
        options = {"label": "Medewerker", "empty_label": "kies", "to_field_name": "uuid"} | options
        super().__init__(queryset=Membership.objects.none(), **options)

    def label_from_instance(self, member: Membership) -> str:
        return f"{member.user.name} ({member.roles_label})"

    def offer(self, practice: Practice, *, on: date) -> None:
        """Offer who works there on the day `on` or later, by name."""
        rows = Membership.objects.for_practice(practice).not_ended(on=on).select_related("user", "practice", "location")
        self.queryset = rows.order_by("user__name", "id")


class PracticeChoiceField(forms.ModelChoiceField):
    """A row of the practice, by its uuid; give the rows with `queryset`."""

    def __init__(self, **options) -> None:
        super().__init__(**{"queryset": None, "empty_label": "kies", "to_field_name": "uuid"} | options)
