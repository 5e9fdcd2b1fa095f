"""Dates, times and amounts on screen."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from poh.base.templatetags import dutch


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(1958, 3, 14), "14-3-1958"),
        (date(2026, 12, 1), "1-12-2026"),
        (datetime(2026, 3, 3, 23, 30, tzinfo=UTC), "4-3-2026"),
        (None, ""),
    ],
)
def test_dutch_date_has_no_leading_zeros_and_is_local(value, expected):
    assert dutch.dutch_date(value) == expected


def test_dutch_day_names_the_day_of_the_week():
    assert dutch.dutch_day(date(2026, 10, 15)) == "donderdag 15 oktober"
    assert dutch.dutch_day(None) == ""


def test_dutch_date_long_names_the_month():
    assert dutch.dutch_date_long(date(2026, 10, 5)) == "5 oktober 2026"
    assert dutch.dutch_date_long(None) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (time(9, 5), "09:05"),
        (time(0, 0), "00:00"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "14:00"),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "13:00"),
        (None, ""),
    ],
)
def test_dutch_time_is_local_in_summer_and_winter(value, expected):
    assert dutch.dutch_time(value) == expected


def test_dutch_moment_joins_date_and_time():
    assert dutch.dutch_moment(datetime(2026, 3, 3, 8, 5, tzinfo=UTC)) == "3-3-2026 09:05"
    assert dutch.dutch_moment(None) == ""


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2400, None, "2.400"),
        (0, None, "0"),
        (Decimal("84.25"), None, "84,25"),
        (Decimal("84.25"), 1, "84,2"),
        (1234.5, 1, "1.234,5"),
        (None, None, ""),
    ],
)
def test_dutch_number_has_a_comma_and_groups_of_three(value, decimals, expected):
    assert dutch.dutch_number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0 min"), (40, "40 min"), (60, "1 uur"), (80, "1 uur 20 min"), (120, "2 uur"), (None, "")],
)
def test_minutes_turn_into_hours_from_sixty(value, expected):
    assert dutch.minutes(value) == expected
