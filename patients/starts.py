"""What can be started from a record: apps above this one tell by registering a source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from patients.models import Patient


@dataclass(frozen=True)
class Start:
    """A button that posts to `url`; `key` is the key that presses it."""

    label: str
    url: str
    key: str


StartSource = Callable[..., Iterable[Start]]
_sources: list[StartSource] = []


def register(source: StartSource) -> None:
    """Let `source(patient=, permissions=)` tell what can be started; called when an app starts."""
    _sources.append(source)


def starts_for(*, patient: Patient, permissions: Collection[str]) -> list[Start]:
    """What somebody with these permissions can start for this patient."""
    return [start for source in _sources for start in source(patient=patient, permissions=permissions)]
