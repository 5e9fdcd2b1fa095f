"""Read a value as people type it: comma or point, an operator, sometimes a unit. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from patients.enums_record import Operator, ValueKind
from patients.rules.values import Measurable, Value, number_text, unit_text

_NUMBER = re.compile(r"(?P<operator><=|>=|≤|≥|<|>)?\s*(?P<number>[-−]?\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s].*)?")
_GROUPED = re.compile(r"\d{1,3}\.\d{3}")
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_OPERATORS = {"≤": Operator.AT_MOST, "≥": Operator.AT_LEAST}
LARGEST = Decimal(10) ** 8

HBA1C_SLOPE, HBA1C_OFFSET = Decimal("10.93"), Decimal("-23.50")
# Units that people type for one in which the value is stored: UCUM unit -> typed unit -> (factor, offset).
_OTHER_UNITS: dict[str, dict[str, tuple[Decimal, Decimal]]] = {
    "mmol/mol": {"%": (HBA1C_SLOPE, HBA1C_OFFSET)},
    "cm": {"m": (Decimal(100), Decimal(0)), "mm": (Decimal("0.1"), Decimal(0))},
    "kg": {"g": (Decimal("0.001"), Decimal(0)), "gram": (Decimal("0.001"), Decimal(0))},
    "L": {"ml": (Decimal("0.001"), Decimal(0))},
    "1": {"%": (Decimal("0.01"), Decimal(0))},
}
# Another unit that an impossible number suggests: a sentence, and how to get to the stored unit.
_MEANT: dict[str, tuple[str, Decimal, Decimal]] = {
    "mmol/mol": ("{typed}% is {offered} mmol/mol", HBA1C_SLOPE, HBA1C_OFFSET),
    "cm": ("{typed} m is {offered} cm", Decimal(100), Decimal(0)),
    "L": ("{typed} ml is {offered} l", Decimal("0.001"), Decimal(0)),
    "1": ("{typed}% is {offered}", Decimal("0.01"), Decimal(0)),
}
HBA1C_PERCENTAGES = (Decimal(4), Decimal(15))


class NotAValue(ValueError):
    """What was typed is no value of this determination; the message is a Dutch sentence for beside the field."""


@dataclass(frozen=True)
class Offer:
    """Another value that was perhaps meant: what to type for it, and a sentence that says why."""

    typed: str
    text: str


def read_value(determination: Measurable, typed: str) -> Value:
    """The value that `typed` stands for; NotAValue with the reason when it stands for none."""
    text = unicodedata.normalize("NFC", typed).strip()
    readers = {
        ValueKind.NUMBER: _read_number,
        ValueKind.INTEGER: _read_number,
        ValueKind.CHOICE: _read_choice,
        ValueKind.BOOLEAN: _read_choice,
        ValueKind.DATE: _read_date,
        ValueKind.TEXT: _read_text,
    }
    if not text:
        raise NotAValue("Vul een waarde in.")
    return readers[ValueKind(determination.kind)](determination, text)


def _read_number(determination: Measurable, text: str) -> Value:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise NotAValue("Schrijf een getal, zoals 7,2 of < 3.")
    number = found["number"].replace("−", "-")
    if _GROUPED.fullmatch(number) and determination.decimals < 3:
        whole, part = number.replace(".", ""), number_text(Decimal(number))
        raise NotAValue(f"Is dit {whole} of {part}? Schrijf het zonder punt, of met een komma.")
    value = Decimal(number.replace(",", "."))
    value = _in_stored_unit(determination, value, (found["unit"] or "").strip())
    if abs(value) >= LARGEST:
        raise NotAValue("Dit getal is te groot.")
    _refuse_false_precision(determination, value)
    operator = found["operator"] or ""
    return Value(numeric=value, operator=_OPERATORS.get(operator) or Operator(operator))


def _in_stored_unit(determination: Measurable, value: Decimal, unit: str) -> Decimal:
    """The value in the unit of the determination, when the typed one is that unit or one that can be converted."""
    stored = unit_text(determination.unit)
    if not unit or unit.casefold() in {stored.casefold(), determination.unit.casefold()}:
        return value
    factor, offset = _OTHER_UNITS.get(determination.unit, {}).get(unit.casefold(), (None, None))
    if factor is None:
        raise NotAValue(f"De eenheid {unit} kan hier niet. Vul de waarde in {stored or 'zonder eenheid'} in.")
    return _rounded(determination, value * factor + offset)


def _rounded(determination: Measurable, value: Decimal) -> Decimal:
    return Decimal(number_text(value, decimals=determination.decimals).replace(",", ".").replace("−", "-"))


def _refuse_false_precision(determination: Measurable, value: Decimal) -> None:
    """An impossible number passes: what is wrong with it is said where its offers are."""
    fits = determination.hard_min <= value <= determination.hard_max
    if not fits or value == value.quantize(Decimal(1).scaleb(-determination.decimals)):
        return
    if determination.decimals == 0:
        raise NotAValue("Vul een heel getal in.")
    places = "1 cijfer" if determination.decimals == 1 else f"{determination.decimals} cijfers"
    raise NotAValue(f"Ten hoogste {places} achter de komma.")


def _read_choice(determination: Measurable, text: str) -> Value:
    for row in determination.choices:
        if text == row["code"] or text.casefold() == row["label"].casefold():
            return Value(choice=row["code"])
    raise NotAValue("Kies een van de antwoorden.")


def _read_date(determination: Measurable, text: str) -> Value:
    found = _DAY.fullmatch(text)
    if not found:
        raise NotAValue("Schrijf een datum als 14-3-2026.")
    day, month, year = found.groups()[:3] if found[1] else found.groups()[:2:-1]
    try:
        return Value(date=date(int(year), int(month), int(day)))
    except ValueError:
        raise NotAValue("Deze datum bestaat niet.") from None


def _read_text(determination: Measurable, text: str) -> Value:
    return Value(text=text)


def offers_for(determination: Measurable, value: Value) -> list[Offer]:
    """What was perhaps meant by a number that cannot be, or that looks like a percentage of HbA1c."""
    if value.numeric is None or value.operator is not Operator.EXACT:
        return []
    fits = determination.hard_min <= value.numeric <= determination.hard_max
    if fits and not _looks_like_percentage(determination, value.numeric):
        return []
    offers = [_other_unit(determination, value.numeric), None if fits else _lost_comma(determination, value.numeric)]
    return [offer for offer in offers if offer]


def _looks_like_percentage(determination: Measurable, number: Decimal) -> bool:
    low, high = HBA1C_PERCENTAGES
    return determination.unit == "mmol/mol" and low <= number <= high


def _other_unit(determination: Measurable, number: Decimal) -> Offer | None:
    """The number as if typed in the unit that people mix up with the stored one."""
    if determination.unit not in _MEANT:
        return None
    sentence, factor, offset = _MEANT[determination.unit]
    meant = _rounded(determination, number * factor + offset)
    if not determination.hard_min <= meant <= determination.hard_max:
        return None
    offered = number_text(meant, decimals=determination.decimals)
    return Offer(typed=offered, text=sentence.format(typed=number_text(number), offered=offered))


def _lost_comma(determination: Measurable, number: Decimal) -> Offer | None:
    """A tenth of the number, when that has no more decimals than the determination and is an ordinary value."""
    meant = number / 10
    low = determination.soft_min if determination.soft_min is not None else determination.hard_min
    high = determination.soft_max if determination.soft_max is not None else determination.hard_max
    if meant != _rounded(determination, meant) or not low <= meant <= high:
        return None
    offered = number_text(meant, decimals=determination.decimals)
    return Offer(typed=offered, text=f"Maak er {offered} van")
