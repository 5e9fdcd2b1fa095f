"""A condition for a population, in SQL. SQL's own three-valued logic is Kleene's, so NULL is unknown.

The result is an expression on a row `p` of patients_patient; every value travels as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from typing import Any

from protocols.conditions.moments import full_years_since, months_before
from protocols.conditions.python import KNOWN_SEXES
from protocols.conditions.reported import DECIDED, OPERATORS
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

# The day that counts of a latest value `l`: of "fundus gemaakt op" the day that was filled in, when that is earlier.
DONE_ON = "LEAST(l.observed_on, l.date)"


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and its parameters, in order."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: Sql) -> Sql:
        return Sql(self.text + other.text, self.params + other.params)


def _joined(parts: Iterable[Sql], word: str) -> Sql:
    found = list(parts)
    return Sql("(" + f" {word} ".join(part.text for part in found) + ")", sum((part.params for part in found), ()))


@singledispatch
def compile_condition(condition: Condition, on: date) -> Sql:
    """An SQL expression that is true, false or NULL exactly where `evaluate` is True, False or None."""
    raise TypeError(f"Geen voorwaarde: {condition!r}")


@compile_condition.register
def _(condition: All, on: date) -> Sql:
    return _joined((compile_condition(part, on) for part in condition.parts), "AND")


@compile_condition.register
def _(condition: AnyOf, on: date) -> Sql:
    return _joined((compile_condition(part, on) for part in condition.parts), "OR")


@compile_condition.register
def _(condition: Not, on: date) -> Sql:
    return Sql("(NOT ") + compile_condition(condition.part, on) + Sql(")")


@compile_condition.register
def _(condition: NumberIs, on: date) -> Sql:
    bound = condition.value
    cases = [Sql(f"WHEN '' THEN l.numeric {condition.op} %s", (bound,))]
    for sign in OPERATORS:
        answer, needed = DECIDED[sign, condition.op]
        cases.append(Sql(f"WHEN '{sign}' THEN CASE WHEN l.numeric {needed} %s THEN {answer} END", (bound,)))
    decided = _joined(cases, "")
    return (
        Sql("(SELECT CASE l.operator ")
        + Sql(decided.text[1:-1], decided.params)
        + Sql(" END")
        + _latest(condition.key, condition.within_months, on)
        + Sql(" AND l.numeric IS NOT NULL)")
    )


@compile_condition.register
def _(condition: ChoiceIs, on: date) -> Sql:
    return (
        Sql("(SELECT l.choice = ANY(%s)", (list(condition.choices),))
        + _latest(condition.key, condition.within_months, on)
        + Sql(")")
    )


@compile_condition.register
def _(condition: MeasuredWithin, on: date) -> Sql:
    return Sql("(EXISTS (SELECT 1") + _latest(condition.key, condition.months, on) + Sql("))")


def _latest(key: str, within_months: int | None, on: date) -> Sql:
    found = Sql(
        " FROM patients_latestmeasurement l WHERE l.practice_id = p.practice_id AND l.patient_id = p.id"
        " AND l.determination_id = %s",
        (key,),
    )
    if within_months is None:
        return found
    return found + Sql(f" AND {DONE_ON} > %s", (months_before(on, within_months),))


@compile_condition.register
def _(condition: AgeIs, on: date) -> Sql:
    def at_least(years: int) -> Sql:
        turn = full_years_since(on, years)
        return Sql("(CASE WHEN p.born_until <= %s THEN true WHEN p.born_from > %s THEN false END)", (turn, turn))

    return _compare_years(condition.op, condition.years, at_least)


@compile_condition.register
def _(condition: SexIs, on: date) -> Sql:
    return Sql("(CASE WHEN p.sex = ANY(%s) THEN p.sex = ANY(%s) END)", (list(KNOWN_SEXES), list(condition.sexes)))


@compile_condition.register
def _(condition: HasEpisode, on: date) -> Sql:
    found = Sql("(EXISTS (SELECT 1") + _episodes(condition.codes)
    if condition.state is EpisodeState.CURRENT:
        found += _running(on)
    return found + Sql("))")


@compile_condition.register
def _(condition: EpisodeYears, on: date) -> Sql:
    def at_least(years: int) -> Sql:
        return (
            Sql(
                "(SELECT CASE WHEN bool_or(e.onset_on <= %s) THEN true"
                " WHEN count(*) = 0 OR bool_or(e.onset_on IS NULL) THEN NULL ELSE false END",
                (full_years_since(on, years),),
            )
            + _episodes(condition.codes)
            + _running(on)
            + Sql(")")
        )

    return _compare_years(condition.op, condition.years, at_least)


def _episodes(codes: tuple[str, ...]) -> Sql:
    families = [f"{code}.%" for code in codes if "." not in code]
    return Sql(
        " FROM patients_episode e WHERE e.practice_id = p.practice_id AND e.patient_id = p.id"
        " AND (e.icpc = ANY(%s) OR e.icpc LIKE ANY(%s))",
        (list(codes), families),
    )


def _running(on: date) -> Sql:
    return Sql(" AND (e.ended_on IS NULL OR e.ended_on > %s)", (on,))


@compile_condition.register
def _(condition: HasMedication, on: date) -> Sql:
    return Sql(
        "(EXISTS (SELECT 1 FROM patients_medicationline m WHERE m.practice_id = p.practice_id"
        " AND m.patient_id = p.id AND m.atc LIKE ANY(%s)"
        " AND (m.started_on IS NULL OR m.started_on <= %s) AND (m.stopped_on IS NULL OR m.stopped_on > %s)))",
        ([f"{prefix}%" for prefix in condition.prefixes], on, on),
    )


@compile_condition.register
def _(condition: EnrolledIn, on: date) -> Sql:
    return Sql(
        "(EXISTS (SELECT 1 FROM protocols_enrolment n WHERE n.practice_id = p.practice_id"
        " AND n.patient_id = p.id AND n.state = 'included' AND n.protocol_id = ANY(%s)))",
        (list(condition.protocols),),
    )


def _compare_years(op: Comparison, years: int, at_least) -> Sql:
    if op is Comparison.AT_LEAST:
        return at_least(years)
    if op is Comparison.ABOVE:
        return at_least(years + 1)
    if op is Comparison.BELOW:
        return Sql("(NOT ") + at_least(years) + Sql(")")
    if op is Comparison.AT_MOST:
        return Sql("(NOT ") + at_least(years + 1) + Sql(")")
    return _joined([at_least(years), Sql("(NOT ") + at_least(years + 1) + Sql(")")], "AND")
