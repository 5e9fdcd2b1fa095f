"""Keep one person with everything that is about them, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from exchange.enums import ItemState, Kind, Outcome, QuarantineReason, SkipReason
from exchange.maps import Maps
from exchange.models import Import, QuarantinedItem
from exchange.rules.bundles import Invalid, Person
from exchange.rules.catalogue import Catalogue, NotOurs
from exchange.rules.found import Found, Held, Line, Measured, Origin, Skipped, Withdrawn
from exchange.rules.lines import read_allergy, read_condition, read_medication
from exchange.rules.observations import Reader
from exchange.rules.people import read_patient
from exchange.rules.report import Tally
from exchange.services.lines import MODELS, keep_lines
from exchange.services.measurements import Kept, keep_measurements
from patients.enums import LeaveReason
from patients.models import Patient
from patients.services.registration import DateImpossible, MaybeRegistered, deregister_patient, register_patient
from patients.signals import line_changed, measurements_changed
from poh.accounts.models import Practice, User
from poh.audit.enums import Event
from poh.audit.services import record

KINDS = {
    "Patient": Kind.PATIENT,
    "Condition": Kind.EPISODE,
    "MedicationRequest": Kind.MEDICINE,
    "AllergyIntolerance": Kind.WARNING,
    "Observation": Kind.MEASUREMENT,
}


@dataclass(frozen=True)
class Run:
    """What holds for a whole import: for whom, from where, with which codes, at what moment."""

    practice: Practice
    row: Import
    catalogue: Catalogue
    maps: Maps
    at: datetime

    @property
    def source_name(self) -> str:
        return self.row.source_name

    @property
    def started_by(self) -> User | None:
        return self.row.started_by

    @cached_property
    def on(self) -> date:
        return timezone.localdate(self.at)


@dataclass
class _Sorted:
    """What was found about a person, by what is to be done with it."""

    values: list[Measured | Withdrawn] = field(default_factory=list)
    lines: dict[Kind, list[Line]] = field(default_factory=lambda: {kind: [] for kind in MODELS})
    held: list[Held] = field(default_factory=list)
    delivered: set[tuple[str, str]] = field(default_factory=set)


def keep_person(person: Person, run: Run, *, invalid: Iterable[Invalid] = ()) -> Tally:
    """Keep a person and what is about them, tell who must know, and log it; what was done with it all."""
    tally = Tally()
    origin = Origin(Kind.PATIENT, person.name, text="Patiënt")
    try:
        patient, is_new = _patient(person, origin, run, tally)
    except NotOurs as problem:
        _hold([*_faults(invalid), Held(origin, problem.reason, problem.detail)], None, run, tally)
        for name, resource in person.about:
            tally.skip(Origin(KINDS[resource["resourceType"]], name), SkipReason.PATIENT_HELD)
        return tally
    sorted_ = _sort(person, patient, run, tally)
    kept = Kept(patient, run.source_name, run.at, tally)
    keep_measurements(kept, sorted_.values, is_new=is_new)
    lines = {kind: keep_lines(patient, found, kind, tally) for kind, found in sorted_.lines.items()}
    _hold([*_faults(invalid), *sorted_.held, *kept.held], patient, run, tally)
    if not is_new:
        _replace_held(sorted_, kept.held, patient)
    _tell(patient, kept, lines, run)
    return tally


def _patient(person: Person, origin: Origin, run: Run, tally: Tally) -> tuple[Patient, bool]:
    """The patient of ours, locked, and whether just registered; NotOurs when a person must look first."""
    fields = read_patient(person.resource, on=run.on)
    ours = Patient.objects.for_practice(run.practice).select_for_update(no_key=True)
    if patient := ours.filter(uuid=origin.uuid()).first():
        patient.practice = run.practice
        tally.keep(Kind.PATIENT, Outcome.CORRECTED if _has_died(patient, fields) else Outcome.KNOWN)
        return patient, False
    judged = QuarantinedItem.objects.for_practice(run.practice).numbered([_held_uuid(Held(origin, "", ""))])
    try:
        patient = register_patient(
            practice=run.practice,
            fields={**fields, "uuid": origin.uuid()},
            by=run.started_by,
            is_somebody_else=judged.filter(state=ItemState.RESOLVED).exists(),
        )
    except MaybeRegistered as found:
        numbers = ", ".join(str(patient.number) for patient in found.patients)
        text = f"Lijkt op een ingeschreven patiënt (patiëntnummer {numbers}). Er is niets van overgenomen."
        raise NotOurs(QuarantineReason.DOUBLE, text) from None
    tally.keep(Kind.PATIENT, Outcome.STORED)
    return patient, True


def _has_died(patient: Patient, fields: dict[str, Any]) -> bool:
    """End the registration of somebody of whom the source says since that they died; whether that was needed."""
    if patient.registered_to is not None or "deceased_on" not in fields:
        return False
    try:
        deregister_patient(
            patient=patient, version=patient.version, on=fields["deceased_on"], reason=LeaveReason.DECEASED, by=None
        )
    except DateImpossible:
        return False
    return True


def _sort(person: Person, patient: Patient, run: Run, tally: Tally) -> _Sorted:
    reader = Reader(run.catalogue, patient.birth_date.earliest, run.at)
    sorted_ = _Sorted()
    for name, resource in person.about:
        for found in _read(name, resource, reader, run):
            if isinstance(found, Skipped):
                tally.skip(found.origin, found.reason)
                continue
            sorted_.delivered.add((found.origin.resource, found.origin.part))
            if isinstance(found, Held):
                sorted_.held.append(found)
            elif isinstance(found, Line):
                sorted_.lines[found.origin.kind].append(found)
            else:
                sorted_.values.append(found)
    return sorted_


def _read(name: str, resource: Any, reader: Reader, run: Run) -> list[Found]:
    if resource["resourceType"] == "Observation":
        return reader.read(resource, name)
    if resource["resourceType"] == "Condition":
        return [read_condition(resource, name, run.maps, on=run.on)]
    if resource["resourceType"] == "AllergyIntolerance":
        return [read_allergy(resource, name, on=run.on)]
    return [read_medication(resource, name, run.maps, on=run.on)]


def _faults(invalid: Iterable[Invalid]) -> list[Held]:
    """Resources that are not as FHIR R4 says, as rows for a person."""
    return [
        Held(
            Origin(KINDS[fault.resource["resourceType"]], fault.name[:400], text=fault.resource["resourceType"]),
            QuarantineReason.INVALID,
            f"Het veld {fault.place} is niet zoals FHIR R4 het vraagt."[:300],
        )
        for fault in invalid
    ]


def _held_uuid(held: Held) -> Any:
    """The number of a row in quarantine: the same as long as the source sends the same."""
    original = held.original
    return held.origin.uuid(f"held|{original.value}|{original.unit}|{original.moment}")


def _hold(held: Iterable[Held], patient: Patient | None, run: Run, tally: Tally) -> None:
    """Put in quarantine what does not stand there already, whatever was decided about it then."""
    wanted = {_held_uuid(row): row for row in held}
    rows = QuarantinedItem.objects.for_practice(run.practice).numbered(wanted)
    there = set(rows.values_list("uuid", flat=True))
    for uuid, row in wanted.items():
        tally.hold(row.origin, row.reason, is_new=uuid not in there)
    new = [_item(uuid, row, patient, run) for uuid, row in wanted.items() if uuid not in there]
    QuarantinedItem.objects.bulk_create(new)


def _item(uuid: Any, held: Held, patient: Patient | None, run: Run) -> QuarantinedItem:
    return QuarantinedItem(
        uuid=uuid,
        practice=run.practice,
        import_run=run.row,
        patient=patient,
        kind=held.origin.kind,
        resource=held.origin.resource[:400],
        part=held.origin.part[:80],
        code=held.origin.code,
        text=held.origin.text,
        original_value=held.original.value,
        original_unit=held.original.unit,
        original_moment=held.original.moment[:40],
        observed_at=held.observed_at,
        has_time=held.has_time,
        determination=held.determination,
        candidates=list(held.candidates),
        reason=held.reason,
        detail=held.detail[:300],
    )


def _replace_held(sorted_: _Sorted, also: list[Held], patient: Patient) -> None:
    """Close the open rows of which the source has sent something else since."""
    now = {_held_uuid(row) for row in [*sorted_.held, *also]}
    rows = QuarantinedItem.objects.for_practice(patient.practice).open().filter(patient=patient)
    replaced = [row.pk for row in rows if (row.resource, row.part) in sorted_.delivered and row.uuid not in now]
    if replaced:
        rows.filter(pk__in=replaced).update(state=ItemState.REPLACED, updated_at=timezone.now())


def _tell(patient: Patient, kept: Kept, lines: dict[Kind, list[Any]], run: Run) -> None:
    """Log what changed, and let the protocols bring up to date what follows from it."""
    changed = [kind.value for kind in lines if lines[kind]] + sorted(kept.keys)
    if not changed:
        return
    record(Event.RECORD_IMPORTED, patients=[patient], detail=changed)
    for kind, rows in lines.items():
        if rows:
            line_changed.send(MODELS[kind], patient=patient, line=rows[-1])
    if kept.keys:
        measurements_changed.send(Patient, patient=patient, keys=kept.keys, at=run.at)
