"""What an appointment for a patient is to be: its kind and minutes, by the controls that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from patients.models import Patient
from protocols.models import Protocol
from protocols.rules.due import ControlDue
from protocols.selectors.due import due_for_patient
from scheduling.models import AppointmentKind
from scheduling.rules.minutes import DueControl, proposed_minutes, together
from scheduling.selectors.lists import kinds_for

# A control that comes within this time is done along with what is due now.
SOON = timedelta(days=42)


@dataclass(frozen=True)
class DueLine:
    """One control of the proposal: its programme, when it is due, and whether it is counted in the minutes."""

    protocol: str
    letter: str
    name: str
    minutes: int
    due_on: date
    is_counted: bool


@dataclass(frozen=True)
class Proposal:
    """Kind and minutes for an appointment around a day, and what they follow from."""

    kind: AppointmentKind | None
    minutes: int
    controls: list[DueLine]


def proposal_for(*, patient: Patient, on: date, kind: AppointmentKind | None = None) -> Proposal:
    """What is due by the day `on` or soon after, merged over programmes; with `kind` only the minutes are proposed."""
    due = due_for_patient(patient=patient, on=on).controls
    near = [control for control in due if control.due_on <= on + SOON]
    chosen = together(_due_control(control) for control in near)
    found = kind or _kind_of(patient, chosen)
    otherwise = found.minutes if found else 20
    fits = kind is None or bool(kind.control_types)
    return Proposal(
        kind=found,
        minutes=proposed_minutes(chosen, otherwise=otherwise) if fits else otherwise,
        controls=_lines(due, chosen if fits else []),
    )


def _due_control(due: ControlDue) -> DueControl:
    control = due.control
    return DueControl(due.protocol, control.key, control.name, control.minutes, control.months or 0)


def _kind_of(patient: Patient, chosen: list[DueControl]) -> AppointmentKind | None:
    """The kind that the longest control goes by; the first kind without a control when nothing is due."""
    kinds = kinds_for(practice=patient.practice)
    for control in chosen:
        for kind in kinds:
            if control.key in kind.control_types:
                return kind
    return next(iter(kinds), None)


def _lines(due: list[ControlDue], chosen: list[DueControl]) -> list[DueLine]:
    names = {protocol.key: protocol for protocol in Protocol.objects.all()} if due else {}
    counted = {(control.protocol, control.key) for control in chosen}
    return [
        DueLine(
            protocol=names[row.protocol].name,
            letter=names[row.protocol].letter,
            name=row.control.name,
            minutes=row.control.minutes,
            due_on=row.due_on,
            is_counted=(row.protocol, row.control.key) in counted,
        )
        for row in due
    ]
