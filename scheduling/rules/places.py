"""Free places inside the blocks of a session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from scheduling.rules.wall import Span, later, local


def free_spans(block: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a block beside what is taken, in order."""
    left, at = [], block.start
    for span in sorted(taken):
        if span.end <= at or span.start >= block.end:
            continue
        if span.start > at:
            left.append(Span(at, span.start))
        at = span.end
    if at < block.end:
        left.append(Span(at, block.end))
    return left


def starts_in(gap: Span, *, block_start: datetime, slot_minutes: int, minutes: int) -> list[datetime]:
    """When an appointment of `minutes` can start in a free gap: at once, and at every place of the block after that."""
    last = later(gap.end, -minutes)
    if gap.start > last:
        return []
    behind = -(-(gap.start - block_start) // timedelta(minutes=slot_minutes))
    place = later(block_start, behind * slot_minutes)
    starts = [gap.start] if place != gap.start else []
    while place <= last:
        starts.append(place)
        place = later(place, slot_minutes)
    return starts


def after_travel(gap: Span, travel_minutes: int) -> Span | None:
    """What is left of a gap for visits when getting there takes a while; None when nothing is."""
    start = later(gap.start, travel_minutes)
    return Span(start, gap.end) if start < gap.end else None


def day_part(at: datetime) -> str:
    """The part of the day of a moment: ochtend before noon, middag before six, else avond."""
    hour = local(at).hour
    if hour < 12:
        return "ochtend"
    return "middag" if hour < 18 else "avond"
