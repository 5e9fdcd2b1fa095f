"""Wall-clock time in Amsterdam: an hour that does not exist is refused, one that exists twice is asked about.

On the last Sunday of March the hour from 02:00 is skipped; on the last Sunday of October it comes twice. Moments are
kept in UTC here: two moments of one zone that changes its clock cannot be subtracted or compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SUMMER, WINTER = 0, 1


class NoSuchTime(ValueError):
    """The clock skips this time on this day."""

    def __init__(self, on: date, at: time) -> None:
        super().__init__(f"{at:%H:%M} bestaat niet op {on:%d-%m-%Y}: de klok gaat dan een uur vooruit.")
        self.on, self.at = on, at


class TimeTwice(ValueError):
    """The clock shows this time twice on this day, and nobody said which."""

    def __init__(self, on: date, at: time) -> None:
        super().__init__(f"{at:%H:%M} komt op {on:%d-%m-%Y} twee keer voor: kies zomertijd of wintertijd.")
        self.on, self.at = on, at


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one moment up to another; whatever zone they come in, they are kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a span has moments with a zone")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if not self.start < self.end:
            raise ValueError("a span ends after it starts")

    @property
    def minutes(self) -> int:
        """How long it lasts, also over a change of the clock."""
        return int((self.end - self.start).total_seconds() // 60)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


def moment(on: date, at: time, *, fold: int | None = None) -> datetime:
    """The moment that the clock shows `at` on the day `on`.

    `fold` says which one when there are two (SUMMER or WINTER); NoSuchTime, and TimeTwice without it.
    """
    first = datetime.combine(on, at.replace(tzinfo=None, fold=SUMMER), AMSTERDAM)
    second = first.replace(fold=WINTER)
    if local(first.astimezone(UTC)).time() != first.time():
        raise NoSuchTime(on, at)
    if fold is None and first.utcoffset() != second.utcoffset():
        raise TimeTwice(on, at)
    return (second if fold == WINTER else first).astimezone(UTC)


def span(on: date, start: time, end: time) -> Span:
    """The time from `start` to `end` on the clock of the day `on`; an hour that comes twice lasts twice as long."""
    return Span(moment(on, start, fold=SUMMER), moment(on, end, fold=WINTER))


def later(start: datetime, minutes: int) -> datetime:
    """The moment that comes `minutes` after `start`, whatever the clock does."""
    return start.astimezone(UTC) + timedelta(minutes=minutes)


def lasting(start: datetime, minutes: int) -> Span:
    """The span of `minutes` from `start`."""
    return Span(start, later(start, minutes))


def local(at: datetime) -> datetime:
    """A moment as the clock in Amsterdam shows it."""
    return at.astimezone(AMSTERDAM)


def local_day(at: datetime) -> date:
    """The day in Amsterdam of a moment."""
    return local(at).date()


def day_span(on: date) -> Span:
    """The whole day `on`: 23, 24 or 25 hours."""
    return Span(moment(on, time()), moment(on + timedelta(days=1), time()))
