"""What the codes of observations stand for in this installation, and how their values become ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from exchange.enums import QuarantineReason
from exchange.maps import Answer, CodeOfObservation, Maps
from exchange.rules.fhir import LOINC, SNOMED, UCUM, codings
from patients.enums_record import Evidence, Operator, ValueKind
from patients.rules.values import Measurable, Value, number_text, unit_text
from protocols.calculations.units import QUANTITIES, SPELLINGS, UnknownUnit, conversion_for


class NotOurs(Exception):
    """A value that cannot be kept as it is: why, with a Dutch sentence for the person who looks."""

    def __init__(self, reason: QuarantineReason, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(detail)


@dataclass(frozen=True)
class Catalogue:
    """The determinations by key, and what foreign codes mean."""

    determinations: Mapping[str, Measurable]
    codes: Mapping[str, CodeOfObservation]
    answers: Mapping[tuple[str, str, str], str]

    def meaning(self, loinc: str) -> CodeOfObservation | None:
        """What a LOINC code stands for; None when POH has nothing for it."""
        return self.codes.get(loinc)


def make_catalogue(determinations: Sequence[Any], known: Maps) -> Catalogue:
    """The catalogue of these determinations: their own LOINC and SNOMED codes, and above those the maps.

    A code that several determinations name, and no map decides, has those as candidates.
    """
    by_key = {row.key: row for row in determinations}
    named: dict[str, list[str]] = {}
    for row in determinations:
        for code in row.loinc:
            named.setdefault(code, []).append(row.key)
    codes = {code: _own(code, keys) for code, keys in named.items()}
    codes |= {code: row for code, row in known.observations.items() if _exists(row, by_key)}
    return Catalogue(determinations=by_key, codes=codes, answers=_answers(determinations, known.answers))


def _own(code: str, keys: list[str]) -> CodeOfObservation:
    one = keys[0] if len(keys) == 1 else ""
    candidates = () if one else tuple(keys)
    return CodeOfObservation(Evidence.VERIFIED, "", loinc=code, determination=one, candidates=candidates)


def _exists(row: CodeOfObservation, by_key: Mapping[str, Any]) -> bool:
    return row.determination in by_key or any(key in by_key for key in row.candidates)


def _answers(determinations: Sequence[Any], answers: Sequence[Answer]) -> dict[tuple[str, str, str], str]:
    found = {
        (row.key, SNOMED, choice["snomed"]): choice["code"]
        for row in determinations
        for choice in row.choices
        if choice.get("snomed")
    }
    for answer in answers:
        for system, codes in ((SNOMED, answer.snomed), (LOINC, answer.loinc)):
            found |= {(answer.determination, system, code): answer.choice for code in codes}
    return found


def quantity_value(determination: Measurable, quantity: Mapping[str, Any]) -> Value:
    """A Quantity as a value in the unit of the determination; NotOurs without a unit that is known to fit."""
    if "value" not in quantity:
        raise NotOurs(QuarantineReason.UNKNOWN_ANSWER, "De aanlevering noemt een eenheid en geen getal.")
    unit = unit_of(quantity)
    if not unit:
        raise NotOurs(QuarantineReason.NO_UNIT, f"Zonder eenheid is {quantity['value']} niet te duiden.")
    number = to_unit(determination, Decimal(quantity["value"]), unit)
    return Value(numeric=number, operator=Operator(quantity.get("comparator", "")))


def unit_of(quantity: Mapping[str, Any]) -> str:
    """The unit of a Quantity: its UCUM code, else the unit as text."""
    if quantity.get("system") == UCUM and quantity.get("code"):
        return quantity["code"]
    return quantity.get("unit") or quantity.get("code") or ""


def to_unit(determination: Measurable, number: Decimal, unit: str) -> Decimal:
    """`number` converted to the stored unit and rounded to its places; NotOurs when it cannot be."""
    exact = _converted(determination, number, unit)
    rounded = exact.quantize(Decimal(1).scaleb(-determination.decimals), rounding=ROUND_HALF_UP)
    low, high = determination.hard_min, determination.hard_max
    if (low is not None and not low <= rounded) or (high is not None and not rounded <= high):
        here = f"{number_text(rounded)} {unit_text(determination.unit)}".strip()
        text = f"{here} kan niet: {determination.label} ligt tussen {number_text(low)} en {number_text(high)}."
        raise NotOurs(QuarantineReason.IMPLAUSIBLE, text)
    if determination.kind == ValueKind.INTEGER and rounded != exact:
        text = f"{determination.label} is een heel getal; de aanlevering zegt {number_text(number)}."
        raise NotOurs(QuarantineReason.IMPLAUSIBLE, text)
    return rounded


_TYPED = re.compile(r"(?P<operator><=|>=|≤|≥|<|>)?\s*(?P<number>-?\d+(?:[.,]\d+)?)")
_SIGNS = {"≤": Operator.AT_MOST, "≥": Operator.AT_LEAST}


def typed_number(determination: Measurable, typed: str, unit: str) -> Value:
    """A number as a person typed it over from the source, in a unit of the source; NotOurs when it cannot be kept."""
    found = _TYPED.fullmatch(typed.strip().replace("−", "-"))
    if not found:
        raise NotOurs(QuarantineReason.UNKNOWN_ANSWER, "Schrijf een getal, zoals 7,2 of < 3.")
    number = to_unit(determination, Decimal(found["number"].replace(",", ".")), unit)
    sign = found["operator"] or ""
    return Value(numeric=number, operator=_SIGNS.get(sign) or Operator(sign))


def units_of(determination: Measurable) -> list[str]:
    """The stored unit, and the units from which it can be converted."""
    quantity = QUANTITIES.get(determination.key)
    foreign = quantity.foreign if quantity and quantity.unit == determination.unit else ()
    return [determination.unit, *foreign]


def _converted(determination: Measurable, number: Decimal, unit: str) -> Decimal:
    if SPELLINGS.get(unit, unit) == determination.unit:
        return number
    try:
        conversion = conversion_for(determination.key, unit)
    except UnknownUnit:
        ours = unit_text(determination.unit) or "geen eenheid"
        text = f"{unit} is niet om te rekenen naar {ours}."
        raise NotOurs(QuarantineReason.UNKNOWN_UNIT, text) from None
    return number * Decimal(repr(conversion.factor)) + Decimal(repr(conversion.offset))


def answer_value(catalogue: Catalogue, determination: Measurable, concept: Mapping[str, Any]) -> Value:
    """A coded answer as one of the answers of the determination; NotOurs when it is none of them."""
    for system, code, _ in codings(concept):
        choice = catalogue.answers.get((determination.key, system, code))
        if choice is not None:
            return Value(choice=choice)
    raise NotOurs(QuarantineReason.UNKNOWN_ANSWER, f"Dit antwoord is geen antwoord van {determination.label}.")
