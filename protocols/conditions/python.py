"""A condition for one patient, in Python. Three-valued: True, False, or None for unknown."""

import operator
from collections.abc import Callable, Iterable
from datetime import date
from functools import singledispatch

from protocols.conditions.facts import KnownEpisode, KnownFacts, KnownValue
from protocols.conditions.moments import full_years_since, months_before
from protocols.conditions.reported import DECIDED
from protocols.conditions.tree import (
    AgeIs,
    All,
    AnyOf,
    ChoiceIs,
    Comparison,
    Condition,
    EnrolledIn,
    EpisodeState,
    EpisodeYears,
    HasEpisode,
    HasMedication,
    MeasuredWithin,
    Not,
    NumberIs,
    SexIs,
)

KNOWN_SEXES = ("female", "male", "other")


@singledispatch
def evaluate(condition: Condition, facts: KnownFacts) -> bool | None:
    """Whether `condition` holds for the patient; None when what is known does not decide it."""
    raise TypeError(f"Geen voorwaarde: {condition!r}")


@evaluate.register
def _(condition: All, facts: KnownFacts) -> bool | None:
    return _weakest(evaluate(part, facts) for part in condition.parts)


@evaluate.register
def _(condition: AnyOf, facts: KnownFacts) -> bool | None:
    return _opposite(_weakest(_opposite(evaluate(part, facts)) for part in condition.parts))


@evaluate.register
def _(condition: Not, facts: KnownFacts) -> bool | None:
    return _opposite(evaluate(condition.part, facts))


@evaluate.register
def _(condition: NumberIs, facts: KnownFacts) -> bool | None:
    known = _in_time(condition.key, condition.within_months, facts)
    if known is None or known.numeric is None:
        return None
    return compare_reported(known, condition)


@evaluate.register
def _(condition: ChoiceIs, facts: KnownFacts) -> bool | None:
    known = _in_time(condition.key, condition.within_months, facts)
    if known is None or known.choice is None:
        return None
    return known.choice in condition.choices


@evaluate.register
def _(condition: MeasuredWithin, facts: KnownFacts) -> bool | None:
    return _in_time(condition.key, condition.months, facts) is not None


@evaluate.register
def _(condition: AgeIs, facts: KnownFacts) -> bool | None:
    if facts.born_from is None or facts.born_until is None:
        return None

    def at_least(years: int) -> bool | None:
        return _started_by(full_years_since(facts.on, years), facts.born_from, facts.born_until)

    return compare_years(condition.op, condition.years, at_least)


@evaluate.register
def _(condition: SexIs, facts: KnownFacts) -> bool | None:
    return facts.sex in condition.sexes if facts.sex in KNOWN_SEXES else None


@evaluate.register
def _(condition: HasEpisode, facts: KnownFacts) -> bool | None:
    ever = condition.state is EpisodeState.EVER
    return any(ever or _is_current(e, facts.on) for e in facts.episodes if has_code(e.icpc, condition.codes))


@evaluate.register
def _(condition: EpisodeYears, facts: KnownFacts) -> bool | None:
    onsets = [e.onset_on for e in facts.episodes if has_code(e.icpc, condition.codes) and _is_current(e, facts.on)]

    def at_least(years: int) -> bool | None:
        turn = full_years_since(facts.on, years)
        if any(onset is not None and onset <= turn for onset in onsets):
            return True
        return None if not onsets or None in onsets else False

    return compare_years(condition.op, condition.years, at_least)


@evaluate.register
def _(condition: HasMedication, facts: KnownFacts) -> bool | None:
    return any(code.startswith(condition.prefixes) for code in facts.atc)


@evaluate.register
def _(condition: EnrolledIn, facts: KnownFacts) -> bool | None:
    return not facts.enrolled.isdisjoint(condition.protocols)


def has_code(icpc: str, codes: tuple[str, ...]) -> bool:
    """Whether `icpc` is one of `codes` or, for a code without subcode, falls under it."""
    return any(icpc == code or ("." not in code and icpc.startswith(f"{code}.")) for code in codes)


def compare_reported(known: KnownValue, condition: NumberIs) -> bool | None:
    """Compare a number that may carry an operator with the number in the rule."""
    if not known.operator:
        return COMPARE[condition.op](known.numeric, condition.value)
    answer, needed = DECIDED[known.operator, condition.op]
    return answer if COMPARE[needed](known.numeric, condition.value) else None


COMPARE = {
    Comparison.BELOW: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.EQUAL: operator.eq,
    Comparison.AT_LEAST: operator.ge,
    Comparison.ABOVE: operator.gt,
}


def compare_years(op: Comparison, years: int, at_least: Callable[[int], bool | None]) -> bool | None:
    """Compare completed years through the one question that dates answer: are they at least so many?"""
    if op is Comparison.AT_LEAST:
        return at_least(years)
    if op is Comparison.ABOVE:
        return at_least(years + 1)
    if op is Comparison.BELOW:
        return _opposite(at_least(years))
    if op is Comparison.AT_MOST:
        return _opposite(at_least(years + 1))
    return _weakest([at_least(years), _opposite(at_least(years + 1))])


def _weakest(answers: Iterable[bool | None]) -> bool | None:
    """Kleene's conjunction: false beats unknown, unknown beats true."""
    found = list(answers)
    if False in found:
        return False
    return None if None in found else True


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _in_time(key: str, within_months: int | None, facts: KnownFacts) -> KnownValue | None:
    known = facts.values.get(key)
    if known is None or within_months is None:
        return known
    return known if known.observed_on > months_before(facts.on, within_months) else None


def _started_by(turn: date, earliest: date, latest: date) -> bool | None:
    """Whether something that began between `earliest` and `latest` had begun on `turn`."""
    if latest <= turn:
        return True
    return False if earliest > turn else None


def _is_current(episode: KnownEpisode, on: date) -> bool:
    return episode.ended_on is None or episode.ended_on > on
