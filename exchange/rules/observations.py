"""FHIR Observation -> measurements. Nothing is kept with a guessed unit, moment or meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from exchange.enums import Kind, QuarantineReason, SkipReason
from exchange.maps import CodeOfObservation
from exchange.rules.catalogue import Catalogue, NotOurs, answer_value, quantity_value, unit_of
from exchange.rules.fhir import AMSTERDAM, LOINC, Moment, Resource, code_in, codings, day, moment, one_line, words_of
from exchange.rules.found import Found, Held, Measured, Origin, Original, Skipped, Withdrawn
from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS, ValueKind
from patients.rules.limits import PRESSURES, pressure_problems
from patients.rules.values import Measurable, Value

FINAL = {"final", "amended", "corrected"}
EARLIEST = date(1900, 1, 1)
PLACES_OF_ORIGINAL = 80


@dataclass(frozen=True)
class Reader:
    """Reads the observations of one patient, as they are at the moment `now`."""

    catalogue: Catalogue
    born: date | None
    now: datetime

    def read(self, resource: Resource, name: str) -> list[Found]:
        """What an Observation holds: one thing for each value in it."""
        status = resource["status"]
        parts = list(_parts(resource, name))
        if status == "entered-in-error":
            return [Withdrawn(part.origin) for part in parts]
        if status not in FINAL:
            return [Skipped(part.origin, SkipReason.NOT_FINAL) for part in parts]
        when = _when(resource)
        return self._with_possible_pressures([self._part(part, when) for part in parts])

    def _part(self, part: _Part, when: _When) -> Found:
        meaning = self.catalogue.meaning(part.loinc)
        if part.value is None:
            return Skipped(part.origin, SkipReason.NO_VALUE)
        if meaning is None:
            return Skipped(part.origin, SkipReason.NO_DETERMINATION)
        determination = self.catalogue.determinations.get(meaning.determination)
        if determination is not None and determination.calculation:
            return Skipped(part.origin, SkipReason.CALCULATED)
        if determination is not None and determination.is_retired:
            return Skipped(part.origin, SkipReason.NO_DETERMINATION)
        try:
            return self._measured(part, when, meaning, determination)
        except NotOurs as problem:
            at = when.moment
            return Held(
                origin=part.origin,
                reason=problem.reason,
                detail=problem.detail,
                original=part.original(when.text),
                determination=meaning.determination,
                candidates=meaning.candidates,
                observed_at=at.at if at else None,
                has_time=bool(at and at.has_time),
            )

    def _measured(
        self, part: _Part, when: _When, meaning: CodeOfObservation, determination: Measurable | None
    ) -> Measured:
        at = self._possible(when)
        if determination is None:
            names = [self.catalogue.determinations[key].label for key in meaning.candidates]
            raise NotOurs(QuarantineReason.AMBIGUOUS, f"De code zegt niet welke: {' of '.join(names)}.")
        return Measured(
            origin=part.origin,
            determination=determination.key,
            value=_value(self.catalogue, determination, part),
            observed_at=at.at,
            has_time=at.has_time,
            original=part.original(when.text),
            method=meaning.method,
            note=meaning.note,
        )

    def _possible(self, when: _When) -> Moment:
        """The moment of the observation; NotOurs when it is not known to the day, or cannot be."""
        if when.moment is None:
            text = f"De datum is {when.text}: de dag ontbreekt." if when.text else "De aanlevering noemt geen datum."
            raise NotOurs(QuarantineReason.NO_DATE, text)
        if when.moment.at > self.now:
            raise NotOurs(QuarantineReason.FUTURE, "De meting ligt na het moment van overnemen.")
        on = when.moment.at.astimezone(AMSTERDAM).date()
        if on < max(self.born or EARLIEST, EARLIEST):
            raise NotOurs(QuarantineReason.IMPOSSIBLE_DATE, "De meting ligt voor de geboorte van de patiënt.")
        return when.moment

    def _with_possible_pressures(self, found: list[Found]) -> list[Found]:
        values = {row.determination: row.value for row in found if isinstance(row, Measured)}
        problems = pressure_problems(values, self.catalogue.determinations)
        wrong = {key: problem.text for problem in problems for key in (problem.key, PRESSURES[problem.key])}
        return [
            _held(row, wrong[row.determination]) if isinstance(row, Measured) and row.determination in wrong else row
            for row in found
        ]


def _held(row: Measured, detail: str) -> Held:
    return Held(
        origin=row.origin,
        reason=QuarantineReason.PRESSURES,
        detail=detail,
        original=row.original,
        determination=row.determination,
        observed_at=row.observed_at,
        has_time=row.has_time,
    )


@dataclass(frozen=True)
class _When:
    """The moment as written, and as far as it is known."""

    text: str
    moment: Moment | None


def _when(resource: Resource) -> _When:
    """When an observation was made; of a period its first moment."""
    period = resource.get("effectivePeriod") or {}
    text = resource.get("effectiveDateTime") or resource.get("effectiveInstant") or period.get("start") or ""
    return _When(text, moment(text))


@dataclass(frozen=True)
class _Part:
    """One value with its code: of the observation itself, or of a component."""

    origin: Origin
    loinc: str
    kind: str
    value: Any

    def original(self, moment_text: str) -> Original:
        """The value as the source wrote it."""
        value, unit = self.value, ""
        if self.kind == "valueQuantity":
            sign = value.get("comparator", "")
            value, unit = f"{sign} {value.get('value', '')}".strip(), unit_of(value)
        elif self.kind == "valueCodeableConcept":
            value = words_of(value) or ", ".join(code for _, code, _ in codings(value))
        elif not isinstance(value, str | int | Decimal):
            value = words_of(value) if "coding" in value else "samengestelde waarde"
        return Original(one_line(str(value), PLACES_OF_ORIGINAL), one_line(unit, 40), moment_text)


def _parts(resource: Resource, name: str) -> Iterator[_Part]:
    whole = _part(resource, Origin(Kind.MEASUREMENT, name))
    components = resource.get("component", ())
    if whole.value is not None or not components:
        yield whole
    seen: dict[str, int] = {}
    for component in components:
        code = code_in(component["code"], LOINC) or words_of(component["code"])
        seen[code] = seen.get(code, 0) + 1
        part = code if seen[code] == 1 else f"{code}:{seen[code]}"
        yield _part(component, Origin(Kind.MEASUREMENT, name, part))


def _part(resource: Resource, origin: Origin) -> _Part:
    loinc = code_in(resource["code"], LOINC)
    first = next((code for _, code, _ in codings(resource["code"])), "")
    origin = replace(origin, code=(loinc or first)[:40], text=one_line(words_of(resource["code"]), 200))
    kind = next((field for field in resource if field.startswith("value") and not field.startswith("_")), "")
    return _Part(origin, loinc, kind, resource.get(kind) if kind else None)


def _value(catalogue: Catalogue, determination: Measurable, part: _Part) -> Value:
    """The value of a part, when it is of the kind that the determination asks."""
    kind = ValueKind(determination.kind)
    if part.kind == "valueQuantity" and kind in NUMERIC_KINDS:
        return quantity_value(determination, part.value)
    if part.kind == "valueInteger" and kind == ValueKind.INTEGER and determination.unit.startswith("{"):
        return quantity_value(determination, {"value": part.value, "unit": determination.unit})
    if part.kind == "valueCodeableConcept" and kind in CHOICE_KINDS:
        return answer_value(catalogue, determination, part.value)
    if part.kind == "valueBoolean" and kind == ValueKind.BOOLEAN:
        return Value(choice="ja" if part.value else "nee")
    if part.kind == "valueString" and kind == ValueKind.TEXT and part.value.strip():
        return Value(text=part.value.strip())
    if part.kind == "valueDateTime" and kind == ValueKind.DATE and (found := day(part.value)):
        return Value(date=found)
    text = f"{determination.label} vraagt een andere soort waarde dan de aanlevering heeft."
    raise NotOurs(QuarantineReason.UNKNOWN_ANSWER, text)
