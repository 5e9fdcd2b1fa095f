"""What a version says, as rows for a page: each rule as a sentence with its source."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from patients.rules.values import unit_text
from poh.accounts.enums import Role
from protocols.conditions import Condition, sentence
from protocols.conditions.vocabulary import Vocabulary
from protocols.content import (
    Advice,
    Control,
    Education,
    Inclusion,
    InclusionKind,
    Interval,
    Item,
    ProposalKind,
    ProtocolContent,
    Provenance,
    Section,
    Target,
)
from protocols.content.edit import PartKind

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
# The word in an address, and the heading on the page.
KIND_WORDS = {
    PartKind.CONTROLS: ("controles", "Soorten controle"),
    PartKind.INTERVALS: ("termijnen", "Langer of korter"),
    PartKind.SECTIONS: ("blokken", "Blokken"),
    PartKind.ITEMS: ("bepalingen", "Bepalingen"),
    PartKind.TARGETS: ("streefwaarden", "Streefwaarden"),
    PartKind.ADVICE: ("adviezen", "Adviezen"),
    PartKind.INCLUSION: ("deelname", "Wie hoort erin"),
    PartKind.EDUCATION: ("voorlichting", "Voorlichting"),
}


@dataclass(frozen=True)
class Row:
    """One rule on the page: what, when it holds, what it says, and where that comes from.

    `key` is the same in another version of the protocol, `group` is the heading under which the row stands: a
    target is named by its range, under its determination. `called` is what the name of the row is.
    """

    key: str
    name: str
    facts: tuple[tuple[str, str], ...]
    source: str = ""
    is_verified: bool = True
    doubt: str = ""
    group: str = ""
    called: str = "naam"


@dataclass(frozen=True)
class Block:
    """One kind of rule, with its rows in the order of the version."""

    kind: PartKind
    rows: tuple[Row, ...] = field(default=())

    @property
    def key(self) -> str:
        return KIND_WORDS[self.kind][0]

    @property
    def title(self) -> str:
        return KIND_WORDS[self.kind][1]

    @property
    def doubtful(self) -> int:
        """How many rows are still to be approved."""
        return sum(not row.is_verified for row in self.rows)

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows under their headings."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.group, []).append(row)
        return list(found.items())


def blocks(content: ProtocolContent, vocabulary: Vocabulary) -> list[Block]:
    """Everything that a version says, in the order of the page."""
    write = _Writer(content, vocabulary)
    rows = {
        PartKind.CONTROLS: [write.control(part) for part in content.controls],
        PartKind.INTERVALS: write.intervals(),
        PartKind.SECTIONS: [write.section(part) for part in content.sections],
        PartKind.ITEMS: [write.item(part) for part in content.items],
        PartKind.TARGETS: [write.target(part) for part in content.targets],
        PartKind.ADVICE: [write.advice(part) for part in content.advice],
        PartKind.INCLUSION: [write.inclusion(part) for part in content.inclusion],
        PartKind.EDUCATION: [write.education(part) for part in content.education],
    }
    return [Block(kind, tuple(_numbered(rows[kind]))) for kind in KIND_WORDS]


def _numbered(rows: list[Row]) -> list[Row]:
    """Rows whose key is their own: of rows with one key (an item that controls ask differently) each its number."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        number = seen[row.key]
        found.append(row if number == 1 else replace(row, key=f"{row.key} {number}"))
    return found


class _Writer:
    def __init__(self, content: ProtocolContent, vocabulary: Vocabulary) -> None:
        self.content, self.vocabulary = content, vocabulary
        self.controls = {control.key: control.name for control in content.controls}
        self.sections = {section.key: section.name for section in content.sections}

    def control(self, control: Control) -> Row:
        facts = [("duur", f"{control.minutes} minuten"), ("door", self._roles(control.roles))]
        if control.months:
            facts.append(("elke", months_words(control.months)))
            facts += (
                [("kan ook", f"{len(control.intervals)} regels voor langer of korter")] if control.intervals else []
            )
            groups = [" of ".join(self._label(key) for key in group.determinations) for group in control.closed_by]
            count = "alle" if control.closed_at_least == len(groups) else f"ten minste {control.closed_at_least}"
            facts.append(("gedaan met", f"{count} van: {'; '.join(groups)}"))
        else:
            facts.append(("elke", "komt niet vanzelf terug"))
        return _row(control.key, control.name, facts, control.provenance)

    def intervals(self) -> list[Row]:
        owners = [(control.key, control.name, control.intervals) for control in self.content.controls]
        owners += [
            (f"{item.determination} {'+'.join(item.controls)}", self._label(item.determination), item.intervals)
            for item in self.content.items
        ]
        return [
            self._interval(f"{key} {interval.key}", name, interval)
            for key, name, intervals in owners
            for interval in intervals
        ]

    def _interval(self, key: str, owner: str, interval: Interval) -> Row:
        facts = [("als", sentence(interval.when, self.vocabulary)), ("reden", interval.reason)]
        name = f"elke {months_words(interval.months)}"
        return replace(_row(key, name, facts, interval.provenance, group=owner), called="termijn")

    def section(self, section: Section) -> Row:
        items = sum(item.section == section.key for item in self.content.items)
        return Row(section.key, section.name, (("bepalingen", str(items)),))

    def item(self, item: Item) -> Row:
        facts = [
            ("bij", ", ".join(self.controls[key] for key in item.controls)),
            ("opnieuw", f"na {months_words(item.months)}" if item.months else "elke keer"),
            ("verplicht", "ja" if item.is_required else "nee"),
            *self._when(item.when),
        ]
        name, group = self._label(item.determination), self.sections[item.section]
        return _row(item.determination, name, facts, item.provenance, group=group)

    def target(self, target: Target) -> Row:
        words = range_words(target, unit_text(self.vocabulary.numbers.get(target.determination, "")))
        facts = self._when(target.when) or [("als", "in alle andere gevallen")]
        row = _row(target.key, words, facts, target.provenance, group=self._label(target.determination))
        return replace(row, called="doel")

    def advice(self, advice: Advice) -> Row:
        facts = [("als", sentence(advice.when, self.vocabulary)), ("advies", advice.text)]
        facts += [("wordt", PROPOSAL_WORDS[advice.proposal]), ("gewicht", str(advice.weight))]
        if advice.because:
            facts.append(("toont", ", ".join(self._label(key) for key in advice.because)))
        return _row(advice.key, advice.title, facts, advice.provenance)

    def inclusion(self, rule: Inclusion) -> Row:
        facts = [("als", sentence(rule.when, self.vocabulary)), ("dan", INCLUSION_WORDS[rule.kind])]
        return _row(rule.key, rule.reason, facts, rule.provenance)

    def education(self, topic: Education) -> Row:
        facts = [("bij", ", ".join(self.controls[key] for key in topic.controls))]
        facts += [("adres", topic.url)] if topic.url else []
        return _row(topic.key, topic.title, facts, topic.provenance)

    def _when(self, condition: Condition | None) -> list[tuple[str, str]]:
        return [("als", sentence(condition, self.vocabulary))] if condition else []

    def _label(self, key: str) -> str:
        return self.vocabulary.labels.get(key, key)

    def _roles(self, roles: tuple[str, ...]) -> str:
        return ", ".join(Role(role).label for role in roles)


def _row(key: str, name: str, facts: list[tuple[str, str]], known: Provenance, *, group: str = "") -> Row:
    return Row(key, name, tuple(facts), known.source, known.is_verified, known.doubt, group)


def range_words(target: Target, unit: str) -> str:
    """`54 tot en met 58 mmol/mol`, `lager dan 140 mmHg`, or the text when there is no range."""
    low, high = target.low, target.high
    if low is None and high is None:
        return target.text
    if low is None:
        words = f"{'ten hoogste' if target.high_inclusive else 'lager dan'} {dutch_number(high)}"
    elif high is None:
        words = f"{'ten minste' if target.low_inclusive else 'hoger dan'} {dutch_number(low)}"
    else:
        start = "" if target.low_inclusive else "hoger dan "
        words = f"{start}{dutch_number(low)} {'tot en met' if target.high_inclusive else 'tot'} {dutch_number(high)}"
    return " ".join(part for part in (words, unit, f"({target.text})" if target.text else "") if part)


def dutch_number(value: Decimal) -> str:
    """A number with a decimal comma and no zeros at its end."""
    return f"{value.normalize():f}".replace(".", ",")


def months_words(months: int) -> str:
    """`3 maanden`, `1 jaar`."""
    if months % 12 == 0:
        return f"{months // 12} jaar"
    return "1 maand" if months == 1 else f"{months} maanden"
