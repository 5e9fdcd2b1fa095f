"""Group consults, and what is noted of each patient there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from patients.models import Patient
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged
from scheduling.enums import Channel
from scheduling.models import Appointment, GroupParticipant
from scheduling.services.booking import Booking, book_appointment
from scheduling.services.refusals import NotBooked


@transaction.atomic
def book_group(*, booking: Booking, patients: Iterable[Patient], by: User, at: datetime) -> Appointment:
    """A group consult and who is expected there; exceptions as for an appointment."""
    if booking.kind.channel != Channel.GROUP:
        raise NotBooked("Dit is geen groepsconsult.")
    appointment = book_appointment(booking=booking, by=by, at=at)
    for patient in patients:
        add_participant(appointment=appointment, patient=patient, by=by)
    return appointment


@transaction.atomic
def add_participant(*, appointment: Appointment, patient: Patient, by: User) -> GroupParticipant:
    """Expect somebody in a group consult; the row that is there when this patient takes part already."""
    row, is_new = GroupParticipant.objects.for_practice(appointment.practice).get_or_create(
        practice=appointment.practice, appointment=appointment, patient=patient, defaults={"added_by": by}
    )
    if is_new:
        record(Event.APPOINTMENT_CHANGED, patients=[patient], object=appointment, detail=["participant"])
    return row


@transaction.atomic
def note_participant(*, participant: GroupParticipant, fields: Mapping[str, Any], version: int) -> GroupParticipant:
    """Note whether somebody was there, and what is to be known of this patient; StaleVersion."""
    for name, value in fields.items():
        setattr(participant, name, value)
    save_if_unchanged(participant, version=version, update_fields=fields)
    record(
        Event.APPOINTMENT_CHANGED,
        patients=[participant.patient_id],
        object=participant.appointment,
        detail=["participant"],
    )
    return participant
