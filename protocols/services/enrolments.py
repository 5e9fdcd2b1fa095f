"""Let a patient join a programme, decline, go to the specialist, stop; and fix what holds for this patient."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from patients.models import Patient
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.dates import day_text
from poh.base.locking import save_if_unchanged
from protocols.contents import content_of
from protocols.enums import ENROLMENT_STEPS, EnrolmentState, StepKind
from protocols.models import Enrolment, EnrolmentStatus, PracticeProtocol, Protocol
from protocols.services.due import recompute_next_controls


@dataclass(frozen=True)
class Decision:
    """What was decided about a participation, from which day, and why."""

    state: EnrolmentState
    on: date
    reason: str = ""


class NotEnrolled(Exception):
    """The patient cannot join: the message is a Dutch sentence that says why."""


class StepNotAllowed(Exception):
    """The participation is not in a state from which this step may follow."""


class DayImpossible(Exception):
    """The step cannot be taken from that day: the message is a Dutch sentence that says why."""


@dataclass(frozen=True)
class Joined:
    """What became of letting several patients join: who did, and why the others did not."""

    enrolments: list[Enrolment]
    refused: list[tuple[Patient, str]]


@transaction.atomic
def enrol(*, patient: Patient, protocol: Protocol, decision: Decision, by: User | None, today: date) -> Enrolment:
    """Record the answer to "does this patient take part": included, declined, or with the specialist.

    Uses the version that the practice uses. NotEnrolled when it uses none, when there is an open participation,
    or when another programme takes this one in. DayImpossible for a day before the birth.
    """
    enrolment = _answer(patient, protocol, decision, by=by, today=today)
    recompute_next_controls(practice=patient.practice, on=today, patient_ids=[patient.pk])
    return enrolment


@transaction.atomic
def include_all(
    *, patients: Iterable[tuple[Patient, str]], protocol: Protocol, on: date, by: User, today: date
) -> Joined:
    """Let these patients join, each with the reason beside it; one who cannot is left out and told.

    All of one practice.
    """
    joined = Joined([], [])
    for patient, reason in patients:
        decision = Decision(EnrolmentState.INCLUDED, on, reason)
        try:
            joined.enrolments.append(_answer(patient, protocol, decision, by=by, today=today))
        except (NotEnrolled, DayImpossible) as refusal:
            joined.refused.append((patient, str(refusal)))
    if joined.enrolments:
        practice, ids = joined.enrolments[0].practice, [row.patient_id for row in joined.enrolments]
        recompute_next_controls(practice=practice, on=today, patient_ids=ids)
    return joined


def _answer(patient: Patient, protocol: Protocol, decision: Decision, *, by: User | None, today: date) -> Enrolment:
    in_use = PracticeProtocol.objects.for_practice(patient.practice).filter(protocol=protocol, switched_off_at=None)
    used = in_use.select_related("protocol_version").defer("protocol_version__content").first()
    if used is None:
        raise NotEnrolled(f"De praktijk gebruikt nog geen protocol {protocol.name}.")
    if decision.state == EnrolmentState.INCLUDED:
        _refuse_taken_in(patient, protocol)
    if patient.born_from and decision.on < patient.born_from:
        raise DayImpossible("Deze dag ligt voor de geboorte van de patiënt.")
    enrolment = Enrolment(
        practice=patient.practice,
        patient=patient,
        protocol=protocol,
        protocol_version=used.protocol_version,
        state=decision.state,
        started_on=decision.on,
    )
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError as error:
        if "protocols_enrolment_one_open" not in str(error):
            raise
        raise NotEnrolled("Deze patiënt heeft al een deelname aan dit programma.") from error
    _note(enrolment, decision, by=by)
    if decision.state == EnrolmentState.INCLUDED:
        _end_what_comes_along(enrolment, by=by, today=today)
    return enrolment


def _refuse_taken_in(patient: Patient, protocol: Protocol) -> None:
    """DM2 takes in CVRM: no second participation, and no second call, beside it."""
    for other in Enrolment.objects.of_patient(patient).included().select_related("protocol", "protocol_version"):
        if protocol.pk in content_of(other.protocol_version).takes_in:
            raise NotEnrolled(f"{protocol.name} is al deel van het programma {other.protocol.name}.")


def _end_what_comes_along(enrolment: Enrolment, *, by: User | None, today: date) -> None:
    """End what the new participation takes in, from its first day; what began later ends on the day it began."""
    taken_in = content_of(enrolment.protocol_version).takes_in
    for other in Enrolment.objects.of_patient(enrolment.patient).open().filter(protocol__in=taken_in):
        on = max(enrolment.started_on, _last_step_on(other))
        ended = Decision(EnrolmentState.ENDED, on, f"gaat mee in {enrolment.protocol.name}")
        change_enrolment(enrolment=other, decision=ended, by=by, today=today)


def _last_step_on(enrolment: Enrolment) -> date:
    """The day from which the participation is as it is now."""
    days = EnrolmentStatus.objects.for_practice(enrolment.practice).filter(enrolment=enrolment, kind=StepKind.STATE)
    return max(enrolment.started_on, days.aggregate(last=Max("on"))["last"] or enrolment.started_on)


@transaction.atomic
def change_enrolment(*, enrolment: Enrolment, decision: Decision, by: User | None, today: date) -> Enrolment:
    """Go to another state, with the reason; whoever joins (again) takes part from that day.

    StepNotAllowed when that step does not exist, DayImpossible before the last step, StaleVersion when a colleague
    changed the participation in the meantime.
    """
    state, on = decision.state, decision.on
    if state not in ENROLMENT_STEPS[EnrolmentState(enrolment.state)]:
        raise StepNotAllowed(f"Een deelname gaat niet van {enrolment.get_state_display()} naar {state.label}.")
    last_on = _last_step_on(enrolment)
    if on < last_on:
        raise DayImpossible(f"De deelname is {enrolment.get_state_display()} sinds {day_text(last_on)}.")
    if state == EnrolmentState.INCLUDED:
        _refuse_taken_in(enrolment.patient, enrolment.protocol)
        enrolment.started_on = on
    enrolment.state = state
    enrolment.ended_on = on if state == EnrolmentState.ENDED else None
    if state != EnrolmentState.INCLUDED:
        enrolment.next_due_on, enrolment.next_control = None, ""
    fields = ["state", "started_on", "ended_on", "next_due_on", "next_control"]
    save_if_unchanged(enrolment, version=enrolment.version, update_fields=fields)
    _note(enrolment, decision, by=by)
    if state == EnrolmentState.INCLUDED:
        _end_what_comes_along(enrolment, by=by, today=today)
    recompute_next_controls(practice=enrolment.practice, on=today, patient_ids=[enrolment.patient_id])
    return enrolment


def _note(enrolment: Enrolment, decision: Decision, *, by: User | None, kind: StepKind = StepKind.STATE) -> None:
    """What users see of the participation, and the line in the access log."""
    is_term = kind == StepKind.TERM
    EnrolmentStatus.objects.create(
        practice=enrolment.practice,
        enrolment=enrolment,
        kind=kind,
        state=enrolment.state,
        personal_months=enrolment.personal_months if is_term else None,
        protocol_version=enrolment.protocol_version,
        on=decision.on,
        reason=decision.reason,
        recorded_by=by,
    )
    fields = ["personal_months"] if is_term else None
    record(Event.ENROLMENT_CHANGED, patients=[enrolment.patient_id], object=enrolment, detail=fields)


@transaction.atomic
def set_personal_term(*, enrolment: Enrolment, months: int | None, reason: str, on: date, by: User) -> Enrolment:
    """Replace the ordinary term of the most frequent control for this patient; None goes back to the protocol.

    Only for whoever takes part; StaleVersion when a colleague changed the participation in the meantime.
    """
    if enrolment.state != EnrolmentState.INCLUDED:
        raise StepNotAllowed("Een eigen termijn geldt alleen voor wie meedoet.")
    enrolment.personal_months, enrolment.personal_months_reason = months, reason if months else ""
    save_if_unchanged(enrolment, version=enrolment.version, update_fields=["personal_months", "personal_months_reason"])
    _note(enrolment, Decision(EnrolmentState.INCLUDED, on, reason), by=by, kind=StepKind.TERM)
    recompute_next_controls(practice=enrolment.practice, on=on, patient_ids=[enrolment.patient_id])
    return enrolment
