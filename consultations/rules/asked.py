"""Which determinations a consult asks for: each once, whatever the number of programmes that need it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from protocols.conditions import Condition, KnownFacts, evaluate
from protocols.conditions.tree import All, AnyOf, HasEpisode
from protocols.content import Control, InclusionKind, Item, ProtocolContent
from protocols.rules.due import ControlDue, Participation, months_after, one_call, term_of

# A control that comes due within so many days is done in a visit of today: house rule, so that nobody is called
# back within the month.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """One determination that the consult asks for, by these programmes, under this heading.

    `since` is the day from which it is due; None when it only belongs to the control that is done.
    """

    determination: str
    section: str
    protocols: tuple[str, ...]
    is_required: bool
    last_on: date | None = None
    since: date | None = None


def controls_to_do(controls: Iterable[ControlDue], *, on: date) -> dict[str, str]:
    """Of each programme the rarest control that is due, or comes due within thirty days: `{"dm2": "jaarcontrole"}`."""
    return {due.protocol: due.control.key for due in one_call(controls, on=on + AHEAD)}


def control_of(content: ProtocolContent, key: str) -> Control | None:
    """The control of the protocol with this key."""
    return next((control for control in content.controls if control.key == key), None)


def episode_codes(content: ProtocolContent) -> tuple[str, ...]:
    """The ICPC codes by which the protocol includes: the episodes that its controls are noted under."""
    found: dict[str, None] = {}
    for rule in content.inclusion:
        if rule.kind is InclusionKind.INCLUDE:
            found.update(dict.fromkeys(_codes(rule.when)))
    return tuple(found)


def _codes(condition: Condition) -> tuple[str, ...]:
    match condition:
        case HasEpisode(codes=codes):
            return codes
        case All(parts=parts) | AnyOf(parts=parts):
            return tuple(code for part in parts for code in _codes(part))
        case _:
            return ()


def items_asked(
    participations: Iterable[Participation],
    facts: KnownFacts,
    *,
    controls: Mapping[str, str],
    typed: KnownFacts | None = None,
) -> list[Asked]:
    """What the chosen controls ask on the day of the facts, and what is due by itself; each determination once.

    `typed` are the facts with what was typed so far: conditions look at those, while what is due stays what was due
    when the consult began, so that a row does not go away because it is filled in.

    In the order of the protocols. An item whose condition is not surely true is not asked; one with a term of its
    own is asked when its term is over. The programme that asks first gives the heading.
    """
    found: dict[str, Asked] = {}
    for participation in participations:
        chosen = controls.get(participation.protocol, "")
        for content in (participation.content, *participation.taken_in):
            names = {section.key: section.name for section in content.sections}
            for item in content.items:
                if item.when is not None and evaluate(item.when, typed or facts) is not True:
                    continue
                asked = _asked(participation, content.protocol, item, chosen, facts)
                if asked:
                    one = Asked(asked.determination, names.get(item.section, ""), *_rest(asked))
                    found[item.determination] = _together(found.get(item.determination), one)
    return list(found.values())


def _rest(asked: Asked) -> tuple:
    return asked.protocols, asked.is_required, asked.last_on, asked.since


def _asked(participation: Participation, protocol: str, item: Item, chosen: str, facts: KnownFacts) -> Asked | None:
    known = facts.values.get(item.determination)
    last_on = known.observed_on if known else None
    if item.months is None:
        since = None
        if chosen not in item.controls:
            return None
    else:
        term = term_of(item.months, item.intervals, facts)
        since = participation.started_on if last_on is None else months_after(last_on, term.months)
        if since > facts.on:
            return None
    return Asked(item.determination, item.section, (protocol,), item.is_required, last_on, since)


def _together(there: Asked | None, other: Asked) -> Asked:
    if there is None:
        return other
    days = [day for day in (there.since, other.since) if day]
    return Asked(
        there.determination,
        there.section,
        there.protocols + tuple(key for key in other.protocols if key not in there.protocols),
        there.is_required or other.is_required,
        there.last_on,
        min(days, default=None),
    )


def missing(asked: Iterable[Asked], answered: Collection[str]) -> list[str]:
    """The required determinations that have no answer yet, in the order in which they are asked."""
    return [one.determination for one in asked if one.is_required and one.determination not in answered]
