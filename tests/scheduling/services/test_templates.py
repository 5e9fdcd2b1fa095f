"""The roster: sessions follow from templates, and what was booked or changed by hand stays."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from poh.accounts.models import Membership
from poh.base.locking import StaleVersion
from scheduling.enums import BlockKind, SessionOrigin, SessionState
from scheduling.models import AgendaSettings, Appointment, Block, Session, SessionTemplate
from scheduling.rules.wall import Span, local
from scheduling.selectors.fit import appointments_without_place
from scheduling.services.sessions import (
    Blocking,
    BlockPlan,
    BlocksDoNotFit,
    SessionOverlaps,
    SessionPlan,
    add_extra_session,
    block_time,
    cancel_session,
    change_session,
    check_blocks,
    hold_session_after_all,
    lift_block,
)
from scheduling.services.templates import (
    NoSessionThatDay,
    Scope,
    TemplatePlan,
    add_template,
    change_template,
    end_template,
    materialise,
)
from tests.factories.scheduling import (
    THURSDAY,
    AppointmentFactory,
    RoomFactory,
    SessionFactory,
    SessionTemplateFactory,
    TemplateBlockFactory,
    at,
    hours,
)

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def plan(location):
    def make(start="08:00", end="12:00", weekday=4, **changes):
        session = SessionPlan(
            location, time.fromisoformat(start), time.fromisoformat(end), **changes.pop("session", {})
        )
        return TemplatePlan(weekday=weekday, session=session, **changes)

    return make


def clock(row):
    return f"{local(row.period.lower):%H:%M}-{local(row.period.upper):%H:%M}"


def held(practice, **filters):
    rows = Session.objects.for_practice(practice).planned().filter(**filters).order_by("on")
    return [(row.on, clock(row)) for row in rows]


def test_template_makes_sessions_with_blocks_for_half_a_year(scope, practice, member, plan):
    blocks = (
        BlockPlan(time(8), time(10), BlockKind.SURGERY, 20),
        BlockPlan(time(10), time(10, 15), BlockKind.BREAK),
        BlockPlan(time(10, 15), time(12), BlockKind.PHONE, 10, ("telefonisch",)),
    )
    add_template(member=member, plan=plan(session={"blocks": blocks}), valid_from=TODAY, on=TODAY)

    sessions = held(practice)
    assert sessions[0] == (THURSDAY, "08:00-12:00")
    assert len(sessions) == 26
    assert {times for _, times in sessions} == {"08:00-12:00"}
    first = Block.objects.for_practice(practice).filter(on=THURSDAY).order_by("period")
    assert [(clock(block), block.kind, block.slot_minutes, block.kinds) for block in first] == [
        ("08:00-10:00", "spreekuur", 20, []),
        ("10:00-10:15", "pauze", 20, []),
        ("10:15-12:00", "telefonisch", 10, ["telefonisch"]),
    ]


def test_materialise_again_makes_nothing_new(scope, practice, member, plan):
    add_template(member=member, plan=plan(), valid_from=TODAY, on=TODAY)
    made = materialise(practice=practice, first=TODAY, last=TODAY + 30 * WEEK)
    assert len(made.sessions) == 4
    again = materialise(practice=practice, first=TODAY, last=TODAY + 30 * WEEK)
    assert (again.sessions, again.skipped) == ([], [])


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_sessions_stay_at_their_wall_time_when_the_clock_changes(scope, practice, year):
    template = SessionTemplateFactory(
        practice=practice, weekday=7, starts_at=time(1), ends_at=time(9), anchor_on=date(year, 1, 1),
        valid_from=date(year, 1, 1),
    )  # fmt: skip
    TemplateBlockFactory(practice=practice, template=template, starts_at=time(8), ends_at=time(9))
    materialise(practice=practice, first=date(year, 3, 1), last=date(year, 11, 30))
    rows = list(Session.objects.for_practice(practice))
    assert {clock(row) for row in rows} == {"01:00-09:00"}
    lasting = {row.on: (row.period.upper - row.period.lower).total_seconds() / 3600 for row in rows}
    assert sorted(set(lasting.values())) == [7, 8, 9]
    assert [(day.month, hours) for day, hours in lasting.items() if hours != 8] == [(3, 7), (10, 9)]


def test_29_february_and_the_end_of_the_year_are_ordinary_days(scope, practice):
    for weekday in (2, 4):
        SessionTemplateFactory(practice=practice, weekday=weekday, valid_from=date(2026, 1, 1))
    materialise(practice=practice, first=date(2026, 12, 31), last=date(2026, 12, 31))
    materialise(practice=practice, first=date(2028, 2, 29), last=date(2028, 2, 29))
    assert held(practice) == [(date(2026, 12, 31), "08:00-12:00"), (date(2028, 2, 29), "08:00-12:00")]


def test_start_that_the_clock_skips_is_told_and_not_shifted(scope, practice):
    template = SessionTemplateFactory(practice=practice, weekday=7, starts_at=time(2, 30), ends_at=time(6))
    made = materialise(practice=practice, first=date(2027, 3, 21), last=date(2027, 4, 4))
    assert [row.on.day for row in made.sessions] == [21, 4]
    assert [(skip.template, skip.on, skip.reason) for skip in made.skipped] == [
        (template, date(2027, 3, 28), "02:30 bestaat niet op 28-03-2027: de klok gaat dan een uur vooruit.")
    ]


def test_fortnightly_template_counts_from_its_anchor(scope, practice, member, plan):
    rule = plan(every_weeks=2, anchor_on=TODAY - WEEK)
    add_template(member=member, plan=rule, valid_from=TODAY, on=TODAY)
    assert [on for on, _ in held(practice)][:2] == [THURSDAY + WEEK, THURSDAY + 3 * WEEK]


def test_school_holidays_are_skipped_where_the_template_says_so(scope, practice, member, plan):
    AgendaSettings.objects.create(practice=practice, school_region="midden")
    add_template(member=member, plan=plan(skips_school_holidays=True), valid_from=TODAY, on=TODAY)
    days = [on for on, _ in held(practice)]
    assert date(2026, 12, 17) in days
    assert not {date(2026, 12, 24), date(2026, 12, 31)} & set(days)
    assert date(2027, 1, 7) in days


def test_member_who_leaves_and_room_that_is_taken_make_no_session(scope, practice, location):
    room = RoomFactory(practice=practice, location=location)
    SessionFactory(practice=practice, room=room, location=location)
    taken = SessionTemplateFactory(practice=practice, room=room, location=location)
    leaving = SessionTemplateFactory(practice=practice)
    Membership.objects.filter(pk=leaving.member_id).update(period=(date(2020, 1, 1), THURSDAY))
    busy = SessionTemplateFactory(practice=practice)
    SessionFactory(practice=practice, member=busy.member, hours="11:00-13:00")
    made = materialise(practice=practice, first=THURSDAY, last=THURSDAY)
    assert made.sessions == []
    assert {(skip.template, skip.reason) for skip in made.skipped} == {
        (taken, "de kamer is dan in gebruik"),
        (busy, "er is dan al een zitting"),
    }


def test_blocks_must_fit():
    def check(*blocks):
        check_blocks(time(8), time(12), [BlockPlan(*map(time.fromisoformat, block.split("-"))) for block in blocks])

    check("08:00-10:00", "10:00-12:00")
    for blocks, reason in [
        (["07:00-08:00"], "07:00 begint voor de zitting"),
        (["11:00-13:00"], r"eindigt na de zitting \(12:00\)"),
        (["08:00-10:00", "09:30-11:00"], "09:30 begint binnen het blok ervoor"),
        (["10:00-10:00"], "10:00 eindigt niet na het begin"),
    ]:
        with pytest.raises(BlocksDoNotFit, match=reason):
            check(*blocks)


# Changes: one, this and following, all


@pytest.fixture
def line(scope, practice, member, plan):
    """A template of four Thursdays ago, with its sessions."""
    template = add_template(member=member, plan=plan(), valid_from=THURSDAY - 4 * WEEK, on=THURSDAY - 4 * WEEK)
    return SessionTemplate.objects.select_related("member", "practice", "location").get(pk=template.pk)


def test_change_of_one_day_leaves_the_others(line, practice, plan):
    change_template(template=line, plan=plan("09:00", "13:00"), scope=Scope.ONE, on=THURSDAY + WEEK, at=NOW)
    times = dict(held(practice))
    assert (times[THURSDAY], times[THURSDAY + WEEK], times[THURSDAY + 2 * WEEK]) == (
        "08:00-12:00",
        "09:00-13:00",
        "08:00-12:00",
    )
    blocks = Block.objects.for_practice(practice).filter(on=THURSDAY + WEEK, removed_at=None)
    assert [clock(block) for block in blocks] == ["09:00-13:00"]


def test_change_of_a_day_without_a_session_is_refused(line, plan):
    with pytest.raises(NoSessionThatDay):
        change_template(template=line, plan=plan(), scope=Scope.ONE, on=THURSDAY + timedelta(days=1), at=NOW)


def test_this_and_following_leaves_past_and_booked_and_tells_what_does_not_fit(line, practice, member, location, plan):
    past = AppointmentFactory(practice=practice, member=member, day=THURSDAY - WEEK)
    stays = AppointmentFactory(practice=practice, member=member, day=THURSDAY + WEEK, hours="10:00-10:20")
    squeezed = AppointmentFactory(
        practice=practice, member=member, day=THURSDAY + WEEK, hours="08:20-08:40", is_extra=True
    )
    out = AppointmentFactory(practice=practice, member=member, day=THURSDAY + WEEK, hours="08:00-08:20")
    before = AppointmentFactory(practice=practice, member=member, day=THURSDAY, hours="08:00-08:20")
    rows = [past, stays, squeezed, out, before]
    was = [(row.period, row.version) for row in rows]

    following = change_template(
        template=line, plan=plan("09:00", "13:00"), scope=Scope.FOLLOWING, on=THURSDAY + WEEK, at=NOW
    )

    assert [
        (row.period, row.version) for row in Appointment.objects.filter(pk__in=[r.pk for r in rows]).order_by("pk")
    ] == was
    times = dict(held(practice))
    assert [times[THURSDAY + week * WEEK] for week in range(-4, 3)] == ["08:00-12:00"] * 5 + ["09:00-13:00"] * 2
    assert list(appointments_without_place(practice=practice, first=TODAY)) == [out]
    assert (following.replaces, following.valid_from) == (line, THURSDAY + WEEK)
    assert SessionTemplate.objects.get(pk=line.pk).valid_until == THURSDAY + WEEK - timedelta(days=1)


def test_this_and_following_on_another_weekday_moves_the_sessions(line, practice, plan):
    change_template(template=line, plan=plan(weekday=2), scope=Scope.FOLLOWING, on=THURSDAY + WEEK, at=NOW)
    days = [on for on, _ in held(practice)]
    assert [day.isoweekday() for day in days[:7]] == [4, 4, 4, 4, 4, 2, 2]
    assert days[5] == THURSDAY + 2 * WEEK - timedelta(days=2)


def test_following_keeps_days_that_were_cancelled_or_changed(line, practice, member, by, plan):
    sessions = {row.on: row for row in Session.objects.for_practice(practice).select_related("practice", "member")}
    cancel_session(session=sessions[THURSDAY + WEEK], reason="congres", version=1, by=by, at=NOW)
    change_template(template=line, plan=plan("07:00", "09:00"), scope=Scope.ONE, on=THURSDAY + 2 * WEEK, at=NOW)
    later = change_template(template=line, plan=plan("09:00", "13:00"), scope=Scope.FOLLOWING, on=THURSDAY, at=NOW)
    times = dict(held(practice))
    assert THURSDAY + WEEK not in times
    assert (times[THURSDAY], times[THURSDAY + 2 * WEEK], times[THURSDAY + 3 * WEEK]) == (
        "09:00-13:00",
        "07:00-09:00",
        "09:00-13:00",
    )
    # Also when the line changes once more.
    later = SessionTemplate.objects.select_related("member", "practice").get(pk=later.pk)
    change_template(template=later, plan=plan("10:00", "14:00"), scope=Scope.FOLLOWING, on=THURSDAY, at=NOW)
    times = dict(held(practice))
    assert THURSDAY + WEEK not in times
    assert (times[THURSDAY], times[THURSDAY + 2 * WEEK]) == ("10:00-14:00", "07:00-09:00")
    materialise(practice=practice, first=THURSDAY, last=THURSDAY + 10 * WEEK)
    assert dict(held(practice)) == times


def test_all_overrides_changed_days_and_leaves_the_past_and_cancelled_ones(line, practice, by, plan):
    sessions = {row.on: row for row in Session.objects.for_practice(practice).select_related("practice", "member")}
    cancel_session(session=sessions[THURSDAY + WEEK], reason="congres", version=1, by=by, at=NOW)
    change_template(template=line, plan=plan("07:00", "09:00"), scope=Scope.ONE, on=THURSDAY + 2 * WEEK, at=NOW)
    change_template(template=line, plan=plan("09:00", "13:00"), scope=Scope.ALL, on=THURSDAY + 9 * WEEK, at=NOW)
    times = dict(held(practice))
    assert [times.get(THURSDAY + week * WEEK) for week in range(-1, 4)] == [
        "08:00-12:00",
        "09:00-13:00",
        None,
        "09:00-13:00",
        "09:00-13:00",
    ]


def test_all_of_a_template_that_has_yet_to_begin_leaves_nothing_of_the_old(scope, practice, member, plan):
    template = add_template(member=member, plan=plan(), valid_from=THURSDAY + WEEK, on=TODAY)
    change_template(template=template, plan=plan("09:00", "13:00"), scope=Scope.ALL, on=TODAY, at=NOW)
    assert {times for _, times in held(practice)} == {"09:00-13:00"}
    old = SessionTemplate.objects.get(pk=template.pk)
    assert old.valid_until == old.valid_from - timedelta(days=1)


def test_change_of_an_older_version_is_stale(line, plan):
    opened = SessionTemplate.objects.select_related("member", "practice").get(pk=line.pk)
    change_template(template=line, plan=plan("09:00", "13:00"), scope=Scope.FOLLOWING, on=THURSDAY + WEEK, at=NOW)
    with pytest.raises(StaleVersion):
        change_template(template=opened, plan=plan("10:00", "14:00"), scope=Scope.FOLLOWING, on=THURSDAY, at=NOW)


def test_template_ends_and_its_sessions_with_it(line, practice):
    end_template(template=line, last=THURSDAY, at=NOW)
    assert held(practice)[-1] == (THURSDAY, "08:00-12:00")
    assert materialise(practice=practice, first=TODAY, last=TODAY + 20 * WEEK).sessions == []
    assert Session.objects.for_practice(practice).filter(state=SessionState.REPLACED).count() > 20


# Extra sessions, one day, blocked time


def test_extra_session_is_refused_where_there_is_one(scope, practice, member, location, room):
    plan = SessionPlan(location, time(8), time(12), room)
    made = add_extra_session(member=member, on=THURSDAY, plan=plan, note="avond")
    assert (made.origin, made.blocks.count()) == (SessionOrigin.EXTRA, 1)
    with pytest.raises(SessionOverlaps, match="Deze medewerker heeft dan al een zitting"):
        add_extra_session(member=member, on=THURSDAY, plan=SessionPlan(location, time(11), time(13)))
    other = SessionFactory(practice=practice, hours="06:00-07:00").member
    with pytest.raises(SessionOverlaps, match="Deze kamer is dan al in gebruik"):
        add_extra_session(member=other, on=THURSDAY, plan=plan)


def test_session_falls_out_and_is_held_after_all(scope, practice, by, member, location):
    session = SessionFactory(practice=practice, member=member)
    gone = cancel_session(session=session, reason="ziek", version=1, by=by, at=NOW)
    assert (gone.state, held(practice)) == (SessionState.CANCELLED, [])
    with pytest.raises(StaleVersion):
        hold_session_after_all(session=gone, version=1)
    back = hold_session_after_all(session=gone, version=2)
    assert (back.cancelled_at, held(practice)) == (None, [(THURSDAY, "08:00-12:00")])
    cancel_session(session=back, reason="ziek", version=3, by=by, at=NOW)
    SessionFactory(practice=practice, member=member, hours="11:00-14:00")
    with pytest.raises(SessionOverlaps):
        hold_session_after_all(session=back, version=4)


def test_changed_day_cannot_overlap_another(scope, practice, member, location):
    session = SessionFactory(practice=practice, member=member)
    SessionFactory(practice=practice, member=member, hours="13:00-17:00")
    with pytest.raises(SessionOverlaps):
        change_session(session=session, plan=SessionPlan(location, time(8), time(14)), version=1, at=NOW)


def test_blocked_time_knows_its_days_and_is_lifted(scope, practice, by, member):
    span = Span(at("12:00"), at("00:00", THURSDAY + timedelta(days=2)))
    blocked = block_time(practice=practice, blocking=Blocking(span=span, member=member, reason="cursus"), by=by)
    assert (blocked.first_on, blocked.last_on) == (THURSDAY, THURSDAY + timedelta(days=1))
    inside = AppointmentFactory(practice=practice, member=member, hours="14:00-14:20", is_extra=True)
    AppointmentFactory(practice=practice, hours="14:00-14:20", is_extra=True)
    assert list(appointments_without_place(practice=practice, first=TODAY)) == [inside]
    lift_block(blocked=blocked, version=1, by=by, at=NOW)
    assert list(appointments_without_place(practice=practice, first=TODAY)) == []


def test_appointment_on_a_closed_day_has_no_place(scope, practice):
    christmas = AppointmentFactory(practice=practice, day=date(2026, 12, 25), is_extra=True)
    assert list(appointments_without_place(practice=practice, first=TODAY, last=date(2026, 12, 31))) == [christmas]
    assert list(appointments_without_place(practice=practice, first=date(2026, 12, 26))) == []


def test_period_of_the_factory(practice):
    assert SessionFactory(practice=practice).period == hours("08:00-12:00")
