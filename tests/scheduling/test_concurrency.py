"""Many people at once, each on a connection of their own: one wins, the others are told, nobody sees an error."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from poh.accounts.scope import practice_scope
from scheduling.models import Appointment
from scheduling.rules.wall import Span, local
from scheduling.services.booking import Place, book_appointment, move_appointment
from scheduling.services.refusals import PlaceClosed, PlaceTaken
from scheduling.services.series import book_series
from scheduling.services.sessions import Blocking, block_time
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import AppointmentFactory, BlockFactory, SessionFactory, at

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
MANY = 50


def together(acts, *, practice, by):
    """Do all acts at the same moment, each in a thread and a scope of its own; what came of each."""
    gate = threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait(timeout=60)
            with practice_scope(practice, user=by, roles=("poh_s",)):
                return act()
        except PlaceTaken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def standing(practice):
    with practice_scope(practice):
        return list(Appointment.objects.for_practice(practice).holding_place())


def overlaps(practice):
    """Pairs of appointments of one member, room or patient that overlap, by a self-join."""
    with practice_scope(practice), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM scheduling_appointment a JOIN scheduling_appointment b"
            " ON a.id < b.id AND a.period && b.period"
            " AND (a.member_id = b.member_id OR a.room_id = b.room_id OR a.patient_id = b.patient_id)"
            " WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'"
        )
        return cursor.fetchone()[0]


def test_fifty_bookings_of_one_place_have_one_winner(practice, booking, by):
    bookings = [booking("09:00", patient=PatientFactory(practice=practice)) for _ in range(MANY)]
    outcomes = together(
        [lambda b=each: book_appointment(booking=b, by=by, at=NOW) for each in bookings], practice=practice, by=by
    )
    [winner] = [each for each in outcomes if isinstance(each, Appointment)]
    losers = [each for each in outcomes if isinstance(each, PlaceTaken)]
    assert (len(losers), standing(practice)) == (MANY - 1, [winner])
    assert {each.winner for each in losers} == {winner}
    assert {f"{local(each.next_place.start):%H:%M}" for each in losers} == {"09:20"}
    assert {str(each) for each in losers} == {
        f"Deze plek is al geboekt door {by.name} voor {winner.patient.display_name} (09:00–09:20)."
    }


def test_fifty_people_who_want_one_room_have_one_winner(practice, booking, by, location, room):
    bookings = []
    for _ in range(MANY):
        member = MembershipFactory(practice=practice)
        BlockFactory(practice=practice, session=SessionFactory(practice=practice, member=member, location=location))
        bookings.append(booking("09:00", member=member, patient=PatientFactory(practice=practice)))
    outcomes = together(
        [lambda b=each: book_appointment(booking=b, by=by, at=NOW) for each in bookings], practice=practice, by=by
    )
    assert Counter(type(each) for each in outcomes) == {Appointment: 1, PlaceTaken: MANY - 1}
    assert {each.what for each in outcomes if isinstance(each, PlaceTaken)} == {"room"}
    assert len(standing(practice)) == 1


def test_bookings_that_overlap_a_little_never_both_stand(practice, booking, by):
    bookings = [
        booking(at("08:00") + timedelta(minutes=5 * (number % 40)), patient=PatientFactory(practice=practice))
        for number in range(32)
    ]
    outcomes = together(
        [lambda b=each: book_appointment(booking=b, by=by, at=NOW) for each in bookings], practice=practice, by=by
    )
    made = [each for each in outcomes if isinstance(each, Appointment)]
    assert 4 <= len(made) <= 12
    assert overlaps(practice) == 0


def test_moves_into_one_place_have_one_winner(practice, booking, by, member, location):
    rows = [
        AppointmentFactory(practice=practice, member=member, location=location, hours=f"{8 + number // 3:02d}:"
                           f"{number % 3 * 20:02d}-{8 + number // 3:02d}:{number % 3 * 20 + 10:02d}")
        for number in range(9)
    ]  # fmt: skip
    booking()
    to = Place(member, at("11:30"), 10, location)
    acts = [lambda r=row: move_appointment(appointment=_loaded(r), to=to, by=by, at=NOW) for row in rows]
    outcomes = together(acts, practice=practice, by=by)
    assert Counter(type(each) for each in outcomes) == {Appointment: 1, PlaceTaken: 8}
    assert overlaps(practice) == 0


def _loaded(row):
    return Appointment.objects.select_related("practice", "member__user", "location", "kind", "patient").get(pk=row.pk)


def test_series_that_cross_do_not_lock_each_other_out(practice, by, location, booking, member):
    others = [MembershipFactory(practice=practice) for _ in range(3)]
    for each in [member, *others]:
        for weeks in (0, 1, 2):
            day = at("08:00").date() + timedelta(weeks=weeks)
            if each != member or weeks:
                session = SessionFactory(practice=practice, member=each, location=location, day=day)
                BlockFactory(practice=practice, session=session)
    patient = PatientFactory(practice=practice)
    series = [booking("09:00", member=each, patient=patient, room=None) for each in [member, *others]]
    acts = [
        lambda b=each: book_series(booking=b, every_weeks=1, count=3, by=by, at=NOW) for each in series for _ in (1, 2)
    ]
    outcomes = together(acts, practice=practice, by=by)
    assert sorted(len(made) for made, _ in outcomes) == [0, 0, 0, 0, 0, 0, 0, 3]
    assert overlaps(practice) == 0


def test_roster_that_changes_meanwhile_lets_nobody_in_outside_it(practice, booking, by, member):
    def block():
        span = Span(at("08:00"), at("12:00"))
        return block_time(practice=practice, blocking=Blocking(span=span, member=member), by=by)

    def book(each):
        try:
            return book_appointment(booking=each, by=by, at=NOW)
        except PlaceClosed as refusal:
            return str(refusal)

    starts = [at("08:00") + timedelta(minutes=20 * number) for number in range(12)]
    bookings = [booking(start, patient=PatientFactory(practice=practice)) for start in starts]
    acts = [block, *(lambda b=each: book(b) for each in bookings)]
    blocked, *outcomes = together(acts, practice=practice, by=by)

    assert blocked.member == member
    assert {type(each) for each in outcomes} <= {Appointment, str}
    assert all(each.startswith("Samira El Amrani: afwezig") for each in outcomes if isinstance(each, str))
