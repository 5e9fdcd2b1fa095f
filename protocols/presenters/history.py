"""The saves of a version in words."""

from itertools import pairwise
from typing import Any

from protocols.conditions.vocabulary import Vocabulary
from protocols.content.check import part_name
from protocols.content.edit import Content, PartKind, mark, placed
from protocols.enums import VersionState
from protocols.presenters.content import KIND_WORDS
from protocols.selectors.history import Save

STEP_WORDS = {
    VersionState.DRAFT: "teruggegeven om te wijzigen",
    VersionState.REVIEW: "aangeboden ter beoordeling",
    VersionState.PUBLISHED: "gepubliceerd",
    VersionState.RETIRED: "ingetrokken",
}


def history_rows(saves: list[Save], *, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Each save with what it changed, newest first; saves that changed nothing to see are left out."""
    rows = [{"at": save.at, "who": save.who, "texts": ["gemaakt"]} for save in saves[:1]]
    for before, after in pairwise(saves):
        texts = _texts(before, after, vocabulary)
        if texts:
            rows.append({"at": after.at, "who": after.who, "texts": texts})
    return rows[::-1]


def _texts(before: Save, after: Save, vocabulary: Vocabulary) -> list[str]:
    texts = [STEP_WORDS[VersionState(after.state)]] if after.state != before.state else []
    if before.change_note != after.change_note:
        texts.append("toelichting gewijzigd")
    if before.content != after.content:
        for kind in PartKind:
            texts += _of_kind(kind, before.content, after.content, vocabulary)
    return texts


def _of_kind(kind: PartKind, before: Content, after: Content, vocabulary: Vocabulary) -> list[str]:
    """`Adviezen: “LDL onbekend” erbij`; only what differs."""
    then, now = (_named(content, kind, vocabulary) for content in (before, after))
    came, went = [mark for mark in now if mark not in then], [mark for mark in then if mark not in now]
    title = KIND_WORDS[kind][1]
    changed = {now[new] for new in came} & {then[old] for old in went}
    texts = [f"{title}: “{name}” gewijzigd" for name in sorted(changed)]
    texts += [f"{title}: “{now[new]}” erbij" for new in came if now[new] not in changed]
    texts += [f"{title}: “{then[old]}” weg" for old in went if then[old] not in changed]
    if not texts and list(then) != list(now):
        texts.append(f"{title}: volgorde gewijzigd")
    return texts


def _named(content: Content, kind: PartKind, vocabulary: Vocabulary) -> dict[str, str]:
    """The name of each part, by its mark; terms are shown on their own, not with what they belong to."""
    found = {}
    for row in placed(content, kind):
        own = {name: value for name, value in row.part.items() if name != "intervals"}
        found[mark(own)] = part_name(row, vocabulary.labels)
    return found
