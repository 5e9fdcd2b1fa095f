"""Ages and durations on a given day: ranges for half-known dates, decimal age, calendar months."""

import calendar
from dataclasses import dataclass
from datetime import date

from poh.base.dates import PartialDate, age_between

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Fewest and most whole years there can be between a date and a day; equal when that is certain."""

    low: int
    high: int

    @property
    def is_certain(self) -> bool:
        """Whether the unknown part of the date does not matter on this day."""
        return self.low == self.high

    def __str__(self) -> str:
        return str(self.low) if self.is_certain else f"{self.low} of {self.high}"


def age_on(since: PartialDate, on: date) -> AgeRange | None:
    """Completed years on a day, as a range when day or month is unknown; None when the year is unknown.

    Someone born on 29 February is a year older from 1 March in a year without one. A day before the
    date is a ValueError: the caller says in its own words what is wrong.
    """
    years = age_between(since, on=on)
    if years is None:
        return None
    if on < since.earliest:
        raise ValueError("De datum ligt vóór het begin.")
    return AgeRange(*years)


def decimal_age(born: date, on: date) -> float:
    """Age in decimal years (days / 365.25), as reference equations for spirometry expect it."""
    if on < born:
        raise ValueError("De datum ligt vóór de geboorte.")
    return (on - born).days / DAYS_PER_YEAR


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier); the last day of the month when that day is absent."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
