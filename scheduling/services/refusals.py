"""Why an appointment was not made, and who was first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from psycopg2.errors import ExclusionViolation

from scheduling.models import Appointment
from scheduling.rules.wall import local
from scheduling.selectors.closed import span_of
from scheduling.selectors.free import FreePlace, Wanted, next_place

LOOK_AHEAD = timedelta(weeks=8)


class NotBooked(Exception):
    """The appointment was not made; the message says why, in Dutch."""


class PlaceClosed(NotBooked):
    """The practice, the person, the room or the location is closed or blocked then."""


class OutsideRoster(NotBooked):
    """No session takes such an appointment then; it can be squeezed in on purpose (`is_extra`)."""


class PlaceTaken(NotBooked):
    """Somebody was first. `winner` holds the place, `what` is member, room or patient; `next_place` is still free."""

    def __init__(self, what: str, winner: Appointment | None, offer: FreePlace | None) -> None:
        super().__init__(_taken_text(what, winner))
        self.what, self.winner, self.next_place = what, winner, offer


class NotMovable(NotBooked):
    """The appointment has begun, is over or was called off."""


@contextmanager
def or_taken(*appointments: Appointment) -> Iterator[None]:
    """PlaceTaken, with who was first and what is still free, when a wall of the database refuses."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise _taken(appointments, error.__cause__.diag.constraint_name) from error
        raise


def _taken(appointments: Sequence[Appointment], constraint: str) -> PlaceTaken:
    what = next(what for what in ("member", "room", "patient") if f"_{what}_" in constraint)
    for appointment in appointments:
        rows = Appointment.objects.for_practice(appointment.practice).on(appointment.on).holding_place()
        rows = rows.filter(**{f"{what}_id": getattr(appointment, f"{what}_id")})
        rows = rows.exclude(pk__in=[each.pk for each in appointments if each.pk])
        for row in rows.select_related("patient", "member__user", "booked_by", "room"):
            if span_of(row).overlaps(span_of(appointment)):
                return PlaceTaken(what, row, _offer(appointment))
    return PlaceTaken(what, None, _offer(appointments[0]))


def _offer(appointment: Appointment) -> FreePlace | None:
    """The next place with the same person, for the same kind and as long."""
    span = span_of(appointment)
    wanted = Wanted(
        kind=appointment.kind,
        minutes=span.minutes,
        first=appointment.on,
        last=appointment.on + LOOK_AHEAD,
        members=[appointment.member_id],
        not_before=span.start,
    )
    return next_place(practice=appointment.practice, wanted=wanted)


def _taken_text(what: str, winner: Appointment | None) -> str:
    if winner is None:
        return "Deze plek is net door een ander geboekt."
    times = f"{local(winner.period.lower):%H:%M}–{local(winner.period.upper):%H:%M}"
    whom = f" voor {winner.patient.display_name}" if winner.patient_id else f" voor {winner.title}"
    booker = f" door {winner.booked_by.name}" if winner.booked_by_id else ""
    if what == "patient":
        return f"Deze patiënt heeft dan al een afspraak: {times} bij {winner.member.user.name}."
    if what == "room":
        return f"{winner.room.name} is dan al in gebruik: {times} bij {winner.member.user.name}."
    return f"Deze plek is al geboekt{booker}{whom} ({times})."
