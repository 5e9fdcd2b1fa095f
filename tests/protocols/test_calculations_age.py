from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poh.base.dates import PartialDate
from protocols.calculations.age import AgeRange, add_months, age_on, decimal_age

DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "low", "high", "text"),
    [
        (PartialDate(1956, 6, 15), date(2026, 6, 14), 69, 69, "69"),
        (PartialDate(1956, 6, 15), date(2026, 6, 15), 70, 70, "70"),
        (PartialDate(2004, 2, 29), date(2022, 2, 28), 17, 17, "17"),
        (PartialDate(2004, 2, 29), date(2022, 3, 1), 18, 18, "18"),
        (PartialDate(1956), date(2026, 6, 15), 69, 70, "69 of 70"),
        (PartialDate(1956), date(2026, 12, 31), 70, 70, "70"),
        (PartialDate(1956, 6), date(2026, 6, 15), 69, 70, "69 of 70"),
        (PartialDate(1956, 6), date(2026, 7, 1), 70, 70, "70"),
        (PartialDate(2026), date(2026, 1, 1), 0, 0, "0"),
    ],
)
def test_age_on_a_day_is_a_range_when_part_is_unknown(born, on, low, high, text):
    age = age_on(born, on)
    assert age == AgeRange(low, high)
    assert (age.is_certain, str(age)) == (low == high, text)


def test_age_without_a_year_is_unknown():
    assert age_on(PartialDate(), date(2026, 1, 1)) is None


def test_age_before_birth_is_refused():
    with pytest.raises(ValueError, match="vóór het begin"):
        age_on(PartialDate(2026, 2, 2), date(2026, 2, 1))
    with pytest.raises(ValueError, match="vóór de geboorte"):
        decimal_age(date(2026, 2, 2), date(2026, 2, 1))


def test_decimal_age_counts_days():
    assert decimal_age(date(1986, 3, 1), date(2026, 3, 1)) == pytest.approx(40, abs=0.001)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 6, 1), 0, date(2026, 6, 1)),
    ],
)
def test_months_later_stay_inside_the_month(day, months, expected):
    assert add_months(day, months) == expected


@settings(max_examples=2000, deadline=None)
@given(DATES, st.integers(0, 40_000), st.sampled_from(("year", "month", "day")))
def test_true_age_lies_inside_the_range_of_a_half_known_date(born, days, known):
    on = born + timedelta(days=days)
    partial = {
        "year": PartialDate(born.year),
        "month": PartialDate(born.year, born.month),
        "day": PartialDate(born.year, born.month, born.day),
    }[known]
    exact = age_on(PartialDate(born.year, born.month, born.day), on)
    found = age_on(partial, on)
    assert found.low <= exact.low <= found.high <= found.low + 1
    assert exact.is_certain
    assert decimal_age(born, on) == pytest.approx(exact.low + 0.5, abs=0.55)


@settings(max_examples=2000, deadline=None)
@given(DATES, st.integers(-600, 600))
def test_months_there_and_back_lose_at_most_the_end_of_the_month(day, months):
    back = add_months(add_months(day, months), -months)
    assert back <= day
    assert (day - back).days <= 3
