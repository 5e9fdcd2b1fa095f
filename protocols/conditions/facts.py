"""What conditions may know of one patient on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class KnownValue:
    """The latest value of one determination: a number with its operator, or a choice."""

    observed_on: date
    numeric: Decimal | None = None
    operator: str = ""
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class KnownEpisode:
    """One episode; `ended_on` is the first day on which it no longer runs."""

    icpc: str
    onset_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """One patient on the day `on`.

    `values` holds the latest value of each determination, `atc` the codes of medicines in use, `enrolled` the
    protocols in which the patient is included. The birth date is a range when parts of it are unknown.
    """

    on: date
    born_from: date | None = None
    born_until: date | None = None
    sex: str = "unknown"
    values: Mapping[str, KnownValue] = field(default_factory=dict)
    episodes: tuple[KnownEpisode, ...] = ()
    atc: frozenset[str] = frozenset()
    enrolled: frozenset[str] = frozenset()
