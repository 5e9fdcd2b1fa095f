"""When the next control is, after the controls of today: one visit for all programmes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from consultations.rules.asked import AHEAD
from protocols.conditions import KnownFacts
from protocols.content import Control
from protocols.rules.due import Participation, controls_due, months_after

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Following:
    """The day of the next visit, and which control of which programme it is for."""

    on: date
    controls: tuple[tuple[str, Control], ...]


def following(
    participations: Iterable[Participation], facts: KnownFacts, *, chosen: Mapping[str, str]
) -> Following | None:
    """The first next visit when today counts; None for who takes part in nothing.

    A control of today counts as done, and with it those of the same programme that come as often or more often: they
    are due again after their own term. What comes due within thirty days of the visit is done in it, and so is a
    control that is due and was not done today.
    """
    due = [one for participation in participations for one in _next(participation, facts, chosen)]
    days = [on for on, _, _ in due if on is not None]
    if not days:
        return None
    first = min(days)
    together: dict[str, Control] = {}
    for on, protocol, control in due:
        there = together.get(protocol)
        if (on is None or on <= first + AHEAD) and (there is None or _months(control) > _months(there)):
            together[protocol] = control
    return Following(_weekday(first), tuple(together.items()))


def _next(
    participation: Participation, facts: KnownFacts, chosen: Mapping[str, str]
) -> Iterable[tuple[date | None, str, Control]]:
    """Each control of the programme with the day from which it is due after today; None: it is due and not done."""
    controls = controls_due(participation, facts)
    done = next((one for one in controls if one.control.key == chosen.get(participation.protocol)), None)
    for one in controls:
        if done is not None and _months(one.control) <= _months(done.control):
            yield months_after(facts.on, one.term.months), participation.protocol, one.control
        elif one.due_on > facts.on:
            yield one.due_on, participation.protocol, one.control
        else:
            yield None, participation.protocol, one.control


def _months(control: Control) -> int:
    return control.months or 0


def _weekday(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
