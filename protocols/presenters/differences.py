"""Two versions of a protocol, rule by rule: what came, what went, what says something else now."""

from dataclasses import dataclass, field

from protocols.content.edit import PartKind
from protocols.models import ProtocolVersion
from protocols.presenters.content import Block, Row

NEW, GONE, CHANGED, ORDER = "nieuw", "vervallen", "gewijzigd", "andere volgorde"
# Lines that count other rules: those are told by themselves.
COUNTS = ("bepalingen", "kan ook")
# Where the first rule that holds counts, another order says something else.
ORDERED = (PartKind.TARGETS, PartKind.INTERVALS)


@dataclass(frozen=True)
class Fact:
    """One line of a rule: what it says, and what it said (None where that is the same)."""

    label: str
    now: str
    before: str | None = None

    @property
    def is_changed(self) -> bool:
        return self.before is not None


@dataclass(frozen=True)
class Change:
    """A rule that two versions do not say alike; `facts` are the lines that differ."""

    name: str
    kind: str
    facts: tuple[Fact, ...]
    group: str = ""


@dataclass(frozen=True)
class Changes:
    """The differences of one kind of rule."""

    title: str
    key: str = ""
    changes: list[Change] = field(default_factory=list)


def all_changes(new: ProtocolVersion, old: ProtocolVersion, new_blocks: list[Block], old_blocks: list[Block]):
    """Everything in which `new` differs from `old`, without the kinds that are alike."""
    found = [Changes("Over deze versie", "", _of_version(new, old))]
    for block, before in zip(new_blocks, old_blocks, strict=True):
        found.append(Changes(block.title, block.key, changes(block, before)))
    return [group for group in found if group.changes]


def changes(block: Block, before: Block) -> list[Change]:
    """The rules of one kind that came, went, or changed; then where the order did."""
    rows, rows_before = _by_key(block), _by_key(before)
    found = []
    for key in [*rows, *(key for key in rows_before if key not in rows)]:
        row, row_before = rows.get(key), rows_before.get(key)
        facts = differing(row, row_before)
        if facts:
            kind = CHANGED if row and row_before else NEW if row else GONE
            shown = row or row_before
            found.append(Change(shown.name, kind, facts, _where(shown, facts)))
    return found + (_order(block, before) if block.kind in ORDERED else [])


def _where(row: Row, facts: tuple[Fact, ...]) -> str:
    """The heading of a rule; of one among several the condition as well, where that is not what changed."""
    told = {fact.label for fact in facts}
    when = [value for label, value in row.facts if label == "als" and label not in told and row.called == "doel"]
    return ", ".join([row.group, *when] if row.group else when)


def states(block: Block, before: Block | None) -> dict[str, str]:
    """Whether a rule is new or changed, by its key; nothing without a version before."""
    if before is None:
        return {}
    rows_before = _by_key(before)
    found = {}
    for key, row in _by_key(block).items():
        if key not in rows_before:
            found[key] = NEW
        elif differing(row, rows_before[key]):
            found[key] = CHANGED
    return found


def differing(row: Row | None, before: Row | None) -> tuple[Fact, ...]:
    """The lines that differ; of a rule that is new or gone all of them."""
    return tuple(fact for fact in compared(row, before) if fact.is_changed)


def compared(row: Row | None, before: Row | None) -> list[Fact]:
    """Every line of a rule beside what it was; lines that went come last."""
    now, then = _lines(row), _lines(before)
    facts = [
        Fact(label, value, None if then.get(label) == value else then.get(label, "")) for label, value in now.items()
    ]
    return facts + [Fact(label, "", value) for label, value in then.items() if label not in now]


def _lines(row: Row | None) -> dict[str, str]:
    if row is None:
        return {}
    checked = "ja" if row.is_verified else "nee, te accorderen" + (f": {row.doubt}" if row.doubt else "")
    lines = {row.called: row.name} | {label: value for label, value in row.facts if label not in COUNTS}
    lines |= {"onder": row.group} if row.group else {}
    return lines | ({"bron": row.source, "nagelezen": checked} if row.source else {})


def _by_key(block: Block) -> dict[str, Row]:
    return {row.key: row for row in block.rows}


def _order(block: Block, before: Block) -> list[Change]:
    """Groups of which the rules that stayed stand in another order."""
    found = []
    keys_before = [row.key for row in before.rows]
    keys = {row.key for row in block.rows} & set(keys_before)
    names = {row.key: row.name for row in block.rows}
    for group, rows in block.groups:
        now = [row.key for row in rows if row.key in keys]
        then = [key for key in keys_before if key in now]
        if now != then:
            fact = Fact("volgorde", "; ".join(names[key] for key in now), "; ".join(names[key] for key in then))
            found.append(Change(group, ORDER, (fact,)))
    return found


def _of_version(new: ProtocolVersion, old: ProtocolVersion) -> list[Change]:
    pairs = [
        ("titel", new.content["title"], old.content["title"]),
        ("bron", f"{new.source_title}, {new.source_year}", f"{old.source_title}, {old.source_year}"),
        ("neemt mee", ", ".join(new.content.get("takes_in", [])), ", ".join(old.content.get("takes_in", []))),
        ("volgende beoordeling", f"{new.review_on:%d-%m-%Y}", f"{old.review_on:%d-%m-%Y}"),
    ]
    return [Change(label, CHANGED, (Fact(label, now, then),)) for label, now, then in pairs if now != then]
