"""Free places: where an appointment of some length fits, the first first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db import connection

from poh.accounts.models import Practice
from scheduling.enums import BLOCKS_OF_CHANNEL, BlockKind, Channel
from scheduling.models import AppointmentKind
from scheduling.rules.places import day_part, starts_in
from scheduling.rules.wall import Span, later, local_day
from scheduling.selectors.closed import closed_between, settings_of


@dataclass(frozen=True)
class Wanted:
    """What a place is looked for: a kind and its minutes, on the days `first` to `last`, not before `not_before`.

    Empty collections do not limit. `urgent` looks in spoedplekken as well.
    """

    kind: AppointmentKind
    minutes: int
    first: date
    last: date
    members: Collection[int] = ()
    locations: Collection[int] = ()
    language: str = ""
    parts: Collection[str] = ()
    weekdays: Collection[int] = ()
    not_before: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True, order=True)
class FreePlace:
    """An appointment can start at `start`; ids of who, where, and the block it lies in."""

    start: datetime
    member_id: int
    location_id: int
    room_id: int | None
    minutes: int
    block_kind: str
    # How long is free from the start on.
    free_minutes: int

    @property
    def on(self) -> date:
        return local_day(self.start)

    @property
    def end(self) -> datetime:
        return later(self.start, self.minutes)


@dataclass(frozen=True)
class Gap:
    """What is left free of a block."""

    block: Span
    free: Span
    member_id: int
    location_id: int
    room_id: int | None
    kind: str
    slot_minutes: int


_GAPS = """
    WITH taken AS (
        SELECT member_id, on_day, range_agg(period) AS times FROM (
            SELECT member_id, "on" AS on_day,
                   CASE WHEN travel_minutes > 0
                        THEN tstzrange(lower(period) - make_interval(mins => travel_minutes), upper(period))
                        ELSE period END AS period
            FROM scheduling_appointment
            WHERE practice_id = %(practice)s AND "on" BETWEEN %(first)s AND %(last)s
              AND NOT (state = 'cancelled' OR (state = 'no_show' AND no_show_notice))
              AND (%(members)s::bigint[] IS NULL OR member_id = ANY (%(members)s::bigint[]))
        ) held GROUP BY 1, 2
    ), rooms AS (
        SELECT room_id, "on" AS on_day, range_agg(period) AS times
        FROM scheduling_appointment
        WHERE practice_id = %(practice)s AND "on" BETWEEN %(first)s AND %(last)s AND room_id IS NOT NULL
          AND NOT (state = 'cancelled' OR (state = 'no_show' AND no_show_notice))
        GROUP BY 1, 2
    ), blocked AS (
        SELECT member_id, room_id, location_id, range_agg(period) AS times
        FROM scheduling_blockedtime
        WHERE practice_id = %(practice)s AND lifted_at IS NULL AND first_on <= %(last)s AND last_on >= %(first)s
        GROUP BY 1, 2, 3
    ), blocks AS (
        SELECT b.id, b.member_id, b."on" AS on_day, b.period, b.kind, b.slot_minutes, s.location_id, s.room_id
        FROM scheduling_block b
        JOIN scheduling_session s ON s.practice_id = b.practice_id AND s.id = b.session_id
        WHERE b.practice_id = %(practice)s AND b."on" BETWEEN %(first)s AND %(last)s AND b.removed_at IS NULL
          AND s.state = 'planned' AND b.kind = ANY (%(kinds)s)
          AND (b.kinds = '{{}}' OR %(key)s = ANY (b.kinds))
          AND (%(members)s::bigint[] IS NULL OR b.member_id = ANY (%(members)s::bigint[]))
          AND (%(locations)s::bigint[] IS NULL OR s.location_id = ANY (%(locations)s::bigint[]))
          AND NOT b."on" = ANY (%(closed)s::date[])
          AND (%(weekdays)s::int[] IS NULL OR extract(isodow FROM b."on") = ANY (%(weekdays)s::int[]))
          {of_role}
    )
    SELECT lower(b.period), upper(b.period), lower(gap), upper(gap), b.member_id, b.location_id, b.room_id, b.kind,
           b.slot_minutes
    FROM blocks b
    LEFT JOIN taken t ON t.member_id = b.member_id AND t.on_day = b.on_day
    LEFT JOIN rooms r ON r.room_id = b.room_id AND r.on_day = b.on_day
    CROSS JOIN LATERAL unnest(
        tstzmultirange(b.period)
        - coalesce(t.times, '{{}}') - coalesce(r.times, '{{}}')
        - coalesce((
            SELECT range_agg(x) FROM blocked, unnest(blocked.times) AS x
            WHERE (blocked.member_id = b.member_id OR blocked.room_id = b.room_id
                   OR blocked.location_id = b.location_id
                   OR (blocked.member_id IS NULL AND blocked.room_id IS NULL AND blocked.location_id IS NULL))
        ), '{{}}')
        - CASE WHEN %(not_before)s::timestamptz IS NULL THEN '{{}}'::tstzmultirange
               ELSE tstzmultirange(tstzrange(NULL, %(not_before)s::timestamptz)) END
    ) AS gap
    WHERE upper(gap) - lower(gap) >= make_interval(mins => %(minutes)s)
    ORDER BY lower(gap), b.member_id
    LIMIT %(limit)s
"""

_OF_ROLE = """AND b.member_id IN (
    SELECT m.id FROM accounts_membership m
    LEFT JOIN scheduling_agendamember a ON a.practice_id = m.practice_id AND a.member_id = m.id
    WHERE m.practice_id = %(practice)s
      AND (%(roles)s::varchar[] = '{{}}' OR m.roles && %(roles)s::varchar[])
      AND (%(language)s = '' OR %(language)s = ANY (a.languages))
      AND m.period @> b."on"
)"""


def gaps(*, practice: Practice, wanted: Wanted, limit: int | None = None) -> list[Gap]:
    """What is free in blocks that take the wanted kind, of at least the wanted minutes; one statement."""
    closed = closed_between(practice=practice, first=wanted.first, last=wanted.last)
    kinds = set(BLOCKS_OF_CHANNEL[Channel(wanted.kind.channel)])
    if wanted.urgent:
        kinds.add(BlockKind.URGENT)
    parameters = {
        "practice": practice.pk,
        "first": wanted.first,
        "last": wanted.last,
        "members": list(wanted.members) or None,
        "locations": list(wanted.locations) or None,
        "kinds": sorted(kinds),
        "key": wanted.kind.key,
        "closed": list(closed),
        "roles": list(wanted.kind.roles),
        "language": wanted.language,
        "not_before": wanted.not_before,
        "weekdays": list(wanted.weekdays) or None,
        "minutes": wanted.minutes,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GAPS.format(of_role=_OF_ROLE.format()), parameters)
        rows = cursor.fetchall()
    return [Gap(Span(row[0], row[1]), Span(row[2], row[3]), *row[4:]) for row in rows]


def free_places(*, practice: Practice, wanted: Wanted, limit: int = 50) -> list[FreePlace]:
    """The first `limit` places where the wanted appointment can start."""
    travel = 0
    if wanted.kind.channel == Channel.VISIT:
        travel = settings_of(practice=practice).travel_minutes
    asked = replace(wanted, minutes=wanted.minutes + travel)
    found: list[FreePlace] = []
    # In each gap there is a place, unless it lies in another part of the day.
    for gap in gaps(practice=practice, wanted=asked, limit=None if wanted.parts else limit):
        free = Span(later(gap.free.start, travel), gap.free.end)
        starts = starts_in(free, block_start=gap.block.start, slot_minutes=gap.slot_minutes, minutes=wanted.minutes)
        found += [_place(gap, free, start, wanted.minutes) for start in starts if _suits(start, wanted)]
    return sorted(found, key=lambda place: (place.start, place.member_id))[:limit]


def _place(gap: Gap, free: Span, start: datetime, minutes: int) -> FreePlace:
    return FreePlace(
        start=start.astimezone(UTC),
        member_id=gap.member_id,
        location_id=gap.location_id,
        room_id=gap.room_id,
        minutes=minutes,
        block_kind=gap.kind,
        free_minutes=Span(start, free.end).minutes,
    )


def _suits(start: datetime, wanted: Wanted) -> bool:
    return not wanted.parts or day_part(start) in wanted.parts


def next_place(*, practice: Practice, wanted: Wanted) -> FreePlace | None:
    """The first place, or None when there is none on the wanted days."""
    return next(iter(free_places(practice=practice, wanted=wanted, limit=1)), None)
