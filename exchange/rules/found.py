"""What a resource turned out to hold: something to keep, to leave out, or to show to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from exchange.enums import Kind, QuarantineReason, SkipReason
from patients.rules.values import Value

# Every row that an import makes has a number made of what the source calls it: a second import makes the same.
NAMESPACE = UUID("8d5f7c1e-6b0a-5e0e-9c55-0f6f6e3a4d21")


@dataclass(frozen=True)
class Origin:
    """Where something came from: the name of the resource at its source, the part in it, and the code in words."""

    kind: Kind
    resource: str
    part: str = ""
    code: str = ""
    text: str = ""

    @property
    def identity(self) -> str:
        """The same for each time the source sends this part."""
        return f"{self.resource}#{self.part}" if self.part else self.resource

    def uuid(self, step: str = "") -> UUID:
        """The number of the row; `step` tells the rows apart that follow each other under one identity."""
        return uuid5(NAMESPACE, f"{self.identity}|{step}" if step else self.identity)


@dataclass(frozen=True)
class Original:
    """The value as the source wrote it: kept beside what was made of it."""

    value: str = ""
    unit: str = ""
    moment: str = ""


@dataclass(frozen=True)
class Skipped:
    """Left out, and counted."""

    origin: Origin
    reason: SkipReason


@dataclass(frozen=True)
class Withdrawn:
    """The source takes back what it sent before under this name."""

    origin: Origin


@dataclass(frozen=True)
class Held:
    """Waits for a person. `determination` and `observed_at` as far as they are known."""

    origin: Origin
    reason: QuarantineReason
    detail: str
    original: Original = Original()
    determination: str = ""
    candidates: tuple[str, ...] = ()
    observed_at: datetime | None = None
    has_time: bool = False


@dataclass(frozen=True)
class Measured:
    """A value in the unit of its determination."""

    origin: Origin
    determination: str
    value: Value
    observed_at: datetime
    has_time: bool
    original: Original
    method: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the record (episode, medicine): the fields of its model."""

    origin: Origin
    fields: dict[str, Any]

    @property
    def ended_on(self) -> date | None:
        return self.fields.get("ended_on") or self.fields.get("stopped_on")


Found = Skipped | Withdrawn | Held | Measured | Line
