"""The agenda of a month: how full each day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from poh.accounts.models import Practice
from scheduling.enums import BlockKind
from scheduling.rules.recurrence import monday_of
from scheduling.selectors.closed import closed_between, school_holidays_of
from scheduling.selectors.day import Shown


@dataclass(frozen=True)
class DayLoad:
    """How full a day is, in minutes of blocks that take appointments."""

    on: date
    is_in_month: bool
    minutes: int = 0
    taken_minutes: int = 0
    appointments: int = 0
    members: int = 0
    closed: str = ""
    school_holiday: str = ""

    @property
    def free_minutes(self) -> int:
        return max(0, self.minutes - self.taken_minutes)

    @property
    def is_full(self) -> bool:
        return self.minutes > 0 and self.free_minutes == 0


_BLOCKS = """
    SELECT b."on", sum(extract(epoch FROM upper(b.period) - lower(b.period)) / 60)::int, count(DISTINCT b.member_id)
    FROM scheduling_block b
    JOIN scheduling_session s ON s.practice_id = b.practice_id AND s.id = b.session_id
    WHERE b.practice_id = %(practice)s AND b."on" BETWEEN %(first)s AND %(last)s AND b.removed_at IS NULL
      AND s.state = 'planned' AND b.kind = ANY (%(kinds)s)
      AND (%(members)s::bigint[] IS NULL OR b.member_id = ANY (%(members)s::bigint[]))
      AND (%(locations)s::bigint[] IS NULL OR s.location_id = ANY (%(locations)s::bigint[]))
      AND (%(rooms)s::bigint[] IS NULL OR s.room_id = ANY (%(rooms)s::bigint[]))
    GROUP BY 1
"""
_APPOINTMENTS = """
    SELECT "on", sum(extract(epoch FROM upper(period) - lower(period)) / 60)::int, count(*)
    FROM scheduling_appointment
    WHERE practice_id = %(practice)s AND "on" BETWEEN %(first)s AND %(last)s
      AND NOT (state = 'cancelled' OR (state = 'no_show' AND no_show_notice))
      AND (%(members)s::bigint[] IS NULL OR member_id = ANY (%(members)s::bigint[]))
      AND (%(locations)s::bigint[] IS NULL OR location_id = ANY (%(locations)s::bigint[]))
      AND (%(rooms)s::bigint[] IS NULL OR room_id = ANY (%(rooms)s::bigint[]))
    GROUP BY 1
"""


def month_view(*, practice: Practice, month: date, shown: Shown) -> list[list[DayLoad]]:
    """The weeks of the month of `month`, from Monday to Sunday, with the days of others around it; four queries."""
    first = monday_of(month.replace(day=1))
    last = monday_of((month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)) + timedelta(days=6)
    days = loads_between(practice=practice, first=first, last=last, shown=shown)
    in_month = [_of_month(day, month) for day in days]
    return [in_month[number : number + 7] for number in range(0, len(in_month), 7)]


def _of_month(load: DayLoad, month: date) -> DayLoad:
    return DayLoad(**{**load.__dict__, "is_in_month": load.on.month == month.month})


def loads_between(*, practice: Practice, first: date, last: date, shown: Shown) -> list[DayLoad]:
    """How full the days from `first` to `last` are; four queries."""
    parameters = {
        "practice": practice.pk,
        "first": first,
        "last": last,
        "kinds": sorted(kind for kind in BlockKind if kind.takes_appointments),
        "members": list(shown.members) or None,
        "locations": list(shown.locations) or None,
        "rooms": list(shown.rooms) or None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, parameters)
        blocks = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_APPOINTMENTS, parameters)
        appointments = {row[0]: row[1:] for row in cursor.fetchall()}
    closed = closed_between(practice=practice, first=first, last=last)
    school = school_holidays_of(practice=practice, first=first, last=last)
    loads = []
    for on in (first + timedelta(days=number) for number in range((last - first).days + 1)):
        minutes, members = blocks.get(on, (0, 0)) if on not in closed else (0, 0)
        taken, count = appointments.get(on, (0, 0))
        holiday = next((row.name for row in school if row.first <= on <= row.last), "")
        loads.append(DayLoad(on, True, minutes, taken, count, members, closed.get(on, ""), holiday))
    return loads
