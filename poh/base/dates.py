"""Dates as people know them: a birth date with unknown parts, ages, and the ways to type a date."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
EARLIEST_YEAR = 1875


class NotADate(ValueError):
    """What was typed is no date; the message is a Dutch sentence for beside the field."""


@dataclass(frozen=True, order=False)
class PartialDate:
    """A date of which the day, the day and month, or everything may be unknown. Nothing is filled in."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if (self.month and not self.year) or (self.day and not self.month):
            raise NotADate("Van een geboortedatum kan de dag, de dag en maand, of alles onbekend zijn.")
        if self.month and not 1 <= self.month <= 12:
            raise NotADate("De maand ligt tussen 1 en 12.")
        if self.day and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise NotADate(f"{self.day} {MONTHS[self.month - 1]} {self.year} bestaat niet.")

    @property
    def earliest(self) -> date | None:
        """The first day that this date can be."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def latest(self) -> date | None:
        """The last day that this date can be."""
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_complete(self) -> bool:
        return self.day is not None

    def __str__(self) -> str:
        """`14-3-1958`, `??-5-1972`, `??-??-1972` or `onbekend`."""
        return f"{self.day or '??'}-{self.month or '??'}-{self.year}" if self.year else "onbekend"

    @property
    def iso(self) -> str:
        """The known part as FHIR writes it: `1958-03-14`, `1972-05`, `1972` or nothing."""
        known = [f"{self.year:04d}"] if self.year else []
        known += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(known)


def day_text(day: date) -> str:
    """A day as the house writes it: 3-11-2026."""
    return f"{day.day}-{day.month}-{day.year}"


def age_between(born: PartialDate, *, on: date) -> tuple[int, int] | None:
    """The lowest and highest age that is possible on the day `on`; None when the year is unknown.

    Somebody born on 29 February is a year older from 1 March in a year without one (BW 1:2 counts full years).
    """
    if born.year is None:
        return None
    return max(0, years_between(born.latest, on)), max(0, years_between(born.earliest, on))


def years_between(start: date, end: date) -> int:
    """Full years from `start` to `end`; negative when `end` comes first."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def age_text(born: PartialDate, *, on: date) -> str:
    """The age for on the screen: `68 jaar`, `53 of 54 jaar`, `7 maanden`, `3 weken`, `leeftijd onbekend`."""
    ages = age_between(born, on=on)
    if ages is None:
        return "leeftijd onbekend"
    low, high = ages
    if low != high:
        return f"{low} of {high} jaar"
    if low == 0 and born.is_complete:
        return _age_of_a_baby(born.earliest, on=on)
    return f"{low} jaar"


def _age_of_a_baby(born: date, *, on: date) -> str:
    days = max(0, (on - born).days)
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 3:
        return f"{months} maanden"
    if days >= 14:
        return f"{days // 7} weken"
    return "1 dag" if days == 1 else f"{days} dagen"


_SEPARATED = re.compile(r"(\d{1,2}|\?{1,2}|00)[-/. ](\d{1,2}|\?{1,2})[-/. ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_YEAR = re.compile(r"(\d{4})")
_PATTERNS = (
    (_SEPARATED, (2, 1, 0)),
    (_ISO, (0, 1, 2)),
    (_TOGETHER, (2, 1, 0)),
    (_MONTH_YEAR, (1, 0, None)),
    (_YEAR, (0, None, None)),
)


def parse_birth_date(text: str, *, today: date) -> PartialDate:
    """A birth date as typed: 14-3-1958, 14031958, 14-03-58, 1958-03-14, 5-1972, 1972, 00-05-1972, onbekend.

    Two digits mean the latest such year that is not in the future. Zeros and question marks mean unknown.
    NotADate (a Dutch sentence) when it is none, or lies in the future or before 1875.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if typed in {"onbekend", "00-00-0000", "00000000", "0000-00-00", "0000"}:
        return PartialDate()
    for pattern, order in _PATTERNS:
        if found := pattern.fullmatch(typed):
            year, month, day = (None if place is None else found.groups()[place] for place in order)
            return _checked(_whole_year(year, today=today), _number(month), _number(day), today=today)
    raise NotADate("Schrijf een datum als 14-3-1958; dag of maand onbekend: 00-00-1958.")


def _number(text: str | None) -> int | None:
    return int(text) or None if text and text.isdecimal() else None


def _whole_year(text: str, *, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year else year - 100


def _checked(year: int, month: int | None, day: int | None, *, today: date) -> PartialDate:
    if not EARLIEST_YEAR <= year <= today.year:
        raise NotADate(f"Het geboortejaar ligt tussen {EARLIEST_YEAR} en {today.year}.")
    born = PartialDate(year, month, day)
    if born.earliest > today:
        raise NotADate("Een geboortedatum kan niet in de toekomst liggen.")
    return born
