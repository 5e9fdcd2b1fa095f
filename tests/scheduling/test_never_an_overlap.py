"""A random walk over bookings, moves, cancellations and steps: what stands never overlaps, and history tells it all."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from poh.accounts.scope import practice_scope
from poh.base.locking import StaleVersion
from scheduling.enums import TRANSITIONS, AppointmentState, BlockKind, CancelledBy
from scheduling.models import Appointment, AppointmentStatus
from scheduling.rules.wall import later
from scheduling.selectors.closed import span_of
from scheduling.services import steps
from scheduling.services.booking import (
    Booking,
    Place,
    book_appointment,
    move_appointment,
    resize_appointment,
    swap_appointments,
)
from scheduling.services.refusals import NotBooked
from tests.factories.accounts import LocationFactory, MembershipFactory, PracticeFactory, UserFactory
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import AppointmentKindFactory, BlockFactory, RoomFactory, SessionFactory, at

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
starts = st.integers(0, 52).map(lambda number: later(at("07:40"), 5 * number))
lengths = st.sampled_from([5, 10, 20, 40, 60, 90])
few = st.integers(0, 2)


class Agenda(RuleBasedStateMachine):
    """Three members, two rooms and three patients on one morning."""

    def __init__(self) -> None:
        super().__init__()
        self.practice = PracticeFactory()
        self.by = UserFactory()
        location = LocationFactory(practice=self.practice)
        self.location, self.kind = location, AppointmentKindFactory(practice=self.practice)
        self.rooms = [None, *(RoomFactory(practice=self.practice, location=location) for _ in range(2))]
        self.patients = [PatientFactory(practice=self.practice) for _ in range(3)]
        self.members = [MembershipFactory(practice=self.practice) for _ in range(3)]
        for member in self.members:
            session = SessionFactory(practice=self.practice, member=member, location=location)
            BlockFactory(practice=self.practice, session=session, kind=BlockKind.SURGERY)

    def _do(self, act) -> None:
        refusals = (NotBooked, StaleVersion, steps.StepNotAllowed)
        with practice_scope(self.practice, user=self.by, roles=("poh_s",)), contextlib.suppress(*refusals):
            act()

    def _rows(self) -> list[Appointment]:
        rows = Appointment.objects.for_practice(self.practice)
        return list(rows.select_related("practice", "member__user", "location", "room", "kind", "patient"))

    def _place(self, member: int, room: int, start, minutes: int) -> Place:
        return Place(self.members[member], start, minutes, self.location, self.rooms[room])

    @rule(patient=few, member=few, room=few, start=starts, minutes=lengths, is_extra=st.booleans())
    def book(self, patient, member, room, start, minutes, is_extra):
        booking = Booking(
            place=self._place(member, room, start, minutes),
            kind=self.kind,
            patient=self.patients[patient],
            is_extra=is_extra,
        )
        self._do(lambda: book_appointment(booking=booking, by=self.by, at=NOW))

    @rule(which=st.integers(0, 99), member=few, room=few, start=starts)
    def move(self, which, member, room, start):
        def act():
            rows = self._rows()
            if rows:
                row = rows[which % len(rows)]
                to = self._place(member, room, start, span_of(row).minutes)
                move_appointment(appointment=row, to=to, by=self.by, at=NOW)

        self._do(act)

    @rule(which=st.integers(0, 99), minutes=lengths)
    def resize(self, which, minutes):
        def act():
            rows = self._rows()
            if rows:
                resize_appointment(appointment=rows[which % len(rows)], minutes=minutes, by=self.by, at=NOW)

        self._do(act)

    @rule(one=st.integers(0, 99), other=st.integers(0, 99))
    def swap(self, one, other):
        def act():
            rows = self._rows()
            if len(rows) > 1 and one % len(rows) != other % len(rows):
                swap_appointments(one=rows[one % len(rows)], other=rows[other % len(rows)], by=self.by, at=NOW)

        self._do(act)

    @rule(which=st.integers(0, 99), to=st.sampled_from(AppointmentState), notice=st.booleans())
    def step(self, which, to, notice):
        def act():
            rows = self._rows()
            if not rows:
                return
            row = rows[which % len(rows)]
            if to == AppointmentState.CANCELLED:
                off = steps.Cancellation(CancelledBy.PATIENT, "ziek")
                steps.cancel_appointment(appointment=row, cancellation=off, by=self.by, at=NOW)
            elif to == AppointmentState.NO_SHOW:
                steps.mark_no_show(appointment=row, with_notice=notice, by=self.by, at=NOW)
            else:
                steps.step_back(appointment=row, to=to, by=self.by, at=NOW)

        before = {row.pk: row.state for row in self._rows_in_scope()}
        self._do(act)
        for row in self._rows_in_scope():
            assert row.state == before[row.pk] or row.state in TRANSITIONS[AppointmentState(before[row.pk])]

    def _rows_in_scope(self):
        with practice_scope(self.practice):
            return self._rows()

    @invariant()
    def nothing_overlaps(self):
        with practice_scope(self.practice):
            held = [row for row in self._rows() if row.holds_place]
        for number, row in enumerate(held):
            for other in held[number + 1 :]:
                if span_of(row).overlaps(span_of(other)):
                    assert row.member_id != other.member_id
                    assert row.patient_id != other.patient_id
                    assert row.room_id is None or row.room_id != other.room_id

    @invariant()
    def history_ends_where_the_appointment_stands(self):
        with practice_scope(self.practice):
            for row in self._rows():
                last = AppointmentStatus.objects.filter(appointment=row).order_by("-id")[0]
                assert (last.state, last.period, last.member_id) == (row.state, row.period, row.member_id)
                assert row.statuses.count() == row.version


@pytest.mark.django_db
def test_random_walk_leaves_no_overlap():
    run_state_machine_as_test(
        Agenda,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
