"""Sentences about the record: what is current, and what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from patients.querysets import EndedQuerySet
from poh.accounts.querysets import PracticeQuerySet

if TYPE_CHECKING:
    from patients.models import Determination, Patient


class EpisodeQuerySet(EndedQuerySet):
    def with_attention(self) -> Self:
        """Episodes that carry the attention flag."""
        return self.filter(has_attention=True)

    def with_icpc(self, *codes: str) -> Self:
        """Episodes with one of these ICPC codes or a subcode of it: `K90` finds K90.03, `T90.02` only itself."""
        wanted = Q(pk__in=[])
        for code in codes:
            wanted |= Q(icpc=code) if "." in code else Q(icpc=code) | Q(icpc__startswith=f"{code}.")
        return self.filter(wanted)

    def attention_first(self) -> Self:
        """The problem list in the order of the screen: running before ended, attention first, newest first."""
        return self.order_by(models.F("ended_on").desc(nulls_first=True), "-has_attention", "-onset_on", "title", "id")


class MedicationQuerySet(PracticeQuerySet):
    def current(self, *, on: date) -> Self:
        """Medicines that are in use on the day `on`."""
        return self.filter(
            Q(stopped_on__isnull=True) | Q(stopped_on__gt=on), Q(started_on__isnull=True) | Q(started_on__lte=on)
        )

    def with_atc(self, *prefixes: str) -> Self:
        """Medicines of which the ATC code starts with one of `prefixes`."""
        wanted = Q(pk__in=[])
        for prefix in prefixes:
            wanted |= Q(atc__startswith=prefix)
        return self.filter(wanted)


class DeterminationQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Determinations that are still recorded; a retired one only shows what was."""
        return self.filter(is_retired=False)

    def typed_by_hand(self) -> Self:
        """Determinations that a person can fill in; the others are calculated."""
        return self.filter(calculation="")


class MeasurementQuerySet(PracticeQuerySet):
    def of_patient(self, patient: Patient) -> Self:
        """What was measured of one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def of(self, determination: Determination | str) -> Self:
        """Measurements of one determination."""
        return self.filter(determination=determination)

    def current(self) -> Self:
        """What holds: not superseded by a correction, and no withdrawal itself."""
        return self.filter(is_superseded=False, is_withdrawal=False)

    def observed_between(self, *, first: date | None, last: date | None) -> Self:
        """Measurements observed from `first` up to and including `last`; None leaves that side open."""
        rows = self.filter(observed_on__gte=first) if first else self
        return rows.filter(observed_on__lte=last) if last else rows

    def newest_first(self) -> Self:
        """In the order that makes the first one the latest: by observed moment, ties by entry."""
        return self.order_by("-observed_at", "-id")

    def latest_per_determination(self) -> Self:
        """The latest current measurement of each patient and determination: what LatestMeasurement keeps."""
        return (
            self.current()
            .order_by("practice_id", "patient_id", "determination_id", "-observed_at", "-id")
            .distinct("practice_id", "patient_id", "determination_id")
        )

    def as_of(self, moment: datetime) -> Self:
        """Measurements that had been observed at `moment`."""
        return self.filter(observed_at__lte=moment)


class LatestMeasurementQuerySet(PracticeQuerySet):
    def of_patient(self, patient: Patient) -> Self:
        """The latest values of one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def of(self, *keys: str) -> Self:
        """The latest values of these determinations."""
        return self.filter(determination__in=keys)

    def for_patients(self, patient_ids: Iterable[int]) -> Self:
        """The latest values of these patients."""
        return self.filter(patient__in=patient_ids)
