"""What a day, a week and a month show, the lists of work, and what an appointment is to be."""

from datetime import date, timedelta

import pytest

from protocols.selectors.due import due_for_patient
from scheduling.enums import AppointmentState, BlockKind
from scheduling.models import AgendaMember, Appointment
from scheduling.rules.wall import lasting, local
from scheduling.selectors.day import Shown, day_view, week_view
from scheduling.selectors.fit import block_that_holds, session_at, what_blocks
from scheduling.selectors.free import FreePlace
from scheduling.selectors.lists import (
    appointment_by_uuid,
    appointments_of_patient,
    appointments_today,
    calls_due,
    feeds_of,
    kinds_for,
    participants_of,
    rooms_of,
    round_list,
    templates_of,
    waiting_room,
    who_wants,
)
from scheduling.selectors.month import month_view
from scheduling.selectors.proposal import proposal_for
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory
from tests.factories.scheduling import (
    THURSDAY,
    AgendaSettingsFactory,
    AppointmentFactory,
    AppointmentKindFactory,
    BlockedTimeFactory,
    BlockFactory,
    CalendarFeedFactory,
    CallAttemptFactory,
    CallBackFactory,
    GroupParticipantFactory,
    RoomFactory,
    SessionFactory,
    SessionTemplateFactory,
    WaitingListEntryFactory,
    at,
)

pytestmark = pytest.mark.usefixtures("scope")


def clock(spans):
    return [f"{local(span.start):%H:%M}-{local(span.end):%H:%M}" for span in spans]


def test_day_has_a_column_for_who_works_or_has_an_appointment(practice, morning, member):
    late = AppointmentFactory(practice=practice, hours="20:00-20:20")
    early = AppointmentFactory(practice=practice, member=member, hours="09:00-09:20")
    AppointmentFactory(practice=practice, day=THURSDAY + timedelta(days=1))
    AgendaMember.objects.create(practice=practice, member=member, position=1)
    day = day_view(practice=practice, on=THURSDAY)
    assert [(column.member, column.appointments) for column in day.columns] == [
        (member, [early]),
        (late.member, [late]),
    ]
    assert clock([column.span for column in day.columns]) == ["08:00-12:00", "20:00-20:20"]
    assert clock(free.span for free in day.columns[0].free) == ["08:00-09:00", "09:20-12:00"]


def test_free_times_leave_out_breaks_blocks_travel_and_sessions_that_fall_out(
    practice, morning, member, room, location
):
    BlockedTimeFactory(practice=practice, member=member, hours="08:00-08:30")
    BlockedTimeFactory(practice=practice, room=room, hours="08:30-09:00")
    everybody = BlockedTimeFactory(practice=practice, hours="09:00-09:30")
    BlockedTimeFactory(practice=practice, member=MembershipFactory(practice=practice), hours="10:00-12:00")
    AppointmentFactory(practice=practice, member=member, visit=True, hours="10:00-10:30")
    AppointmentFactory(practice=practice, member=member, hours="11:00-11:30", cancelled=True)
    afternoon = SessionFactory(practice=practice, member=member, hours="13:00-15:00")
    BlockFactory(practice=practice, session=afternoon, kind=BlockKind.BREAK)
    gone = SessionFactory(practice=practice, member=member, hours="15:00-17:00", cancelled=True)
    BlockFactory(practice=practice, session=gone)

    [column] = day_view(practice=practice, on=THURSDAY).columns
    assert clock(free.span for free in column.free) == ["09:30-09:50", "10:30-12:00"]
    assert len(column.blocked) == 3
    assert day_view(practice=practice, on=THURSDAY).blocked == [
        row for row in day_view(practice=practice, on=THURSDAY).blocked if row.member_id is None
    ]
    assert everybody in column.blocked


def test_closed_day_shows_its_sessions_and_nothing_free(practice, member):
    christmas = date(2026, 12, 25)
    BlockFactory(practice=practice, session=SessionFactory(practice=practice, member=member, day=christmas))
    day = day_view(practice=practice, on=christmas)
    assert (day.closed, [column.free for column in day.columns]) == ("Eerste kerstdag", [[]])


def test_filters_leave_one_person_location_or_room(practice, morning, member, location, room):
    AppointmentFactory(practice=practice, member=member, location=location, room=room)
    AppointmentFactory(practice=practice)
    for shown in (Shown(members=[member.pk]), Shown(locations=[location.pk]), Shown(rooms=[room.pk])):
        [column] = day_view(practice=practice, on=THURSDAY, shown=shown).columns
        assert column.member == member


def test_letters_of_programmes_stand_with_the_patient(practice, member):
    row = AppointmentFactory(practice=practice, member=member)
    EnrolmentFactory(practice=practice, patient=row.patient)
    day = day_view(practice=practice, on=THURSDAY)
    assert [letter for letter, _ in day.letters[row.patient_id]] == ["D"]


def test_week_has_seven_days_of_one_person(practice, morning, member):
    AppointmentFactory(practice=practice, member=member, day=THURSDAY + timedelta(days=1))
    days = week_view(practice=practice, monday=date(2026, 11, 23), shown=Shown(members=[member.pk]))
    assert [(day.on.isoweekday(), len(day.columns)) for day in days] == [
        (1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 0), (7, 0),
    ]  # fmt: skip


def test_queries_of_a_day_do_not_grow(practice, queries, location):
    def day(count):
        for _ in range(count):
            member = MembershipFactory(practice=practice)
            BlockFactory(practice=practice, session=SessionFactory(practice=practice, member=member, location=location))
            row = AppointmentFactory(practice=practice, member=member)
            EnrolmentFactory(practice=practice, patient=row.patient)
            BlockedTimeFactory(practice=practice, member=member)
        return queries(lambda: _read(day_view(practice=practice, on=THURSDAY)))

    assert day(1) == day(3) == 6


def _read(day):
    for column in day.columns:
        for row in column.appointments:
            assert row.patient.display_name
            assert row.kind.label
            assert row.member.user.name
        assert [session.room for session in column.sessions]


def test_month_tells_how_full_the_days_are(practice, member, location):
    AgendaSettingsFactory(practice=practice, school_region="zuid")
    session = SessionFactory(
        practice=practice, member=member, location=location, day=date(2026, 12, 22), hours="08:00-09:00"
    )
    BlockFactory(practice=practice, session=session)
    BlockFactory(
        practice=practice,
        session=SessionFactory(practice=practice, member=member, location=location, day=date(2026, 12, 25)),
    )
    for hours in ("08:00-08:20", "08:20-08:40", "08:40-09:00"):
        AppointmentFactory(practice=practice, member=member, location=location, day=date(2026, 12, 22), hours=hours)
    weeks = month_view(practice=practice, month=date(2026, 12, 5), shown=Shown())
    assert [week[0].on.day for week in weeks] == [30, 7, 14, 21, 28]
    days = {load.on: load for week in weeks for load in week}
    full, closed = days[date(2026, 12, 22)], days[date(2026, 12, 25)]
    assert (full.minutes, full.appointments, full.members, full.is_full, full.school_holiday) == (
        60, 3, 1, True, "kerstvakantie",
    )  # fmt: skip
    assert (closed.minutes, closed.closed, closed.is_full) == (0, "Eerste kerstdag", False)
    assert (days[date(2026, 11, 30)].is_in_month, days[date(2026, 12, 1)].is_in_month) == (False, True)
    none = month_view(practice=practice, month=date(2026, 12, 5), shown=Shown(members=[0], locations=[0], rooms=[0]))
    assert sum(load.minutes for week in none for load in week) == 0


# Lists


def test_waiting_room_has_who_is_here_by_arrival(practice, location, member):
    def row(hours, **fields):
        return AppointmentFactory(practice=practice, location=location, hours=hours, **fields)

    second = row("08:00-08:20", state=AppointmentState.CHECKED_IN, checked_in_at=at("07:58"))
    first = row("08:40-09:00", state=AppointmentState.WAITING, checked_in_at=at("07:50"))
    inside = row("09:00-09:20", state=AppointmentState.IN_CONSULT)
    expected = row("09:20-09:40")
    row("10:00-10:20", done=True)
    row("10:20-10:40", visit=True)
    row("09:20-09:40", day=THURSDAY + timedelta(days=1))
    found = waiting_room(practice=practice, on=THURSDAY, locations=[location.pk])
    assert (found.present, found.in_consult, found.expected) == ([first, second], [inside], [expected])
    assert len(waiting_room(practice=practice, on=THURSDAY).expected) == 1


def test_round_is_in_its_order_and_then_by_time(practice, member):
    rows = [
        AppointmentFactory(practice=practice, member=member, visit=True, hours=hours, round_order=order)
        for hours, order in (("09:00-09:30", None), ("10:00-10:30", 2), ("11:00-11:30", 1))
    ]
    AppointmentFactory(practice=practice, member=member, visit=True, hours="12:00-12:30", cancelled=True)
    AppointmentFactory(practice=practice, member=member, hours="13:00-13:30")
    assert round_list(member=member, on=THURSDAY) == [rows[2], rows[1], rows[0]]


def test_appointments_of_today_and_of_a_patient(practice, member, patient):
    late, early = (
        AppointmentFactory(practice=practice, member=member, patient=patient, hours=hours)
        for hours in ("10:00-10:20", "09:00-09:20")
    )
    past = AppointmentFactory(practice=practice, member=member, patient=patient, day=THURSDAY - timedelta(days=7))
    group = GroupParticipantFactory(practice=practice, patient=patient)
    assert appointments_today(member=member, on=THURSDAY) == [early, late]
    found = appointments_of_patient(patient=patient, on=THURSDAY)
    assert (found.coming, found.past, found.groups) == ([early, late], [past], [group])
    assert appointment_by_uuid(practice=practice, uuid=late.uuid) == late
    assert participants_of(appointment=group.appointment) == [group]


def test_calls_are_urgent_first_with_their_attempts(practice, member):
    late = CallBackFactory(practice=practice, due_on=THURSDAY - timedelta(days=3))
    urgent = CallBackFactory(practice=practice, is_urgent=True)
    mine = CallBackFactory(practice=practice, member=member, role="")
    mine_by_role = CallBackFactory(practice=practice, role="poh_s")
    CallBackFactory(practice=practice, due_on=THURSDAY + timedelta(days=1))
    CallAttemptFactory(practice=practice, call=late)
    found = list(calls_due(practice=practice, on=THURSDAY))
    assert found == [urgent, late, mine, mine_by_role]
    assert [row.tries for row in found] == [0, 1, 0, 0]
    assert list(calls_due(practice=practice, on=THURSDAY, member=member)) == [mine, mine_by_role]


def test_who_wants_a_place_that_came_free(practice, member, location):
    place = FreePlace(at("09:00"), member.pk, location.pk, None, 20, "spreekuur", 30)

    def wish(**fields):
        return WaitingListEntryFactory(practice=practice, **{"from_on": THURSDAY} | fields)

    soon = wish(until_on=THURSDAY)
    any_day = wish(until_on=None)
    fitting = wish(member=member, location=location, parts=["ochtend"], weekdays=[4], language="nl")
    for fields in (
        {"minutes": 40}, {"from_on": THURSDAY + timedelta(days=1)}, {"until_on": THURSDAY - timedelta(days=1),
         "from_on": THURSDAY - timedelta(days=2)}, {"parts": ["middag"]}, {"weekdays": [1]}, {"language": "tr"},
        {"member": MembershipFactory(practice=practice)}, {"state": "withdrawn", "ended_at": at("08:00"),
         "end_reason": "x"},
    ):  # fmt: skip
        wish(**fields)
    assert fitting not in who_wants(practice=practice, place=place)
    AgendaMember.objects.create(practice=practice, member=member, languages=["nl"])
    assert who_wants(practice=practice, place=place) == [soon, fitting, any_day]


def test_kinds_rooms_templates_and_feeds_in_use(practice, location, member):
    yearly = AppointmentKindFactory(practice=practice, roles=["poh_s"], position=2)
    anyone = AppointmentKindFactory(practice=practice, position=1)
    AppointmentKindFactory(practice=practice, is_active=False)
    AppointmentKindFactory(practice=practice, roles=["huisarts"], position=3)
    assert kinds_for(practice=practice, roles=["poh_s"]) == [anyone, yearly]
    assert len(kinds_for(practice=practice)) == 3
    room = RoomFactory(practice=practice)
    RoomFactory(practice=practice, is_active=False)
    assert rooms_of(practice=practice) == [room]
    template = SessionTemplateFactory(practice=practice)
    SessionTemplateFactory(practice=practice, valid_until=THURSDAY - timedelta(days=1))
    assert templates_of(practice=practice, on=THURSDAY) == [template]
    feed = CalendarFeedFactory(practice=practice, member=member)
    assert feeds_of(member=member) == [feed]


def test_session_at_a_time_or_the_first_of_that_day(practice, morning, member):

    late = SessionFactory(practice=practice, member=member, hours="13:00-17:00")
    assert session_at(member=member, span=lasting(at("14:00"), 20)) == late
    assert session_at(member=member, span=lasting(at("20:00"), 20)) == morning.session
    assert session_at(member=MembershipFactory(practice=practice), span=lasting(at("14:00"), 20)) is None
    assert what_blocks(member=member, location_id=0, room=None, span=lasting(at("09:00"), 20)) == ""
    assert block_that_holds(member=member, channel="spreekuur", kind_key="x", span=lasting(at("09:00"), 20)) == morning


# What an appointment is to be


def test_proposal_follows_from_the_controls_that_are_due(practice, patient):
    kinds = {
        key: AppointmentKindFactory(practice=practice, control_types=[key], minutes=15, position=number)
        for number, key in enumerate(["kwartaal", "jaar"])
    }
    assert proposal_for(patient=patient, on=THURSDAY).minutes == 15
    EnrolmentFactory(practice=practice, patient=patient)
    found = proposal_for(patient=patient, on=THURSDAY)
    assert (found.kind, found.minutes) == (kinds["jaar"], 40)
    lines = [(line.letter, line.name, line.minutes, line.is_counted) for line in found.controls]
    assert sorted(lines) == [("D", "Jaarcontrole", 40, True), ("D", "Kwartaalcontrole", 20, False)]
    assert len(due_for_patient(patient=patient, on=THURSDAY).controls) == 2


def test_proposal_of_a_kind_without_controls_is_its_own_length(practice, patient):
    EnrolmentFactory(practice=practice, patient=patient)
    talk = AppointmentKindFactory(practice=practice, minutes=45)
    found = proposal_for(patient=patient, on=THURSDAY, kind=talk)
    assert (found.kind, found.minutes, [line.is_counted for line in found.controls]) == (talk, 45, [False, False])


def test_proposal_without_kinds_or_anything_due(practice, patient):
    found = proposal_for(patient=PatientFactory(practice=practice), on=THURSDAY)
    assert (found.kind, found.minutes, found.controls) == (None, 20, [])
    assert Appointment.objects.count() == 0
