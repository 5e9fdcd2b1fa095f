"""When nothing can be booked: holidays on which the practice is closed, and blocked times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poh.accounts.models import Practice
from scheduling.models import AgendaSettings, BlockedTime, PracticeHoliday
from scheduling.rules.holidays import HOLIDAYS, closed_days, holidays_between
from scheduling.rules.school import SchoolHoliday, school_holidays
from scheduling.rules.wall import Span


@dataclass(frozen=True)
class HolidaySwitch:
    """A holiday and whether this practice is closed on it."""

    key: str
    name: str
    is_closed: bool


def switches_of(practice: Practice) -> dict[str, bool]:
    """What the practice chose for holidays, by key."""
    return dict(PracticeHoliday.objects.for_practice(practice).values_list("key", "is_closed"))


def holiday_switches(*, practice: Practice) -> list[HolidaySwitch]:
    """Every public holiday with what holds for this practice."""
    chosen = switches_of(practice)
    return [HolidaySwitch(kind.key, kind.name, chosen.get(kind.key, kind.is_closed)) for kind in HOLIDAYS]


def closed_between(*, practice: Practice, first: date, last: date) -> dict[date, str]:
    """The days on which the practice is closed for a holiday, with its name. No query when there is no holiday."""
    found = holidays_between(first, last)
    return closed_days(found, switches_of(practice)) if found else {}


def settings_of(*, practice: Practice) -> AgendaSettings:
    """How the agenda behaves; the ordinary values, not saved, for a practice that chose nothing."""
    return AgendaSettings.objects.for_practice(practice).first() or AgendaSettings(practice=practice)


def school_holidays_of(*, practice: Practice, first: date, last: date) -> list[SchoolHoliday]:
    """The school holidays of the region of the practice; none when it chose no region."""
    return school_holidays(settings_of(practice=practice).school_region, first, last)


def blocked_between(*, practice: Practice, first: date, last: date) -> list[BlockedTime]:
    """What is blocked on these days, in order."""
    rows = BlockedTime.objects.for_practice(practice).standing().touching(first, last)
    return list(rows.select_related("member__user", "room", "location").order_by("first_on", "id"))


def span_of(row) -> Span:
    """The period of a row as a span."""
    return Span(row.period.lower, row.period.upper)
