"""How long an appointment is to be, by the controls that are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 60
STEP = 5


@dataclass(frozen=True, slots=True)
class DueControl:
    """A control that is due: its programme, its own minutes, and after how many months it comes back."""

    protocol: str
    key: str
    name: str
    minutes: int
    months: int


def together(controls: Iterable[DueControl]) -> list[DueControl]:
    """One control for each programme: of two that are due, the rarer holds the other."""
    chosen: dict[str, DueControl] = {}
    for control in controls:
        there = chosen.get(control.protocol)
        if there is None or control.months > there.months:
            chosen[control.protocol] = control
    return sorted(chosen.values(), key=lambda control: (-control.minutes, control.protocol))


def proposed_minutes(controls: Iterable[DueControl], *, otherwise: int) -> int:
    """The longest control in full and half of each other: what two programmes share is done once. At most an hour."""
    chosen = together(controls)
    if not chosen:
        return otherwise
    total = chosen[0].minutes + sum(control.minutes / 2 for control in chosen[1:])
    return min(LONGEST, -(-int(total) // STEP) * STEP)
