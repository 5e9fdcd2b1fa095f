"""Targets in words, for the record and for the page with a patient's programmes."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from patients.models import Patient
from patients.rules.charts import Band
from patients.rules.values import number_text
from patients.targets import Target
from poh.base.dates import day_text
from protocols.content import Target as Rule
from protocols.models import PersonalTarget
from protocols.selectors.targets import Aim, aims_of


def targets_in_record(*, patient: Patient, keys: Collection[str], on: date) -> Mapping[str, Target]:
    """What the record shows as "Doel" and as the band in a line: the source that `patients.targets` asks."""
    return targets_in_words(aims_of(patient=patient, keys=keys, on=on))


def targets_in_words(aims: Mapping[str, Aim]) -> dict[str, Target]:
    """Each aim as its range and its words."""
    return {key: _of_person(aim.personal) if aim.personal else _of_rule(aim) for key, aim in aims.items()}


def _of_person(personal: PersonalTarget) -> Target:
    text = f"{range_text(personal.low, personal.high)} eigen"
    return Target(Band(_number(personal.low), _number(personal.high)), text, agreed_text(personal))


def _of_rule(aim: Aim) -> Target:
    rule = aim.rule
    band = Band(_number(rule.low), _number(rule.high), rule.low_inclusive, rule.high_inclusive)
    return Target(band, rule_text(rule), rule_note(rule, aim.programme))


def rule_note(rule: Rule, programme: str) -> str:
    """What a rule says beside its range, and of which programme it is."""
    doubt = "" if rule.provenance.is_verified else " (te accorderen)"
    return f"{rule.text} Volgens {programme}{doubt}.".lstrip()


def agreed_text(personal: PersonalTarget) -> str:
    """When, by whom and why a target was agreed."""
    by = f" door {personal.set_by.name}" if personal.set_by else ""
    return f"Afgesproken op {day_text(personal.started_on)}{by}: {personal.reason}"


def rule_text(rule: Rule) -> str:
    """The range of a rule; empty when it only has words."""
    return range_text(rule.low, rule.high, low_sign="≥" if rule.low_inclusive else ">",
                      high_sign="≤" if rule.high_inclusive else "<")  # fmt: skip


def range_text(low: Decimal | None, high: Decimal | None, *, low_sign: str = "≥", high_sign: str = "≤") -> str:
    """A range as it stands in a list: `54–58`, `≤ 53`, `< 140`."""
    if low is not None and high is not None:
        return f"{number_text(low)}–{number_text(high)}"
    if high is not None:
        return f"{high_sign} {number_text(high)}"
    return f"{low_sign} {number_text(low)}" if low is not None else ""


def _number(limit: Decimal | None) -> float | None:
    return None if limit is None else float(limit)
