"""The agenda of a day or a week: who works, what stands there, what is free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery

from poh.accounts.models import Membership, Practice
from protocols.models import Enrolment
from scheduling.enums import BlockKind, SessionState
from scheduling.models import AgendaMember, Appointment, Block, BlockedTime, Session
from scheduling.rules.places import free_spans
from scheduling.rules.wall import Span, day_span
from scheduling.selectors.closed import blocked_between, closed_between, span_of

# What a line of the agenda shows of a patient.
PATIENT_PARTS = (
    "id", "uuid", "practice_id", "initials", "first_names", "calling_name", "birth_name_prefix", "birth_name",
    "partner_name_prefix", "partner_name", "name_use", "sex", "birth_year", "birth_month", "birth_day",
    "is_restricted", "phone", "mobile", "registered_to", "deceased_on",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """Which part of the agenda is asked for; empty collections do not limit."""

    members: Collection[int] = ()
    locations: Collection[int] = ()
    rooms: Collection[int] = ()


EVERYTHING = Shown()


@dataclass(frozen=True)
class FreeTime:
    """A part of a block in which nothing stands."""

    span: Span
    block: Block


@dataclass
class Column:
    """One person on one day: sessions with their blocks, appointments, blocked and free times, each in order."""

    member: Membership
    on: date
    sessions: list[Session] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    blocked: list[BlockedTime] = field(default_factory=list)
    free: list[FreeTime] = field(default_factory=list)

    @property
    def span(self) -> Span | None:
        """From the first to the last that stands there."""
        spans = [span_of(row) for row in [*self.sessions, *self.appointments]]
        return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


@dataclass(frozen=True)
class Day:
    """A day of the practice; `closed`: the name of the holiday on which it is closed."""

    on: date
    columns: list[Column]
    closed: str = ""
    # Blocked for everybody, or for a location or a room.
    blocked: list[BlockedTime] = field(default_factory=list)
    # By patient the letters and names of the programmes in which they take part.
    letters: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def day_view(*, practice: Practice, on: date, shown: Shown = EVERYTHING) -> Day:
    """One day, a column for everybody who works or has an appointment; six queries."""
    return days_between(practice=practice, first=on, last=on, shown=shown)[0]


def week_view(*, practice: Practice, monday: date, shown: Shown) -> list[Day]:
    """Seven days from `monday`, each with a column for who works; six queries."""
    return days_between(practice=practice, first=monday, last=monday + timedelta(days=6), shown=shown)


def days_between(*, practice: Practice, first: date, last: date, shown: Shown = EVERYTHING) -> list[Day]:
    """The days from `first` to `last`; six queries whatever stands there."""
    sessions = _sessions(practice, first, last, shown)
    appointments = _appointments(practice, first, last, shown)
    blocked = blocked_between(practice=practice, first=first, last=last)
    members = _members(practice, {row.member_id for row in [*sessions, *appointments]})
    letters = letters_of(practice=practice, patients={row.patient_id for row in appointments if row.patient_id})
    closed = closed_between(practice=practice, first=first, last=last)
    columns: dict[tuple[date, int], Column] = {}
    for row in [*sessions, *appointments]:
        row.member = members[row.member_id]
        column = columns.setdefault((row.on, row.member_id), Column(row.member, row.on))
        (column.sessions if isinstance(row, Session) else column.appointments).append(row)
    by_day: dict[date, list[Column]] = defaultdict(list)
    order = {member_id: number for number, member_id in enumerate(members)}
    for column in sorted(columns.values(), key=lambda column: (column.on, order[column.member.pk])):
        _fill(column, blocked, is_closed=column.on in closed)
        by_day[column.on].append(column)
    return [
        Day(
            on=on,
            columns=by_day[on],
            closed=closed.get(on, ""),
            blocked=[row for row in blocked if row.member_id is None and row.first_on <= on <= row.last_on],
            letters=letters,
        )
        for on in (first + timedelta(days=number) for number in range((last - first).days + 1))
    ]


def _sessions(practice: Practice, first: date, last: date, shown: Shown) -> list[Session]:
    rows = Session.objects.for_practice(practice).shown().between(first, last).select_related("room", "location")
    if shown.members:
        rows = rows.of_members(shown.members)
    if shown.locations:
        rows = rows.filter(location__in=shown.locations)
    if shown.rooms:
        rows = rows.filter(room__in=shown.rooms)
    found = list(rows.order_by("on", "period"))
    blocks: dict[int, list[Block]] = defaultdict(list)
    of_sessions = Block.objects.for_practice(practice).between(first, last).filter(removed_at=None)
    for block in of_sessions.order_by("on", "period"):
        blocks[block.session_id].append(block)
    for session in found:
        session.parts = blocks[session.pk]
    return found


def _appointments(practice: Practice, first: date, last: date, shown: Shown) -> list[Appointment]:
    rows = Appointment.objects.for_practice(practice).between(first, last)
    if shown.members:
        rows = rows.of_members(shown.members)
    if shown.locations:
        rows = rows.filter(location__in=shown.locations)
    if shown.rooms:
        rows = rows.filter(room__in=shown.rooms)
    return with_patients(rows).order_by("on", "period", "id")


def with_patients(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Appointments with what a line of the agenda shows of patient, kind and room."""
    parts = [f"patient__{name}" for name in PATIENT_PARTS]
    own = [name.attname for name in Appointment._meta.concrete_fields]
    kind = ["kind__id", "kind__practice_id", "kind__key", "kind__code", "kind__label", "kind__colour"]
    return rows.select_related("patient", "kind").only(*own, *parts, *kind)


def _members(practice: Practice, ids: Iterable[int]) -> dict[int, Membership]:
    """The people with these ids, in the order in which they stand in the agenda."""
    place = AgendaMember.objects.for_practice(practice).filter(member=OuterRef("pk")).values("position")
    rows = Membership.objects.for_practice(practice).filter(pk__in=list(ids)).select_related("user")
    found = rows.annotate(place=Subquery(place)).order_by(F("place").asc(nulls_last=True), "user__name", "pk")
    return {member.pk: member for member in found}


def letters_of(*, practice: Practice, patients: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """By patient the letters and names of the programmes, in the order of the programmes; one query."""
    ids = list(patients)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if ids:
        rows = Enrolment.objects.for_practice(practice).included().filter(patient__in=ids)
        rows = rows.order_by("protocol__position").values_list("patient_id", "protocol__letter", "protocol__name")
        for patient_id, letter, name in rows:
            found[patient_id].append((letter, name))
    return dict(found)


def _fill(column: Column, blocked: Sequence[BlockedTime], *, is_closed: bool) -> None:
    """Put blocks and blocked times in a column, and find what is free in them."""
    day = day_span(column.on)
    locations = {session.location_id for session in column.sessions}
    rooms = {session.room_id for session in column.sessions} - {None}
    for row in blocked:
        mine = row.member_id == column.member.pk or row.room_id in rooms or row.location_id in locations
        everybody = row.member_id is None and row.room_id is None and row.location_id is None
        if (mine or everybody) and span_of(row).overlaps(day):
            column.blocked.append(row)
    taken = [_with_travel(row) for row in column.appointments if row.holds_place]
    taken += [span_of(row) for row in column.blocked]
    for session in column.sessions:
        column.blocks += session.parts
        if session.state != SessionState.PLANNED or is_closed:
            continue
        for block in session.parts:
            if BlockKind(block.kind).takes_appointments:
                column.free += [FreeTime(span, block) for span in free_spans(span_of(block), taken)]


def _with_travel(row: Appointment) -> Span:
    span = span_of(row)
    return Span(span.start - timedelta(minutes=row.travel_minutes), span.end)
