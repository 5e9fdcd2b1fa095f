"""Everything that a day can hold stands in the grid, and the history of an appointment on its page."""

from datetime import timedelta

import pytest

from poh.accounts.scope import practice_scope
from scheduling.enums import AppointmentState, BlockKind
from scheduling.models import Appointment, AppointmentKind
from scheduling.receivers import give_practice_its_kinds
from scheduling.rules.kinds import delivered_kinds
from tests.factories.accounts import MembershipFactory
from tests.factories.scheduling import (
    THURSDAY,
    AppointmentFactory,
    BlockedTimeFactory,
    BlockFactory,
    CalendarFeedFactory,
    CallBackFactory,
    SessionFactory,
    at,
)
from tests.scheduling.views.asking import html, only, post, url

pytestmark = pytest.mark.django_db


def test_day_shows_breaks_blocked_times_trips_groups_and_sessions_that_fall_out(client, practice, member, morning):
    def row(hours, **fields):
        return AppointmentFactory(practice=practice, member=member, hours=hours, **fields)

    row("06:50-07:20")
    row("08:30-09:00", visit=True)
    row("09:00-10:00", group=True)
    row("10:00-10:40", state=AppointmentState.CHECKED_IN, checked_in_at=at("09:50"))
    row("10:40-11:20", state=AppointmentState.IN_CONSULT, started_at=at("10:41"))
    row("11:20-11:30", no_show=True)
    row("11:30-11:40", cancelled=True)
    afternoon = SessionFactory(practice=practice, member=member, hours="13:00-19:20")
    BlockFactory(practice=practice, session=afternoon, kind=BlockKind.BREAK)
    SessionFactory(practice=practice, member=member, hours="20:00-21:00", cancelled=True)
    BlockedTimeFactory(practice=practice, member=member, hours="11:40-12:00", reason="werkoverleg")
    page = html(client.get(url("day", datum="2026-11-26")))
    for text in (
        "10 min rijden", "Lindelaan 14", "Leven met diabetes", "aangemeld 09:50", "in consult 10:41", "werkoverleg",
        "Pauze", "Vervalt: ziek", "is-noshow", "1 afgezegd", 'aria-label="Nu 07:00"',
    ):  # fmt: skip
        assert (text, text in page) == (text, True)


def test_now_is_not_shown_on_another_day(client, practice):
    AppointmentFactory(practice=practice, day=THURSDAY + timedelta(days=1))
    assert 'aria-label="Nu' not in html(client.get(url("day", datum="2026-11-27")))


def test_free_time_is_no_link_for_who_may_not_book(client_of, poh_mmt, morning):
    page = html(client_of(poh_mmt).get(url("day", datum="2026-11-26")))
    assert "240 min vrij" in page
    assert "data-free" not in page


def test_history_tells_what_was_done_by_whom(client, practice, morning, member, kind, patient):
    sent = {"member": member.uuid, "kind": kind.uuid, "patient": patient.uuid, "on": "26-11-2026", "at": "9:00",
            "minutes": "20"}  # fmt: skip
    post(client, url("book"), **sent)
    made = only(Appointment, practice)
    moved = {"member": member.uuid, "on": "26-11-2026", "at": "10:00", "minutes": "20", "version": 1}
    client.post(url("move", made.uuid), moved)
    client.post(url("move", made.uuid), moved | {"minutes": "30", "version": 2})
    client.post(url("check_in", made.uuid))
    client.post(url("cancel", made.uuid), {"by_whom": "patient", "reason": "verkouden", "version": 4})
    page = html(client.get(url("appointment", made.uuid)))
    for text in (
        "Anja de Vries: geboekt", "verplaatst van 26-11 09:00 bij Samira El Amrani naar 26-11 10:00",
        "langer of korter gemaakt: van 20 naar 30 minuten", "Anja de Vries: aangemeld", "afgezegd: verkouden",
    ):  # fmt: skip
        assert (text, text in page) == (text, True)


def test_late_call_off_is_said_in_words(client, practice, member):
    row = AppointmentFactory(practice=practice, member=member, no_show=True, no_show_notice=True)
    assert "Te laat afgezegd" in html(client.get(url("appointment", row.uuid)))


def test_practice_that_begins_gets_the_kinds(practice, member):
    with practice_scope(practice):
        give_practice_its_kinds(membership=member)
        assert AppointmentKind.objects.count() == len(delivered_kinds())


def test_rows_say_what_they_are(practice):
    made = [
        AppointmentFactory(practice=practice),
        BlockedTimeFactory(practice=practice),
        CalendarFeedFactory(practice=practice, member=MembershipFactory(practice=practice)),
        CallBackFactory(practice=practice),
        SessionFactory(practice=practice),
    ]
    assert [str(row) for row in made] == [
        "afspraak op 26-11-2026",
        "Overleg vanaf 26-11-2026",
        "Telefoon",
        "Te bellen",
        "zitting op 26-11-2026",
    ]
