"""Public holidays of the Netherlands, and on which of them a practice is closed.

Computed with the library `holidays`. It counts Goede Vrijdag among the public holidays and Bevrijdingsdag once in
five years; practices mostly work on both, so each practice has a switch for each day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
from holidays.constants import OPTIONAL, PUBLIC

LANGUAGE = "nl"


class UnknownHoliday(LookupError):
    """The library names a day that this list does not hold."""


@dataclass(frozen=True, slots=True)
class HolidayKind:
    """A holiday that comes back each year; `is_closed`: what holds until a practice says otherwise."""

    key: str
    name: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday on its day."""

    kind: HolidayKind
    on: date


HOLIDAYS = (
    HolidayKind("nieuwjaarsdag", "Nieuwjaarsdag", True),
    HolidayKind("goede-vrijdag", "Goede vrijdag", False),
    HolidayKind("eerste-paasdag", "Eerste paasdag", True),
    HolidayKind("tweede-paasdag", "Tweede paasdag", True),
    HolidayKind("koningsdag", "Koningsdag", True),
    HolidayKind("bevrijdingsdag", "Bevrijdingsdag", False),
    HolidayKind("hemelvaartsdag", "Hemelvaartsdag", True),
    HolidayKind("eerste-pinksterdag", "Eerste pinksterdag", True),
    HolidayKind("tweede-pinksterdag", "Tweede pinksterdag", True),
    HolidayKind("eerste-kerstdag", "Eerste kerstdag", True),
    HolidayKind("tweede-kerstdag", "Tweede kerstdag", True),
)
_BY_NAME = {kind.name: kind for kind in HOLIDAYS}


@cache
def _of_year(year: int) -> tuple[Holiday, ...]:
    named = holidays.country_holidays("NL", years=year, language=LANGUAGE, categories=(PUBLIC, OPTIONAL))
    found = []
    for on in sorted(named):
        for name in named.get_list(on):
            if name not in _BY_NAME:
                raise UnknownHoliday(name)
            found.append(Holiday(_BY_NAME[name], on))
    return tuple(found)


def holidays_between(first: date, last: date) -> list[Holiday]:
    """The public holidays on the days `first` to `last`, in order."""
    return [
        holiday
        for year in range(first.year, last.year + 1)
        for holiday in _of_year(year)
        if first <= holiday.on <= last
    ]


def closed_days(found: Iterable[Holiday], switches: Mapping[str, bool]) -> dict[date, str]:
    """The days on which a practice with these switches is closed, with the name of the holiday."""
    return {
        holiday.on: holiday.kind.name for holiday in found if switches.get(holiday.kind.key, holiday.kind.is_closed)
    }
