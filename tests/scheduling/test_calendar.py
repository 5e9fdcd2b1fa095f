"""The feed of a person, read back by libraries that know nothing of POH."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.test import Client
from django.urls import reverse

from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from scheduling.models import AgendaSettings, CalendarFeed
from scheduling.presenters.calendar import calendar_text
from scheduling.rules.holidays import closed_days, holidays_between
from scheduling.rules.wall import AMSTERDAM, local
from scheduling.selectors.feed import feed_contents
from scheduling.services.feeds import AlreadyRevoked, NamesNotAllowed, hash_of, make_feed, revoke_feed
from scheduling.services.templates import materialise
from tests.factories.scheduling import (
    AppointmentFactory,
    CalendarFeedFactory,
    SessionFactory,
    SessionTemplateFactory,
    TemplateBlockFactory,
    hours,
)

CHANGES = [
    date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26),
    date(2028, 10, 29), date(2028, 2, 29), date(2026, 12, 31), date(2028, 1, 1),
]  # fmt: skip


def read(body: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(body)


def feed_of(member, on, **options):
    feed = CalendarFeedFactory(practice=member.practice, member=member, **options)
    with practice_scope(member.practice):
        stored = CalendarFeed.objects.select_related("member__user", "practice").get(pk=feed.pk)
        return calendar_text(feed_contents(feed=stored, on=on), at=datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize("change", CHANGES)
def test_sessions_and_appointments_are_read_at_their_wall_time_around_a_change_of_the_clock(practice, member, change):
    template = SessionTemplateFactory(
        practice=practice,
        member=member,
        weekday=change.isoweekday(),
        starts_at=time(9),
        ends_at=time(12),
        anchor_on=change,
        valid_from=change - timedelta(days=14),
    )
    TemplateBlockFactory(practice=practice, template=template, starts_at=time(9))
    with practice_scope(practice):
        materialise(practice=practice, first=change - timedelta(days=7), last=change + timedelta(days=7))
    for days in (-7, -1, 0, 1, 7):
        AppointmentFactory(practice=practice, member=member, day=change + timedelta(days=days), hours="09:20-10:00")
    calendar = read(feed_of(member, change))

    first, last = change - timedelta(days=8), change + timedelta(days=8)
    events = recurring_ical_events.of(calendar).between(first, last)
    found = sorted(
        (event.start.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M"), event.end.astimezone(AMSTERDAM).time())
        for event in events
        if event["STATUS"] == "CONFIRMED" or event["SUMMARY"] == "Bezet"
    )
    busy = [(f"{change + timedelta(days=days)} 09:20", time(10)) for days in (-7, -1, 0, 1, 7)]
    sessions = [(f"{change + timedelta(days=days)} 09:00", time(12)) for days in (-7, 0, 7)]
    closed = closed_days(holidays_between(first, last), {})
    sessions = [each for each in sessions if date.fromisoformat(each[0][:10]) not in closed]
    assert found == sorted(busy + sessions)
    assert {event.start.tzinfo.key for event in calendar.events} == {"Europe/Amsterdam"}
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Amsterdam"]


def test_feed_tells_nothing_of_patients(practice, member):
    row = AppointmentFactory(practice=practice, member=member, reason="Mijn voeten tintelen", note="nuchter")
    body = feed_of(member, row.on).decode()
    [event] = read(body.encode()).events
    assert (event["SUMMARY"], event["CLASS"]) == ("Bezet", "PRIVATE")
    for secret in (row.patient.birth_name, row.reason, row.note, row.kind.label):
        assert secret not in body


@pytest.mark.parametrize(("of_feed", "of_practice", "is_named"), [(1, 1, True), (1, 0, False), (0, 1, False)])
def test_names_need_the_feed_and_the_practice(practice, member, of_feed, of_practice, is_named):
    with practice_scope(practice):
        AgendaSettings.objects.create(practice=practice, feed_shows_names=bool(of_practice))
    row = AppointmentFactory(practice=practice, member=member, visit=True)
    group = AppointmentFactory(practice=practice, member=member, group=True, hours="11:00-12:00")
    events = read(feed_of(member, row.on, shows_names=bool(of_feed))).events
    summaries = [str(event["SUMMARY"]) for event in events]
    named = [f"Kwartaalcontrole: {row.patient.display_name}", f"{group.kind.label}: Leven met diabetes"]
    assert summaries == (named if is_named else ["Bezet", "Bezet"])


def test_what_falls_out_is_called_off_and_a_change_counts_up(practice, member):
    gone = AppointmentFactory(practice=practice, member=member, cancelled=True)
    changed = AppointmentFactory(practice=practice, member=member, hours="10:00-10:20", version=4)
    session = SessionFactory(practice=practice, member=member, cancelled=True)
    with time_machine.travel(datetime(2026, 11, 26, tzinfo=UTC)):
        events = {str(event["UID"]): event for event in read(feed_of(member, gone.on)).events}
    told = {uid: (str(event["STATUS"]), event["SEQUENCE"]) for uid, event in events.items()}
    assert told == {
        f"afspraak-{gone.uuid}@poh.invalid": ("CANCELLED", 0),
        f"afspraak-{changed.uuid}@poh.invalid": ("CONFIRMED", 3),
        f"zitting-{session.uuid}@poh.invalid": ("CANCELLED", 0),
    }


def test_lines_are_folded_and_end_as_the_standard_asks(practice, member):
    AppointmentFactory(practice=practice, member=member)
    body = feed_of(member, date(2026, 11, 26))
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT30M" in lines


# Who may read it


@pytest.fixture
def secret(practice, member, by):
    with practice_scope(practice, user=by):
        return make_feed(member=member, name="Telefoon", shows_names=False, by=by).secret


def ask(practice, secret, **headers):
    return Client(headers=headers).get(reverse("scheduling:feed", args=[practice.uuid, secret]))


def test_address_gives_the_calendar_to_who_knows_it(practice, member, secret):
    today = datetime.now(UTC).date()
    AppointmentFactory(practice=practice, member=member, day=today)
    answer = ask(practice, secret)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "no-store, private"
    [event] = read(answer.content).events
    assert local(event.start).date() == today
    assert ask(practice, secret, if_none_match=answer["ETag"]).status_code == 304


def test_only_a_mark_of_the_secret_is_kept(practice, secret):
    with practice_scope(practice):
        [feed] = CalendarFeed.objects.all()
    assert (feed.token_hash, len(secret) >= 43) == (hash_of(secret), True)
    assert secret not in str(vars(feed))


def test_wrong_revoked_or_of_another_practice_is_nothing(practice, other_practice, member, secret, by):
    assert ask(practice, "geheim").status_code == 404
    assert ask(other_practice, secret).status_code == 404
    assert ask(by, secret).status_code == 404  # a uuid of no practice
    with practice_scope(practice):
        feed = CalendarFeed.objects.select_related("practice").get()
        revoke_feed(feed=feed, by=by, at=datetime.now(UTC))
        with pytest.raises(AlreadyRevoked):
            revoke_feed(feed=feed, by=by, at=datetime.now(UTC))
    assert ask(practice, secret).status_code == 404


def test_who_left_has_no_calendar_any_more(practice, member, secret):
    with practice_scope(practice):
        Membership.objects.filter(pk=member.pk).update(period=(date(2020, 1, 1), date(2024, 1, 1)))
    assert ask(practice, secret).status_code == 404


def test_names_are_refused_where_the_practice_does_not_allow_them(practice, member, by):
    with practice_scope(practice), pytest.raises(NamesNotAllowed):
        make_feed(member=member, name="Telefoon", shows_names=True, by=by)


def test_calendar_with_names_is_logged(practice, member, by):
    row = AppointmentFactory(practice=practice, member=member, day=datetime.now(UTC).date())
    with practice_scope(practice, user=by):
        AgendaSettings.objects.create(practice=practice, feed_shows_names=True)
        secret = make_feed(member=member, name="Telefoon", shows_names=True, by=by).secret
    assert ask(practice, secret).status_code == 200
    with practice_scope(practice):
        lines = AccessLog.objects.for_practice(practice).filter(event_type="patient.agenda_fed")
        assert [line.patient_ids for line in lines] == [[row.patient_id]]


def test_address_is_asked_so_often_and_not_more(practice, secret, monkeypatch):
    monkeypatch.setattr("scheduling.views.feeds.PER_MINUTE", 2)
    with time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=UTC), tick=False):
        assert [ask(practice, secret).status_code for _ in range(3)] == [200, 200, 429]


def test_period_of_an_appointment_is_what_the_feed_tells(practice, member):
    row = AppointmentFactory(practice=practice, member=member)
    [event] = read(feed_of(member, row.on)).events
    assert (event.start, event.end) == (hours("09:00-09:20").lower, hours("09:00-09:20").upper)
