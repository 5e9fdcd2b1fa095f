"""How much the bench database holds."""

from dataclasses import dataclass

FEW, MANY = 40, 1
PATIENTS, FEW_PATIENTS, MANY_PATIENTS = 2500, 100, 4900
STAFF, FEW_STAFF, MANY_STAFF = 12, 10, 60
LOG_LINES, MANY_LOG_LINES = 200, 5000


@dataclass(frozen=True)
class Size:
    """A number of practices; each patient takes part in two programmes and has twenty measurements."""

    name: str
    practices: int


SMALL = Size("small", 40)
FULL = Size("full", 200)
SIZES = {size.name: size for size in (SMALL, FULL)}


@dataclass(frozen=True)
class Plan:
    """What one practice gets. Number `MANY` is twice as large as the others, number `FEW` has next to nothing."""

    number: int
    patients: int
    staff: int
    log_lines: int


def plan_of(number: int) -> Plan:
    """The plan of the practice with this number; 40 practices hold 100,000 patients, 200 hold 500,000."""
    if number == MANY:
        return Plan(number, MANY_PATIENTS, MANY_STAFF, MANY_LOG_LINES)
    if number == FEW:
        return Plan(number, FEW_PATIENTS, FEW_STAFF, LOG_LINES)
    return Plan(number, PATIENTS, STAFF, LOG_LINES)
