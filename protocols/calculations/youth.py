"""POH-jeugd: SDQ scoring per informant and who must consent by age."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from poh.base.dates import PartialDate

from .age import age_on
from .questionnaire import Answers, Form, Given, blanks, incomplete, total_of
from .result import Algorithm, Band, Evidence, Outcome, Reason, Scored, classify


class Informant(StrEnum):
    """Who filled in the SDQ; bands differ."""

    PARENT = "ouder"
    TEACHER = "leerkracht"
    SELF = "zelf"


class NormSet(StrEnum):
    """Which limits are used; none by default, as Dutch norms have not been read."""

    NONE = "geen"
    UK_THREE_BANDS = "uk-3"


SDQ_SCALES = {
    "emotie": (3, 8, 13, 16, 24),
    "gedrag": (5, 7, 12, 18, 22),
    "hyperactiviteit": (2, 10, 15, 21, 25),
    "leeftijdgenoten": (6, 11, 14, 19, 23),
    "prosociaal": (1, 4, 9, 17, 20),
}
SDQ_REVERSED = frozenset({7, 11, 14, 21, 25})
SDQ_DIFFICULTIES = ("emotie", "gedrag", "hyperactiviteit", "leeftijdgenoten")
SDQ_SUMS = {
    "totaal": SDQ_DIFFICULTIES,
    "externaliserend": ("gedrag", "hyperactiviteit"),
    "internaliserend": ("emotie", "leeftijdgenoten"),
}
SDQ_REQUIRED = 3
SDQ_ITEMS = 25
IMPACT_ITEMS = {Informant.PARENT: 5, Informant.TEACHER: 3, Informant.SELF: 5}
# Lower limits of borderline and abnormal; for prosocial of borderline and normal.
_UK = {
    Informant.PARENT: (14, 17, 4, 5, 3, 4, 6, 7, 3, 4),
    Informant.TEACHER: (12, 16, 5, 6, 3, 4, 6, 7, 4, 5),
    Informant.SELF: (16, 20, 6, 7, 4, 5, 6, 7, 4, 6),
}
_UK_ORDER = ("totaal", *SDQ_DIFFICULTIES)


@cache
def sdq_form(informant: Informant) -> Form:
    """The SDQ of one informant: 25 items 0-2 and the impact items 0-3."""
    return Form(
        key=f"sdq_{informant.value}",
        version="1997",
        title=f"SDQ ({informant.value})",
        source="Goodman, Journal of Child Psychology and Psychiatry, 1997 (itemnummers te accorderen)",
        allowed=(range(3),) * SDQ_ITEMS + (range(4),) * IMPACT_ITEMS[informant],
        evidence=Evidence.TO_APPROVE,
    )


def sdq(answers: Answers, *, informant: Informant, norms: NormSet = NormSet.NONE) -> Scored:
    """SDQ scales 0-10, total 0-40 (without prosocial), externalising, internalising and impact.

    Items 7, 11, 14, 21 and 25 are reversed. A scale needs three of five items and is then scaled up
    (x 5 / n, half up); sums need all their scales. Impact: 0 and 1 give 0, then 1 and 2; all needed.
    """
    form = sdq_form(informant)
    given = form.read(answers)
    limits = _bands(informant) if norms is NormSet.UK_THREE_BANDS else {}
    scales = {name: _sdq_scale(form, given, name, limits) for name in SDQ_SCALES}
    scales |= {name: _sdq_sum(form, scales, name, limits) for name in SDQ_SUMS}
    scales["impact"] = _impact(form, given, limits)
    return Scored(form.key, form.version, scales)


def _points(item: int, answer: int) -> int:
    return 2 - answer if item in SDQ_REVERSED else answer


def _sdq_scale(form: Form, given: Given, name: str, limits: Mapping[str, tuple[Band, ...]]) -> Outcome:
    items = SDQ_SCALES[name]
    algorithm = form.algorithm(name)
    points = [_points(item, given[item]) for item in items if given[item] is not None]
    if len(points) < SDQ_REQUIRED:
        return incomplete(algorithm, blanks(given, items))
    # Half up in whole numbers: floor(5 * sum / n + 1/2).
    value = (2 * 5 * sum(points) + len(points)) // (2 * len(points))
    return algorithm.result(value, form.inputs(given, items), band=_band(name, value, limits))


def _sdq_sum(form: Form, scales: Mapping[str, Outcome], name: str, limits: Mapping[str, tuple[Band, ...]]) -> Outcome:
    parts = {part: scales[part] for part in SDQ_SUMS[name]}
    algorithm = form.algorithm(name)
    absent = [part for part, outcome in parts.items() if outcome.is_blocked]
    if absent:
        return algorithm.blocked(Reason.INCOMPLETE, f"Deze schalen zijn onvolledig: {', '.join(absent)}.")
    value = sum(outcome.value for outcome in parts.values())
    inputs = {part: outcome.value for part, outcome in parts.items()}
    return algorithm.result(value, inputs, band=_band(name, value, limits))


def _impact(form: Form, given: Given, limits: Mapping[str, tuple[Band, ...]]) -> Outcome:
    items = range(SDQ_ITEMS + 1, len(given) + 1)
    raw = total_of(form, "impact", given, items=items)
    if raw.is_blocked:
        return raw
    value = sum(max(answer - 1, 0) for answer in raw.inputs.values())
    return form.algorithm("impact").result(value, raw.inputs, band=_band("impact", value, limits))


def _band(name: str, value: int, limits: Mapping[str, tuple[Band, ...]]) -> Band | None:
    return classify(value, limits[name]) if name in limits else None


def _bands(informant: Informant) -> dict[str, tuple[Band, ...]]:
    edges = iter(_UK[informant])
    bands = {name: _three(next(edges), next(edges)) for name in _UK_ORDER}
    bands["impact"] = _three(1, 2)
    bands["prosociaal"] = (
        Band("verhoogd", "afwijkend", 0),
        Band("grens", "grensgebied", 5),
        Band("normaal", "normaal", 6),
    )
    return bands


def _three(borderline: int, abnormal: int) -> tuple[Band, ...]:
    return (
        Band("normaal", "normaal", 0),
        Band("grens", "grensgebied", borderline),
        Band("verhoogd", "afwijkend", abnormal),
    )


CONSENT = Algorithm(
    key="toestemming_jeugd",
    version="wgbo-1",
    title="Wie geeft toestemming",
    source="WGBO, artikel 7:447, 7:450 en 7:457 BW (artikelnummers te accorderen)",
    evidence=Evidence.TO_APPROVE,
)


class ConsentBy(StrEnum):
    """Who must consent to treatment; gezag of each parent is a recorded fact, never derived."""

    PARENTS = "ouders met gezag"
    BOTH = "jeugdige en ouders met gezag"
    CHILD = "jeugdige"


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """Consent and record access at one age."""

    by: ConsentBy
    can_parents_see_record: bool


_BY_AGE = (
    (16, ConsentRule(ConsentBy.CHILD, can_parents_see_record=False)),
    (12, ConsentRule(ConsentBy.BOTH, can_parents_see_record=True)),
    (0, ConsentRule(ConsentBy.PARENTS, can_parents_see_record=True)),
)


def consent_by(born: PartialDate, on: date) -> Outcome:
    """Who consents on the day of the act: under 12 the parents, 12-15 child and parents, from 16 the child.

    From 12 to 15 parents see the record unless the child objects. A half-known birth date blocks only
    when it matters.
    """
    if born.year is None:
        return CONSENT.blocked(Reason.MISSING, "De geboortedatum ontbreekt.")
    if on < born.earliest:
        return CONSENT.blocked(Reason.OUT_OF_RANGE, "De datum ligt vóór de geboorte.")
    age = age_on(born, on)
    rules = {_rule(age.low), _rule(age.high)}
    if len(rules) > 1:
        return CONSENT.blocked(Reason.AMBIGUOUS, f"De leeftijd is {age} jaar: vul de geboortedatum aan.")
    rule = rules.pop()
    inputs = {"geboren": born.iso, "datum": on.isoformat()}
    return CONSENT.result(rule.by.value, inputs, details={"inzage_ouders": rule.can_parents_see_record})


def _rule(age: int) -> ConsentRule:
    return next(rule for lowest, rule in _BY_AGE if age >= lowest)
