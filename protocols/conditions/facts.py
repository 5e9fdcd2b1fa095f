"""What conditions may know of one patient on one day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KnownValue:
    """The latest value of one determination: a number with its operator, or a choice.

    Of a determination that is itself a day ("fundus gemaakt op") `observed_on` is that day.
    """

    observed_on: date
    numeric: Decimal | None = None
    operator: str = ""
    choice: str | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class KnownEpisode:
    """One episode; `ended_on` is the first day on which it no longer runs."""

    icpc: str
    onset_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownRelative:
    """An illness of a relative, with the age at which it began."""

    relative: str
    icpc: str
    age: int | None = None


@dataclass(frozen=True, slots=True)
class KnownIca:
    """A contra-indication, intolerance or allergy that holds, with its code."""

    kind: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class KnownRange:
    """The range agreed with a patient; None leaves a side open, and the limits belong to it."""

    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KnownMore:
    """What few rules ask: read only when one does. All of it as it holds on the day of the facts."""

    relatives: tuple[KnownRelative, ...] = ()
    icas: tuple[KnownIca, ...] = ()
    limits: frozenset[str] = frozenset()
    agreed: Mapping[str, KnownRange] = field(default_factory=dict)


class MoreKnown(Protocol):
    """Gives what few rules ask."""

    def more(self) -> KnownMore:
        """Family history, warnings, treatment limits and agreed targets."""

    def values_of(self, key: str) -> Sequence[KnownValue]:
        """Every value of a determination, newest first; the first is the latest one."""


@dataclass(frozen=True, slots=True)
class AllKnown:
    """Everything at hand, for a rule that is judged without a database."""

    rest: KnownMore = field(default_factory=KnownMore)
    histories: Mapping[str, Sequence[KnownValue]] = field(default_factory=dict)

    def more(self) -> KnownMore:
        return self.rest

    def values_of(self, key: str) -> Sequence[KnownValue]:
        return self.histories.get(key, ())


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """One patient on the day `on`.

    `values` holds the latest value of each determination, `atc` the codes of medicines in use, `enrolled` the
    protocols in which the patient is included, `started` medicines in use with the day on which they were started.
    `beyond` tells what came before the latest values, and what few rules ask. The birth date is a range when parts
    of it are unknown.
    """

    on: date
    born_from: date | None = None
    born_until: date | None = None
    sex: str = "unknown"
    values: Mapping[str, KnownValue] = field(default_factory=dict)
    episodes: tuple[KnownEpisode, ...] = ()
    atc: frozenset[str] = frozenset()
    enrolled: frozenset[str] = frozenset()
    started: tuple[tuple[str, date | None], ...] = ()
    beyond: MoreKnown = field(default_factory=AllKnown, compare=False, repr=False)
