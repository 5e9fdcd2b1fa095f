"""What the record page shows: the lines of the record, and the last values of everything measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Model, QuerySet, Window
from django.db.models.functions import RowNumber

from patients.enums_record import Section
from patients.models import (
    Determination,
    Episode,
    FamilyHistory,
    HistoryEntry,
    Ica,
    LatestMeasurement,
    Measurement,
    MedicationLine,
    Patient,
    TreatmentLimit,
)
from poh.accounts.models import User
from poh.base.together import read_together

# How many values the line beside a determination is drawn from.
MOST_POINTS = 8
RECENT = timedelta(days=92)


@dataclass(frozen=True)
class RecordLines:
    """The lines of one record, each list in the order of the screen."""

    episodes: list[Episode]
    medication: list[MedicationLine]
    stopped: list[MedicationLine]
    icas: list[Ica]
    history: list[HistoryEntry]
    family: list[FamilyHistory]
    limits: list[TreatmentLimit]


def record_lines(*, patient: Patient, on: date) -> RecordLines:
    """The record of a patient on the day `on`; of medicines also those that were stopped lately. One query."""
    return _lines_from(read_together(**_lines_asked(patient, on=on)), on=on)


def record_page(*, patient: Patient, on: date, with_sensitive: bool) -> tuple[RecordLines, list[Measured]]:
    """The record with everything that was ever measured, in the order of the screen; two queries."""
    latest = LatestMeasurement.objects.of_patient(patient).values("determination")
    words = visible_determinations(with_sensitive=with_sensitive).filter(key__in=latest)
    read = read_together(words=words, **_lines_asked(patient, on=on))
    by_key = _last_values(patient)
    # A value that was taken back between the two queries has no rows any more.
    found = [Measured(word, by_key[word.key]) for word in read["words"] if word.key in by_key]
    return _lines_from(read, on=on), found


def _lines_asked(patient: Patient, *, on: date) -> dict[str, QuerySet]:
    def of_patient(model: type[Model]) -> QuerySet:
        return model.objects.for_practice(patient.practice).filter(patient=patient)

    limits = of_patient(TreatmentLimit).current(on=on)
    return {
        "episodes": of_patient(Episode).attention_first(),
        "medicines": of_patient(MedicationLine),
        "icas": of_patient(Ica).current(on=on),
        "history": of_patient(HistoryEntry).current(on=on),
        "family": of_patient(FamilyHistory).current(on=on),
        "limits": limits,
        "agreed_by": User.objects.filter(pk__in=limits.order_by().values("agreed_by")).only("name"),
    }


def _lines_from(read: Mapping[str, list], *, on: date) -> RecordLines:
    names = {user.pk: user for user in read["agreed_by"]}
    for limit in read["limits"]:
        limit.agreed_by = names[limit.agreed_by_id]
    lists = {name: read[name] for name in ("episodes", "icas", "history", "family", "limits")}
    return RecordLines(**lists, **_by_use(read["medicines"], on=on))


def _by_use(medicines: list[MedicationLine], *, on: date) -> dict[str, list[MedicationLine]]:
    """What is in use on the day `on`, and what was stopped lately without another in its place."""
    by_pk = {line.pk: line for line in medicines}
    known = [line for line in medicines if line.stopped_on is None or line.stopped_on >= on - RECENT]
    for line in known:
        if line.replaces_id in by_pk:
            line.replaces = by_pk[line.replaces_id]
    replaced = {line.replaces_id for line in known}
    return {
        "medication": [line for line in known if line.stopped_on is None or line.stopped_on > on],
        "stopped": [line for line in known if line.stopped_on and line.stopped_on <= on and line.pk not in replaced],
    }


def current_limits(*, patient: Patient, on: date) -> list[TreatmentLimit]:
    """The treatment limits that hold on the day `on`."""
    limits = TreatmentLimit.objects.for_practice(patient.practice).filter(patient=patient).current(on=on)
    return list(limits.select_related("agreed_by"))


@dataclass(frozen=True)
class Measured:
    """A determination with its last current values, newest first."""

    determination: Determination
    rows: list[Measurement]

    @property
    def latest(self) -> Measurement:
        return self.rows[0]

    @property
    def previous(self) -> Measurement | None:
        """The value before the latest, by the same method: what cannot be compared is not put beside it."""
        return next((row for row in self.rows[1:] if row.method == self.latest.method), None)


def _last_values(patient: Patient) -> dict[str, list[Measurement]]:
    newest_first = Window(
        RowNumber(), partition_by=[F("determination")], order_by=[F("observed_at").desc(), F("id").desc()]
    )
    rows = Measurement.objects.of_patient(patient).current().annotate(place=newest_first)
    rows = rows.filter(place__lte=MOST_POINTS).select_related("entered_by").order_by("determination", "place")
    by_key: dict[str, list[Measurement]] = {}
    for row in rows:
        by_key.setdefault(row.determination_id, []).append(row)
    return by_key


def visible_determinations(*, with_sensitive: bool):
    """The determinations in the order of the screen; those about safety only for who may see them."""
    everything = Determination.objects.order_by("position")
    return everything if with_sensitive else everything.exclude(section=Section.SAFETY)
