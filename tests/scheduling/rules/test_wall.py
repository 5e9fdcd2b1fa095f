"""Wall-clock time on ordinary days and on the nights when the clock changes."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.wall import (
    AMSTERDAM,
    SUMMER,
    WINTER,
    NoSuchTime,
    Span,
    TimeTwice,
    day_span,
    lasting,
    later,
    local,
    local_day,
    moment,
    span,
)

SPRING = [date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26)]
AUTUMN = [date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29)]
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("on", SPRING)
@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59)])
def test_hour_that_the_clock_skips_is_refused(on, at):
    with pytest.raises(NoSuchTime, match=f"{at:%H:%M} bestaat niet op {on:%d-%m-%Y}"):
        moment(on, at, fold=SUMMER)


@pytest.mark.parametrize("on", SPRING)
def test_day_of_the_skipped_hour_lasts_23_hours(on):
    assert day_span(on).minutes == 23 * 60
    assert moment(on, time(1, 59)).hour == 0
    assert moment(on, time(3)) == datetime(on.year, on.month, on.day, 1, tzinfo=UTC)


@pytest.mark.parametrize("on", AUTUMN)
def test_hour_that_comes_twice_is_asked_about_and_told_apart(on):
    with pytest.raises(TimeTwice, match="kies zomertijd of wintertijd"):
        moment(on, time(2, 15))
    first, second = moment(on, time(2, 15), fold=SUMMER), moment(on, time(2, 15), fold=WINTER)
    assert (first.hour, second.hour) == (0, 1)
    assert local(first).isoformat().endswith("+02:00")
    assert local(second).isoformat().endswith("+01:00")


@pytest.mark.parametrize("on", AUTUMN)
def test_night_of_the_double_hour_lasts_an_hour_longer(on):
    assert day_span(on).minutes == 25 * 60
    assert span(on, time(0), time(4)).minutes == 5 * 60
    assert span(on, time(2), time(2, 30)).minutes == 90


@pytest.mark.parametrize("on", [*SPRING, *AUTUMN, date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)])
def test_morning_stays_at_its_wall_time(on):
    assert local(moment(on, time(9))).time() == time(9)
    assert local_day(moment(on, time(9))) == on


@given(days, st.times())
def test_moment_shows_what_was_asked(on, at):
    at = at.replace(microsecond=0)
    try:
        found = moment(on, at, fold=SUMMER)
    except NoSuchTime:
        assert on in SPRING
        assert at.hour == 2
        return
    assert (local_day(found), local(found).time()) == (on, at)


@given(days, st.integers(5, 480))
def test_later_is_later_by_the_clock_on_the_wall_of_the_world(on, minutes):
    start = moment(on, time(1, 30))
    assert (later(start, minutes) - start).total_seconds() == minutes * 60
    assert lasting(start, minutes).minutes == minutes


def test_span_needs_zones_and_a_length():
    with pytest.raises(ValueError, match="zone"):
        Span(datetime(2026, 1, 1), datetime(2026, 1, 2))
    with pytest.raises(ValueError, match="ends after"):
        lasting(datetime(2026, 1, 1, tzinfo=UTC), 0)


def test_spans_that_touch_do_not_overlap():
    on = AUTUMN[0]
    one, next_one = span(on, time(9), time(10)), span(on, time(10), time(11))
    assert (one.overlaps(next_one), next_one.overlaps(one)) == (False, False)
    assert one.overlaps(span(on, time(9, 59), time(10, 1)))
    assert (one.holds(one), one.holds(span(on, time(9), time(10, 1)))) == (True, False)


def test_span_compares_moments_and_not_clocks():
    summer = datetime(2026, 10, 25, 2, 45, tzinfo=AMSTERDAM)
    winter = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=AMSTERDAM)
    assert Span(summer, winter).minutes == 30
