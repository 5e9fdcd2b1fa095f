"""The waiting list, and calls to make."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from patients.enums import Language
from patients.forms.pick import PatientField
from poh.accounts.enums import Role
from poh.accounts.models import Location, Practice
from poh.base.text import PlainTextField
from scheduling.enums import CallOutcome, DayPart, Weekday
from scheduling.forms.fields import DayField, MemberField, PracticeChoiceField
from scheduling.models import AppointmentKind


class WaitingForm(forms.Form):
    """A wish: what for, with whom, when somebody can come."""

    patient = PatientField(label="Patiënt")
    kind = PracticeChoiceField(label="Soort")
    minutes = forms.IntegerField(label="Minuten", min_value=5, max_value=480)
    member = MemberField(label="Liefst bij", required=False, empty_label="maakt niet uit")
    location = PracticeChoiceField(label="Liefst op", required=False, empty_label="maakt niet uit")
    from_on = DayField(label="Vanaf")
    until_on = DayField(label="Uiterlijk", required=False)
    parts = forms.MultipleChoiceField(
        label="Dagdelen", choices=DayPart, required=False, widget=forms.CheckboxSelectMultiple
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Dagen", choices=Weekday, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label="In de taal", choices=[("", "maakt niet uit"), *Language.choices], required=False
    )
    reason = PlainTextField(label="Reden, in eigen woorden", max_length=300, required=False)

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["patient"].offer(practice)
        self.fields["kind"].queryset = AppointmentKind.objects.for_practice(practice).filter(is_active=True)
        self.fields["member"].offer(practice, on=today)
        self.fields["location"].queryset = Location.objects.for_practice(practice).order_by("name")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("from_on"), values.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "De laatste dag ligt niet voor de eerste.")
        return values

    def wish(self) -> dict[str, Any]:
        """The fields of the entry, without the patient."""
        return {name: value for name, value in self.cleaned_data.items() if name != "patient"}


class EndForm(forms.Form):
    """Why something stops."""

    reason = PlainTextField(label="Reden", max_length=200)


class CallForm(forms.Form):
    """Somebody to call."""

    patient = PatientField(label="Patiënt")
    phone = PlainTextField(label="Nummer", max_length=25, required=False, help_text="Leeg: het nummer uit het dossier.")
    reason = PlainTextField(label="Waarover", max_length=300)
    due_on = DayField(label="Bellen op")
    part = forms.ChoiceField(label="Dagdeel", choices=[("", "hele dag"), *DayPart.choices], required=False)
    member = MemberField(label="Door", required=False, empty_label="iemand met de rol hieronder")
    role = forms.ChoiceField(label="Door de rol", choices=[("", "geen"), *Role.choices], required=False)
    is_urgent = forms.BooleanField(label="Met voorrang", required=False)

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["patient"].offer(practice)
        self.fields["member"].offer(practice, on=today)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("member") and not values.get("role"):
            self.add_error("role", "Kies wie belt: een medewerker of een rol.")
        patient = values.get("patient")
        if patient is not None and not values.get("phone"):
            values["phone"] = patient.mobile or patient.phone
            if not values["phone"]:
                self.add_error("phone", "Van deze patiënt is geen nummer bekend. Vul er een in.")
        return values

    def call(self) -> dict[str, Any]:
        """The fields of the call, without the patient."""
        return {name: value for name, value in self.cleaned_data.items() if name != "patient"}


class AttemptForm(forms.Form):
    """How an attempt to call ended."""

    outcome = forms.ChoiceField(label="Uitkomst", choices=CallOutcome, widget=forms.RadioSelect(attrs={"class": "seg"}))
    note = PlainTextField(label="Notitie", max_length=300, required=False)
    again_on = DayField(label="Opnieuw bellen op", required=False)
