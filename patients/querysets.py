"""Sentences about patients and what stands beside them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from patients.enums import ConsentState
from poh.accounts.querysets import PracticeQuerySet

if TYPE_CHECKING:
    from patients.models import Patient
    from poh.accounts.models import User


class PatientQuerySet(PracticeQuerySet):
    def registered(self, *, on: date) -> Self:
        """Patients who are registered on the day `on`."""
        return self.filter(Q(registered_to__isnull=True) | Q(registered_to__gt=on), registered_from__lte=on)

    def left(self, *, on: date) -> Self:
        """Patients whose registration has ended on the day `on`."""
        return self.filter(registered_to__lte=on)

    def restricted(self) -> Self:
        """Patients whose record is closed to the team."""
        return self.filter(is_restricted=True)


class EndedQuerySet(PracticeQuerySet):
    def current(self, *, on: date) -> Self:
        """What has not ended on the day `on`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


class TreatmentRelationshipQuerySet(EndedQuerySet):
    def current(self, *, on: date) -> Self:
        """Relationships that hold on the day `on`."""
        return super().current(on=on).filter(started_on__lte=on)

    def of_user(self, user: User) -> Self:
        """Relationships of this person, whichever of their memberships holds them."""
        return self.filter(staff__user=user)


class ConsentQuerySet(PracticeQuerySet):
    def latest(self) -> Self:
        """The last answer of each patient to each question."""
        return self.order_by("patient_id", "kind", "-decided_on", "-id").distinct("patient_id", "kind")

    def given(self, *, on: date) -> Self:
        """Answers that allow something on the day `on`; ask it of the latest answers only."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), state=ConsentState.GIVEN)


class BreakGlassQuerySet(PracticeQuerySet):
    def open_for(self, *, user: User, patient: Patient, at: datetime) -> Self:
        """Uses of the noodknop that open this record to this person at the moment `at`."""
        return self.filter(user=user, patient=patient, started_at__lte=at, until__gt=at)
