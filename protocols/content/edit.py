"""Change one part of the content of a draft, as plain data: find it, add, replace, move and remove it.

A part is found by its kind, its place in the list, and a mark of what it says. A part whose mark is not found has been
changed by somebody else; a part that only moved is found where it is now.
"""

import copy
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Content = dict[str, Any]
Part = dict[str, Any]


class PartKind(StrEnum):
    """The lists of a version; `INTERVALS` are the terms inside controls and items."""

    CONTROLS = "controls"
    INTERVALS = "intervals"
    SECTIONS = "sections"
    ITEMS = "items"
    TARGETS = "targets"
    ADVICE = "advice"
    INCLUSION = "inclusion"
    EDUCATION = "education"


KINDS_WITH_TERMS = (PartKind.CONTROLS, PartKind.ITEMS)


class PartChanged(Exception):
    """The part is not there any more as it was opened: somebody changed or removed it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a term belongs to: a control or an item, by its place."""

    kind: PartKind
    at: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.at}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with its place in the lists of its kind; `group` holds the parts among which it can move."""

    kind: PartKind
    at: int
    part: Part
    group: str
    owner: Owner | None = None

    @property
    def mark(self) -> str:
        """A short fingerprint of what the part says."""
        return mark(self.part)


def mark(part: Any) -> str:
    """A short fingerprint: equal for equal data."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def placed(content: Content, kind: PartKind) -> list[Placed]:
    """The parts of one kind, in their order."""
    if kind is not PartKind.INTERVALS:
        return [Placed(kind, at, part, _group(kind, part)) for at, part in enumerate(content.get(kind, []))]
    found: list[Placed] = []
    for owner, term in _terms(content):
        found.append(Placed(kind, len(found), term, str(owner), owner))
    return found


def _terms(content: Content) -> Iterator[tuple[Owner, Part]]:
    for kind in KINDS_WITH_TERMS:
        for at, part in enumerate(content.get(kind, [])):
            for term in part.get("intervals", []):
                yield Owner(kind, at), term


def _group(kind: PartKind, part: Part) -> str:
    """Items move within their section, targets among those of their determination: only that order means something."""
    if kind is PartKind.ITEMS:
        return part["section"]
    return part["determination"] if kind is PartKind.TARGETS else ""


def find(content: Content, kind: PartKind, at: int, opened: str) -> Placed:
    """The part that had the mark `opened` at place `at`; PartChanged when there is none."""
    same = [row for row in placed(content, kind) if row.mark == opened]
    if not same:
        raise PartChanged
    return min(same, key=lambda row: abs(row.at - at))


def added(content: Content, kind: PartKind, part: Part, owner: Owner | None = None) -> Content:
    """The content with one part more, at the end of its list."""
    new = copy.deepcopy(content)
    _list_of(new, kind, owner).append(part)
    return new


def replaced(content: Content, row: Placed, part: Part) -> Content:
    """The content with `part` in the place of `row`."""
    new = copy.deepcopy(content)
    _list_of(new, row.kind, row.owner)[_index(content, row)] = part
    return new


def moved(content: Content, row: Placed, *, up: bool) -> Content:
    """The content with `row` one place earlier or later in its group; the same when it is at the end of it."""
    group = [other for other in placed(content, row.kind) if other.group == row.group]
    place = next(index for index, other in enumerate(group) if other.at == row.at)
    other_place = place - 1 if up else place + 1
    new = copy.deepcopy(content)
    if 0 <= other_place < len(group):
        parts, other = _list_of(new, row.kind, row.owner), group[other_place]
        here, there = _index(content, row), _index(content, other)
        parts[here], parts[there] = parts[there], parts[here]
    return new


def removed(content: Content, row: Placed) -> Content:
    """The content without `row`, and without what hung on it alone (see `goes_along`)."""
    new = copy.deepcopy(content)
    del _list_of(new, row.kind, row.owner)[_index(content, row)]
    if row.kind is PartKind.CONTROLS:
        for kind in (PartKind.ITEMS, PartKind.EDUCATION):
            new[kind] = [_without(part, row.part["key"]) for part in new.get(kind, [])]
            new[kind] = [part for part in new[kind] if part["controls"]]
    if row.kind is PartKind.SECTIONS:
        new["items"] = [item for item in new.get("items", []) if item["section"] != row.part["key"]]
    return {name: value for name, value in new.items() if value != []}


def goes_along(content: Content, row: Placed) -> list[Placed]:
    """Parts that would be removed with `row`: what is asked only at that control, the items of that section."""
    key = row.part.get("key")
    if row.kind is PartKind.SECTIONS:
        return [item for item in placed(content, PartKind.ITEMS) if item.part["section"] == key]
    if row.kind is PartKind.CONTROLS:
        hanging = [*placed(content, PartKind.ITEMS), *placed(content, PartKind.EDUCATION)]
        return [part for part in hanging if part.part["controls"] == [key]]
    return []


def _without(part: Part, control: str) -> Part:
    return part | {"controls": [key for key in part["controls"] if key != control]}


def _list_of(content: Content, kind: PartKind, owner: Owner | None) -> list[Part]:
    if owner is not None:
        return content[owner.kind][owner.at].setdefault("intervals", [])
    return content.setdefault(kind, [])


def _index(content: Content, row: Placed) -> int:
    """The place of `row` in its own list."""
    if row.owner is None:
        return row.at
    return row.at - next(other.at for other in placed(content, row.kind) if other.owner == row.owner)


def new_key(content: Content, kind: PartKind, words: str) -> str:
    """A key that is not in use, made of `words`: nobody needs to think of one."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    start = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].strip("_") or "regel"
    used = {row.part.get("key") for row in placed(content, kind)}
    key, number = start, 1
    while key in used:
        number += 1
        key = f"{start}_{number}"
    return key
