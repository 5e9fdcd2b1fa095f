"""Keep the templates of the week, and make the sessions that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from django.db import transaction

from poh.accounts.models import Membership, Practice
from poh.base.locking import save_if_unchanged
from scheduling.enums import SessionState
from scheduling.locks import lock_roster
from scheduling.models import AgendaSettings, Block, Session, SessionTemplate, TemplateBlock
from scheduling.rules.recurrence import Pattern, monday_of
from scheduling.rules.school import is_school_holiday
from scheduling.rules.wall import NoSuchTime, Span, local_day
from scheduling.services.sessions import BlockPlan, SessionPlan, block_rows, change_session, check_blocks, session_row

AHEAD = timedelta(weeks=26)
REPLACED = "rooster gewijzigd"


class Scope(Enum):
    """To which days a change of a template applies."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


class NoSessionThatDay(Exception):
    """The template has no session on the day that was to be changed."""


@dataclass(frozen=True)
class TemplatePlan:
    """A template as it is to be; `session` says when on the day, where and with which blocks."""

    weekday: int
    session: SessionPlan
    every_weeks: int = 1
    anchor_on: date | None = None
    valid_until: date | None = None
    skips_school_holidays: bool = False


@dataclass(frozen=True)
class Skipped:
    """A day on which a template made no session, and why."""

    template: SessionTemplate
    on: date
    reason: str


@dataclass(frozen=True)
class Materialised:
    """What was made, and what could not be."""

    sessions: list[Session] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def pattern_of(template: SessionTemplate) -> Pattern:
    """On which days a template falls."""
    return Pattern(
        weekday=template.weekday,
        every_weeks=template.every_weeks,
        anchor_on=template.anchor_on,
        valid_from=template.valid_from,
        valid_until=template.valid_until,
    )


@transaction.atomic
def add_template(*, member: Membership, plan: TemplatePlan, valid_from: date, on: date) -> SessionTemplate:
    """A line of the roster from `valid_from`, with its sessions from the day `on`; BlocksDoNotFit."""
    lock_roster(member.practice)
    template = _new_template(member, plan, valid_from=valid_from)
    materialise(practice=member.practice, first=on, last=on + AHEAD, templates=[template])
    return template


def _new_template(
    member: Membership, plan: TemplatePlan, *, valid_from: date, replaces: SessionTemplate | None = None
) -> SessionTemplate:
    session = plan.session
    check_blocks(session.starts_at, session.ends_at, session.blocks)
    template = SessionTemplate(
        practice=member.practice,
        member=member,
        location=session.location,
        room=session.room,
        weekday=plan.weekday,
        every_weeks=plan.every_weeks,
        anchor_on=plan.anchor_on or valid_from,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        valid_from=valid_from,
        valid_until=plan.valid_until,
        skips_school_holidays=plan.skips_school_holidays,
        replaces=replaces,
    )
    template.full_clean()
    template.save(force_insert=True)
    TemplateBlock.objects.bulk_create(
        [
            TemplateBlock(
                practice=member.practice,
                template=template,
                starts_at=block.starts_at,
                ends_at=block.ends_at,
                kind=block.kind,
                slot_minutes=block.slot_minutes,
                kinds=list(block.kinds),
            )
            for block in session.whole()
        ]
    )
    return template


@transaction.atomic
def change_template(
    *, template: SessionTemplate, plan: TemplatePlan, scope: Scope, on: date, at: datetime
) -> SessionTemplate:
    """Change one day, this day and what follows, or all that is to come; the template that holds from then on.

    `template.version` is the one that was opened: StaleVersion when a colleague was first. What is past and what was
    booked stays. A day that was cancelled stays cancelled; one that was changed by hand stays too, but for ALL.
    """
    today = local_day(at)
    lock_roster(template.practice)
    if scope is Scope.ONE:
        _change_one(template, plan, on=on, at=at)
        return template
    first = max(today, template.valid_from) if scope is Scope.ALL else max(on, today)
    _end(template, last=first - timedelta(days=1), at=at, deviating_too=scope is Scope.ALL)
    following = _new_template(template.member, plan, valid_from=first, replaces=template)
    materialise(practice=template.practice, first=first, last=today + AHEAD, templates=[following])
    return following


def _change_one(template: SessionTemplate, plan: TemplatePlan, *, on: date, at: datetime) -> None:
    sessions = Session.objects.for_practice(template.practice).planned().select_related("member", "practice")
    session = sessions.filter(template=template, on=on).first()
    if session is None:
        raise NoSessionThatDay
    change_session(session=session, plan=plan.session, version=session.version, at=at)


@transaction.atomic
def end_template(*, template: SessionTemplate, last: date, at: datetime) -> SessionTemplate:
    """The template makes no sessions after the day `last`; those that it made disappear, but for changed ones."""
    lock_roster(template.practice)
    _end(template, last=last, at=at, deviating_too=False)
    return template


def _end(template: SessionTemplate, *, last: date, at: datetime, deviating_too: bool) -> None:
    ends_on = max(last, template.valid_from - timedelta(days=1))
    template.valid_until = ends_on if template.valid_until is None else min(ends_on, template.valid_until)
    save_if_unchanged(template, version=template.version, update_fields=["valid_until"])
    sessions = Session.objects.for_practice(template.practice).planned().filter(template=template, on__gt=last)
    if not deviating_too:
        sessions = sessions.filter(deviates=False)
    sessions.update(state=SessionState.REPLACED, cancelled_at=at, cancel_reason=REPLACED)


@transaction.atomic
def materialise(
    *, practice: Practice, first: date, last: date, templates: Iterable[SessionTemplate] | None = None
) -> Materialised:
    """Make the sessions of the days `first` to `last` that are not there; may run any number of times.

    Of all templates when none are given. A day that is taken already, or whose clock time does not exist, is skipped
    and told.
    """
    lock_roster(practice)
    rows = SessionTemplate.objects.for_practice(practice).holding_between(first, last)
    if templates is not None:
        rows = rows.filter(pk__in=[template.pk for template in templates])
    found = list(rows.select_related("member", "location", "room", "replaces").prefetch_related("blocks"))
    made = Materialised()
    taken = _Taken(practice, first, last)
    region = AgendaSettings.objects.for_practice(practice).values_list("school_region", flat=True).first() or ""
    plans: list[tuple[Session, tuple[BlockPlan, ...]]] = []
    for template in found:
        plan = _plan_of(template)
        for on in pattern_of(template).days(first, last):
            if template.skips_school_holidays and region and is_school_holiday(region, on):
                continue
            session = _session_of(template, plan, on, taken, made)
            if session:
                plans.append((session, plan.whole()))
    made.sessions.extend(Session.objects.bulk_create([session for session, _ in plans], batch_size=200))
    blocks = [row for session, plan in plans for row in block_rows(session, plan)]
    Block.objects.bulk_create(blocks, batch_size=200)
    return made


def _plan_of(template: SessionTemplate) -> SessionPlan:
    blocks = tuple(
        BlockPlan(block.starts_at, block.ends_at, block.kind, block.slot_minutes, tuple(block.kinds))
        for block in template.blocks.all()
        if block.ended_at is None
    )
    return SessionPlan(template.location, template.starts_at, template.ends_at, template.room, blocks)


def _session_of(
    template: SessionTemplate, plan: SessionPlan, on: date, taken: _Taken, made: Materialised
) -> Session | None:
    """The session of one day; None when it is there, or cannot be (which is then told)."""
    if (template.pk, on) in taken.made or taken.has_exception(template, on):
        return None
    if not _works(template.member, on):
        return None
    try:
        session = session_row(template.member, on, plan, template=template)
    except NoSuchTime as problem:
        made.skipped.append(Skipped(template, on, str(problem)))
        return None
    if reason := taken.refusal(session):
        made.skipped.append(Skipped(template, on, reason))
        return None
    taken.add(session)
    return session


def _works(member: Membership, on: date) -> bool:
    period = member.period
    return (period.lower is None or period.lower <= on) and (period.upper is None or on < period.upper)


class _Taken:
    """The sessions that are there on some days: which templates made them, and which times they take."""

    def __init__(self, practice: Practice, first: date, last: date) -> None:
        self.made: set[tuple[int, date]] = set()
        self._exceptions: set[tuple[int, date]] = set()
        self._times: dict[tuple[str, int, date], list[Span]] = defaultdict(list)
        self._replaces = dict(SessionTemplate.objects.for_practice(practice).values_list("pk", "replaces"))
        for session in Session.objects.for_practice(practice).shown().between(monday_of(first), last):
            if session.template_id:
                self.made.add((session.template_id, session.on))
                if session.deviates or session.state == SessionState.CANCELLED:
                    self._exceptions.add((session.template_id, monday_of(session.on)))
            if session.state == SessionState.PLANNED:
                self.add(session)

    def add(self, session: Session) -> None:
        span = Span(session.period.lower, session.period.upper)
        self._times["member", session.member_id, session.on].append(span)
        if session.room_id:
            self._times["room", session.room_id, session.on].append(span)

    def has_exception(self, template: SessionTemplate, on: date) -> bool:
        """Whether a template that this one replaces, at once or by others, keeps another session in the same week."""
        earlier = template.replaces_id
        while earlier is not None:
            if (earlier, monday_of(on)) in self._exceptions:
                return True
            earlier = self._replaces[earlier]
        return False

    def refusal(self, session: Session) -> str:
        span = Span(session.period.lower, session.period.upper)
        if any(span.overlaps(other) for other in self._times["member", session.member_id, session.on]):
            return "er is dan al een zitting"
        if any(span.overlaps(other) for other in self._times["room", session.room_id or 0, session.on]):
            return "de kamer is dan in gebruik"
        return ""
