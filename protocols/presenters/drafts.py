"""The pages of a draft: its parts beside what they were, and what is still wrong."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from protocols.content.check import Finding
from protocols.content.edit import PartKind, placed
from protocols.models import ProtocolVersion
from protocols.presenters.content import KIND_WORDS, Block, Row
from protocols.presenters.differences import CHANGED, Fact, compared, states

# What a part of this kind is called in a sentence.
ONE = {
    PartKind.CONTROLS: "soort controle",
    PartKind.INTERVALS: "regel voor langer of korter",
    PartKind.SECTIONS: "blok",
    PartKind.ITEMS: "bepaling",
    PartKind.TARGETS: "streefwaarde",
    PartKind.ADVICE: "advies",
    PartKind.INCLUSION: "regel",
    PartKind.EDUCATION: "onderwerp",
}
HELP = {
    PartKind.CONTROLS: "Hoe lang een controle duurt, wie haar mag doen, hoe vaak zij komt en waarmee zij gedaan is.",
    PartKind.INTERVALS: "Wanneer iets vaker of minder vaak nodig is. De eerste regel die klopt telt.",
    PartKind.SECTIONS: "De blokken van het meetscherm, van boven naar beneden.",
    PartKind.ITEMS: "Welke bepalingen bij welke controle worden gevraagd, en aan wie.",
    PartKind.TARGETS: "Per bepaling telt de eerste regel die klopt. Een eigen streefwaarde gaat altijd voor.",
    PartKind.ADVICE: "Wat de POH kan overwegen. Er gebeurt nooit iets vanzelf.",
    PartKind.INCLUSION: "Wie in het programma hoort, wie niet, en wie iemand eerst moet beoordelen.",
    PartKind.EDUCATION: "Onderwerpen om te bespreken, per controle.",
}
BY_SLUG = {slug: kind for kind, (slug, _) in KIND_WORDS.items()}


@dataclass(frozen=True)
class DraftRow:
    """One part on the page of its kind, with its buttons."""

    row: Row
    state: str
    facts: list[Fact]
    at: int
    mark: str
    can_rise: bool
    can_sink: bool
    edit_url: str
    remove_url: str


def navigation(draft: ProtocolVersion, new: list[Block], old: list[Block] | None, *, kind: PartKind | None):
    """The kinds of parts, with how many there are and how many changed."""
    before = {block.kind: block for block in old or []}
    return [
        {
            "number": number,
            "title": block.title,
            "url": reverse("protocols:draft_part_list", args=[draft.uuid, block.key]),
            "count": len(block.rows),
            "changed": len(states(block, before.get(block.kind))),
            "is_current": block.kind is kind,
        }
        for number, block in enumerate(new, 1)
    ]


def draft_groups(draft: ProtocolVersion, new: Block, old: Block | None) -> list[dict[str, Any]]:
    """The rows of one kind under their headings, in the order in which they can be moved."""
    before = {row.key: row for row in old.rows} if old else {}
    changed = states(new, old)
    parts = placed(draft.content, new.kind)
    groups: dict[str, list[int]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part.at)
    shown = []
    for numbers in groups.values():
        rows = []
        for index, at in enumerate(numbers):
            row = new.rows[at]
            state = changed.get(row.key, "")
            facts = compared(row, before[row.key]) if state == CHANGED else [Fact(*fact) for fact in row.facts]
            hidden = (row.called, "bron", "nagelezen", "onder")
            facts = [fact for fact in facts if fact.is_changed or fact.label not in hidden]
            address = [draft.uuid, new.key, at]
            rows.append(
                DraftRow(
                    row, state, facts, at, parts[at].mark, index > 0, index < len(numbers) - 1,
                    reverse("protocols:draft_part", args=address), reverse("protocols:draft_part_remove", args=address),
                )
            )  # fmt: skip
        shown.append({"title": new.rows[numbers[0]].group, "rows": rows})
    return shown


def checks(draft: ProtocolVersion, found: list[Finding]) -> list[dict[str, Any]]:
    """What is wrong or doubtful, each with the way to it."""
    return [
        {"text": finding.text, "tone": "stop" if finding.is_stop else "warn", "url": _place(draft, finding)}
        for finding in found
    ]


def _place(draft: ProtocolVersion, finding: Finding) -> str:
    if finding.kind is None:
        return reverse("protocols:draft", args=[draft.uuid])
    slug = KIND_WORDS[finding.kind][0]
    if finding.at is None:
        return reverse("protocols:draft_part_list", args=[draft.uuid, slug])
    return reverse("protocols:draft_part", args=[draft.uuid, slug, finding.at])


def part_blocks(new: list[Block], old: list[Block] | None, kind: PartKind) -> tuple[Block, Block | None]:
    """The block of one kind, and what it was."""
    return (
        next(block for block in new if block.kind is kind),
        next((block for block in old or [] if block.kind is kind), None),
    )


def about_lines(about: Any) -> dict[str, str]:
    """What stands above a version, of a form or of a stored draft, as lines to lay side by side."""
    content = getattr(about, "content", None)
    return {
        "titel": content["title"] if content else about.title,
        "bron": f"{about.source_title}, {about.source_year}",
        "opnieuw beoordelen": f"{about.review_on:%d-%m-%Y}",
        "wat is er anders": about.change_note,
        "neemt mee": ", ".join(content.get("takes_in", []) if content else about.takes_in),
    }
