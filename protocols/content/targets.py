"""Say in each rule about a target what that means in its own protocol."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from protocols.conditions import Condition
from protocols.conditions.tree import (
    AgreedTargetIs,
    All,
    AnyOf,
    Comparison,
    HasAgreedTarget,
    Not,
    NumberIs,
    Side,
    Surely,
    TargetIs,
)
from protocols.content.parts import ProtocolContent, Target


def with_targets(content: ProtocolContent) -> ProtocolContent:
    """The same content, in which every `TargetIs` knows the target rules of this protocol."""
    return _within(content, content.targets)


def _within(value: Any, targets: tuple[Target, ...]) -> Any:
    if isinstance(value, TargetIs):
        return replace(value, by=target_condition(value.key, value.side, targets))
    if isinstance(value, tuple):
        return tuple(_within(part, targets) for part in value)
    if not is_dataclass(value):
        return value
    return replace(value, **{field.name: _within(getattr(value, field.name), targets) for field in fields(value)})


def target_condition(key: str, side: Side, targets: tuple[Target, ...]) -> Condition:
    """On which side of its target a value is: of the agreed one, else of the first rule that surely holds.

    On no side of a target that is only words, and without a target.
    """
    branches: list[Condition] = [All((HasAgreedTarget(key), AgreedTargetIs(key, side)))]
    not_yet: list[Condition] = [Not(HasAgreedTarget(key))]
    for rule in targets:
        if rule.determination != key:
            continue
        holds = None if rule.when is None else Surely(rule.when)
        compared = _compared(rule, side)
        if compared is not None:
            branches.append(All((*not_yet, *([holds] if holds else []), compared)))
        if holds is None:
            break
        not_yet.append(Not(holds))
    return AnyOf(tuple(branches))


def _compared(rule: Target, side: Side) -> Condition | None:
    above = below = None
    if rule.high is not None:
        op = Comparison.ABOVE if rule.high_inclusive else Comparison.AT_LEAST
        above = NumberIs(rule.determination, op, rule.high)
    if rule.low is not None:
        op = Comparison.BELOW if rule.low_inclusive else Comparison.AT_MOST
        below = NumberIs(rule.determination, op, rule.low)
    if side is not Side.WITHIN:
        return above if side is Side.ABOVE else below
    beyond = [part for part in (above, below) if part]
    return Not(AnyOf(tuple(beyond))) if beyond else None
