"""What is free in a block, and when something can start there."""

import itertools
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.rules.kinds import delivered_kinds
from scheduling.rules.minutes import DueControl, proposed_minutes, together
from scheduling.rules.places import after_travel, day_part, free_spans, starts_in
from scheduling.rules.wall import Span, lasting, later, local, moment, span

ON = date(2026, 11, 26)
BLOCK = span(ON, time(8), time(12))


def clock(spans):
    return [f"{local(found.start):%H:%M}-{local(found.end):%H:%M}" for found in spans]


def times(starts):
    return [f"{local(start):%H:%M}" for start in starts]


def at(text):
    start, end = (time.fromisoformat(part) for part in text.split("-"))
    return span(ON, start, end)


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], ["08:00-12:00"]),
        (["08:00-12:00"], []),
        (["07:00-08:00", "12:00-13:00"], ["08:00-12:00"]),
        (["09:00-09:20", "08:10-08:30"], ["08:00-08:10", "08:30-09:00", "09:20-12:00"]),
        (["07:30-08:30", "11:30-12:30"], ["08:30-11:30"]),
        (["09:00-10:00", "09:30-09:45"], ["08:00-09:00", "10:00-12:00"]),
    ],
)
def test_free_spans(taken, left):
    assert clock(free_spans(BLOCK, [at(text) for text in taken])) == left


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(-30, 260), st.integers(5, 90)), max_size=12))
def test_free_spans_and_taken_times_make_the_block(rows):
    taken = [lasting(later(BLOCK.start, start), minutes) for start, minutes in rows]
    left = free_spans(BLOCK, taken)
    for minute in range(240):
        at_minute = lasting(later(BLOCK.start, minute), 1)
        is_taken = any(each.overlaps(at_minute) for each in taken)
        assert sum(each.overlaps(at_minute) for each in left) == (not is_taken)


@pytest.mark.parametrize(
    ("gap", "slot", "minutes", "expected"),
    [
        ("08:00-09:00", 20, 20, ["08:00", "08:20", "08:40"]),
        ("08:00-09:00", 20, 40, ["08:00", "08:20"]),
        ("08:50-10:00", 20, 20, ["08:50", "09:00", "09:20", "09:40"]),
        ("08:50-09:20", 20, 30, ["08:50"]),
        ("08:50-09:10", 20, 30, []),
        ("11:00-12:00", 45, 45, ["11:00"]),
    ],
)
def test_starts_in_a_gap(gap, slot, minutes, expected):
    assert times(starts_in(at(gap), block_start=BLOCK.start, slot_minutes=slot, minutes=minutes)) == expected


def test_more_than_thirty_places_in_a_block():
    day = span(ON, time(8), time(18))
    assert len(starts_in(day, block_start=day.start, slot_minutes=5, minutes=5)) == 120


@given(st.integers(0, 235), st.integers(5, 240), st.integers(5, 60), st.integers(5, 60))
def test_every_start_fits(start, length, slot, minutes):
    gap = lasting(later(BLOCK.start, start), length)
    starts = starts_in(gap, block_start=BLOCK.start, slot_minutes=slot, minutes=minutes)
    assert all(gap.holds(lasting(each, minutes)) for each in starts)
    assert starts == sorted(set(starts))
    assert bool(starts) is (length >= minutes)


def test_travel_comes_off_the_start():
    assert clock([after_travel(at("08:00-09:00"), 10)]) == ["08:10-09:00"]
    assert after_travel(at("08:00-08:10"), 10) is None


@pytest.mark.parametrize(
    ("at_time", "part"),
    [(time(8), "ochtend"), (time(11, 59), "ochtend"), (time(12), "middag"), (time(18), "avond")],
)
def test_part_of_the_day(at_time, part):
    assert day_part(moment(ON, at_time)) == part


def test_places_over_the_hour_that_comes_twice():
    night = span(date(2026, 10, 25), time(1, 30), time(3, 30))
    starts = starts_in(night, block_start=night.start, slot_minutes=30, minutes=30)
    assert len(starts) == 6
    assert [after - before for before, after in itertools.pairwise(starts)] == [timedelta(minutes=30)] * 5
    assert Span(starts[0], later(starts[-1], 30)) == night


# Minutes

QUARTER = DueControl("dm2", "kwartaal", "Kwartaalcontrole", 20, 3)
YEAR = DueControl("dm2", "jaar", "Jaarcontrole", 40, 12)
COPD = DueControl("copd", "halfjaar", "Halfjaarcontrole", 20, 6)


@pytest.mark.parametrize(
    ("due", "minutes"),
    [([], 15), ([QUARTER], 20), ([QUARTER, YEAR], 40), ([QUARTER, COPD], 30), ([YEAR, COPD, QUARTER], 50)],
)
def test_minutes_by_what_is_due(due, minutes):
    assert proposed_minutes(due, otherwise=15) == minutes


def test_minutes_are_at_most_an_hour_and_whole_fives():
    many = [DueControl(f"p{number}", "jaar", "Jaarcontrole", 40, 12) for number in range(5)]
    assert proposed_minutes(many, otherwise=20) == 60
    assert proposed_minutes([QUARTER, DueControl("x", "a", "A", 5, 3)], otherwise=20) == 25


def test_yearly_control_holds_the_quarterly_one():
    assert together([QUARTER, COPD, YEAR]) == [YEAR, COPD]


def test_delivered_kinds_have_codes_of_their_own():
    kinds = delivered_kinds()
    assert len({kind.code for kind in kinds}) == len({kind.key for kind in kinds}) == len(kinds) == 11
    assert all(1 <= kind.colour <= 8 for kind in kinds)
