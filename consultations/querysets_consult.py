"""Questions about consults, in words of the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consultations.enums_consult import ConsultState
from poh.accounts.querysets import PracticeQuerySet

if TYPE_CHECKING:
    from patients.models import Patient


class ConsultationQuerySet(PracticeQuerySet):
    """Consults of a practice."""

    def of_patient(self, patient: Patient) -> ConsultationQuerySet:
        return self.filter(practice=patient.practice_id, patient=patient)

    def drafts(self) -> ConsultationQuerySet:
        """Still being filled in."""
        return self.filter(state=ConsultState.DRAFT)

    def final(self) -> ConsultationQuerySet:
        """Closed; what they say is part of the record."""
        return self.filter(state=ConsultState.FINAL)


class AdviceDecisionQuerySet(PracticeQuerySet):
    """Decisions about advice."""

    def of_patient(self, patient: Patient) -> AdviceDecisionQuerySet:
        return self.filter(practice=patient.practice_id, patient=patient)

    def latest_by_advice(self) -> AdviceDecisionQuerySet:
        """Of each advice of each patient the last decision."""
        return self.order_by("patient_id", "advice", "-at", "-id").distinct("patient_id", "advice")
