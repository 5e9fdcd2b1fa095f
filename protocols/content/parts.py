"""The parts of a protocol: controls, items, intervals, targets, advice, inclusion and education."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from protocols.conditions import Condition


class InclusionKind(StrEnum):
    """What it means that an inclusion rule holds."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    # A person must look: a parent code that may or may not mean the disease.
    REVIEW = "review"


class ProposalKind(StrEnum):
    """What accepting an advice makes."""

    GOAL = "goal"
    TASK = "task"
    ASK_GP = "ask_gp"
    REFERRAL = "referral"
    EDUCATION = "education"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a rule comes from. What is not verified is shown as "te accorderen"."""

    source: str
    is_verified: bool
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A term that replaces the ordinary one when `when` holds: longer or shorter, and why."""

    key: str
    when: Condition
    months: int
    reason: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Group:
    """Determinations of which one recording is enough: the blood pressure in any of its methods."""

    determinations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """A kind of control: how long it takes, who may do it, how often it comes, and what closes it.

    A control counts as done on the day when `closed_at_least` of the groups `closed_by` had been recorded. A
    control without `months` is never due by itself (a contact in between).
    """

    key: str
    name: str
    minutes: int
    roles: tuple[str, ...]
    provenance: Provenance
    months: int | None = None
    intervals: tuple[Interval, ...] = ()
    closed_by: tuple[Group, ...] = ()
    closed_at_least: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the measurement grid."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One determination that these controls ask for.

    Asked at each of its controls, or with `months` only when the last one is so old. `when` makes it
    conditional: asked only where the condition is true. `is_required`: the control is not complete without it.
    """

    determination: str
    section: str
    controls: tuple[str, ...]
    provenance: Provenance
    is_required: bool = True
    when: Condition | None = None
    months: int | None = None
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The range to aim at for a determination; of one determination the first that holds counts.

    `low` and `high` belong to the range when inclusive; None leaves a side open. `text` says it in words when no
    range applies ("niet starten").
    """

    key: str
    determination: str
    provenance: Provenance
    when: Condition | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_inclusive: bool = True
    high_inclusive: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to consider when `when` holds: never done by itself.

    `because` names the determinations whose values are shown as the reason; the heaviest weights come first.
    """

    key: str
    when: Condition
    weight: int
    title: str
    text: str
    proposal: ProposalKind
    provenance: Provenance
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Who belongs in the programme, who does not, and whom a person must judge; `reason` is shown with the name."""

    key: str
    kind: InclusionKind
    when: Condition
    reason: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Education:
    """A topic to discuss, at these controls."""

    key: str
    title: str
    controls: tuple[str, ...]
    provenance: Provenance
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolContent:
    """Everything that one version of a protocol says.

    `takes_in` names protocols whose items come along and that get no enrolment beside this one (DM2 takes in
    CVRM).
    """

    protocol: str
    title: str
    controls: tuple[Control, ...]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    targets: tuple[Target, ...] = ()
    advice: tuple[Advice, ...] = ()
    inclusion: tuple[Inclusion, ...] = ()
    education: tuple[Education, ...] = ()
    takes_in: tuple[str, ...] = field(default=())
