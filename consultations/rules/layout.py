"""Where each row of a consult stands on the screen, so that what must be done fits without scrolling."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from patients.enums_record import NUMERIC_KINDS, Section, ValueKind

# Blocks of which the numbers come from the laboratory, but for what is measured or agreed in the practice.
LAB_SECTIONS = frozenset({Section.GLUCOSE, Section.LIPIDS, Section.KIDNEY, Section.LAB})
NOT_LAB = frozenset({"gluc_cap", "hbsw", "hypo_aantal"})
# Laboratory values that are looked at in each control, with or without a target: they keep a row of their own.
MAIN_LAB = frozenset({"hba1c", "egfr", "acr", "ldl"})


class Placed(Protocol):
    """What the place of a row depends on."""

    key: str
    kind: str
    unit: str
    section: str
    calculation: str


class Place(Enum):
    """The wide table, the short tables, folded away, waiting for the laboratory, in one line, or not shown."""

    NUMBERS = "numbers"
    CHOICES = "choices"
    MORE = "more"
    LAB = "lab"
    REST = "rest"
    HIDDEN = "hidden"


def is_lab(determination: Placed) -> bool:
    """Whether the value comes from a laboratory."""
    return (
        determination.kind in NUMERIC_KINDS
        and determination.section in LAB_SECTIONS
        and determination.key not in NOT_LAB
        and not determination.calculation
        and not determination.unit.startswith("{")
    )


def stands_wide(determination: Placed) -> bool:
    """Whether a row has a course over time that is worth a line: a measured number, or a scale such as the MRC.

    A count (`{aantal}`, `{glas}/d`) stands in the short tables, beside the questions of the same talk.
    """
    if determination.kind not in NUMERIC_KINDS:
        return False
    return not determination.unit.startswith("{") or determination.unit == "{score}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a row is in this consult; `has_value`: there is a value of before."""

    is_asked: bool
    is_required: bool
    came_in: bool
    has_target: bool
    has_value: bool


def place_of(determination: Placed, row: Standing) -> Place:
    """Where the row of this determination stands."""
    if determination.calculation and not row.came_in:
        return _calculated(determination, has_target=row.has_target, has_value=row.has_value)
    if row.came_in:
        return _came_in(determination, has_target=row.has_target, is_required=row.is_required)
    if row.is_asked and not row.is_required:
        return Place.MORE
    if row.is_asked and is_lab(determination):
        return Place.LAB
    return Place.NUMBERS if stands_wide(determination) else Place.CHOICES


def _calculated(determination: Placed, *, has_target: bool, has_value: bool) -> Place:
    if has_target:
        return Place.NUMBERS
    return Place.REST if has_value else Place.HIDDEN


def _came_in(determination: Placed, *, has_target: bool, is_required: bool) -> Place:
    if determination.kind == ValueKind.TEXT or is_lab(determination):
        return Place.NUMBERS if has_target or determination.key in MAIN_LAB else Place.REST
    if not is_required and not has_target:
        return Place.REST
    return Place.NUMBERS if stands_wide(determination) else Place.CHOICES
