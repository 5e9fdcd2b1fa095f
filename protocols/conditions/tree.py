"""The nodes of a condition. Every node is a value: it can be compared, kept and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
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


class Since(StrEnum):
    """Which earlier value the latest one is compared with."""

    PREVIOUS = "previous"
    FIRST = "first"
    HIGHEST = "highest"
    LOWEST = "lowest"


class Side(StrEnum):
    """Where a value lies against a target."""

    ABOVE = "above"
    BELOW = "below"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; false when one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; false when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: Condition


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


@dataclass(frozen=True, slots=True)
class MeasuredInWeeks:
    """The determination was recorded in the last `weeks`; never unknown."""

    key: str
    weeks: int


@dataclass(frozen=True, slots=True)
class EarlierIs:
    """A comparison that holds for the value `back` before the latest one (1 is the one before it).

    Unknown where `of` would be, and without that many values.
    """

    of: NumberIs | ChoiceIs
    back: int = 1


@dataclass(frozen=True, slots=True)
class InARow:
    """A comparison that holds for each of the last `times` values.

    False as soon as it surely fails for one of them; unknown with fewer values, or when one leaves it open.
    """

    of: NumberIs | ChoiceIs
    times: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """A comparison that holds for the latest value and every one before it, over at least `months`.

    From the first to the last of those values: what was recorded once has not been seen to last, so that is
    unknown. False as soon as it surely fails for a value within that time.
    """

    of: NumberIs | ChoiceIs
    months: int


@dataclass(frozen=True, slots=True)
class ChangeIs:
    """The latest value minus an earlier one compares so with `value`, in the unit or in percent of the earlier one.

    Only exact values, observed by the same method (two equations are no trend), the earlier one in the last
    `within_months` when given. Unknown without such a pair, and in percent of what is not above zero.
    """

    key: str
    since: Since
    op: Comparison
    value: Decimal
    is_percent: bool = False
    within_months: int | None = None


@dataclass(frozen=True, slots=True)
class TargetIs:
    """Where the latest value lies against the target of this patient: the agreed one, else the first that holds.

    `by` is what that means in this protocol, filled in when its content is read. Unknown without a value; without
    a target, and within a target of words only, it is on no side.
    """

    key: str
    side: Side
    by: Condition | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Surely:
    """Whether the part is true; what is unknown is not. Never unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class HasAgreedTarget:
    """A target is agreed with this patient; never unknown."""

    key: str


@dataclass(frozen=True, slots=True)
class AgreedTargetIs:
    """Where the latest value lies against the agreed target. Made by POH itself, not written in rules."""

    key: str
    side: Side


@dataclass(frozen=True, slots=True)
class RelativeHad:
    """A parent, brother, sister or child had one of these illnesses, men and women up to an age when given.

    Unknown when only a relative is known whose age, or for a child whose sex, could decide it. An illness that is
    not recorded is not there.
    """

    codes: tuple[str, ...]
    man_until: int | None = None
    woman_until: int | None = None


@dataclass(frozen=True, slots=True)
class HasIca:
    """A contra-indication, intolerance or allergy of one of `kinds`, with a code that starts so when given.

    Never unknown.
    """

    kinds: tuple[str, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HasLimit:
    """An agreed treatment limit of one of `kinds`; never unknown."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MedicationStarted:
    """A medicine in use, with an ATC code that starts with one of `prefixes`, was started in the last `weeks`.

    Never unknown: a start that is not recorded is not recent.
    """

    prefixes: tuple[str, ...]
    weeks: int


@dataclass(frozen=True, slots=True)
class CountIs:
    """How often the determination was recorded in the last `months` compares so; never unknown."""

    key: str
    op: Comparison
    times: int
    months: int


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
    | MeasuredInWeeks
    | EarlierIs
    | InARow
    | Lasting
    | ChangeIs
    | TargetIs
    | Surely
    | HasAgreedTarget
    | AgreedTargetIs
    | RelativeHad
    | HasIca
    | HasLimit
    | MedicationStarted
    | CountIs
)
