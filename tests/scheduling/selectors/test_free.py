"""Free places: exact, whatever stands in the way, and in few statements."""

from datetime import date, timedelta

import pytest

from poh.accounts.models import Membership
from scheduling.enums import BlockKind
from scheduling.models import AgendaMember
from scheduling.rules.wall import local
from scheduling.selectors.free import Wanted, free_places, next_place
from tests.factories.accounts import LocationFactory, MembershipFactory
from tests.factories.scheduling import (
    THURSDAY,
    AgendaSettingsFactory,
    AppointmentFactory,
    AppointmentKindFactory,
    BlockedTimeFactory,
    BlockFactory,
    SessionFactory,
    at,
)

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def wanted(kind):
    def make(**changes):
        return Wanted(**{"kind": kind, "minutes": 20, "first": THURSDAY, "last": THURSDAY} | changes)

    return make


@pytest.fixture
def starts(practice, wanted):
    def find(limit=50, **changes):
        places = free_places(practice=practice, wanted=wanted(**changes), limit=limit)
        return [f"{local(place.start):%H:%M}" for place in places]

    return find


def test_every_place_of_an_empty_morning(morning, starts):
    expected = [f"{hour:02d}:{minute:02d}" for hour in range(8, 12) for minute in (0, 20, 40)]
    assert starts() == expected
    assert starts(limit=3) == expected[:3]


def test_what_stands_there_takes_its_place(morning, starts, practice, member, room):
    AppointmentFactory(practice=practice, member=member, hours="08:00-09:00")
    AppointmentFactory(practice=practice, member=member, hours="09:10-10:50")
    AppointmentFactory(practice=practice, member=member, hours="11:20-11:40", cancelled=True)
    AppointmentFactory(practice=practice, room=room, hours="11:40-12:00")
    assert starts() == ["10:50", "11:00", "11:20"]
    assert starts(minutes=40) == ["10:50", "11:00"]
    assert starts(minutes=60) == []


@pytest.mark.parametrize("what", ["practice", "member", "room", "location"])
def test_blocked_time_takes_its_place(morning, starts, practice, member, room, location, what):
    fields = {"member": member, "room": room, "location": location}
    BlockedTimeFactory(practice=practice, hours="08:00-11:30", **({what: fields[what]} if what in fields else {}))
    BlockedTimeFactory(practice=practice, hours="11:30-12:00", lifted_at=at("07:00"))
    BlockedTimeFactory(practice=practice, hours="11:30-12:00", member=MembershipFactory(practice=practice))
    assert starts() == ["11:30", "11:40"]


def test_closed_day_has_no_place(starts, practice, member, location):
    for day in (date(2026, 12, 25), date(2026, 12, 28)):
        BlockFactory(
            practice=practice, session=SessionFactory(practice=practice, member=member, location=location, day=day)
        )
    assert len(starts(first=date(2026, 12, 24), last=date(2026, 12, 28))) == 12


def test_kind_looks_in_blocks_that_take_it(practice, starts, morning, member):
    phone = AppointmentKindFactory(practice=practice, phone=True)
    assert starts(kind=phone) == []
    type(morning).objects.update(kind=BlockKind.PHONE, slot_minutes=60)
    assert starts(kind=phone, minutes=10) == ["08:00", "09:00", "10:00", "11:00"]
    assert starts() == []
    type(morning).objects.update(kinds=["anders"])
    assert starts(kind=phone) == []


def test_spoedplek_is_for_who_asks(morning, starts):
    type(morning).objects.update(kind=BlockKind.URGENT)
    assert starts() == []
    assert len(starts(urgent=True)) == 12


def test_session_that_falls_out_and_block_that_was_removed_have_no_place(morning, starts):
    type(morning).objects.update(removed_at=at("07:00"))
    assert starts() == []


def test_role_of_the_kind_and_employment_count(practice, morning, starts, member, kind):
    kind.roles = ["huisarts"]
    assert starts() == []
    kind.roles = ["poh_s", "huisarts"]
    assert len(starts()) == 12
    Membership.objects.filter(pk=member.pk).update(period=(date(2020, 1, 1), THURSDAY))
    assert starts() == []


def test_person_location_language_part_weekday_and_moment_limit(practice, morning, starts, member, location):
    other = LocationFactory(practice=practice)
    assert starts(members=[MembershipFactory(practice=practice).pk]) == []
    assert len(starts(members=[member.pk], locations=[location.pk])) == 12
    assert starts(locations=[other.pk]) == []
    assert starts(language="tr") == []
    AgendaMember.objects.create(practice=practice, member=member, languages=["nl", "tr"])
    assert len(starts(language="tr")) == 12
    assert starts(parts=["middag", "avond"]) == []
    assert len(starts(parts=["ochtend"])) == 12
    assert starts(weekdays=[1, 5]) == []
    assert len(starts(weekdays=[4])) == 12
    assert starts(not_before=at("11:10")) == ["11:10", "11:20", "11:40"]


def test_part_of_the_day_is_found_however_late_it_comes(practice, starts, member, location):
    for days in range(40):
        day = THURSDAY + timedelta(days=days)
        hours = "18:00-20:00" if days == 39 else "08:00-12:00"
        session = SessionFactory(practice=practice, member=member, location=location, day=day, hours=hours)
        BlockFactory(practice=practice, session=session)
    found = starts(last=THURSDAY + timedelta(days=40), parts=["avond"], limit=2)
    assert found == ["18:00", "18:20"]


def test_visits_leave_time_to_get_there(practice, morning, starts, member):
    AgendaSettingsFactory(practice=practice, travel_minutes=15)
    type(morning).objects.update(kind=BlockKind.VISIT, slot_minutes=30)
    visit = AppointmentKindFactory(practice=practice, visit=True)
    AppointmentFactory(practice=practice, member=member, hours="09:00-09:30", visit=True)
    assert starts(kind=visit, minutes=30) == ["08:15", "09:45", "10:00", "10:30", "11:00", "11:30"]


def test_next_place_tells_who_where_and_how_long(practice, morning, wanted, member, location, room):
    place = next_place(practice=practice, wanted=wanted())
    assert (place.member_id, place.location_id, place.room_id) == (member.pk, location.pk, room.pk)
    assert (place.on, place.end, place.free_minutes, place.block_kind) == (THURSDAY, at("08:20"), 240, "spreekuur")
    assert next_place(practice=practice, wanted=wanted(minutes=300)) is None


def test_eight_weeks_of_ten_people_take_few_statements(practice, location, wanted, queries):
    members = [MembershipFactory(practice=practice) for _ in range(3)]
    for member in members:
        for days in range(0, 56, 7):
            session = SessionFactory(
                practice=practice, member=member, location=location, day=THURSDAY + timedelta(days=days)
            )
            BlockFactory(practice=practice, session=session)
    last = THURSDAY + timedelta(days=56)
    assert queries(lambda: free_places(practice=practice, wanted=wanted(last=last, first=THURSDAY))) == 2
