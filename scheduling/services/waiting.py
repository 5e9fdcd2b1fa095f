"""The waiting list: wishes, offers of places that came free, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg2.extras import DateTimeTZRange

from patients.models import Patient
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged
from scheduling.enums import OfferAnswer, WaitingState
from scheduling.models import Appointment, WaitingListEntry, WaitingListOffer
from scheduling.services.booking import Booking, Place, book_appointment


class NotWaiting(Exception):
    """Somebody else booked this wish, or took it off the list."""


@transaction.atomic
def put_on_waiting_list(*, patient: Patient, fields: Mapping[str, Any], by: User) -> WaitingListEntry:
    """Let a patient wait for a place; ValidationError."""
    entry = WaitingListEntry(practice=patient.practice, patient=patient, added_by=by, **fields)
    entry.full_clean()
    entry.save(force_insert=True)
    _log(entry, "added")
    return entry


@transaction.atomic
def offer_place(*, entry: WaitingListEntry, place: Place, by: User, at: datetime) -> WaitingListOffer:
    """Offer a free place; an earlier offer that was not answered lapses. NotWaiting."""
    locked = _locked(entry)
    WaitingListOffer.objects.for_practice(entry.practice).filter(entry=locked, answer=OfferAnswer.OPEN).update(
        answer=OfferAnswer.LAPSED, answered_at=at
    )
    offer = WaitingListOffer.objects.create(
        practice=entry.practice,
        entry=locked,
        member=place.member,
        location=place.location,
        period=DateTimeTZRange(place.span.start, place.span.end),
        offered_by=by,
        offered_at=at,
    )
    _log(locked, "offered")
    return offer


@transaction.atomic
def decline_offer(*, offer: WaitingListOffer, at: datetime) -> WaitingListOffer:
    """The patient does not want this place, and goes on waiting. NotWaiting when it was answered already."""
    rows = WaitingListOffer.objects.for_practice(offer.practice).filter(pk=offer.pk, answer=OfferAnswer.OPEN)
    if not rows.update(answer=OfferAnswer.DECLINED, answered_at=at):
        raise NotWaiting
    offer.answer, offer.answered_at = OfferAnswer.DECLINED, at
    return offer


@transaction.atomic
def book_from_waiting_list(*, entry: WaitingListEntry, booking: Booking, by: User, at: datetime) -> Appointment:
    """Book a place for who waits; an open offer is accepted by it. NotWaiting, and as for any appointment."""
    locked = _locked(entry)
    appointment = book_appointment(booking=booking, by=by, at=at)
    WaitingListOffer.objects.for_practice(entry.practice).filter(entry=locked, answer=OfferAnswer.OPEN).update(
        answer=OfferAnswer.ACCEPTED, answered_at=at
    )
    locked.state, locked.appointment, locked.ended_at = WaitingState.BOOKED, appointment, at
    save_if_unchanged(locked, version=locked.version, update_fields=["state", "appointment", "ended_at"])
    return appointment


@transaction.atomic
def take_off_waiting_list(*, entry: WaitingListEntry, reason: str, at: datetime) -> WaitingListEntry:
    """The patient waits no more. NotWaiting."""
    locked = _locked(entry)
    WaitingListOffer.objects.for_practice(entry.practice).filter(entry=locked, answer=OfferAnswer.OPEN).update(
        answer=OfferAnswer.LAPSED, answered_at=at
    )
    locked.state, locked.end_reason, locked.ended_at = WaitingState.WITHDRAWN, reason, at
    save_if_unchanged(locked, version=locked.version, update_fields=["state", "end_reason", "ended_at"])
    _log(locked, "withdrawn")
    return locked


def _locked(entry: WaitingListEntry) -> WaitingListEntry:
    rows = WaitingListEntry.objects.for_practice(entry.practice).select_for_update(of=("self",))
    locked = rows.select_related("patient", "kind").get(pk=entry.pk)
    if locked.state != WaitingState.WAITING:
        raise NotWaiting
    return locked


def _log(entry: WaitingListEntry, act: str) -> None:
    record(Event.APPOINTMENT_CHANGED, patients=[entry.patient_id], object=entry, detail=["waiting_list", act])
