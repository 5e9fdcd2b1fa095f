"""The pages of the roster, the settings and the calendars."""

import uuid
from datetime import date, timedelta

import pytest

from poh.accounts.idempotency import FIELD
from poh.accounts.scope import practice_scope
from scheduling.models import (
    BlockedTime,
    CalendarFeed,
    Room,
    Session,
    SessionTemplate,
)
from tests.factories.accounts import MembershipFactory
from tests.factories.scheduling import (
    THURSDAY,
    AgendaSettingsFactory,
    AppointmentFactory,
    AppointmentKindFactory,
    BlockedTimeFactory,
    CalendarFeedFactory,
    RoomFactory,
    SessionTemplateFactory,
    TemplateBlockFactory,
    at,
)
from tests.scheduling.views.asking import html, only, post, url

pytestmark = pytest.mark.django_db


# The roster and settings


@pytest.fixture
def line(member, location, room):
    return {
        "member": member.uuid, "location": location.uuid, "room": room.uuid, "starts_at": "8:00", "ends_at": "12:00",
        "weekday": "4", "every_weeks": "1", "valid_from": "26-11-2026",
        "blocks": "08:00-10:00 spreekuur 20\n10:00-10:15 pauze\n10:15-12:00 telefonisch 10",
    }  # fmt: skip


def test_roster_line_is_made_changed_and_ended(client, practice, line, member):
    assert client.get(url("template_add")).status_code == 200
    assert post(client, url("template_add"), **line).status_code == 302
    template = only(SessionTemplate, practice)
    page = html(client.get(url("roster")))
    assert "Samira El Amrani" in page
    assert "08:00–10:00 spreekuur, 10:00–10:15 pauze, 10:15–12:00 telefonisch" in page
    AppointmentFactory(practice=practice, member=member, hours="08:00-08:20", day=THURSDAY + timedelta(days=7))
    change = line | {"scope": "following", "change_on": "03-12-2026", "starts_at": "9:00", "ends_at": "13:00",
                     "blocks": "", "version": 1}  # fmt: skip
    page = html(client.post(url("template_change", template.uuid), {FIELD: str(uuid.uuid4()), **change}, follow=True))
    assert "1 afspraken passen niet meer in het rooster" in page
    assert "Passen niet meer in het rooster" in page
    stale = post(client, url("template_change", template.uuid), **change)
    assert "Een collega wijzigde dit intussen" in html(stale)
    with practice_scope(practice):
        last = SessionTemplate.objects.order_by("-pk")[0]
    assert client.get(url("template_change", last.uuid)).status_code == 200
    client.post(url("template_end", last.uuid))
    with practice_scope(practice):
        assert [row.on for row in Session.objects.planned()] == [THURSDAY]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"blocks": "08:00-10:00 spelen"}, "lees ik niet"),
        ({"blocks": "08:00-25:00 pauze"}, "een tijd die niet bestaat"),
        ({"blocks": "08:00-10:00 spreekuur 300"}, "5 tot 240 minuten"),
        ({"blocks": "07:00-10:00 spreekuur"}, "begint voor de zitting"),
        ({"ends_at": "7:00"}, "Het einde ligt na het begin."),
        ({"valid_until": "01-01-2026"}, "De laatste dag ligt niet voor de eerste."),
    ],
)
def test_roster_line_says_what_is_wrong(client, line, changes, text):
    assert text in html(post(client, url("template_add"), **line | changes))


def test_change_of_one_day_and_of_what_is_past(client, practice, line, room):
    template = SessionTemplateFactory(practice=practice)
    TemplateBlockFactory(practice=practice, template=template)
    change = line | {"scope": "one", "change_on": "27-11-2026", "version": 1, "room": "", "location": line["location"]}
    assert "Op deze dag is er geen zitting" in html(post(client, url("template_change", template.uuid), **change))
    past = change | {"change_on": "25-11-2026"}
    assert "Wat voorbij is, verandert niet meer." in html(post(client, url("template_change", template.uuid), **past))


def test_room_of_another_location_is_refused(client, practice, line):
    other = RoomFactory(practice=practice)
    assert "Deze kamer is op een andere locatie." in html(
        post(client, url("template_add"), **line | {"room": other.uuid})
    )


def test_extra_session_is_added_and_falls_out_and_back(client, practice, line):
    sent = {name: line[name] for name in ("member", "location", "room", "starts_at", "ends_at", "blocks")}
    night = sent | {"on": "28-03-2027", "starts_at": "2:30", "ends_at": "6:00", "blocks": ""}
    assert "02:30 bestaat niet op 28-03-2027" in html(post(client, url("session_add"), **night))
    sent["on"] = "26-11-2026"
    assert post(client, url("session_add"), **sent).status_code == 302
    assert "heeft dan al een zitting" in html(post(client, url("session_add"), **sent))
    session = only(Session, practice)
    assert client.get(url("session", session.uuid)).status_code == 200
    client.post(url("session", session.uuid), {"reason": "ziek", "version": 1})
    assert only(Session, practice).cancel_reason == "ziek"
    client.post(url("session", session.uuid), {"reason": "", "version": 1})
    assert only(Session, practice).cancelled_at is not None
    client.post(url("session", session.uuid), {"reason": "", "version": 2})
    assert only(Session, practice).cancelled_at is None


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"starts_at": "10:00", "ends_at": "9:00"}, "Het einde ligt na het begin."),
        ({"first_on": "27-11-2026"}, "Het einde ligt na het begin."),
        ({"starts_at": "2:30", "first_on": "28-03-2027", "last_on": "28-03-2027"}, "bestaat niet"),
    ],
)
def test_blocking_says_what_is_wrong(client, changes, text):
    sent = {"kind": "meeting", "first_on": "26-11-2026", "last_on": "26-11-2026"} | changes
    assert text in html(post(client, url("block_add"), **sent))


def test_time_is_blocked_and_lifted(client, practice, member, location):
    sent = {"kind": "meeting", "first_on": "26-11-2026", "last_on": "27-11-2026", "member": member.uuid}
    both = post(client, url("block_add"), **sent | {"location": location.uuid})
    assert "Kies een medewerker, een kamer of een locatie" in html(both)
    assert post(client, url("block_add"), **sent).status_code == 302
    row = only(BlockedTime, practice)
    assert (row.first_on, row.last_on, row.period.lower) == (THURSDAY, date(2026, 11, 27), at("00:00"))
    client.post(url("block_lift", row.uuid))
    assert only(BlockedTime, practice).lifted_at is not None
    BlockedTimeFactory(practice=practice)
    assert "hele praktijk" in html(client.get(url("roster")))


def test_settings_holidays_kinds_and_rooms(client, practice, kind, location):
    assert client.get(url("settings")).status_code == 200
    client.post(url("settings"), {"school_region": "zuid", "travel_minutes": "12"})
    client.post(url("holiday"), {"key": "bevrijdingsdag", "closed": "1"})
    assert "Deze feestdag ken ik niet." in html(client.post(url("holiday"), {"key": "x"}, follow=True))
    page = html(client.get(url("settings")))
    assert "Open op Bevrijdingsdag" in page
    changed = {"label": "Kwartaal", "code": "KW", "minutes": "25", "colour": "2", "is_active": "on", "version": 1}
    assert client.post(url("kind_change", kind.uuid), changed).status_code == 302
    assert "wijzigde deze soort intussen" in html(client.post(url("kind_change", kind.uuid), changed))
    AppointmentKindFactory(practice=practice, code="ZZ")
    taken = changed | {"code": "ZZ", "version": 2}
    assert "Een andere soort heeft deze code al" in html(client.post(url("kind_change", kind.uuid), taken))
    assert post(client, url("room_add"), location=location.uuid, name="Kamer 8").status_code == 302
    assert "al een kamer met die naam" in html(post(client, url("room_add"), location=location.uuid, name="kamer 8"))
    assert only(Room, practice).name == "Kamer 8"


def test_feed_is_made_shown_once_and_revoked(client, practice, poh):
    page = html(client.post(url("feeds"), {"name": "Telefoon"}))
    assert "Kopieer dit adres nu" in page
    assert f"/agenda/abonnement/{practice.uuid}/" in page
    assert "Kopieer dit adres nu" not in html(client.get(url("feeds")))
    feed = only(CalendarFeed, practice)
    client.post(url("feed_revoke", feed.uuid))
    assert only(CalendarFeed, practice).revoked_at is not None
    assert "was al ingetrokken" in html(client.post(url("feed_revoke", feed.uuid), follow=True))
    AgendaSettingsFactory(practice=practice, feed_shows_names=True)
    client.post(url("feeds"), {"name": "Outlook", "shows_names": "on"})
    with practice_scope(practice):
        assert CalendarFeed.objects.get(name="Outlook").shows_names


def test_feed_of_a_colleague_is_not_mine_to_revoke(client, practice):
    theirs = CalendarFeedFactory(practice=practice, member=MembershipFactory(practice=practice))
    assert client.post(url("feed_revoke", theirs.uuid)).status_code == 404
