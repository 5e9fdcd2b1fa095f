"""On which days something comes back: every so many weeks on one weekday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every `every_weeks` weeks on the ISO weekday, counted from the week of `anchor_on`."""

    weekday: int
    every_weeks: int
    anchor_on: date
    valid_from: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7 or self.every_weeks < 1:
            raise ValueError("a pattern has a weekday from 1 to 7 and comes back every week or less often")

    def falls_on(self, day: date) -> bool:
        """Whether it comes on this day."""
        weeks = (monday_of(day) - monday_of(self.anchor_on)).days // 7
        is_valid = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return is_valid and day.isoweekday() == self.weekday and weeks % self.every_weeks == 0

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` on which it comes, both included, in order."""
        first = max(first, self.valid_from)
        last = last if self.valid_until is None else min(last, self.valid_until)
        day = monday_of(first) + timedelta(days=self.weekday - 1)
        weeks = (monday_of(day) - monday_of(self.anchor_on)).days // 7
        day += -weeks % self.every_weeks * WEEK
        if day < first:
            day += self.every_weeks * WEEK
        while day <= last:
            yield day
            day += self.every_weeks * WEEK


def monday_of(day: date) -> date:
    """The Monday of the ISO week of `day`."""
    return day - timedelta(days=day.isoweekday() - 1)


def week_of(year: int, week: int) -> list[date]:
    """The seven days of an ISO week; ValueError for a 53rd week in a year without one."""
    monday = date.fromisocalendar(year, week, 1)
    return [monday + timedelta(days=day) for day in range(7)]


def series_days(first: date, *, every_weeks: int, count: int) -> list[date]:
    """`count` days, each `every_weeks` weeks after the one before."""
    return [first + number * every_weeks * WEEK for number in range(count)]
