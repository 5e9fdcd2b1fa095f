"""Hold sessions: make them from templates, change or cancel one day, add an extra one, and block time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from psycopg2.errors import ExclusionViolation
from psycopg2.extras import DateTimeTZRange

from poh.accounts.models import Location, Membership, Practice, User
from poh.base.locking import save_if_unchanged
from scheduling.enums import BlockedKind, BlockKind, SessionOrigin, SessionState
from scheduling.locks import lock_roster
from scheduling.models import Block, BlockedTime, Room, Session
from scheduling.rules import wall


class SessionOverlaps(Exception):
    """The member or the room has a session then; `what` says which."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "Deze medewerker heeft dan al een zitting." if what == "member" else "Deze kamer is dan al in gebruik."
        )
        self.what = what


class BlocksDoNotFit(ValueError):
    """The blocks overlap each other, or lie outside their session."""


@dataclass(frozen=True)
class BlockPlan:
    """A part of a session by the clock, and what it is for; `kinds`: only these kinds of appointment."""

    starts_at: time
    ends_at: time
    kind: BlockKind = BlockKind.SURGERY
    slot_minutes: int = 20
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class SessionPlan:
    """A session by the clock, and where; without blocks it is spreekuur all through."""

    location: Location
    starts_at: time
    ends_at: time
    room: Room | None = None
    blocks: tuple[BlockPlan, ...] = field(default=())

    def whole(self) -> tuple[BlockPlan, ...]:
        return self.blocks or (BlockPlan(self.starts_at, self.ends_at),)


def check_blocks(starts_at: time, ends_at: time, blocks: Sequence[BlockPlan]) -> None:
    """BlocksDoNotFit, with the reason in Dutch, when blocks overlap or stick out."""
    at = starts_at
    for block in sorted(blocks, key=lambda block: block.starts_at):
        if block.starts_at >= block.ends_at:
            raise BlocksDoNotFit(f"Het blok van {block.starts_at:%H:%M} eindigt niet na het begin.")
        if block.starts_at < at:
            where = "voor de zitting" if at == starts_at else "binnen het blok ervoor"
            raise BlocksDoNotFit(f"Het blok van {block.starts_at:%H:%M} begint {where}.")
        at = block.ends_at
    if at > ends_at:
        raise BlocksDoNotFit(f"Het laatste blok eindigt na de zitting ({ends_at:%H:%M}).")


def session_row(member: Membership, on: date, plan: SessionPlan, **fields) -> Session:
    """A session of this plan that is not saved yet; NoSuchTime when its clock time does not exist that day."""
    found = wall.span(on, plan.starts_at, plan.ends_at)
    return Session(
        practice_id=member.practice_id,
        member=member,
        location=plan.location,
        room=plan.room,
        on=on,
        period=DateTimeTZRange(found.start, found.end),
        **fields,
    )


def block_rows(session: Session, blocks: Sequence[BlockPlan]) -> list[Block]:
    """The blocks of a session that are not saved yet."""
    rows = []
    for block in blocks:
        found = wall.span(session.on, block.starts_at, block.ends_at)
        rows.append(
            Block(
                practice_id=session.practice_id,
                session=session,
                member_id=session.member_id,
                on=session.on,
                period=DateTimeTZRange(found.start, found.end),
                kind=block.kind,
                slot_minutes=block.slot_minutes,
                kinds=list(block.kinds),
            )
        )
    return rows


@transaction.atomic
def add_extra_session(*, member: Membership, on: date, plan: SessionPlan, note: str = "") -> Session:
    """A session outside the templates; SessionOverlaps, BlocksDoNotFit, NoSuchTime."""
    check_blocks(plan.starts_at, plan.ends_at, plan.blocks)
    lock_roster(member.practice)
    session = session_row(member, on, plan, origin=SessionOrigin.EXTRA, note=note)
    with _or_overlaps():
        session.save(force_insert=True)
    Block.objects.bulk_create(block_rows(session, plan.whole()))
    return session


@transaction.atomic
def change_session(*, session: Session, plan: SessionPlan, version: int, at: datetime) -> Session:
    """Change one day; the template goes on as it was. Appointments stay. StaleVersion and as for an extra session."""
    check_blocks(plan.starts_at, plan.ends_at, plan.blocks)
    lock_roster(session.practice)
    changed = session_row(session.member, session.on, plan)
    session.location, session.room, session.period = changed.location, changed.room, changed.period
    session.deviates = True
    with _or_overlaps():
        save_if_unchanged(session, version=version, update_fields=["location", "room", "period", "deviates"])
    Block.objects.for_practice(session.practice).filter(session=session, removed_at=None).update(removed_at=at)
    Block.objects.bulk_create(block_rows(session, plan.whole()))
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, version: int, by: User, at: datetime) -> Session:
    """A session falls out; its appointments stay, to be moved one by one. StaleVersion."""
    lock_roster(session.practice)
    session.state, session.cancel_reason = SessionState.CANCELLED, reason
    session.cancelled_by, session.cancelled_at = by, at
    fields = ["state", "cancel_reason", "cancelled_by", "cancelled_at"]
    return save_if_unchanged(session, version=version, update_fields=fields)


@transaction.atomic
def hold_session_after_all(*, session: Session, version: int) -> Session:
    """A cancelled session is held after all; SessionOverlaps when something came in its place, StaleVersion."""
    lock_roster(session.practice)
    session.state, session.cancel_reason = SessionState.PLANNED, ""
    session.cancelled_by = session.cancelled_at = None
    fields = ["state", "cancel_reason", "cancelled_by", "cancelled_at"]
    with _or_overlaps():
        return save_if_unchanged(session, version=version, update_fields=fields)


@dataclass(frozen=True)
class Blocking:
    """What is blocked (a member, a room, a location, or with none of these the practice), when and why."""

    span: wall.Span
    kind: BlockedKind = BlockedKind.ABSENT
    reason: str = ""
    member: Membership | None = None
    room: Room | None = None
    location: Location | None = None


@transaction.atomic
def block_time(*, practice: Practice, blocking: Blocking, by: User) -> BlockedTime:
    """Let nothing be booked in a time; what stands there stays and is listed (`appointments_without_place`)."""
    lock_roster(practice)
    blocked = BlockedTime(
        practice=practice,
        member=blocking.member,
        room=blocking.room,
        location=blocking.location,
        period=DateTimeTZRange(blocking.span.start, blocking.span.end),
        first_on=wall.local_day(blocking.span.start),
        # A time until midnight ends on the day before.
        last_on=wall.local_day(wall.later(blocking.span.end, -1)),
        kind=blocking.kind,
        reason=blocking.reason,
        blocked_by=by,
    )
    blocked.full_clean(exclude=["lifted_by"])
    blocked.save(force_insert=True)
    return blocked


@transaction.atomic
def lift_block(*, blocked: BlockedTime, version: int, by: User, at: datetime) -> BlockedTime:
    """The time can be booked again; StaleVersion."""
    lock_roster(blocked.practice)
    blocked.lifted_by, blocked.lifted_at = by, at
    return save_if_unchanged(blocked, version=version, update_fields=["lifted_by", "lifted_at"])


@contextmanager
def _or_overlaps() -> Iterator[None]:
    """Tell which of the two walls of a session refused it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            name = error.__cause__.diag.constraint_name
            raise SessionOverlaps("room" if "room" in name else "member") from error
        raise
