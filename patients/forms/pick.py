"""Choose a patient within a form: type a part of the name or a birth date, and pick one of the hits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from patients.models import Patient
from patients.presenters.rows import hit
from poh.accounts.models import Practice


class PatientPicker(forms.Widget):
    """A search field with its hits as a choice; what was chosen stays chosen when the form comes back."""

    template_name = "patients/pick.html"
    practice: Practice | None = None

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        context["widget"] |= {"described_by": given.get("aria-describedby"), "is_wrong": given.get("aria-invalid")}
        picked = self._patient(value)
        if picked is not None:
            context["picked"] = hit(picked, on=timezone.localdate()) | {"uuid": picked.uuid}
        return context

    def _patient(self, value: Any) -> Patient | None:
        if self.practice is None or not value:
            return None
        try:
            uuid = UUID(str(value))
        except ValueError:
            return None
        return Patient.objects.for_practice(self.practice).filter(uuid=uuid).first()


class PatientField(forms.UUIDField):
    """The patient of `practice` (set it with `offer`) who was picked, or None."""

    widget = PatientPicker
    default_error_messages = {
        "invalid": "Kies een patiënt uit de lijst.",
        "unknown": "Deze patiënt staat niet in deze praktijk.",
    }

    def offer(self, practice: Practice) -> None:
        """Search in this practice."""
        self.practice = self.widget.practice = practice

    def clean(self, value: Any) -> Patient | None:
        uuid = super().clean(value)
        if uuid is None:
            return None
        found = Patient.objects.for_practice(self.practice).filter(uuid=uuid).first()
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found
