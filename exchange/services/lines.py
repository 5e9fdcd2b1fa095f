"""Keep the lines of one patient, each once. What the practice changed stays as the practice has it."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.enums import Kind, Outcome
from exchange.rules.found import Line
from exchange.rules.report import Tally
from patients.enums_record import RecordSource
from patients.models import Episode, Ica, MedicationLine, Patient
from patients.models.record import RecordLine
from poh.base.locking import save_if_unchanged

MODELS: dict[Kind, type[RecordLine]] = {Kind.EPISODE: Episode, Kind.MEDICINE: MedicationLine, Kind.WARNING: Ica}
# What says that a line has ended, with its reason.
_END = {
    Kind.EPISODE: ("ended_on", "note"),
    Kind.MEDICINE: ("stopped_on", "stop_reason"),
    Kind.WARNING: ("ended_on", "end_reason"),
}
_BEGIN = {Kind.EPISODE: "onset_on", Kind.MEDICINE: "started_on", Kind.WARNING: "since_on"}


def keep_lines(patient: Patient, found: Sequence[Line], kind: Kind, tally: Tally) -> list[RecordLine]:
    """Add the lines that are new, and end those that the source has ended since; the lines that changed."""
    model = MODELS[kind]
    wanted = {line.origin.uuid(): line for line in found}
    known = model.objects.for_practice(patient.practice).filter(patient=patient, uuid__in=wanted)
    stored = {row.uuid: row for row in known}
    new = [
        model(uuid=uuid, practice=patient.practice, patient=patient, source=RecordSource.IMPORT, **line.fields)
        for uuid, line in wanted.items()
        if uuid not in stored
    ]
    model.objects.bulk_create(new)
    ended = [row for uuid, row in stored.items() if _end(row, wanted[uuid], kind)]
    tally.keep(kind, Outcome.STORED, len(new))
    tally.keep(kind, Outcome.CORRECTED, len(ended))
    tally.keep(kind, Outcome.KNOWN, len(found) - len(new) - len(ended))
    return new + ended


def _end(row: RecordLine, line: Line, kind: Kind) -> bool:
    """End a line that still runs here when it has ended at the source; whether that was needed."""
    name, why = _END[kind]
    started = getattr(row, _BEGIN[kind])
    if line.ended_on is None or getattr(row, name) is not None:
        return False
    setattr(row, name, max(line.ended_on, started) if started else line.ended_on)
    if line.fields[why]:
        setattr(row, why, line.fields[why])
    save_if_unchanged(row, version=row.version, update_fields=[name, why])
    return True
