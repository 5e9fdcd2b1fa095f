import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poh.base.dates import (
    NotADate,
    PartialDate,
    age_between,
    age_text,
    parse_birth_date,
    years_between,
)

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14-3-1958", PartialDate(1958, 3, 14)),
        ("14-03-1958", PartialDate(1958, 3, 14)),
        ("14/3/1958", PartialDate(1958, 3, 14)),
        ("14.3.1958", PartialDate(1958, 3, 14)),
        ("14 3 1958", PartialDate(1958, 3, 14)),
        (" 14-3-1958 ", PartialDate(1958, 3, 14)),
        ("１４-３-１９５８", PartialDate(1958, 3, 14)),
        ("14031958", PartialDate(1958, 3, 14)),
        ("1958-03-14", PartialDate(1958, 3, 14)),
        ("14-03-58", PartialDate(1958, 3, 14)),
        ("25-11-26", PartialDate(2026, 11, 25)),
        ("14-03-27", PartialDate(1927, 3, 14)),
        ("3-1958", PartialDate(1958, 3)),
        ("1958", PartialDate(1958)),
        ("00-03-1958", PartialDate(1958, 3)),
        ("??-3-1958", PartialDate(1958, 3)),
        ("00-00-1958", PartialDate(1958)),
        ("??-??-1958", PartialDate(1958)),
        ("1972-00-00", PartialDate(1972)),
        ("1972-05-00", PartialDate(1972, 5)),
        ("00051972", PartialDate(1972, 5)),
        ("0000-00-00", PartialDate()),
        ("00-00-0000", PartialDate()),
        ("onbekend", PartialDate()),
        ("Onbekend", PartialDate()),
        ("29-2-2000", PartialDate(2000, 2, 29)),
        ("29-2-1900", None),
        ("29-2-2023", None),
        ("31-4-1990", None),
        ("14-13-1958", None),
        ("32-1-1958", None),
        ("14-00-1958", None),
        ("26-11-2026", None),
        ("2027", None),
        ("1-1-1874", None),
        ("1-1-0001", None),
        ("14 maart 1958", None),
        ("", None),
        ("58", None),
        ("140358", None),
        ("14-3-19588", None),
        ("=14-3-1958", None),
        ("1958-3", None),
    ],
)
def test_birth_date_as_typed(typed, expected):
    if expected is None:
        with pytest.raises(NotADate):
            parse_birth_date(typed, today=TODAY)
    else:
        assert parse_birth_date(typed, today=TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("29-2-2023", "29 februari 2023 bestaat niet."),
        ("14-13-1958", "De maand ligt tussen 1 en 12."),
        ("14-00-1958", "Van een geboortedatum kan de dag, de dag en maand, of alles onbekend zijn."),
        ("26-11-2026", "Een geboortedatum kan niet in de toekomst liggen."),
        ("1-1-1874", "Het geboortejaar ligt tussen 1875 en 2026."),
        ("gisteren", "Schrijf een datum als 14-3-1958; dag of maand onbekend: 00-00-1958."),
    ],
)
def test_birth_date_refusal_says_what_is_wrong(typed, sentence):
    with pytest.raises(NotADate) as refused:
        parse_birth_date(typed, today=TODAY)
    assert str(refused.value) == sentence


@given(st.dates(min_value=date(1875, 1, 1), max_value=TODAY))
def test_birth_date_survives_every_way_of_writing(day):
    born = PartialDate(day.year, day.month, day.day)
    for typed in (str(born), born.iso, f"{day:%d%m%Y}", f"{day.day}/{day.month}/{day.year}"):
        assert parse_birth_date(typed, today=TODAY) == born
    assert (born.earliest, born.latest) == (day, day)


@given(st.text(max_size=30))
def test_birth_date_of_any_text_is_a_date_or_a_reason(typed):
    try:
        born = parse_birth_date(typed, today=TODAY)
    except NotADate:
        return
    assert born.year is None or 1875 <= born.year <= 2026


@pytest.mark.parametrize(
    ("born", "shown", "iso", "earliest", "latest", "is_complete"),
    [
        (PartialDate(1958, 3, 14), "14-3-1958", "1958-03-14", date(1958, 3, 14), date(1958, 3, 14), True),
        (PartialDate(1972, 5), "??-5-1972", "1972-05", date(1972, 5, 1), date(1972, 5, 31), False),
        (PartialDate(1972), "??-??-1972", "1972", date(1972, 1, 1), date(1972, 12, 31), False),
        (PartialDate(2024, 2), "??-2-2024", "2024-02", date(2024, 2, 1), date(2024, 2, 29), False),
        (PartialDate(), "onbekend", "", None, None, False),
    ],
)
def test_partial_date_shows_only_what_is_known(born, shown, iso, earliest, latest, is_complete):
    assert (str(born), born.iso, born.earliest, born.latest, born.is_complete) == (
        shown, iso, earliest, latest, is_complete
    )  # fmt: skip


@pytest.mark.parametrize("parts", [(None, 5, None), (None, None, 3), (1958, None, 3), (1958, 13, None), (1958, 2, 29)])
def test_partial_date_impossible_is_refused(parts):
    with pytest.raises(NotADate):
        PartialDate(*parts)


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2012, 2, 29), 0),
        (date(2023, 2, 28), 10),
        (date(2023, 3, 1), 11),
        (date(2024, 2, 28), 11),
        (date(2024, 2, 29), 12),
        (date(2025, 2, 28), 12),
        (date(2025, 3, 1), 13),
        (date(2028, 2, 28), 15),
        (date(2028, 2, 29), 16),
        (date(2030, 2, 28), 17),
        (date(2030, 3, 1), 18),
        (date(2100, 2, 28), 87),
        (date(2100, 3, 1), 88),
    ],
)
def test_age_of_somebody_born_on_29_february(on, age):
    assert age_between(PartialDate(2012, 2, 29), on=on) == (age, age)


@pytest.mark.parametrize(
    ("born", "on", "ages"),
    [
        (PartialDate(1972), date(2026, 6, 1), (53, 54)),
        (PartialDate(1972), date(2026, 12, 31), (54, 54)),
        (PartialDate(1972), date(2027, 1, 1), (54, 55)),
        (PartialDate(1972, 5), date(2026, 4, 30), (53, 53)),
        (PartialDate(1972, 5), date(2026, 5, 1), (53, 54)),
        (PartialDate(1972, 5), date(2026, 5, 31), (54, 54)),
        (PartialDate(2026), date(2026, 6, 1), (0, 0)),
        (PartialDate(), date(2026, 6, 1), None),
    ],
)
def test_age_of_a_partly_unknown_birth_date_is_a_range(born, on, ages):
    assert age_between(born, on=on) == ages


@pytest.mark.parametrize(
    ("born", "text"),
    [
        (PartialDate(1958, 3, 14), "68 jaar"),
        (PartialDate(1972), "53 of 54 jaar"),
        (PartialDate(2025, 11, 26), "11 maanden"),
        (PartialDate(2026, 8, 25), "3 maanden"),
        (PartialDate(2026, 8, 26), "13 weken"),
        (PartialDate(2026, 11, 11), "2 weken"),
        (PartialDate(2026, 11, 12), "13 dagen"),
        (PartialDate(2026, 11, 24), "1 dag"),
        (PartialDate(2026, 11, 25), "0 dagen"),
        (PartialDate(2026, 11), "0 jaar"),
        (PartialDate(2025, 11, 25), "1 jaar"),
        (PartialDate(), "leeftijd onbekend"),
    ],
)
def test_age_text_on_the_screen(born, text):
    on = TODAY if born != PartialDate(1972) else date(2026, 6, 1)
    assert age_text(born, on=on) == text


@given(st.dates(min_value=date(1880, 1, 1)), st.dates(min_value=date(1880, 1, 1)))
def test_years_between_counts_birthdays(start, end):
    counted = years_between(start, end)
    reached = start.year + counted
    if start.year <= end.year and 1 <= reached < 9999:
        assert _birthday(start, reached) <= end < _birthday(start, reached + 1)


def _birthday(born: date, year: int) -> date:
    """The day on which somebody becomes a year older; 1 March for who was born on 29 February."""
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def test_birth_date_before_standard_time_is_the_same_day():
    # Amsterdam was 19 minutes and 32 seconds off until 1937: a birth date has no time and no zone.
    assert PartialDate(1930, 6, 30).earliest - timedelta(days=1) == date(1930, 6, 29)
