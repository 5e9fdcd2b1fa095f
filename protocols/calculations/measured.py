"""A laboratory value that keeps its operator: `>90` and `<3` are facts, not numbers."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """How the true value relates to the reported one."""

    EXACT = ""
    BELOW = "<"
    ABOVE = ">"
    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Measured:
    """A value as reported by the laboratory, with `<` or `>` when the method could not say more."""

    value: float
    operator: Operator = Operator.EXACT

    @property
    def is_exact(self) -> bool:
        """Whether the reported value may be used in a formula."""
        return self.operator is Operator.EXACT

    @property
    def lowest(self) -> float:
        """The lowest value this report allows (0 for `<` and `<=`)."""
        if self.operator in (Operator.BELOW, Operator.AT_MOST):
            return 0.0
        return math.nextafter(self.value, math.inf) if self.operator is Operator.ABOVE else self.value

    @property
    def highest(self) -> float:
        """The highest value this report allows (infinite for `>` and `>=`)."""
        if self.operator in (Operator.ABOVE, Operator.AT_LEAST):
            return math.inf
        return math.nextafter(self.value, 0.0) if self.operator is Operator.BELOW else self.value

    def __str__(self) -> str:
        return f"{self.operator.value}{self.value:g}"
