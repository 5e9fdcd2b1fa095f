"""The value of a measurement: its parts, how it is written in Dutch, and what a comparison with it can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from patients.enums_record import NUMERIC_KINDS, Operator, ValueKind
from poh.base.dates import day_text

# UCUM units as people write them; a unit between braces is a word, and is left out unless it stands here.
UNITS = {
    "mm[Hg]": "mmHg", "kg/m2": "kg/m²", "mmol/L": "mmol/l", "umol/L": "µmol/l", "ng/L": "ng/l", "L": "l",
    "L/min": "l/min", "mL/min/{1.73_m2}": "ml/min/1,73 m²", "1": "", "a": "jaar", "d": "dagen", "s": "sec",
    "{glas}/d": "glazen/dag", "/d": "per dag", "/wk": "per week", "d/wk": "dagen/week", "min/wk": "min/week",
    "[ppm]": "ppm", "{pakjaar}": "pakjaren", "{z}": "",
}  # fmt: skip
OPERATOR_SIGNS = {Operator.AT_MOST: "≤", Operator.AT_LEAST: "≥"}


class Measurable(Protocol):
    """What the rules need to know of a determination."""

    key: str
    label: str
    kind: str
    unit: str
    decimals: int
    hard_min: Decimal | None
    hard_max: Decimal | None
    soft_min: Decimal | None
    soft_max: Decimal | None
    soft_change: Decimal | None
    soft_change_percent: int | None
    soft_reason: str
    may_be_future: bool
    choices: Sequence[Mapping[str, Any]]
    signals: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Value:
    """One value: a number with its operator, or a choice, a text or a date."""

    numeric: Decimal | None = None
    operator: Operator = Operator.EXACT
    choice: str | None = None
    text: str | None = None
    date: date | None = None

    @classmethod
    def of(cls, row: Any) -> Value:
        """The value of a stored measurement, or of what is kept as the latest one."""
        return cls(row.numeric, Operator(row.operator), row.choice, row.text, row.date)

    def columns(self) -> dict[str, Any]:
        """The value as the fields of a measurement."""
        return {
            "numeric": self.numeric,
            "operator": self.operator,
            "choice": self.choice,
            "text": self.text,
            "date": self.date,
        }


def unit_text(unit: str) -> str:
    """A UCUM unit as people write it; nothing for a bare count or score."""
    return UNITS.get(unit, "" if unit.startswith("{") else unit)


def number_text(number: Decimal, *, decimals: int | None = None) -> str:
    """A number with a decimal comma: in `decimals` places, or in as many as it has."""
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole = f"{number:f}"
    if decimals is None and "." in whole:
        whole = whole.rstrip("0").rstrip(".")
    return whole.replace("-", "−").replace(".", ",")


def value_text(determination: Measurable, value: Value) -> str:
    """A value as it stands on the screen, without its unit: `81,4`, `> 90`, `voldoet niet`, `12-10-2026`."""
    if value.numeric is not None:
        return _number_text(determination, value)
    if value.choice is not None:
        return choice_label(determination, value.choice)
    if value.date is not None:
        return day_text(value.date)
    return value.text or ""


def _number_text(determination: Measurable, value: Value) -> str:
    text = number_text(value.numeric, decimals=determination.decimals)
    sign = OPERATOR_SIGNS.get(value.operator, value.operator.value)
    return f"{sign} {text}" if sign else text


def choice_label(determination: Measurable, code: str) -> str:
    """The words of an answer; the code itself for an answer that the definition does not know."""
    return next((row["label"] for row in determination.choices if row["code"] == code), code)


def meaning_text(determination: Measurable, value: Value) -> str:
    """What a step of a scale stands for (`3: langzamer dan leeftijdgenoten`); nothing for other values."""
    if value.numeric is None or not determination.choices:
        return ""
    return next(
        (row["label"] for row in determination.choices if row["code"] == f"{value.numeric:f}".split(".")[0]), ""
    )


def with_unit(determination: Measurable, value: Value) -> str:
    """The value with its unit, for in a sentence: `81,4 kg`."""
    unit = unit_text(determination.unit) if determination.kind in NUMERIC_KINDS else ""
    return f"{value_text(determination, value)} {unit}".strip()


def is_certain(value: Value, comparison: str, limit: Decimal) -> bool:
    """Whether `value` surely compares so with `limit`: `< 3` is surely below 3, and surely not known to be below 2."""
    number, operator = value.numeric, value.operator
    if number is None:
        return False
    if comparison in (">", ">="):
        return _certain_above(number, operator, limit, allow_equal=comparison == ">=")
    mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator.value, "")
    return _certain_above(-number, Operator(mirrored), -limit, allow_equal=comparison == "<=")


def _certain_above(number: Decimal, operator: Operator, limit: Decimal, *, allow_equal: bool) -> bool:
    if operator in (Operator.BELOW, Operator.AT_MOST):
        return False
    if operator is Operator.ABOVE or allow_equal:
        return number >= limit
    return number > limit


def signal_of(determination: Measurable, value: Value) -> Mapping[str, Any] | None:
    """The first signal of the definition that surely holds for this value."""
    return next((signal for signal in determination.signals if _holds(signal, value)), None)


def _holds(signal: Mapping[str, Any], value: Value) -> bool:
    if signal["op"] == "in":
        return value.choice in signal["value"]
    return is_certain(value, signal["op"], Decimal(str(signal["value"])))


def is_normal(determination: Measurable, value: Value) -> bool | None:
    """Whether the answer is the normal one; None for what has no normal answer."""
    answers = {row["code"] for row in determination.choices if row.get("normal")}
    return value.choice in answers if answers and determination.kind != ValueKind.INTEGER else None
