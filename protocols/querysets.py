"""Sentences about protocol versions and participations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from poh.accounts.querysets import PracticeQuerySet
from protocols.enums import EnrolmentState, VersionState

if TYPE_CHECKING:
    from patients.models import Patient
    from poh.accounts.models import Practice


class ProtocolVersionQuerySet(models.QuerySet):
    def for_practice(self, practice: Practice) -> Self:
        """Versions that `practice` may use: those delivered with POH, and its own."""
        return self.filter(Q(practice__isnull=True) | Q(practice=practice))

    def own(self, practice: Practice) -> Self:
        """Versions that `practice` made."""
        return self.filter(practice=practice)

    def published(self) -> Self:
        """Versions that may be used for new participations."""
        return self.filter(state=VersionState.PUBLISHED)


class EnrolmentQuerySet(PracticeQuerySet):
    def of_patient(self, patient: Patient) -> Self:
        """The participations of one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def open(self) -> Self:
        """Participations that have not ended: included, declined, or with the specialist."""
        return self.exclude(state=EnrolmentState.ENDED)

    def included(self) -> Self:
        """Participations of whoever takes part now."""
        return self.filter(state=EnrolmentState.INCLUDED)

    def due(self, *, on: date) -> Self:
        """Included participations of which the next control is on or before `on`, longest ago first."""
        return self.included().filter(next_due_on__lte=on).order_by("next_due_on", "id")


class PersonalTargetQuerySet(PracticeQuerySet):
    def of_patient(self, patient: Patient) -> Self:
        """The agreements with one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def current(self, *, on: date) -> Self:
        """Agreements that hold on the day `on`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), started_on__lte=on)


class ResponseQuerySet(PracticeQuerySet):
    def of_patient(self, patient: Patient) -> Self:
        """The questionnaires of one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def of(self, instrument: str) -> Self:
        """Of one questionnaire."""
        return self.filter(instrument=instrument)

    def current(self) -> Self:
        """What holds: not put right by another."""
        return self.filter(corrections__isnull=True)


class InstrumentTextQuerySet(PracticeQuerySet):
    def in_use(self) -> Self:
        """The newest text of each questionnaire; one that was withdrawn is to be left out afterwards."""
        return self.order_by("practice_id", "instrument", "-id").distinct("practice_id", "instrument")
