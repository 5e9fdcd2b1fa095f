"""Which part of the agenda an address asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from poh.accounts.models import Location, Practice
from scheduling.forms.fields import DayField, MemberField, PracticeChoiceField
from scheduling.models import Room
from scheduling.selectors.day import Shown


class AgendaFilterForm(forms.Form):
    """A day, and of whom, where, or in which room; anything else in the address is as if it were not there."""

    datum = DayField(label="Dag", required=False)
    medewerker = MemberField(required=False, empty_label="iedereen")
    locatie = PracticeChoiceField(label="Locatie", required=False, empty_label="alle locaties")
    kamer = PracticeChoiceField(label="Kamer", required=False, empty_label="alle kamers")

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["medewerker"].offer(practice, on=today)
        self.fields["locatie"].queryset = Location.objects.for_practice(practice).order_by("name")
        self.fields["kamer"].queryset = Room.objects.for_practice(practice).select_related("location").order_by("name")
        self.is_valid()

    @property
    def day(self) -> date:
        return self.cleaned_data.get("datum") or self.today

    def shown(self) -> Shown:
        """The part that is asked for."""
        values = self.cleaned_data
        member, location, room = (values.get(name) for name in ("medewerker", "locatie", "kamer"))
        return Shown(
            members=[member.pk] if member else [],
            locations=[location.pk] if location else [],
            rooms=[room.pk] if room else [],
        )

    def kept(self) -> dict[str, Any]:
        """The filters for an address, without the day."""
        names = ("medewerker", "locatie", "kamer")
        return {name: str(row.uuid) for name in names if (row := self.cleaned_data.get(name))}
