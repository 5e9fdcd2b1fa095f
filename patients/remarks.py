"""What must be said beside the values of a record: apps above this one tell by registering a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from patients.models import Patient


@dataclass(frozen=True)
class Remark:
    """A sentence about one determination: why there is no value of it."""

    label: str
    text: str
    on: date


RemarkSource = Callable[..., Iterable[Remark]]
_sources: list[RemarkSource] = []


def register(source: RemarkSource) -> None:
    """Let `source(patient=, on=)` tell remarks; called when an app starts."""
    _sources.append(source)


def remarks_for(*, patient: Patient, on: date) -> list[Remark]:
    """What there is to say of this patient on the day `on`, newest first."""
    found = [remark for source in _sources for remark in source(patient=patient, on=on)]
    return sorted(found, key=lambda remark: (-remark.on.toordinal(), remark.label))
