"""What a version says, as rows for a page: each rule as a sentence with its source."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from poh.accounts.enums import Role
from protocols.conditions import Condition, sentence
from protocols.conditions.vocabulary import Vocabulary
from protocols.content import Advice, Control, InclusionKind, Interval, Item, ProposalKind, ProtocolContent, Target

INCLUSION_WORDS = {
    InclusionKind.INCLUDE: "hoort erin",
    InclusionKind.EXCLUDE: "hoort er niet in",
    InclusionKind.REVIEW: "eerst beoordelen",
}
PROPOSAL_WORDS = {
    ProposalKind.GOAL: "doel in het zorgplan",
    ProposalKind.TASK: "taak",
    ProposalKind.ASK_GP: "voorstel aan de huisarts",
    ProposalKind.REFERRAL: "verwijzing",
    ProposalKind.EDUCATION: "voorlichting",
    ProposalKind.CONTROL: "extra controle",
}


@dataclass(frozen=True)
class Row:
    """One rule on the page: what, when it holds, what it says, and where that comes from."""

    key: str
    name: str
    facts: tuple[tuple[str, str], ...]
    source: str
    is_verified: bool
    doubt: str

    @property
    def lines(self) -> list[str]:
        """The row as text, for comparing two versions line by line."""
        return [self.name, *(f"{label}: {value}" for label, value in self.facts), f"bron: {self.source}"]


@dataclass(frozen=True)
class Block:
    """One kind of rule, with its rows."""

    key: str
    title: str
    rows: tuple[Row, ...] = field(default=())


def blocks(content: ProtocolContent, vocabulary: Vocabulary) -> list[Block]:
    """Everything that a version says, in the order of the page."""
    write = _Writer(content, vocabulary)
    return [
        Block("controles", "Controles", tuple(write.control(part) for part in content.controls)),
        Block("onderdelen", "Onderdelen", tuple(write.item(part) for part in content.items)),
        Block("streefwaarden", "Streefwaarden", tuple(write.target(part) for part in content.targets)),
        Block("adviezen", "Adviezen", tuple(write.advice(part) for part in content.advice)),
        Block("inclusie", "Wie hoort erin", tuple(write.inclusion(part) for part in content.inclusion)),
        Block("voorlichting", "Voorlichting", tuple(write.education(part) for part in content.education)),
    ]


class _Writer:
    def __init__(self, content: ProtocolContent, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.controls = {control.key: control.name for control in content.controls}
        self.sections = {section.key: section.name for section in content.sections}

    def control(self, control: Control) -> Row:
        facts = [("duur", f"{control.minutes} minuten"), ("door", self._roles(control.roles))]
        if control.months:
            facts += [("elke", _months(control.months)), *self._intervals(control.intervals)]
            groups = [" of ".join(self._label(key) for key in group.determinations) for group in control.closed_by]
            count = "alle" if control.closed_at_least == len(groups) else f"ten minste {control.closed_at_least}"
            facts.append(("gedaan met", f"{count} van: {'; '.join(groups)}"))
        return self._row(control.key, control.name, facts, control)

    def item(self, item: Item) -> Row:
        facts = [
            ("blok", self.sections[item.section]),
            ("bij", ", ".join(self.controls[key] for key in item.controls)),
            ("verplicht", "ja" if item.is_required else "nee"),
            *self._when(item.when),
        ]
        if item.months:
            facts += [("opnieuw na", _months(item.months)), *self._intervals(item.intervals)]
        return self._row(item.determination, self._label(item.determination), facts, item)

    def target(self, target: Target) -> Row:
        unit = self.vocabulary.numbers.get(target.determination, "")
        words = range_words(target, unit)
        return self._row(
            target.key, self._label(target.determination), [("doel", words), *self._when(target.when)], target
        )

    def advice(self, advice: Advice) -> Row:
        facts = [("als", sentence(advice.when, self.vocabulary)), ("advies", advice.text)]
        facts += [("wordt", PROPOSAL_WORDS[advice.proposal]), ("gewicht", str(advice.weight))]
        if advice.because:
            facts.append(("toont", ", ".join(self._label(key) for key in advice.because)))
        return self._row(advice.key, advice.title, facts, advice)

    def inclusion(self, rule: Any) -> Row:
        facts = [("als", sentence(rule.when, self.vocabulary)), ("reden", rule.reason)]
        return self._row(rule.key, INCLUSION_WORDS[rule.kind], facts, rule)

    def education(self, topic: Any) -> Row:
        facts = [("bij", ", ".join(self.controls[key] for key in topic.controls))]
        return self._row(topic.key, topic.title, facts + ([("adres", topic.url)] if topic.url else []), topic)

    def _intervals(self, intervals: tuple[Interval, ...]) -> list[tuple[str, str]]:
        return [
            (f"of {_months(interval.months)}", f"{sentence(interval.when, self.vocabulary)} ({interval.reason})")
            for interval in intervals
        ]

    def _when(self, condition: Condition | None) -> list[tuple[str, str]]:
        return [("als", sentence(condition, self.vocabulary))] if condition else []

    def _label(self, key: str) -> str:
        return self.vocabulary.labels.get(key, key)

    def _roles(self, roles: tuple[str, ...]) -> str:
        return ", ".join(Role(role).label for role in roles)

    def _row(self, key: str, name: str, facts: list[tuple[str, str]], part: Any) -> Row:
        known = part.provenance
        return Row(key, name, tuple(facts), known.source, known.is_verified, known.doubt)


def range_words(target: Target, unit: str) -> str:
    """`54 tot en met 58 mmol/mol`, `lager dan 140 mm[Hg]`, or the text when there is no range."""
    low, high = target.low, target.high
    if low is None and high is None:
        return target.text
    if low is None:
        words = f"{'ten hoogste' if target.high_inclusive else 'lager dan'} {dutch_number(high)}"
    elif high is None:
        words = f"{'ten minste' if target.low_inclusive else 'hoger dan'} {dutch_number(low)}"
    else:
        words = f"{dutch_number(low)} {'tot en met' if target.high_inclusive else 'tot'} {dutch_number(high)}"
    return " ".join(part for part in (words, unit, f"({target.text})" if target.text else "") if part)


def dutch_number(value: Decimal) -> str:
    """A number with a decimal comma and no zeros at its end."""
    return f"{value.normalize():f}".replace(".", ",")


def _months(months: int) -> str:
    if months % 12 == 0:
        return f"{months // 12} jaar"
    return "1 maand" if months == 1 else f"{months} maanden"
