"""Record what was measured, put a wrong value right, take a value back. A stored value is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg2.errors import UniqueViolation

from patients.enums_record import Source
from patients.models import Determination, LatestMeasurement, Measurement, Patient
from patients.rules.limits import PRESSURES, Problem, pressure_problems, question, refusal
from patients.rules.values import Value
from patients.signals import measurements_changed
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record


class NotRecorded(Exception):
    """Nothing was stored: values that cannot be, or that nobody has confirmed yet."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.key for problem in problems))
        self.problems = list(problems)


class AlreadyCorrected(Exception):
    """Somebody put this value right, or took it back, in the meantime."""


class ReadOnlyMeasurement(Exception):
    """A value that came from elsewhere, or was calculated: it can be taken back, not put right here."""


@dataclass(frozen=True)
class Entry:
    """One value to record; `is_confirmed`: a person said that it is right although it is unusual."""

    determination: Determination
    value: Value
    method: str = ""
    note: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class Observed:
    """When and where the values were observed; without `has_time` only the day counts."""

    at: datetime
    has_time: bool = True
    source: Source = Source.CONSULT
    source_name: str = ""
    consultation: UUID | None = None


@dataclass(frozen=True)
class Calculation:
    """Where a calculated value comes from; `details` is kept beside it, so that history is never recomputed."""

    algorithm: str
    version: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Correction:
    """Why a value is put right, and another moment when that was wrong too."""

    reason: str
    observed: Observed | None = None


@transaction.atomic
def record_measurements(
    *, patient: Patient, entries: Sequence[Entry], observed: Observed, by: User, at: datetime
) -> list[Measurement]:
    """Record values that were observed together; all of them or none.

    NotRecorded holds a problem for each value that cannot be, and for each unusual one without a confirmation.
    """
    _lock(patient)
    previous = _previous(patient, [entry.determination.key for entry in entries])
    problems = [*_moment_problems(patient, entries, observed, at=at), *_pressures(entries)]
    problems += _value_problems(entries, previous, observed)
    if problems:
        raise NotRecorded(problems)
    rows = [_row(patient, entry, observed, previous, by=by) for entry in entries]
    for row in rows:
        row.entered_at = at
    measurements = Measurement.objects.bulk_create(rows)
    keys = {entry.determination.key for entry in entries}
    record(Event.MEASURED, patients=[patient], detail=sorted(keys))
    measurements_changed.send(Patient, patient=patient, keys=keys, at=at)
    return measurements


def _lock(patient: Patient) -> None:
    """Let only one at a time write measurements of a patient: two that go in another order would deadlock."""
    Patient.objects.for_practice(patient.practice).select_for_update(no_key=True).only("pk").get(pk=patient.pk)


def _previous(patient: Patient, keys: Iterable[str]) -> dict[str, Value]:
    rows = LatestMeasurement.objects.of_patient(patient).of(*keys)
    return {row.determination_id: Value.of(row) for row in rows}


def _moment_problems(patient: Patient, entries: Sequence[Entry], observed: Observed, *, at: datetime) -> list[Problem]:
    day = timezone.localdate(observed.at)
    text = ""
    if observed.at > at:
        text = "Dit moment ligt in de toekomst."
    elif patient.born_from and day < patient.born_from:
        text = "Deze dag ligt voor de geboorte van de patiënt."
    elif day.year < 1900:
        text = "Deze dag ligt te ver terug."
    return [Problem("observed_on", text)] if text and entries else []


def _pressures(entries: Sequence[Entry]) -> list[Problem]:
    values = {entry.determination.key: entry.value for entry in entries}
    return pressure_problems(values, {entry.determination.key: entry.determination for entry in entries})


def _value_problems(entries: Sequence[Entry], previous: Mapping[str, Value], observed: Observed) -> list[Problem]:
    day = timezone.localdate(observed.at)
    found = []
    for entry in entries:
        problem = refusal(entry.determination, entry.value, observed_on=day)
        if problem is None and not entry.is_confirmed:
            problem = _asked(entry, previous)
        if problem:
            found.append(problem)
    return found


def _asked(entry: Entry, previous: Mapping[str, Value]) -> Problem | None:
    key = entry.determination.key
    return question(entry.determination, entry.value, previous=previous.get(key))


def _row(patient: Patient, entry: Entry, observed: Observed, previous: Mapping[str, Value], *, by: User) -> Measurement:
    asked = _asked(entry, previous) if entry.is_confirmed else None
    return Measurement(
        practice=patient.practice,
        patient=patient,
        determination=entry.determination,
        **entry.value.columns(),
        observed_at=observed.at,
        has_time=observed.has_time,
        entered_by=by,
        source=observed.source,
        source_name=observed.source_name,
        consultation=observed.consultation,
        method=entry.method,
        note=entry.note,
        asked=asked.text if asked else "",
        confirmed_by=by if asked else None,
    )


def is_read_only(measurement: Measurement) -> bool:
    """Whether a value came from elsewhere or was calculated, so that nobody here can know a better one."""
    return measurement.entered_by_id is None or measurement.source == Source.CALCULATED


@transaction.atomic
def correct_measurement(
    *, measurement: Measurement, entry: Entry, correction: Correction, by: User, at: datetime
) -> Measurement:
    """Put another value, or another moment, in the place of a wrong one; the wrong one stays to be seen.

    NotRecorded as for a new value; AlreadyCorrected, ReadOnlyMeasurement.
    """
    if is_read_only(measurement):
        raise ReadOnlyMeasurement
    patient = measurement.patient
    _lock(patient)
    observed = correction.observed or _as_observed(measurement)
    problems = _moment_problems(patient, [entry], observed, at=at) + _pair_problems(measurement, entry)
    # What it was compared with when it was asked is the value before it; the wrong value is no measure.
    problems += _value_problems([entry], {}, observed)
    if problems:
        raise NotRecorded(problems)
    row = _row(patient, entry, observed, {}, by=by)
    row.entered_at = at
    return _supersede(measurement, row, reason=correction.reason)


def _as_observed(measurement: Measurement) -> Observed:
    return Observed(
        at=measurement.observed_at,
        has_time=measurement.has_time,
        source=Source(measurement.source),
        source_name=measurement.source_name,
        consultation=measurement.consultation,
    )


def _pair_problems(measurement: Measurement, entry: Entry) -> list[Problem]:
    """A corrected blood pressure still fits the other half that was measured with it."""
    key = entry.determination.key
    pair = next((pair for pair in PRESSURES.items() if key in pair), None)
    if pair is None:
        return []
    rows = Measurement.objects.of_patient(measurement.patient).current().filter(determination__in=pair)
    together = rows.filter(observed_at=measurement.observed_at).select_related("determination")
    values = {row.determination_id: Value.of(row) for row in together} | {key: entry.value}
    known = {row.determination_id: row.determination for row in together} | {key: entry.determination}
    return [Problem(key, found.text) for found in pressure_problems(values, known)]


@transaction.atomic
def withdraw_measurement(*, measurement: Measurement, reason: str, by: User, at: datetime) -> Measurement:
    """Take a value back without another in its place: it was not of this patient, or never measured."""
    _lock(measurement.patient)
    row = Measurement(
        practice=measurement.practice,
        patient=measurement.patient,
        determination=measurement.determination,
        observed_at=measurement.observed_at,
        has_time=measurement.has_time,
        entered_at=at,
        entered_by=by,
        source=measurement.source,
        is_withdrawal=True,
    )
    return _supersede(measurement, row, reason=reason)


def _supersede(measurement: Measurement, row: Measurement, *, reason: str) -> Measurement:
    if measurement.is_withdrawal:
        raise AlreadyCorrected
    row.supersedes, row.correction_reason = measurement, reason
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise AlreadyCorrected from error
        raise
    record(
        Event.MEASUREMENT_CORRECTED,
        patients=[measurement.patient_id],
        object=measurement,
        detail=[measurement.determination_id],
        reason=reason,
    )
    keys = {measurement.determination_id}
    measurements_changed.send(Patient, patient=measurement.patient, keys=keys, at=row.entered_at)
    return row


@transaction.atomic
def record_calculated(
    *, patient: Patient, determination: Determination, value: Value, calculation: Calculation, observed: Observed
) -> Measurement:
    """Keep a calculated value with the algorithm and version that gave it; nothing new for the same outcome.

    The same determination, moment and algorithm has one current value: another outcome supersedes it. Part of
    the act that changed a value it was made of: no row of its own in the access log, and no signal.
    """
    _lock(patient)
    same = Measurement.objects.of_patient(patient).of(determination).current()
    before = same.filter(observed_at=observed.at, source=Source.CALCULATED, algorithm=calculation.algorithm).first()
    if before and Value.of(before) == _stored(value) and before.algorithm_version == calculation.version:
        return before
    row = Measurement(
        practice=patient.practice,
        patient=patient,
        determination=determination,
        **value.columns(),
        observed_at=observed.at,
        has_time=observed.has_time,
        source=Source.CALCULATED,
        consultation=observed.consultation,
        algorithm=calculation.algorithm,
        algorithm_version=calculation.version,
        calculation=dict(calculation.details),
        supersedes=before,
        correction_reason="opnieuw berekend" if before else "",
    )
    row.save(force_insert=True)
    return row


def _stored(value: Value) -> Value:
    """The value in the places in which the database keeps a number."""
    if value.numeric is None:
        return value
    return Value(numeric=value.numeric.quantize(Decimal("0.0001")), operator=value.operator)
