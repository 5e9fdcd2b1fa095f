"""Who stands beside a patient, and what the patient agrees to."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.enums import ConsentGiver
from patients.forms.details import detail_field
from patients.models import Consent, ContactPerson, Patient
from patients.selectors.records import representatives
from poh.base.validators import normalize_phone


class ContactPersonForm(forms.ModelForm):
    """Somebody to call, and perhaps to decide, for the patient."""

    class Meta:
        model = ContactPerson
        fields = [
            "name", "relation", "phone", "mobile", "email", "is_first_contact", "is_representative",
            "representation_basis", "note",
        ]  # fmt: skip
        formfield_callback = detail_field

    def __init__(self, *args, **options) -> None:
        options["instance"] = copy(options.get("instance"))
        super().__init__(*args, **options)

    def clean_phone(self) -> str:
        return self._phone("phone")

    def clean_mobile(self) -> str:
        return self._phone("mobile")

    def _phone(self, name: str) -> str:
        typed = self.cleaned_data[name]
        return normalize_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """A representative has a ground, and a ground makes a representative."""
        values = self.cleaned_data
        if values.get("is_representative") and not values.get("representation_basis"):
            self.add_error("representation_basis", "Kies op welke grond deze persoon vertegenwoordigt.")
        if values.get("representation_basis") and not values.get("is_representative"):
            self.add_error("is_representative", "Vink aan dat deze persoon vertegenwoordigt, of kies geen grond.")
        return values


class RepresentativeChoice(forms.ModelChoiceField):
    """One of the patient's representatives, known in the form by uuid."""

    def __init__(self, **options) -> None:
        super().__init__(queryset=ContactPerson.objects.none(), to_field_name="uuid", **options)

    def label_from_instance(self, contact: ContactPerson) -> str:
        return f"{contact.name} ({contact.get_representation_basis_display()})"


class ConsentForm(forms.ModelForm):
    """The answer to one question of consent."""

    representative = RepresentativeChoice(label="Vertegenwoordiger", required=False, empty_label="Niet van toepassing")

    class Meta:
        model = Consent
        fields = ["kind", "state", "decided_on", "manner", "given_by", "representative", "valid_until", "note"]
        formfield_callback = detail_field
        widgets = {name: forms.RadioSelect(attrs={"class": "seg"}) for name in ("state", "manner")}

    def __init__(self, *args, patient: Patient, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.initial["decided_on"] = today
        allowed = representatives(patient=patient, on=today)
        self.fields["representative"].queryset = ContactPerson.objects.for_practice(patient.practice).filter(
            pk__in=[contact.pk for contact in allowed]
        )
        for name in ("state", "manner"):
            self.fields[name].choices = self.fields[name].choices[1:]

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            raise ValidationError("Deze datum ligt in de toekomst.")
        return day

    def clean(self) -> dict[str, Any]:
        """Whoever consents for the patient is named, and an end lies after the beginning."""
        values = self.cleaned_data
        by_patient = values.get("given_by") == ConsentGiver.PATIENT
        if by_patient and values.get("representative"):
            self.add_error("representative", "De patiënt gaf zelf antwoord: kies hier niemand.")
        if values.get("given_by") and not by_patient and not values.get("representative"):
            self.add_error("representative", "Kies de vertegenwoordiger die het antwoord gaf.")
        start, end = values.get("decided_on"), values.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", "De einddatum ligt voor de datum van het antwoord.")
        return values
