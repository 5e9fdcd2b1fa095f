"""What came before, targets and rarer facts, for a population in SQL: more of `compile_condition`."""

from __future__ import annotations

from datetime import date, timedelta

from protocols.conditions.moments import months_before
from protocols.conditions.python_more import CHILDREN, MEN, WOMEN
from protocols.conditions.reported import DECIDED, OPERATORS
from protocols.conditions.sql import DONE_ON, Sql, compile_condition
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

NEWEST_FIRST = " ORDER BY l.observed_at DESC, l.id DESC"
ORDER = {
    Since.PREVIOUS: "e.observed_at DESC, e.id DESC",
    Since.FIRST: "e.observed_at, e.id",
    Since.HIGHEST: "e.numeric DESC",
    Since.LOWEST: "e.numeric",
}


def _values(alias: str, key: str) -> Sql:
    """Every current value of one determination of the patient."""
    return Sql(
        f" FROM patients_measurement {alias} WHERE {alias}.practice_id = p.practice_id"
        f" AND {alias}.patient_id = p.id AND {alias}.determination_id = %s"
        f" AND NOT {alias}.is_superseded AND NOT {alias}.is_withdrawal",
        (key,),
    )


def _answer(of: NumberIs | ChoiceIs, on: date) -> Sql:
    """The comparison on a row `l`, as if it were the latest."""
    if isinstance(of, ChoiceIs):
        answer = Sql("l.choice = ANY(%s)", (list(of.choices),))
    else:
        answer = _reported(of.op, Sql("%s", (of.value,)))
    if of.within_months is None:
        return answer
    since = months_before(on, of.within_months)
    return Sql(f"CASE WHEN {DONE_ON} > %s THEN ", (since,)) + answer + Sql(" END")


def _reported(op: Comparison, bound: Sql) -> Sql:
    """A number on a row `l`, that may carry an operator, compared with `bound`."""
    found = Sql(f"CASE l.operator WHEN '' THEN l.numeric {op} ") + bound
    for sign in OPERATORS:
        answer, needed = DECIDED[sign, op]
        found += Sql(f" WHEN '{sign}' THEN CASE WHEN l.numeric {needed} ") + bound + Sql(f" THEN {answer} END")
    return found + Sql(" END")


@compile_condition.register
def _(condition: MeasuredInWeeks, on: date) -> Sql:
    found = Sql(
        "(EXISTS (SELECT 1 FROM patients_latestmeasurement l WHERE l.practice_id = p.practice_id"
        " AND l.patient_id = p.id AND l.determination_id = %s",
        (condition.key,),
    )
    return found + Sql(f" AND {DONE_ON} > %s))", (on - timedelta(weeks=condition.weeks),))


@compile_condition.register
def _(condition: EarlierIs, on: date) -> Sql:
    found = Sql("(SELECT ") + _answer(condition.of, on) + _values("l", condition.of.key)
    return found + Sql(f"{NEWEST_FIRST} LIMIT 1 OFFSET %s)", (condition.back,))


@compile_condition.register
def _(condition: InARow, on: date) -> Sql:
    return (
        Sql(
            "(SELECT CASE WHEN bool_or(NOT v.ok) THEN false"
            " WHEN count(*) < %s OR bool_or(v.ok IS NULL) THEN NULL ELSE true END FROM (SELECT ",
            (condition.times,),
        )
        + _answer(condition.of, on)
        + Sql(" AS ok")
        + _values("l", condition.of.key)
        + Sql(f"{NEWEST_FIRST} LIMIT %s) v)", (condition.times,))
    )


@compile_condition.register
def _(condition: Lasting, on: date) -> Sql:
    return (
        Sql(
            "(SELECT CASE WHEN bool_or(NOT v.ok) THEN false"
            " WHEN count(*) = 0 OR bool_or(v.ok IS NULL) OR min(v.day) > min(v.since) THEN NULL ELSE true END"
            " FROM (SELECT "
        )
        + _answer(condition.of, on)
        + Sql(
            " AS ok, l.observed_on AS day, lag(l.observed_on) OVER w AS newer,"
            " (first_value(l.observed_on) OVER w - make_interval(months => %s))::date AS since",
            (condition.months,),
        )
        + _values("l", condition.of.key)
        + Sql(f" WINDOW w AS ({NEWEST_FIRST.strip()})) v WHERE v.newer IS NULL OR v.newer > v.since)")
    )


@compile_condition.register
def _(condition: ChangeIs, on: date) -> Sql:
    compared = (
        "(a.numeric - b.numeric) * 100 {} %s * b.numeric" if condition.is_percent else "a.numeric - b.numeric {} %s"
    )
    earlier = Sql("(SELECT e.numeric") + _values("e", condition.key)
    earlier += Sql(
        " AND e.operator = '' AND e.numeric IS NOT NULL AND e.method = a.method"
        " AND (e.observed_at, e.id) < (a.observed_at, a.id)"
    )
    if condition.within_months is not None:
        earlier += Sql(" AND e.observed_on > %s", (months_before(on, condition.within_months),))
    return (
        Sql(f"(SELECT {compared.format(condition.op)}", (condition.value,))
        + Sql(" FROM (SELECT l.id, l.observed_at, l.numeric, l.operator, l.method")
        + _values("l", condition.key)
        + Sql(f"{NEWEST_FIRST} LIMIT 1) a CROSS JOIN LATERAL ")
        + earlier
        + Sql(f" ORDER BY {ORDER[condition.since]} LIMIT 1) b WHERE a.operator = '' AND a.numeric IS NOT NULL")
        + Sql(" AND b.numeric > 0)" if condition.is_percent else ")")
    )


@compile_condition.register
def _(condition: TargetIs, on: date) -> Sql:
    return compile_condition(condition.by, on)


@compile_condition.register
def _(condition: Surely, on: date) -> Sql:
    return Sql("(") + compile_condition(condition.part, on) + Sql(" IS TRUE)")


def _agreed(key: str, on: date) -> Sql:
    return Sql(
        " FROM protocols_personaltarget t WHERE t.practice_id = p.practice_id AND t.patient_id = p.id"
        " AND t.determination_id = %s AND t.started_on <= %s AND (t.ended_on IS NULL OR t.ended_on > %s)",
        (key, on, on),
    )


@compile_condition.register
def _(condition: HasAgreedTarget, on: date) -> Sql:
    return Sql("(EXISTS (SELECT 1") + _agreed(condition.key, on) + Sql("))")


@compile_condition.register
def _(condition: AgreedTargetIs, on: date) -> Sql:
    above = (
        Sql("(CASE WHEN t.high IS NULL THEN false ELSE ") + _reported(Comparison.ABOVE, Sql("t.high")) + Sql(" END)")
    )
    below = Sql("(CASE WHEN t.low IS NULL THEN false ELSE ") + _reported(Comparison.BELOW, Sql("t.low")) + Sql(" END)")
    side = {Side.ABOVE: above, Side.BELOW: below}.get(condition.side)
    if side is None:
        side = Sql("NOT (") + above + Sql(" OR ") + below + Sql(")")
    return (
        Sql("(SELECT ")
        + side
        + Sql(" FROM patients_latestmeasurement l CROSS JOIN LATERAL (SELECT t.low, t.high")
        + _agreed(condition.key, on)
        + Sql(
            " ORDER BY t.started_on DESC, t.id DESC LIMIT 1) t WHERE l.practice_id = p.practice_id"
            " AND l.patient_id = p.id AND l.determination_id = %s AND l.numeric IS NOT NULL)",
            (condition.key,),
        )
    )


@compile_condition.register
def _(condition: RelativeHad, on: date) -> Sql:
    woman, man = _up_to(condition.woman_until), _up_to(condition.man_until)
    families = [f"{code}.%" for code in condition.codes if "." not in code]
    return (
        Sql("(SELECT CASE WHEN bool_or(v.ok) THEN true WHEN bool_or(v.ok IS NULL) THEN NULL ELSE false END")
        + Sql(" FROM (SELECT CASE WHEN f.relative = ANY(%s) THEN ", (list(WOMEN),))
        + woman
        + Sql(" WHEN f.relative = ANY(%s) THEN ", (list(MEN),))
        + man
        + Sql(" ELSE CASE WHEN ")
        + woman
        + Sql(" = ")
        + man
        + Sql(" THEN ")
        + woman
        + Sql(
            " END END AS ok FROM patients_familyhistory f WHERE f.practice_id = p.practice_id AND f.patient_id = p.id"
            " AND f.relative = ANY(%s) AND (f.icpc = ANY(%s) OR f.icpc LIKE ANY(%s))"
            " AND (f.ended_on IS NULL OR f.ended_on > %s)) v)",
            (list(WOMEN + MEN + CHILDREN), list(condition.codes), families, on),
        )
    )


def _up_to(limit: int | None) -> Sql:
    return Sql("true") if limit is None else Sql("(f.age_at_event <= %s)", (limit,))


@compile_condition.register
def _(condition: HasIca, on: date) -> Sql:
    found = Sql(
        "(EXISTS (SELECT 1 FROM patients_ica i WHERE i.practice_id = p.practice_id AND i.patient_id = p.id"
        " AND i.kind = ANY(%s) AND (i.ended_on IS NULL OR i.ended_on > %s)",
        (list(condition.kinds), on),
    )
    if condition.codes:
        found += Sql(" AND i.code LIKE ANY(%s)", ([f"{code}%" for code in condition.codes],))
    return found + Sql("))")


@compile_condition.register
def _(condition: HasLimit, on: date) -> Sql:
    return Sql(
        "(EXISTS (SELECT 1 FROM patients_treatmentlimit i WHERE i.practice_id = p.practice_id AND i.patient_id = p.id"
        " AND i.kind = ANY(%s) AND (i.ended_on IS NULL OR i.ended_on > %s)))",
        (list(condition.kinds), on),
    )


@compile_condition.register
def _(condition: MedicationStarted, on: date) -> Sql:
    return Sql(
        "(EXISTS (SELECT 1 FROM patients_medicationline m WHERE m.practice_id = p.practice_id"
        " AND m.patient_id = p.id AND m.atc LIKE ANY(%s)"
        " AND m.started_on > %s AND m.started_on <= %s AND (m.stopped_on IS NULL OR m.stopped_on > %s)))",
        ([f"{prefix}%" for prefix in condition.prefixes], on - timedelta(weeks=condition.weeks), on, on),
    )


@compile_condition.register
def _(condition: CountIs, on: date) -> Sql:
    found = Sql("((SELECT count(*)") + _values("l", condition.key)
    return found + Sql(
        f" AND {DONE_ON} > %s) {condition.op} %s)", (months_before(on, condition.months), condition.times)
    )
