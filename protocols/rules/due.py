"""Which controls and items one patient is due for, since when, and why.

`protocols.due_sql` answers the same for a whole practice; a property test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from protocols.conditions import KnownFacts, evaluate
from protocols.conditions.moments import months_before
from protocols.content import Control, Interval, Item, ProtocolContent


@dataclass(frozen=True, slots=True)
class Participation:
    """One patient's participation in one programme, with what it takes in (DM2 takes in CVRM)."""

    protocol: str
    content: ProtocolContent
    started_on: date
    personal_months: int | None = None
    personal_reason: str = ""
    taken_in: tuple[ProtocolContent, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """After how many months something comes again, and why when that is not the ordinary term."""

    months: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ControlDue:
    """A control of a participation: when it was last done (None: never), and from when it is due."""

    protocol: str
    control: Control
    last_on: date | None
    due_on: date
    term: Term


@dataclass(frozen=True, slots=True)
class ItemDue:
    """One determination that is due, for all the programmes that ask for it at once.

    `term` is None for an item that belongs to each control; it is then due since the control is, unless it was
    recorded for that control already: then again when it is as old as the control's own term.
    """

    determination: str
    protocols: tuple[str, ...]
    is_required: bool
    due_since: date
    last_on: date | None
    term: Term | None


# Blood is taken before the visit: what was recorded so long before a control is due counts for that control. Our own
# choice; no source says how long.
AHEAD_MONTHS = 1


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last day of a shorter month."""
    return months_before(day, -months)


def term_of(months: int, intervals: Iterable[Interval], facts: KnownFacts) -> Term:
    """The term that holds for this patient: the first interval whose condition is true, else the ordinary one."""
    for interval in intervals:
        if evaluate(interval.when, facts):
            return Term(interval.months, interval.reason)
    return Term(months)


def periodic_controls(content: ProtocolContent) -> list[Control]:
    """The controls that come by themselves, the most frequent first."""
    return sorted((c for c in content.controls if c.months is not None), key=lambda control: control.months)


def last_done_on(control: Control, facts: KnownFacts) -> date | None:
    """The day on which the control was last complete: by its oldest required part, not by the last visit."""
    dates = sorted((_group_date(group.determinations, facts) for group in control.closed_by), reverse=True)
    nth = dates[control.closed_at_least - 1]
    return None if nth == date.min else nth


def _group_date(determinations: tuple[str, ...], facts: KnownFacts) -> date:
    return max((facts.values[key].observed_on for key in determinations if key in facts.values), default=date.min)


def controls_due(participation: Participation, facts: KnownFacts) -> list[ControlDue]:
    """Every periodic control with the day from which it is due, the first due first.

    Of two on the same day the rarer comes first: a yearly control includes the quarterly one.
    """
    found = []
    for position, control in enumerate(periodic_controls(participation.content)):
        term = term_of(control.months, control.intervals, facts)
        if position == 0 and participation.personal_months is not None:
            term = Term(participation.personal_months, participation.personal_reason)
        last_on = last_done_on(control, facts)
        due_on = participation.started_on if last_on is None else months_after(last_on, term.months)
        found.append(ControlDue(participation.protocol, control, last_on, due_on, term))
    return first_due_first(found)


def first_due_first(controls: Iterable[ControlDue]) -> list[ControlDue]:
    """Controls by the day from which they are due; of two on the same day the rarer first."""
    return sorted(controls, key=lambda due: (due.due_on, -due.control.months, due.control.key))


def one_call(controls: Iterable[ControlDue], *, on: date) -> list[ControlDue]:
    """What one visit on the day `on` has to do: of each programme the rarest control that is due.

    A yearly control includes the quarterly one, so that one is not planned beside it.
    """
    rarest: dict[str, ControlDue] = {}
    for due in controls:
        there = rarest.get(due.protocol)
        if due.due_on <= on and (there is None or due.control.months > there.control.months):
            rarest[due.protocol] = due
    return list(rarest.values())


def next_control(participation: Participation, facts: KnownFacts) -> ControlDue | None:
    """The control that comes next, or None when the programme has none of its own accord."""
    return next(iter(controls_due(participation, facts)), None)


def items_due(participations: Iterable[Participation], facts: KnownFacts) -> list[ItemDue]:
    """What is due on the day of the facts, each determination once, longest due first."""
    found = []
    for participation in participations:
        since = {due.control.key: due for due in controls_due(participation, facts) if due.due_on <= facts.on}
        for content in (participation.content, *participation.taken_in):
            for item in content.items:
                due = _item_due(content.protocol, item, since, participation.started_on, facts)
                if due:
                    found.append(due)
    return merged(found)


def merged(due_items: Iterable[ItemDue]) -> list[ItemDue]:
    """Each determination once, longest due first: the earlier reason counts, and every programme that asks stays."""
    found: dict[str, ItemDue] = {}
    for due in due_items:
        there = found.get(due.determination)
        found[due.determination] = _together(there, due) if there else due
    return sorted(found.values(), key=lambda due: (due.due_since, due.determination))


def _item_due(
    protocol: str, item: Item, controls: dict[str, ControlDue], started_on: date, facts: KnownFacts
) -> ItemDue | None:
    if item.when is not None and evaluate(item.when, facts) is not True:
        return None
    known = facts.values.get(item.determination)
    last_on = known.observed_on if known else None
    if item.months is None:
        days = [_asked_since(controls[key], last_on) for key in item.controls if key in controls]
        term, since = None, min(days, default=None)
    else:
        term = term_of(item.months, item.intervals, facts)
        since = started_on if last_on is None else months_after(last_on, term.months)
    if since is None or since > facts.on:
        return None
    return ItemDue(item.determination, (protocol,), item.is_required, since, last_on, term)


def _asked_since(control: ControlDue, last_on: date | None) -> date:
    """From when a control that is due asks an item: from then on, or when the value given to it has grown too old."""
    if last_on is None or last_on < months_before(control.due_on, AHEAD_MONTHS):
        return control.due_on
    return months_after(last_on, control.term.months)


def _together(one: ItemDue, other: ItemDue) -> ItemDue:
    """The same determination asked by two programmes: the earlier reason counts, both letters stay."""
    first = min(one, other, key=lambda due: due.due_since)
    protocols = one.protocols + tuple(key for key in other.protocols if key not in one.protocols)
    return ItemDue(
        first.determination,
        protocols,
        one.is_required or other.is_required,
        first.due_since,
        first.last_on,
        first.term,
    )
