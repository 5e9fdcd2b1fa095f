"""What came before, targets and rarer facts, for one patient in Python: more of `evaluate`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from protocols.conditions.facts import KnownFacts, KnownRange, KnownRelative, KnownValue
from protocols.conditions.moments import months_before
from protocols.conditions.python import COMPARE, compare_reported, evaluate, has_code
from protocols.conditions.tree import (
    AgreedTargetIs,
    ChangeIs,
    ChoiceIs,
    Comparison,
    CountIs,
    EarlierIs,
    HasAgreedTarget,
    HasIca,
    HasLimit,
    InARow,
    Lasting,
    MeasuredInWeeks,
    MedicationStarted,
    NumberIs,
    RelativeHad,
    Side,
    Since,
    Surely,
    TargetIs,
)

WOMEN, MEN, CHILDREN = ("mother", "sister"), ("father", "brother"), ("child",)


@evaluate.register
def _(condition: MeasuredInWeeks, facts: KnownFacts) -> bool | None:
    known = facts.values.get(condition.key)
    return known is not None and known.observed_on > facts.on - timedelta(weeks=condition.weeks)


@evaluate.register
def _(condition: EarlierIs, facts: KnownFacts) -> bool | None:
    values = facts.beyond.values_of(condition.of.key)
    return _holds(condition.of, values[condition.back], facts) if len(values) > condition.back else None


@evaluate.register
def _(condition: InARow, facts: KnownFacts) -> bool | None:
    answers = [_holds(condition.of, value, facts) for value in facts.beyond.values_of(condition.of.key)]
    answers = answers[: condition.times]
    if False in answers:
        return False
    return None if None in answers or len(answers) < condition.times else True


@evaluate.register
def _(condition: Lasting, facts: KnownFacts) -> bool | None:
    values = facts.beyond.values_of(condition.of.key)
    if not values:
        return None
    since = months_before(values[0].observed_on, condition.months)
    answers = [_holds(condition.of, value, facts) for value in _back_to(values, since)]
    if False in answers:
        return False
    return None if None in answers or values[len(answers) - 1].observed_on > since else True


def _back_to(values: Sequence[KnownValue], since) -> Sequence[KnownValue]:
    """The values after `since`, and the last one on or before it."""
    for at, value in enumerate(values):
        if value.observed_on <= since:
            return values[: at + 1]
    return values


def _holds(of: NumberIs | ChoiceIs, value: KnownValue, facts: KnownFacts) -> bool | None:
    """The comparison for one value, as if it were the latest."""
    return evaluate(of, replace(facts, values={of.key: value}))


@evaluate.register
def _(condition: ChangeIs, facts: KnownFacts) -> bool | None:
    values = facts.beyond.values_of(condition.key)
    latest = values[0] if values else None
    if latest is None or latest.numeric is None or latest.operator:
        return None
    earlier = _earlier(condition, latest, values[1:], facts)
    if earlier is None or (condition.is_percent and earlier <= 0):
        return None
    change = latest.numeric - earlier
    if condition.is_percent:
        return COMPARE[condition.op](change * 100, condition.value * earlier)
    return COMPARE[condition.op](change, condition.value)


def _earlier(condition: ChangeIs, latest: KnownValue, before: Sequence[KnownValue], facts: KnownFacts):
    """The number that the latest one is compared with."""
    since = None if condition.within_months is None else months_before(facts.on, condition.within_months)
    found = [
        value.numeric
        for value in before
        if value.numeric is not None
        and not value.operator
        and value.method == latest.method
        and (since is None or value.observed_on > since)
    ]
    if not found:
        return None
    pick = {Since.PREVIOUS: found[0], Since.FIRST: found[-1], Since.HIGHEST: max(found), Since.LOWEST: min(found)}
    return pick[condition.since]


@evaluate.register
def _(condition: TargetIs, facts: KnownFacts) -> bool | None:
    return evaluate(condition.by, facts)


@evaluate.register
def _(condition: Surely, facts: KnownFacts) -> bool | None:
    return evaluate(condition.part, facts) is True


@evaluate.register
def _(condition: HasAgreedTarget, facts: KnownFacts) -> bool | None:
    return condition.key in facts.beyond.more().agreed


@evaluate.register
def _(condition: AgreedTargetIs, facts: KnownFacts) -> bool | None:
    agreed: KnownRange | None = facts.beyond.more().agreed.get(condition.key)
    known = facts.values.get(condition.key)
    if agreed is None or known is None or known.numeric is None:
        return None
    above = _beyond(condition.key, Comparison.ABOVE, agreed.high, known)
    below = _beyond(condition.key, Comparison.BELOW, agreed.low, known)
    if condition.side is Side.ABOVE:
        return above
    if condition.side is Side.BELOW:
        return below
    if above or below:
        return False
    return None if above is None or below is None else True


def _beyond(key: str, op: Comparison, limit, known: KnownValue) -> bool | None:
    return False if limit is None else compare_reported(known, NumberIs(key, op, limit))


@evaluate.register
def _(condition: RelativeHad, facts: KnownFacts) -> bool | None:
    answers = [
        _was_early(relative, condition)
        for relative in facts.beyond.more().relatives
        if relative.relative in WOMEN + MEN + CHILDREN and has_code(relative.icpc, condition.codes)
    ]
    if True in answers:
        return True
    return None if None in answers else False


def _was_early(known: KnownRelative, condition: RelativeHad) -> bool | None:
    """Whether the illness began up to the age that counts for a man, or for a woman."""
    women, men = known.relative in WOMEN, known.relative in MEN
    limits = [condition.woman_until] if women else [condition.man_until] if men else [
        condition.woman_until, condition.man_until
    ]  # fmt: skip
    answers = {_up_to(known.age, limit) for limit in limits}
    return answers.pop() if len(answers) == 1 else None


def _up_to(age: int | None, limit: int | None) -> bool | None:
    if limit is None:
        return True
    return None if age is None else age <= limit


@evaluate.register
def _(condition: HasIca, facts: KnownFacts) -> bool | None:
    return any(
        ica.kind in condition.kinds and (not condition.codes or ica.code.startswith(condition.codes))
        for ica in facts.beyond.more().icas
    )


@evaluate.register
def _(condition: HasLimit, facts: KnownFacts) -> bool | None:
    return not facts.beyond.more().limits.isdisjoint(condition.kinds)


@evaluate.register
def _(condition: MedicationStarted, facts: KnownFacts) -> bool | None:
    since = facts.on - timedelta(weeks=condition.weeks)
    return any(
        code.startswith(condition.prefixes) and started is not None and started > since
        for code, started in facts.started
    )


@evaluate.register
def _(condition: CountIs, facts: KnownFacts) -> bool | None:
    since = months_before(facts.on, condition.months)
    times = sum(value.observed_on > since for value in facts.beyond.values_of(condition.key))
    return COMPARE[condition.op](times, condition.times)
