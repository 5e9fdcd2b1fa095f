"""The typed content of stored versions, read once per process."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from protocols.conditions.tree import ChangeIs, CountIs, EarlierIs, InARow, Lasting
from protocols.content import ProtocolContent, read_content
from protocols.models import ProtocolVersion
from protocols.vocabulary import current_vocabulary

# By fingerprint: equal content is read once, and content never changes under its fingerprint.
_read: dict[str, ProtocolContent] = {}
# Each save of a draft is another content: the longest kept makes room.
KEPT_AT_MOST = 200
# Determinations of which some content that was read asks what came before the latest value.
_histories: set[str] = set()


def content_of(version: ProtocolVersion) -> ProtocolContent:
    """What `version` says."""
    if version.content_hash not in _read:
        while len(_read) >= KEPT_AT_MOST:
            del _read[next(iter(_read))]
        _read[version.content_hash] = content = read_content(version.content, current_vocabulary())
        _histories.update(_asks_before(content))
    return _read[version.content_hash]


def histories_asked() -> frozenset[str]:
    """The determinations whose earlier values the rules read so far ask for: worth one query together."""
    return frozenset(_histories)


def _asks_before(part: Any) -> Iterator[str]:
    if isinstance(part, EarlierIs | InARow | Lasting):
        yield part.of.key
    elif isinstance(part, ChangeIs | CountIs):
        yield part.key
    elif isinstance(part, tuple):
        for each in part:
            yield from _asks_before(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _asks_before(getattr(part, field.name))
