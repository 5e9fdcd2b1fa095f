"""Open a consult, or go on with the one that is open; put one aside that did not take place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.enums_consult import ConsultState, ContactKind
from consultations.models import Consultation
from consultations.rules.asked import controls_to_do
from patients.models import Patient
from poh.accounts.models import Membership, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import StaleVersion, save_if_unchanged
from protocols.selectors.due import due_for_patient, participations_of
from scheduling.enums import TRANSITIONS, AppointmentState
from scheduling.models import Appointment
from scheduling.services import steps


@dataclass(frozen=True)
class Opening:
    """How the contact takes place, of which appointment, and with whom when it is not the patient."""

    kind: ContactKind = ContactKind.SURGERY
    appointment: Appointment | None = None
    reason: str = ""
    with_whom: str = ""


class ConsultClosed(Exception):
    """The consult is no longer a draft: nothing in it changes any more."""


@transaction.atomic
def open_consult(*, patient: Patient, member: Membership, opening: Opening, at: datetime) -> Consultation:
    """The draft of this member about this patient: the one that is open, or a new one.

    Of a new one the controls that are due are chosen, and the reason of the appointment is taken over as it is now.
    """
    drafts = Consultation.objects.of_patient(patient).drafts().filter(member=member)
    there = drafts.select_related("member__user").first()
    if there:
        return there
    due = due_for_patient(patient=patient, on=timezone.localdate(at))
    consultation = Consultation(
        practice=patient.practice,
        patient=patient,
        member=member,
        kind=opening.kind,
        appointment=opening.appointment,
        reason=opening.reason or (opening.appointment.reason if opening.appointment else ""),
        with_whom=opening.with_whom,
        controls=controls_to_do(due.controls, on=timezone.localdate(at)),
        opened_at=at,
    )
    try:
        with transaction.atomic():
            consultation.save(force_insert=True)
    except IntegrityError as error:
        if "consultations_consultation_one_draft" not in str(error):
            raise
        return drafts.get()
    record(Event.CONSULT_OPENED, patients=[patient], object=consultation)
    if opening.appointment:
        follow(opening.appointment, AppointmentState.IN_CONSULT, by=member.user, at=at)
    return consultation


def follow(appointment: Appointment, to: AppointmentState, *, by: User, at: datetime) -> None:
    """Let the agenda tell how far the contact is; where the agenda says something else already, that stands."""
    if to not in TRANSITIONS[AppointmentState(appointment.state)]:
        return
    step = steps.start if to == AppointmentState.IN_CONSULT else steps.finish
    with suppress(StaleVersion), transaction.atomic():
        step(appointment=appointment, by=by, at=at)


class UnknownControl(Exception):
    """The patient takes part in no programme with this control."""


@transaction.atomic
def choose_controls(*, consultation: Consultation, controls: dict[str, str], version: int) -> Consultation:
    """Do other controls than were proposed; ConsultClosed, StaleVersion, UnknownControl."""
    if not consultation.is_draft:
        raise ConsultClosed
    participations = participations_of(patient=consultation.patient)
    known = {(part.protocol, control.key) for part in participations for control in part.content.controls}
    if not known.issuperset(controls.items()):
        raise UnknownControl
    consultation.controls = controls
    save_if_unchanged(consultation, version=version, update_fields=["controls"])
    record(Event.CONSULT_CHANGED, patients=[consultation.patient_id], object=consultation, detail=["controls"])
    return consultation


@transaction.atomic
def discard_consult(*, consultation: Consultation, reason: str, at: datetime) -> Consultation:
    """The contact did not take place: what was typed stays to be read, and is no part of the record."""
    locked = Consultation.objects.for_practice(consultation.practice).select_for_update().get(pk=consultation.pk)
    if not locked.is_draft:
        raise ConsultClosed
    locked.state, locked.closed_at, locked.discard_reason = ConsultState.DISCARDED, at, reason
    save_if_unchanged(locked, version=locked.version, update_fields=["state", "closed_at", "discard_reason"])
    record(Event.CONSULT_DISCARDED, patients=[locked.patient_id], object=locked, reason=reason)
    return locked
