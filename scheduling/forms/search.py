"""Look for a free place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import forms

from patients.enums import Language
from poh.accounts.models import Location, Practice
from scheduling.enums import DayPart
from scheduling.forms.fields import DayField, MemberField, PracticeChoiceField
from scheduling.models import AppointmentKind
from scheduling.selectors.free import Wanted
from scheduling.services.refusals import LOOK_AHEAD


class FreePlaceForm(forms.Form):
    """A kind, and what limits the search; without an answer the first kind from today."""

    soort = PracticeChoiceField(label="Soort", empty_label=None, required=False)
    minuten = forms.IntegerField(label="Minuten", min_value=5, max_value=480, required=False)
    medewerker = MemberField(required=False, empty_label="wie dan ook")
    locatie = PracticeChoiceField(label="Locatie", required=False, empty_label="alle locaties")
    taal = forms.ChoiceField(label="Taal", required=False, choices=[("", "maakt niet uit"), *Language.choices])
    dagdeel = forms.ChoiceField(label="Dagdeel", required=False, choices=[("", "hele dag"), *DayPart.choices])
    vanaf = DayField(label="Vanaf", required=False)
    tot = DayField(label="Uiterlijk", required=False)
    spoed = forms.BooleanField(label="Ook spoedplekken", required=False)

    def __init__(self, *args, practice: Practice, today: date, kinds: list[AppointmentKind], **options) -> None:
        super().__init__(*args, **options)
        self.today, self.kinds = today, kinds
        rows = AppointmentKind.objects.for_practice(practice).filter(pk__in=[kind.pk for kind in kinds])
        self.fields["soort"].queryset = rows.order_by("position", "label")
        self.fields["medewerker"].offer(practice, on=today)
        self.fields["locatie"].queryset = Location.objects.for_practice(practice).order_by("name")

    def wanted(self, *, now: datetime) -> Wanted | None:
        """What to look for from now on; None when the practice has no kinds or the form says what cannot be."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        kind = values.get("soort") or next(iter(self.kinds), None)
        if kind is None or (self.is_bound and not self.is_valid()):
            return None
        first = max(values.get("vanaf") or self.today, self.today)
        return Wanted(
            kind=kind,
            minutes=values.get("minuten") or kind.minutes,
            first=first,
            last=min(values.get("tot") or first + LOOK_AHEAD, first + timedelta(weeks=26)),
            members=[values["medewerker"].pk] if values.get("medewerker") else [],
            locations=[values["locatie"].pk] if values.get("locatie") else [],
            language=values.get("taal", ""),
            parts=[values["dagdeel"]] if values.get("dagdeel") else [],
            not_before=now,
            urgent=bool(values.get("spoed")),
        )
