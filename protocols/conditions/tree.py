"""The nodes of a condition. Every node is a value: it can be compared, kept and shown."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Comparison(StrEnum):
    """How a known number is compared with the number in a rule."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"


class EpisodeState(StrEnum):
    """Whether an episode must be running, or may have ended."""

    CURRENT = "current"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; false when one part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; false when every part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class NumberIs:
    """The latest value of a determination compares so with `value` (in the stored unit).

    Unknown without a value, without one in the last `within_months`, and when an operator leaves it open
    (`>90` compared with 95).
    """

    key: str
    op: Comparison
    value: Decimal
    within_months: int | None = None


@dataclass(frozen=True, slots=True)
class ChoiceIs:
    """The latest answer to a determination is one of `choices`; unknown without an answer (in time)."""

    key: str
    choices: tuple[str, ...]
    within_months: int | None = None


@dataclass(frozen=True, slots=True)
class MeasuredWithin:
    """The determination was recorded in the last `months`; never unknown."""

    key: str
    months: int


@dataclass(frozen=True, slots=True)
class AgeIs:
    """The age in completed years; unknown when the birth date leaves it open."""

    op: Comparison
    years: int


@dataclass(frozen=True, slots=True)
class SexIs:
    """The administrative sex is one of `sexes`; unknown when it is not recorded."""

    sexes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasEpisode:
    """An episode with one of these ICPC codes. `K90` includes its subcodes, `T90.02` is only itself.

    Never unknown: an episode that is not recorded is not there.
    """

    codes: tuple[str, ...]
    state: EpisodeState = EpisodeState.CURRENT


@dataclass(frozen=True, slots=True)
class EpisodeYears:
    """Completed years since the onset of the first running episode with one of these codes.

    Unknown without such an episode, and when an onset that could change the answer is not recorded.
    """

    codes: tuple[str, ...]
    op: Comparison
    years: int


@dataclass(frozen=True, slots=True)
class HasMedication:
    """A medicine in use of which the ATC code starts with one of `prefixes`; never unknown."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnrolledIn:
    """Included in one of these protocols now; never unknown."""

    protocols: tuple[str, ...]


Condition = (
    All
    | AnyOf
    | Not
    | NumberIs
    | ChoiceIs
    | MeasuredWithin
    | AgeIs
    | SexIs
    | HasEpisode
    | EpisodeYears
    | HasMedication
    | EnrolledIn
)
