"""Book, move, lengthen and change appointments. Of two who want one place the database lets one win."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg2.extras import DateTimeTZRange

from patients.models import Patient
from poh.accounts.models import Location, Membership, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import StaleVersion, save_if_unchanged
from scheduling.enums import MOVABLE, AppointmentAct, AppointmentState
from scheduling.locks import lock_for_booking, name_of
from scheduling.models import Appointment, AppointmentKind, AppointmentStatus, Room
from scheduling.rules.wall import Span, lasting, local, local_day
from scheduling.selectors.closed import span_of
from scheduling.selectors.fit import block_that_holds, what_blocks
from scheduling.services.refusals import NotBooked, NotMovable, OutsideRoster, PlaceClosed, or_taken

LONGEST = 480


@dataclass(frozen=True)
class Place:
    """Who, when, how long and where."""

    member: Membership
    start: datetime
    minutes: int
    location: Location
    room: Room | None = None

    @property
    def span(self) -> Span:
        return lasting(self.start, self.minutes)

    @property
    def on(self) -> date:
        return local_day(self.start)


@dataclass(frozen=True)
class Visit:
    """Where a home visit goes."""

    address: str
    zone: str = ""
    travel_minutes: int = 0


@dataclass(frozen=True)
class Booking:
    """An appointment to make; without a patient it is a group consult with a title."""

    place: Place
    kind: AppointmentKind
    patient: Patient | None = None
    reason: str = ""
    note: str = ""
    title: str = ""
    is_urgent: bool = False
    is_double: bool = False
    # Squeezed in on purpose outside the roster.
    is_extra: bool = False
    visit: Visit | None = None
    series: UUID | None = field(default=None)


@transaction.atomic
def book_appointment(*, booking: Booking, by: User, at: datetime) -> Appointment:
    """Make an appointment; PlaceTaken, PlaceClosed, OutsideRoster say why not."""
    lock_places([booking])
    return book_locked(booking, by=by, at=at)


def lock_places(bookings: Sequence[Booking]) -> None:
    """Be alone with the members, rooms and patients of these bookings on their days."""
    names = [name for booking in bookings for name in _names(booking.place, booking.patient)]
    lock_for_booking(bookings[0].place.member.practice, names)


def _names(place: Place, patient: Patient | None) -> Iterator[str]:
    """What a booking is alone with: the member, the room and the patient on this day."""
    yield name_of("member", place.member.pk, place.on)
    if place.room:
        yield name_of("room", place.room.pk, place.on)
    if patient:
        yield name_of("patient", patient.pk, place.on)


def book_locked(booking: Booking, *, by: User, at: datetime) -> Appointment:
    """Make an appointment whose place is locked; exceptions as for `book_appointment`."""
    place, kind = booking.place, booking.kind
    _check_place(place, kind, is_extra=booking.is_extra)
    visit = booking.visit or Visit("")
    appointment = Appointment(
        practice=place.member.practice,
        patient=booking.patient,
        member=place.member,
        location=place.location,
        room=place.room,
        kind=kind,
        channel=kind.channel,
        period=_range(place.span),
        on=place.on,
        reason=booking.reason,
        note=booking.note,
        title=booking.title,
        is_double=booking.is_double,
        is_extra=booking.is_extra,
        is_urgent=booking.is_urgent,
        series=booking.series,
        address=visit.address,
        zone=visit.zone,
        travel_minutes=visit.travel_minutes,
        booked_by=by,
    )
    with or_taken(appointment):
        appointment.save(force_insert=True)
    note_act(appointment, AppointmentAct.BOOKED, by=by, at=at)
    return appointment


def _check_place(place: Place, kind: AppointmentKind, *, is_extra: bool) -> None:
    if not 5 <= place.minutes <= LONGEST:
        raise NotBooked("Een afspraak duurt 5 minuten tot 8 uur.")
    period = place.member.period
    if (period.lower and place.on < period.lower) or (period.upper and place.on >= period.upper):
        raise PlaceClosed("Deze medewerker werkt dan niet in de praktijk.")
    reason = what_blocks(member=place.member, location_id=place.location.pk, room=place.room, span=place.span)
    if reason:
        raise PlaceClosed(reason)
    if not is_extra and not block_that_holds(
        member=place.member, channel=kind.channel, kind_key=kind.key, span=place.span
    ):
        raise OutsideRoster(f"{kind.label} past dan niet in het rooster van {place.member.user.name}.")


def _range(span: Span) -> DateTimeTZRange:
    return DateTimeTZRange(span.start, span.end)


def note_act(appointment: Appointment, act: AppointmentAct, *, by: User | None, at: datetime, note: str = "") -> None:
    """Keep what was done in the history that users see, and in the access log."""
    AppointmentStatus.objects.create(
        practice=appointment.practice,
        appointment=appointment,
        act=act,
        state=appointment.state,
        period=appointment.period,
        member_id=appointment.member_id,
        note=note,
        by=by,
        at=at,
    )
    patients = [appointment.patient_id] if appointment.patient_id else []
    record(Event.APPOINTMENT_CHANGED, patients=patients, object=appointment, detail=[act.value])


@transaction.atomic
def move_appointment(
    *, appointment: Appointment, to: Place, is_extra: bool = False, by: User, at: datetime
) -> Appointment:
    """Give an appointment another time, person or place; it keeps its history.

    `appointment.version` is the one that was opened: StaleVersion. PlaceTaken, PlaceClosed, OutsideRoster, NotMovable.
    """
    old = Place(appointment.member, span_of(appointment).start, span_of(appointment).minutes, appointment.location)
    names = [*_names(old, None), *_names(to, appointment.patient)]
    lock_for_booking(appointment.practice, names)
    _check_movable(appointment)
    _check_place(to, appointment.kind, is_extra=is_extra)
    moved = copy(appointment)
    moved.member, moved.location, moved.room = to.member, to.location, to.room
    moved.period, moved.on, moved.is_extra = _range(to.span), to.on, is_extra
    if moved.on != appointment.on or moved.member_id != appointment.member_id:
        moved.round_order = None
    fields = ["member", "location", "room", "period", "on", "is_extra", "round_order"]
    with or_taken(moved):
        save_if_unchanged(moved, version=appointment.version, update_fields=fields)
    note_act(moved, AppointmentAct.MOVED, by=by, at=at, note=_from(appointment))
    return moved


def _from(appointment: Appointment) -> str:
    return f"van {local(appointment.period.lower):%d-%m %H:%M} bij {appointment.member.user.name}"


def _check_movable(appointment: Appointment) -> None:
    if appointment.state not in MOVABLE:
        raise NotMovable(f"Deze afspraak is {appointment.get_state_display().lower()} en blijft waar die staat.")


@transaction.atomic
def resize_appointment(*, appointment: Appointment, minutes: int, by: User, at: datetime) -> Appointment:
    """Make an appointment longer or shorter from the same start; exceptions as for a move.

    One that ran out of its block is squeezed in: whoever lengthens it has seen that.
    """
    start = span_of(appointment).start
    place = Place(appointment.member, start, minutes, appointment.location, appointment.room)
    lock_for_booking(appointment.practice, _names(place, appointment.patient))
    if appointment.state not in MOVABLE | {AppointmentState.IN_CONSULT}:
        raise NotMovable(f"Deze afspraak is {appointment.get_state_display().lower()}.")
    try:
        _check_place(place, appointment.kind, is_extra=appointment.is_extra)
        is_extra = appointment.is_extra
    except OutsideRoster:
        is_extra = True
    resized = copy(appointment)
    resized.period, resized.is_extra = _range(place.span), is_extra
    with or_taken(resized):
        save_if_unchanged(resized, version=appointment.version, update_fields=["period", "is_extra"])
    note = f"van {span_of(appointment).minutes} naar {minutes} minuten"
    note_act(resized, AppointmentAct.RESIZED, by=by, at=at, note=note)
    return resized


@transaction.atomic
def swap_appointments(*, one: Appointment, other: Appointment, by: User, at: datetime) -> None:
    """Let two appointments change places, each with its own length; exceptions as for a move."""
    places = [_place_of(other, span_of(one).minutes), _place_of(one, span_of(other).minutes)]
    pairs = list(zip([one, other], places, strict=True))
    lock_for_booking(one.practice, [name for row, place in pairs for name in _names(place, row.patient)])
    for row, place in pairs:
        _check_movable(row)
        _check_place(place, row.kind, is_extra=row.is_extra)
    locked = Appointment.objects.for_practice(one.practice).select_for_update().order_by("pk")
    versions = dict(locked.filter(pk__in=[one.pk, other.pk]).values_list("pk", "version"))
    notes = []
    for row, place in pairs:
        if versions[row.pk] != row.version:
            raise StaleVersion(row, Appointment.objects.for_practice(row.practice).get(pk=row.pk))
        notes.append(_from(row))
        row.member, row.location, row.room = place.member, place.location, place.room
        row.period, row.on = _range(place.span), place.on
        row.version += 1
    with or_taken(one, other):
        # One statement: the wall is checked at its end.
        Appointment.objects.bulk_update([one, other], ["member", "location", "room", "period", "on", "version"])
    for row, note in zip([one, other], notes, strict=True):
        note_act(row, AppointmentAct.MOVED, by=by, at=at, note=note)


def _place_of(appointment: Appointment, minutes: int) -> Place:
    return Place(appointment.member, span_of(appointment).start, minutes, appointment.location, appointment.room)


@transaction.atomic
def change_appointment(*, appointment: Appointment, fields: Mapping[str, Any], by: User, at: datetime) -> Appointment:
    """Change what is known of an appointment (reason, note, kind, address, zone, travel time); StaleVersion."""
    changed = copy(appointment)
    names = [name for name, value in fields.items() if getattr(appointment, name) != value]
    if not names:
        return appointment
    for name in names:
        setattr(changed, name, fields[name])
    save_if_unchanged(changed, version=appointment.version, update_fields=names)
    note_act(changed, AppointmentAct.CHANGED, by=by, at=at)
    return changed


@transaction.atomic
def make_double(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """Make an appointment twice as long; exceptions as for a move."""
    longer = resize_appointment(appointment=appointment, minutes=2 * span_of(appointment).minutes, by=by, at=at)
    longer.is_double = True
    return save_if_unchanged(longer, version=longer.version, update_fields=["is_double"])
