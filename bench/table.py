"""The figures of a run as one table, and whether each is within its budget."""

from collections.abc import Iterable
from dataclasses import dataclass, field

HEADS = ("pagina", "mediaan ms", "maat", "p95/mediaan", "query's", "KB", "budget", "oordeel")
MOST_QUERIES = 12
MOST_SPREAD = 2.0


@dataclass(frozen=True)
class Budget:
    """What a figure may be at most (`<=`), or must be at least (`>=`), in its own unit."""

    limit: float
    unit: str = "F"
    is_minimum: bool = False

    def holds(self, value: float) -> bool:
        """Whether the figure is within the budget, as it is shown: in one decimal."""
        shown = round(value, 1)
        return shown >= self.limit if self.is_minimum else shown <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.is_minimum else '<='} {number(self.limit)} {self.unit}"


@dataclass(frozen=True)
class Line:
    """One row: what was measured, its figure in the unit of its budget, and what else is known of it.

    `queries_few` is the number of queries in the practice with few rows; the same page must ask no more where there
    are many. `is_restless`: the floor itself varied too much to say anything of the spread.
    """

    name: str
    value: float
    budget: Budget | None = None
    median_ms: float | None = None
    spread: float | None = None
    is_restless: bool = False
    queries: int | None = None
    queries_few: int | None = None
    kilobytes: float | None = None
    note: str = ""

    @property
    def faults(self) -> list[str]:
        """What is above the budget, in words."""
        found = []
        if self.budget and not self.budget.holds(self.value):
            found.append("te laag" if self.budget.is_minimum else "te hoog")
        if self.queries is not None and self.queries > MOST_QUERIES:
            found.append(f"meer dan {MOST_QUERIES} query's")
        if self.queries is not None and self.queries_few is not None and self.queries > self.queries_few:
            found.append("query's groeien mee")
        if self.spread is not None and not self.is_restless and round(self.spread, 1) > MOST_SPREAD:
            found.append("p95 te hoog")
        return found

    def cells(self) -> tuple[str, ...]:
        """The row in the order of the heads."""
        queries = "" if self.queries is None else str(self.queries)
        if self.queries_few not in (None, self.queries):
            queries += f" ({self.queries_few} bij weinig)"
        verdict = "; ".join(self.faults) or ("ok" if self.budget else "")
        return (
            self.name,
            number(self.median_ms),
            f"{number(self.value)} {self.budget.unit if self.budget else 'F'}",
            number(self.spread) + ("?" if self.is_restless and self.spread is not None else ""),
            queries,
            number(self.kilobytes),
            str(self.budget or ""),
            f"{verdict} ({self.note})" if self.note else verdict,
        )


@dataclass
class Report:
    """All lines of a run, and what they were measured on."""

    heading: str
    lines: list[Line] = field(default_factory=list)

    @property
    def is_within_budget(self) -> bool:
        return not any(line.faults for line in self.lines)

    def __str__(self) -> str:
        return f"{self.heading}\n\n{markdown(HEADS, [line.cells() for line in self.lines])}"


def number(value: float | None) -> str:
    """A figure as the Dutch write it: two decimals below ten, one below a hundred, else none; nothing for None."""
    if value is None:
        return ""
    decimals = 0 if float(value).is_integer() or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{decimals}f}".replace(".", ",")


def markdown(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table of which the columns are as wide as what stands in them."""
    table = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in table
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
