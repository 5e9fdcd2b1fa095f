"""Let a patient join a programme, decline, go to the specialist, stop; and fix what holds for this patient."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from patients.models import Patient
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
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


@transaction.atomic
def enrol(*, patient: Patient, protocol: Protocol, decision: Decision, by: User | None) -> Enrolment:
    """Record the answer to "does this patient take part": included, declined, or with the specialist.

    Uses the version that the practice uses. NotEnrolled when it uses none, when there is an open participation,
    or when another programme takes this one in.
    """
    in_use = PracticeProtocol.objects.for_practice(patient.practice).filter(protocol=protocol, switched_off_at=None)
    used = in_use.select_related("protocol_version").first()
    if used is None:
        raise NotEnrolled(f"De praktijk gebruikt nog geen protocol {protocol.name}.")
    if decision.state == EnrolmentState.INCLUDED:
        _refuse_taken_in(patient, protocol)
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
        _end_what_comes_along(enrolment, on=decision.on, by=by)
    recompute_next_controls(practice=patient.practice, on=decision.on, patient_ids=[patient.pk])
    return enrolment


def _refuse_taken_in(patient: Patient, protocol: Protocol) -> None:
    """DM2 takes in CVRM: no second participation, and no second call, beside it."""
    for other in Enrolment.objects.of_patient(patient).included().select_related("protocol", "protocol_version"):
        if protocol.pk in content_of(other.protocol_version).takes_in:
            raise NotEnrolled(f"{protocol.name} is al deel van het programma {other.protocol.name}.")


def _end_what_comes_along(enrolment: Enrolment, *, on: date, by: User | None) -> None:
    taken_in = content_of(enrolment.protocol_version).takes_in
    for other in Enrolment.objects.of_patient(enrolment.patient).open().filter(protocol__in=taken_in):
        ended = Decision(EnrolmentState.ENDED, on, f"gaat mee in {enrolment.protocol.name}")
        change_enrolment(enrolment=other, decision=ended, by=by)


@transaction.atomic
def change_enrolment(*, enrolment: Enrolment, decision: Decision, by: User | None) -> Enrolment:
    """Go to another state, with the reason; StepNotAllowed when that step does not exist."""
    state, on = decision.state, decision.on
    if state not in ENROLMENT_STEPS[EnrolmentState(enrolment.state)]:
        raise StepNotAllowed(f"Een deelname gaat niet van {enrolment.get_state_display()} naar {state.label}.")
    if state == EnrolmentState.INCLUDED:
        _refuse_taken_in(enrolment.patient, enrolment.protocol)
    enrolment.state = state
    enrolment.ended_on = on if state == EnrolmentState.ENDED else None
    if state != EnrolmentState.INCLUDED:
        enrolment.next_due_on, enrolment.next_control = None, ""
    save_if_unchanged(
        enrolment,
        version=enrolment.version,
        update_fields=["state", "ended_on", "next_due_on", "next_control"],
    )
    _note(enrolment, decision, by=by)
    recompute_next_controls(practice=enrolment.practice, on=on, patient_ids=[enrolment.patient_id])
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
