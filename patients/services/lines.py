"""Write in the record: problems, medicines, warnings, history, family and limits. A line ends, it never goes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from patients.enums_record import RecordSource
from patients.models import Episode, FamilyHistory, HistoryEntry, Ica, MedicationLine, Patient, TreatmentLimit
from patients.models.record import RecordLine
from patients.signals import line_changed
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged

Line = TypeVar("Line", bound=RecordLine)


class LimitStands(Exception):
    """The same treatment limit is agreed already."""


class AlreadyEnded(Exception):
    """The line ended before."""


def add_episode(*, patient: Patient, fields: Mapping[str, Any], by: User) -> Episode:
    """Put a problem on the problem list."""
    return _add(Episode, patient, fields, by=by)


def add_medication(*, patient: Patient, fields: Mapping[str, Any], by: User) -> MedicationLine:
    """Put a medicine on the overview."""
    return _add(MedicationLine, patient, fields, by=by)


def add_ica(*, patient: Patient, fields: Mapping[str, Any], by: User) -> Ica:
    """Warn for something: a contra-indication, an intolerance or an allergy."""
    return _add(Ica, patient, fields, by=by)


def add_history(*, patient: Patient, fields: Mapping[str, Any], by: User) -> HistoryEntry:
    """Note something from before that is no running problem."""
    return _add(HistoryEntry, patient, fields, by=by)


def add_family_history(*, patient: Patient, fields: Mapping[str, Any], by: User) -> FamilyHistory:
    """Note an illness of a relative."""
    return _add(FamilyHistory, patient, fields, by=by)


@transaction.atomic
def agree_limit(*, patient: Patient, fields: Mapping[str, Any], by: User) -> TreatmentLimit:
    """Note a treatment that will not be given; LimitStands when the same one is agreed already."""
    try:
        with transaction.atomic():
            return _add(TreatmentLimit, patient, {"agreed_by": by, **fields}, by=by)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise LimitStands from error
        raise


@transaction.atomic
def _add(model: type[Line], patient: Patient, fields: Mapping[str, Any], *, by: User) -> Line:
    line = model(
        practice=patient.practice, patient=patient, recorded_by=by, **{"source": RecordSource.PRACTICE} | fields
    )
    line.save(force_insert=True)
    record(Event.RECORD_LINE_ADDED, patients=[patient], object=line, detail=sorted(fields))
    line_changed.send(model, patient=patient, line=line)
    return line


@transaction.atomic
def change_line(*, line: Line, version: int, fields: Mapping[str, Any], by: User) -> Line:
    """Save those of `fields` that differ; StaleVersion when somebody saved in between."""
    line = copy(line)
    changed = [name for name, value in fields.items() if getattr(line, name) != value]
    for name in changed:
        setattr(line, name, fields[name])
    if changed:
        save_if_unchanged(line, version=version, update_fields=changed)
        record(Event.RECORD_LINE_CHANGED, patients=[line.patient_id], object=line, detail=changed)
        line_changed.send(type(line), patient=line.patient, line=line)
    return line


@transaction.atomic
def end_line(*, line: Line, version: int, on: date, reason: str, by: User) -> Line:
    """From `on` the line holds no more; AlreadyEnded, StaleVersion. The reason is kept where the line has a place."""
    end = _end_field(line)
    if getattr(line, end) is not None:
        raise AlreadyEnded
    note = "stop_reason" if end == "stopped_on" else "end_reason"
    fields = {end: on} | ({note: reason} if hasattr(line, note) else {})
    return change_line(line=line, version=version, fields=fields, by=by)


def _end_field(line: RecordLine) -> str:
    return "stopped_on" if isinstance(line, MedicationLine) else "ended_on"


@transaction.atomic
def change_dosage(
    *, line: MedicationLine, version: int, fields: Mapping[str, Any], on: date, by: User
) -> MedicationLine:
    """From `on` the medicine is taken differently: the old line stops and a new one takes its place."""
    stopped = end_line(line=line, version=version, on=on, reason="andere dosering", by=by)
    new = {"name": line.name, "atc": line.atc, **fields, "started_on": on, "replaces": stopped}
    return _add(MedicationLine, line.patient, new, by=by)
