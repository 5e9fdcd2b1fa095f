"""Days that come back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.recurrence import Pattern, monday_of, series_days, week_of

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def test_weekly_over_the_end_of_a_year():
    pattern = Pattern(weekday=4, every_weeks=1, anchor_on=date(2026, 1, 1), valid_from=date(2026, 1, 1))
    assert list(pattern.days(date(2026, 12, 20), date(2027, 1, 14))) == [
        date(2026, 12, 24),
        date(2026, 12, 31),
        date(2027, 1, 7),
        date(2027, 1, 14),
    ]


def test_fortnightly_goes_on_through_a_53rd_week():
    pattern = Pattern(weekday=1, every_weeks=2, anchor_on=date(2026, 12, 14), valid_from=date(2026, 1, 1))
    assert list(pattern.days(date(2026, 12, 14), date(2027, 1, 31))) == [
        date(2026, 12, 14),
        date(2026, 12, 28),
        date(2027, 1, 11),
        date(2027, 1, 25),
    ]


def test_29_february_is_an_ordinary_tuesday():
    pattern = Pattern(weekday=2, every_weeks=1, anchor_on=date(2028, 1, 4), valid_from=date(2028, 1, 1))
    assert date(2028, 2, 29) in list(pattern.days(date(2028, 2, 1), date(2028, 3, 31)))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        (date(2026, 11, 5), date(2026, 11, 19), [5, 12, 19]),
        (date(2026, 11, 6), date(2026, 11, 18), [12]),
        (date(2026, 11, 20), date(2026, 11, 19), []),
        (date(2026, 11, 1), None, [5, 12, 19, 26]),
    ],
)
def test_days_lie_within_the_validity(valid_from, valid_until, expected):
    pattern = Pattern(4, 1, date(2026, 10, 1), valid_from, valid_until)
    found = list(pattern.days(date(2026, 11, 1), date(2026, 11, 30)))
    assert [day.day for day in found] == expected


@given(days, st.integers(1, 7), st.integers(1, 9), days, st.integers(0, 120))
def test_days_are_those_on_which_it_falls(anchor, weekday, every, first, length):
    pattern = Pattern(weekday, every, anchor, date(2026, 3, 1), date(2028, 9, 1))
    last = first + timedelta(days=length)
    asked = [first + timedelta(days=number) for number in range(length + 1)]
    assert list(pattern.days(first, last)) == [day for day in asked if pattern.falls_on(day)]


def test_pattern_needs_a_weekday_and_a_term():
    for weekday, every in ((0, 1), (8, 1), (1, 0)):
        with pytest.raises(ValueError, match="weekday from 1 to 7"):
            Pattern(weekday, every, date(2026, 1, 1), date(2026, 1, 1))


def test_week_53_exists_in_2026_and_not_in_2027():
    assert week_of(2026, 53)[0] == date(2026, 12, 28)
    assert week_of(2026, 53)[-1] == date(2027, 1, 3)
    with pytest.raises(ValueError, match="Invalid week: 53"):
        week_of(2027, 53)


def test_series_keeps_its_weekday():
    assert series_days(date(2026, 10, 20), every_weeks=2, count=3) == [
        date(2026, 10, 20),
        date(2026, 11, 3),
        date(2026, 11, 17),
    ]
    assert monday_of(date(2027, 1, 3)) == date(2026, 12, 28)
