"""Whether an appointment fits the roster: what stands in its way, and which do not fit any more."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import Exact

from poh.accounts.models import Membership, Practice
from scheduling.enums import BLOCKS_OF_CHANNEL, BlockKind, Channel
from scheduling.models import Appointment, Block, BlockedTime, Room, Session
from scheduling.rules.wall import Span, local, local_day
from scheduling.selectors.closed import blocked_between, closed_between, span_of


def what_blocks(*, member: Membership, location_id: int, room: Room | None, span: Span) -> str:
    """Why nothing can be booked for `member` in this time, in Dutch; empty when nothing stands in the way."""
    day = local_day(span.start)
    practice = member.practice
    if holiday := closed_between(practice=practice, first=day, last=day).get(day):
        return f"De praktijk is gesloten: {holiday.lower()}."
    for blocked in blocked_between(practice=practice, first=day, last=local_day(span.end)):
        if span_of(blocked).overlaps(span) and _is_about(blocked, member, location_id, room):
            return blocked_text(blocked)
    return ""


def _is_about(blocked: BlockedTime, member: Membership, location_id: int, room: Room | None) -> bool:
    if blocked.member_id:
        return blocked.member_id == member.pk
    if blocked.room_id:
        return room is not None and blocked.room_id == room.pk
    return blocked.location_id in {None, location_id}


def blocked_text(blocked: BlockedTime) -> str:
    """A blocked time as a sentence: who or what, when and why."""
    who = "De praktijk"
    if blocked.member_id:
        who = blocked.member.user.name
    elif blocked.room_id:
        who = blocked.room.name
    elif blocked.location_id:
        who = blocked.location.name
    until = f"{local(blocked.period.upper):%d-%m %H:%M}"
    why = f" ({blocked.reason})" if blocked.reason else ""
    return f"{who}: {blocked.get_kind_display().lower()}{why} tot {until}."


def block_that_holds(*, member: Membership, channel: str, kind_key: str, span: Span) -> Block | None:
    """The block in which an appointment of this channel and kind fits as a whole."""
    kinds = BLOCKS_OF_CHANNEL[Channel(channel)] | {BlockKind.URGENT}
    rows = Block.objects.for_practice(member.practice).planned().on(local_day(span.start)).filter(member=member)
    rows = rows.filter(removed_at=None, kind__in=kinds).select_related("session__room")
    for block in rows:
        if span_of(block).holds(span) and (not block.kinds or kind_key in block.kinds):
            return block
    return None


def session_at(*, member: Membership, span: Span) -> Session | None:
    """The session of somebody in which a time lies, or the one it touches; None without any that day."""
    rows = Session.objects.for_practice(member.practice).planned().on(local_day(span.start)).filter(member=member)
    found = list(rows.select_related("location", "room").order_by("period"))
    holding = [session for session in found if span_of(session).overlaps(span)]
    return next(iter(holding or found), None)


def appointments_without_place(*, practice: Practice, first: date, last: date | None = None) -> QuerySet[Appointment]:
    """Appointments to come that fit no session any more, or stand in blocked time; squeezed in on purpose not counted.

    Those on a holiday on which the practice is closed come along.
    """
    rows = Appointment.objects.for_practice(practice).open().filter(on__gte=first)
    if last is not None:
        rows = rows.filter(on__lte=last)
    blocks = Block.objects.filter(
        practice=practice,
        member=OuterRef("member"),
        on=OuterRef("on"),
        removed_at=None,
        session__state="planned",
        period__contains=OuterRef("period"),
    ).filter(_takes_channel())
    blocked = BlockedTime.objects.filter(
        practice=practice,
        lifted_at=None,
        first_on__lte=OuterRef("on"),
        last_on__gte=OuterRef("on"),
        period__overlap=OuterRef("period"),
    ).filter(
        Q(member=OuterRef("member"))
        | Q(room=OuterRef("room"))
        | Q(location=OuterRef("location"))
        | Q(member=None, room=None, location=None)
    )
    closed = list(closed_between(practice=practice, first=first, last=last or date(first.year + 2, 1, 1)))
    out = Q(~Exists(blocks), is_extra=False) | Q(Exists(blocked)) | Q(on__in=closed)
    return rows.filter(out).select_related("patient", "member__user", "kind", "location").order_by("on", "period")


def _takes_channel() -> Q:
    """Of a block: it takes the channel of the appointment outside."""
    found = Q(kind=BlockKind.URGENT)
    for channel, kinds in BLOCKS_OF_CHANNEL.items():
        found |= Q(Exact(OuterRef("channel"), Value(channel.value)), kind__in=sorted(kinds))
    return found
