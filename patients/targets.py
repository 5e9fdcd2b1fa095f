"""The value to aim for, as protocols know it. They are above this app, so they tell by registering a source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from patients.models import Patient
from patients.rules.charts import Band


@dataclass(frozen=True)
class Target:
    """The range to aim for, in words as it stands in the list (`< 140`, `54–58 eigen`).

    `text` is empty when no range holds; `note` says where the target comes from and what else counts.
    """

    band: Band
    text: str
    note: str = ""


TargetSource = Callable[..., Mapping[str, Target]]
_sources: list[TargetSource] = []


def register(source: TargetSource) -> None:
    """Let `source(patient=, keys=, on=)` tell targets by determination key; called when an app starts."""
    _sources.append(source)


def targets_for(*, patient: Patient, keys: Collection[str], on: date) -> dict[str, Target]:
    """What to aim for with this patient on the day `on`; a key without a target is left out."""
    found: dict[str, Target] = {}
    for source in _sources:
        found |= source(patient=patient, keys=keys, on=on)
    return found
