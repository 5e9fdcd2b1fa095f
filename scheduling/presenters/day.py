"""The day as a grid: a column for each person, rows of five minutes, everything at its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from poh.base.dates import age_between
from scheduling.enums import BlockKind, SessionState
from scheduling.models import Appointment
from scheduling.presenters import words
from scheduling.rules.wall import AMSTERDAM, Span, later, local
from scheduling.selectors.closed import span_of
from scheduling.selectors.day import Column, Day

ROW = 5
SHORT, MIDDLE = 20, 30
EARLIEST, LATEST = 8, 17


@dataclass(frozen=True)
class Grid:
    """From which to which moment the grid runs."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, day: Day) -> Grid:
        """Whole hours around everything that stands there, at least a working day."""
        start = datetime.combine(day.on, time(EARLIEST), AMSTERDAM)
        end = datetime.combine(day.on, time(LATEST), AMSTERDAM)
        for span in filter(None, (column.span for column in day.columns)):
            start = min(start, local(span.start).replace(minute=0))
            until = local(span.end)
            end = max(end, until if not until.minute else until.replace(minute=0) + timedelta(hours=1))
        return cls(start.astimezone(UTC), end.astimezone(UTC))

    @property
    def rows(self) -> int:
        return int((self.end - self.start).total_seconds() // 60) // ROW

    def place(self, span: Span) -> dict[str, int]:
        """Row and length of a time, cut off at the edges of the grid."""
        start, end = max(span.start, self.start), min(span.end, self.end)
        at = int((start - self.start).total_seconds() // 60) // ROW + 1
        length = max(1, -(-int((end - start).total_seconds()) // 60 // ROW))
        return {"at": at, "rows": f"at-{at} len-{length}"}


def day_context(day: Day, *, shows_names: bool, can_book: bool, now: datetime) -> dict[str, Any]:
    """Everything that the page of a day shows."""
    grid = Grid.of(day)
    columns = [_column(column, day, grid, shows_names=shows_names, can_book=can_book) for column in day.columns]
    is_now = grid.start <= now < grid.end
    return {
        "day": day,
        "hours": _hours(grid),
        "rows": grid.rows,
        "columns": columns,
        "now": grid.place(Span(now, later(now, 1))) | {"text": f"{local(now):%H:%M}"} if is_now else None,
        "counts": _counts(day),
    }


def _hours(grid: Grid) -> list[dict[str, Any]]:
    found, at = [], grid.start
    while at < grid.end:
        found.append(grid.place(Span(at, later(at, 30))) | {"text": f"{local(at):%H:%M}", "half": local(at).minute})
        at = later(at, 30)
    return found


def _counts(day: Day) -> dict[str, int]:
    rows = [row for column in day.columns for row in column.appointments if row.holds_place]
    return {
        "appointments": len(rows),
        "free": sum(len(column.free) for column in day.columns),
        "called_off": sum(not row.holds_place for column in day.columns for row in column.appointments),
    }


def _column(column: Column, day: Day, grid: Grid, *, shows_names: bool, can_book: bool) -> dict[str, Any]:
    rooms = [session.room.name for session in column.sessions if session.room_id]
    items = [*_closed_parts(column, grid), *_free_parts(column, grid, can_book=can_book)]
    for row in column.appointments:
        if row.holds_place:
            items += _trip(row, grid)
            items.append(_appointment(row, day, grid, shows_names=shows_names))
    return {
        "name": column.member.user.name,
        "sub": " · ".join(dict.fromkeys([column.member.roles_label, *rooms])),
        "items": sorted(items, key=lambda item: (item["at"], item["order"])),
    }


def _closed_parts(column: Column, grid: Grid) -> list[dict[str, Any]]:
    parts = [
        {"what": "block", "order": 0, "text": words.block_word(block.kind), **grid.place(span_of(block))}
        for block in column.blocks
        if not BlockKind(block.kind).takes_appointments
    ]
    for session in column.sessions:
        if session.state == SessionState.CANCELLED:
            text = f"Vervalt: {session.cancel_reason}"
            parts.append({"what": "block", "order": 0, "text": text, **grid.place(span_of(session))})
    for blocked in column.blocked:
        if span_of(blocked).end > grid.start and span_of(blocked).start < grid.end:
            text = blocked.reason or blocked.get_kind_display()
            parts.append({"what": "block", "order": 1, "text": text, **grid.place(span_of(blocked))})
    return parts


def _free_parts(column: Column, grid: Grid, *, can_book: bool) -> list[dict[str, Any]]:
    return [
        {
            "what": "free",
            "order": 2,
            "time": f"{local(free.span.start):%H:%M}",
            "minutes": free.span.minutes,
            "word": "" if free.block.kind == BlockKind.SURGERY else words.block_word(free.block.kind).lower(),
            "is_urgent": free.block.kind == BlockKind.URGENT,
            "url": words.book_url(on=column.on, at=free.span.start, member=column.member, blok=free.block.kind)
            if can_book
            else "",
            **grid.place(free.span),
        }
        for free in column.free
    ]


def _trip(row: Appointment, grid: Grid) -> list[dict[str, Any]]:
    if not row.travel_minutes:
        return []
    span = Span(later(row.period.lower, -row.travel_minutes), row.period.lower)
    return [{"what": "trip", "order": 3, "text": f"{row.travel_minutes} min rijden", **grid.place(span)}]


def _appointment(row: Appointment, day: Day, grid: Grid, *, shows_names: bool) -> dict[str, Any]:
    minutes = words.minutes_of(row)
    look, icon = words.LOOKS[row.state]
    size = "s" if minutes <= SHORT - ROW else "m" if minutes <= MIDDLE else "l"
    shown = {
        "what": "appointment",
        "order": 4,
        "code": row.kind.code,
        "kind": row.kind.label,
        "css": f"ev--{row.kind.colour} ev--{size} is-{look}",
        "is_small": size == "s",
        "icon": icon,
        "times": words.times_of(row),
        "state": words.state_of(row)["text"],
        "shows_state": size == "l" and look in {"here", "busy"},
        "name": "bezet",
        "full_name": "bezet",
        **grid.place(span_of(row)),
    }
    return shown | _names(row, day) if shows_names else shown


def _names(row: Appointment, day: Day) -> dict[str, Any]:
    """What is of the patient, and for who may see names only."""
    return {
        "name": words.short_name_of(row) + _age(row),
        "full_name": words.who_of(row, shows_names=True),
        "letters": day.letters.get(row.patient_id, []),
        "reason": words.reason_of(row),
        "where": row.address.split(",")[0],
        "url": words.appointment_url(row),
    }


def _age(row: Appointment) -> str:
    ages = age_between(row.patient.birth_date, on=row.on) if row.patient_id else None
    return f", {ages[0]}" if ages else ""
