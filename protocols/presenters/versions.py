"""Words about versions, and two versions side by side."""

import difflib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from poh.accounts.models import Practice, User
from poh.accounts.permissions import Permission
from protocols.enums import VersionState
from protocols.models import ProtocolVersion
from protocols.presenters.content import Block, Row
from protocols.selectors.library import Programme

STATE_TONES = {
    VersionState.DRAFT: "warn",
    VersionState.REVIEW: "accent",
    VersionState.PUBLISHED: "ok",
    VersionState.RETIRED: "",
}


def state_tag(version: ProtocolVersion) -> dict[str, str]:
    """The state in a word; a delivered version waits for the practice to approve it."""
    if version.practice_id is None:
        return {"text": "te accorderen", "tone": "warn"}
    return {"text": version.get_state_display(), "tone": STATE_TONES[VersionState(version.state)]}


def programme_row(programme: Programme, *, on: date) -> dict[str, Any]:
    """One line of the library."""
    used = programme.used
    return {
        "name": programme.protocol.name,
        "letter": programme.protocol.letter,
        "key": programme.protocol.pk,
        "used": used and _link(used.protocol_version),
        "used_since": used and used.switched_on_at,
        "approved_by": used and used.approved_by.name,
        "review_on": used and used.protocol_version.review_on,
        "is_review_overdue": bool(used and used.protocol_version.review_on <= on),
        "others": [
            _link(version) | {"state": state_tag(version)}
            for version in programme.versions
            if not used or version.pk != used.protocol_version_id
        ],
        "participants": programme.participants,
        "due": programme.due,
    }


def _link(version: ProtocolVersion) -> dict[str, str]:
    return {"label": version.label, "url": reverse("protocols:version", args=[version.uuid])}


def possible_acts(
    version: ProtocolVersion, *, practice: Practice, user: User, permissions: frozenset[Permission]
) -> list[dict[str, str]]:
    """The buttons of the version page: what may follow, and what this person may do."""
    may_edit, may_publish = Permission.PROTOCOL_EDIT in permissions, Permission.PROTOCOL_PUBLISH in permissions
    own, state = version.practice_id == practice.pk, version.state
    is_review, is_author = own and state == VersionState.REVIEW, version.author_id == user.pk
    acts = [
        ("copy", "Maak concept", may_edit and state != VersionState.DRAFT),
        ("submit", "Bied aan", may_edit and own and state == VersionState.DRAFT),
        ("return_to_draft", "Geef terug", is_review and (may_edit or may_publish)),
        ("publish", "Publiceer en neem in gebruik", is_review and may_publish and not is_author),
        ("retire", "Trek in", own and state == VersionState.PUBLISHED and may_publish),
    ]
    return [
        {"name": name, "label": label, "url": reverse(f"protocols:{name}", args=[version.uuid])}
        for name, label, is_possible in acts
        if is_possible
    ]


@dataclass(frozen=True)
class Change:
    """A rule that two versions do not say alike; `lines` are pairs (sign, text)."""

    block: str
    name: str
    kind: str
    lines: tuple[tuple[str, str], ...]


def changes(new: list[Block], old: list[Block]) -> list[Change]:
    """What `new` says otherwise than `old`: rules that came, went, or changed, line by line."""
    found = []
    for block, before in zip(new, old, strict=True):
        rows, rows_before = _by_key(block), _by_key(before)
        for key in [*rows, *(key for key in rows_before if key not in rows)]:
            row, row_before = rows.get(key), rows_before.get(key)
            if row != row_before:
                found.append(_change(block.title, row, row_before))
    return found


def _by_key(block: Block) -> dict[str, Row]:
    """Rows by key; of rows with one key (an item that controls ask differently) each its number."""
    found: dict[str, Row] = {}
    for row in block.rows:
        number, key = 1, row.key
        while key in found:
            number, key = number + 1, f"{row.key} {number + 1}"
        found[key] = row
    return found


def _change(block: str, row: Row | None, before: Row | None) -> Change:
    kind = "nieuw" if before is None else "vervallen" if row is None else "gewijzigd"
    old, new = before.lines if before else [], row.lines if row else []
    lines = tuple((line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] in "+-")
    return Change(block, (row or before).name, kind, lines)
