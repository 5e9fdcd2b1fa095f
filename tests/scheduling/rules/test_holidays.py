"""Public and school holidays."""

from datetime import date, timedelta

import pytest

from scheduling.rules import holidays as rules
from scheduling.rules.holidays import HOLIDAYS, UnknownHoliday, closed_days, holidays_between
from scheduling.rules.school import (
    all_rows,
    doubtful_rows,
    is_school_holiday,
    known_until,
    school_holidays,
)

YEARS = range(2019, 2039)
# Easter Sunday by the tables of the US Naval Observatory.
EASTER = {
    2019: (4, 21), 2020: (4, 12), 2021: (4, 4), 2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20),
    2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13), 2032: (3, 28),
    2033: (4, 17), 2034: (4, 9), 2035: (3, 25), 2036: (4, 13), 2037: (4, 5), 2038: (4, 25),
}  # fmt: skip


def days_of(year, key):
    found = holidays_between(date(year, 1, 1), date(year, 12, 31))
    return [holiday.on for holiday in found if holiday.kind.key == key]


@pytest.mark.parametrize("year", YEARS)
def test_days_around_easter(year):
    easter = date(year, *EASTER[year])
    expected = {
        "goede-vrijdag": -2,
        "eerste-paasdag": 0,
        "tweede-paasdag": 1,
        "hemelvaartsdag": 39,
        "eerste-pinksterdag": 49,
        "tweede-pinksterdag": 50,
    }
    found = {key: days_of(year, key) for key in expected}
    assert found == {key: [easter + timedelta(days=days)] for key, days in expected.items()}


@pytest.mark.parametrize("year", YEARS)
def test_kings_day_is_a_day_earlier_when_it_falls_on_a_sunday(year):
    usual = date(year, 4, 27)
    assert days_of(year, "koningsdag") == [usual - timedelta(days=1) if usual.isoweekday() == 7 else usual]


def test_kings_day_of_2025_and_2031():
    assert (days_of(2025, "koningsdag"), days_of(2031, "koningsdag")) == ([date(2025, 4, 26)], [date(2031, 4, 26)])


def test_liberation_day_is_there_each_year_and_the_practice_open():
    assert [days_of(year, "bevrijdingsdag") for year in (2025, 2026)] == [[date(2025, 5, 5)], [date(2026, 5, 5)]]
    found = holidays_between(date(2025, 5, 5), date(2026, 5, 5))
    assert date(2025, 5, 5) not in closed_days(found, {})
    assert closed_days(found, {"bevrijdingsdag": True})[date(2025, 5, 5)] == "Bevrijdingsdag"


def test_delivered_days_of_2026_and_2027():
    def closed(year):
        return [
            day.strftime("%-d-%-m") for day in closed_days(holidays_between(date(year, 1, 1), date(year, 12, 31)), {})
        ]

    assert closed(2026) == ["1-1", "5-4", "6-4", "27-4", "14-5", "24-5", "25-5", "25-12", "26-12"]
    assert closed(2027) == ["1-1", "28-3", "29-3", "27-4", "6-5", "16-5", "17-5", "25-12", "26-12"]


def test_practice_can_work_on_a_holiday():
    found = holidays_between(date(2026, 4, 6), date(2026, 4, 6))
    assert closed_days(found, {"tweede-paasdag": False}) == {}


def test_range_over_the_end_of_a_year():
    found = holidays_between(date(2026, 12, 26), date(2027, 1, 1))
    assert [holiday.kind.key for holiday in found] == ["tweede-kerstdag", "nieuwjaarsdag"]


def test_holiday_that_is_not_on_the_list_is_noticed(monkeypatch):
    rules._of_year.cache_clear()
    monkeypatch.setattr(rules, "_BY_NAME", {})
    with pytest.raises(UnknownHoliday, match="Nieuwjaarsdag"):
        holidays_between(date(2026, 1, 1), date(2026, 1, 1))
    rules._of_year.cache_clear()


def test_every_holiday_has_its_own_key():
    assert len({kind.key for kind in HOLIDAYS}) == len(HOLIDAYS) == 11


# School holidays

TABLE = """
noord  voorjaars 2026-02-21 2026-03-01
midden voorjaars 2026-02-14 2026-02-22
zuid   voorjaars 2026-02-14 2026-02-22
noord  mei      2026-04-25 2026-05-03
noord  zomer    2026-07-04 2026-08-16
midden zomer    2026-07-18 2026-08-30
zuid   zomer    2026-07-11 2026-08-23
noord  herfst   2026-10-10 2026-10-18
zuid   herfst   2026-10-17 2026-10-25
zuid   kerst    2026-12-19 2027-01-03
noord  voorjaars 2027-02-20 2027-02-28
zuid   mei      2027-04-24 2027-05-02
zuid   zomer    2027-07-24 2027-09-05
zuid   herfst   2027-10-23 2027-10-31
midden kerst    2027-12-25 2028-01-09
midden voorjaars 2028-02-26 2028-03-05
noord  zomer    2028-07-15 2028-08-27
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_school_holidays_by_region(line):
    region, name, first, last = line.split()
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    [found] = school_holidays(region, first, last)
    assert (found.name, found.first, found.last) == (f"{name}vakantie", first, last)
    assert (is_school_holiday(region, first), is_school_holiday(region, last)) == (True, True)
    assert is_school_holiday(region, last + timedelta(days=1)) is False


def test_holiday_of_a_length_that_cannot_be_is_left_out():
    assert [(row.regions, row.first, row.days) for row in doubtful_rows()] == [
        (("zuid",), date(2027, 2, 13), 37),
        (("zuid",), date(2029, 2, 10), 37),
    ]
    assert school_holidays("zuid", date(2027, 2, 13), date(2027, 3, 21)) == []


def test_without_a_region_there_are_no_school_holidays():
    assert school_holidays("", date(2026, 1, 1), date(2030, 1, 1)) == []
    assert known_until("") is None
    assert known_until("noord") == date(2030, 9, 1)


def test_all_rows_lie_in_order_within_a_year():
    assert all(row.first < row.last < row.first + timedelta(days=60) for row in all_rows())
