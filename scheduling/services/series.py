"""Appointments that come back every so many weeks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction

from poh.accounts.models import User
from scheduling.models import Appointment
from scheduling.rules.recurrence import series_days
from scheduling.rules.wall import local, moment
from scheduling.services.booking import Booking, book_locked, lock_places
from scheduling.services.refusals import NotBooked


@dataclass(frozen=True)
class Unbooked:
    """A day of a series on which nothing was made, and why."""

    on: date
    reason: str


@transaction.atomic
def book_series(
    *, booking: Booking, every_weeks: int, count: int, by: User, at: datetime
) -> tuple[list[Appointment], list[Unbooked]]:
    """The same appointment every so many weeks at the same wall time; the days on which that could not be are told."""
    series = uuid4()
    clock = local(booking.place.start).time()
    days = series_days(booking.place.on, every_weeks=every_weeks, count=count)
    bookings = [_on(booking, day, clock, series) for day in days]
    lock_places(bookings)
    made, missed = [], []
    for each in bookings:
        try:
            with transaction.atomic():
                made.append(book_locked(each, by=by, at=at))
        except NotBooked as refusal:
            missed.append(Unbooked(each.place.on, str(refusal)))
    return made, missed


def _on(booking: Booking, day: date, clock: time, series: UUID) -> Booking:
    start = moment(day, clock, fold=0)
    return replace(booking, place=replace(booking.place, start=start), series=series)
