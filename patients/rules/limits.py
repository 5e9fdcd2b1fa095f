"""What cannot be, what is asked before it is kept, and values that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from patients.enums_record import Operator
from patients.rules.reading import Offer, offers_for
from patients.rules.values import Measurable, Value, number_text, unit_text, value_text

# Upper and lower blood pressure of one measurement: the first is the higher.
PRESSURES = {"rr_sys": "rr_dia", "rr_thuis_sys": "rr_thuis_dia"}
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Problem:
    """Why a value is not kept: refused for good, or asked about (`is_question`), with what was perhaps meant."""

    key: str
    text: str
    is_question: bool = False
    offers: tuple[Offer, ...] = field(default=())


def refusal(determination: Measurable, value: Value, *, observed_on: date) -> Problem | None:
    """Why this value cannot be; None when it can."""
    text = _impossible_number(determination, value) or _impossible_date(determination, value, observed_on=observed_on)
    return Problem(determination.key, text, offers=tuple(offers_for(determination, value))) if text else None


def _impossible_number(determination: Measurable, value: Value) -> str:
    if value.numeric is None or determination.hard_min <= value.numeric <= determination.hard_max:
        return ""
    low, high = number_text(determination.hard_min), number_text(determination.hard_max)
    unit = unit_text(determination.unit)
    sign = f"{value.operator.label} " if value.operator is not Operator.EXACT else ""
    typed = f"{sign}{number_text(value.numeric)} {unit}".strip()
    return f"{typed} kan niet. Vul een waarde in tussen {low} en {high} {unit}".strip() + "."


def _impossible_date(determination: Measurable, value: Value, *, observed_on: date) -> str:
    if value.date is None:
        return ""
    if value.date < EARLIEST:
        return "Deze datum ligt te ver terug."
    if value.date > observed_on and not determination.may_be_future:
        return "Deze datum ligt na de dag waarop dit is vastgesteld."
    return ""


def question(determination: Measurable, value: Value, *, previous: Value | None) -> Problem | None:
    """What to ask before this unusual value is kept; None for an ordinary one."""
    unusual = _outside_soft_range(determination, value) or _changed_much(determination, value, previous)
    offers = tuple(offers_for(determination, value)) if value.numeric is not None else ()
    if not unusual and not offers:
        return None
    why = unusual or "is laag voor deze eenheid"
    text = f"{value_text(determination, value)} {why}: klopt dit?"
    if determination.soft_reason and unusual:
        text = f"{text} ({determination.soft_reason})"
    if previous is not None and previous.numeric is not None:
        text = f"{text} Vorige keer was het {value_text(determination, previous)}."
    return Problem(determination.key, text, is_question=True, offers=offers)


def _outside_soft_range(determination: Measurable, value: Value) -> str:
    number = value.numeric
    if number is None:
        return ""
    if determination.soft_max is not None and number > determination.soft_max:
        return "is hoger dan gebruikelijk"
    if determination.soft_min is not None and number < determination.soft_min:
        return "is lager dan gebruikelijk"
    return ""


def _changed_much(determination: Measurable, value: Value, previous: Value | None) -> str:
    if value.numeric is None or previous is None or previous.numeric is None:
        return ""
    if Operator.EXACT not in (value.operator, previous.operator) or value.operator != previous.operator:
        return ""
    change = abs(value.numeric - previous.numeric)
    limit, percent = determination.soft_change, determination.soft_change_percent
    if (limit is not None and change > limit) or (
        percent is not None and change * 100 > percent * abs(previous.numeric)
    ):
        return "verschilt veel van de vorige keer"
    return ""


def pressure_problems(values: Mapping[str, Value], determinations: Mapping[str, Measurable]) -> list[Problem]:
    """Blood pressures of which the upper is not the higher; swapping them is offered."""
    found = []
    for upper, lower in PRESSURES.items():
        high, low = _exact(values.get(upper)), _exact(values.get(lower))
        if high is None or low is None or high > low:
            continue
        text = f"De bovendruk ({number_text(high)}) is niet hoger dan de onderdruk ({number_text(low)})."
        offers = ()
        if high < low and _fits(determinations[upper], low) and _fits(determinations[lower], high):
            both = f"{number_text(low)}/{number_text(high)}"
            offers = (Offer(typed=both, text=f"Wissel om: {both}"),)
        found.append(Problem(upper, text, offers=offers))
    return found


def _exact(value: Value | None) -> Decimal | None:
    return value.numeric if value is not None and value.operator is Operator.EXACT else None


def _fits(determination: Measurable, number: Decimal) -> bool:
    return determination.hard_min <= number <= determination.hard_max
