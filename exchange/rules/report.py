"""The report of an import: what became of everything that came in, counted and explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from exchange.enums import Kind, Outcome, QuarantineReason, SkipReason
from exchange.rules.found import Origin
from patients.rules.values import number_text

MOST_LINES = 500


@dataclass
class Tally:
    """Counts of one patient, or of a whole import. Add a patient's only when that patient was kept."""

    files: int = 0
    refused_files: int = 0
    kept: Counter = field(default_factory=Counter)
    skipped: Counter = field(default_factory=Counter)
    held: Counter = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    unsaid: int = 0

    def keep(self, kind: Kind, outcome: Outcome, count: int = 1) -> None:
        """Count what was kept."""
        self.kept[kind.value, outcome.value] += count

    def skip(self, origin: Origin, reason: SkipReason, count: int = 1) -> None:
        """Count what was left out, by code."""
        self.skipped[origin.kind.value, reason.value, origin.code, origin.text] += count

    def hold(self, origin: Origin, reason: QuarantineReason, *, is_new: bool) -> None:
        """Count what waits for a person, or waited already."""
        self.held[reason.value, is_new, origin.code, origin.text] += 1

    def say(self, line: str) -> None:
        """Keep one line about a file; the first few hundred are enough to act on."""
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.unsaid += 1

    def add(self, other: Tally) -> None:
        """Take in the counts of another."""
        self.files += other.files
        self.refused_files += other.refused_files
        for mine, theirs in ((self.kept, other.kept), (self.skipped, other.skipped), (self.held, other.held)):
            mine.update(theirs)
        for line in other.lines:
            self.say(line)
        self.unsaid += other.unsaid

    def as_json(self) -> dict[str, Any]:
        """The report as it is stored, most frequent first."""
        return {
            "files": self.files,
            "refused_files": self.refused_files,
            "kept": [[*key, count] for key, count in sorted(self.kept.items())],
            "skipped": [[*key, count] for key, count in _frequent_first(self.skipped)],
            "held": [[*key, count] for key, count in _frequent_first(self.held)],
            "lines": self.lines,
            "unsaid": self.unsaid,
        }


def _frequent_first(counts: Counter) -> list[tuple[tuple, int]]:
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True)
class Reasons:
    """One reason with the codes that it concerns."""

    key: str
    label: str
    count: int
    codes: list[tuple[str, int]]


@dataclass(frozen=True)
class Summary:
    """A stored report in words, for the screen and the command."""

    report: dict[str, Any]

    def kept(self) -> list[tuple[str, dict[str, int]]]:
        """For each kind how many were stored, known and corrected."""
        rows: dict[str, dict[str, int]] = {}
        for kind, outcome, count in self.report.get("kept", []):
            rows.setdefault(kind, dict.fromkeys(Outcome.values, 0))[outcome] += count
        return [(kind.label, rows[kind.value]) for kind in Kind if kind.value in rows]

    def skipped(self) -> list[Reasons]:
        """What was left out, by reason."""
        rows = ((reason, code, text, count) for _, reason, code, text, count in self.report.get("skipped", []))
        return list(_by_reason(rows, SkipReason))

    def held(self, *, is_new: bool) -> list[Reasons]:
        """What went into quarantine, or was there (or was judged) already."""
        found = self.report.get("held", [])
        rows = ((reason, code, text, count) for reason, new, code, text, count in found if new == is_new)
        return list(_by_reason(rows, QuarantineReason))

    def count_held(self) -> int:
        """How many new rows the quarantine got."""
        return sum(reason.count for reason in self.held(is_new=True))

    def count(self, kind: Kind, outcome: Outcome) -> int:
        """How many of one kind came to one outcome."""
        return dict(self.kept()).get(kind.label, {}).get(outcome.value, 0)


def _by_reason(rows: Iterator[tuple[str, str, str, int]], reasons: type) -> Iterator[Reasons]:
    names: dict[tuple[str, str], str] = {}
    counts: dict[str, Counter] = {}
    for reason, code, text, count in rows:
        # One code may come with several descriptions; the most frequent one names it.
        name = names.setdefault((reason, code), f"{text} ({code})") if code else text
        counts.setdefault(reason, Counter())[name] += count
    for reason, found in sorted(counts.items(), key=lambda row: -row[1].total()):
        yield Reasons(reason, reasons(reason).label, found.total(), found.most_common())


def report_lines(report: dict[str, Any]) -> Iterator[str]:
    """The report for a terminal."""
    summary = Summary(report)
    yield f"{report['files']} bestanden gelezen, {report['refused_files']} niet te lezen."
    for line in report["lines"]:
        yield f"  {line}"
    if report["unsaid"]:
        yield f"  en nog {report['unsaid']} regels."
    for label, counts in summary.kept():
        parts = ", ".join(f"{counts[outcome.value]} {outcome.label}" for outcome in Outcome)
        yield f"{label[0].upper()}{label[1:]}: {parts}"
    for head, reasons in (
        ("Overgeslagen", summary.skipped()),
        ("In quarantaine", summary.held(is_new=True)),
        ("Stond al in quarantaine of is al beoordeeld", summary.held(is_new=False)),
    ):
        yield f"{head}: {sum(reason.count for reason in reasons)}"
        for reason in reasons:
            yield f"  {reason.count:>7} {reason.label}"
            yield from (f"  {count:>11} {code}" for code, count in reason.codes)


def short_number(text: str) -> str:
    """A number of the source in our way of writing, in at most three decimals; other text as it is."""
    sign, _, number = text.rpartition(" ")
    try:
        short = Decimal(number).quantize(Decimal("0.001"))
    except InvalidOperation:
        return text
    return f"{sign} {number_text(short)}".strip()
