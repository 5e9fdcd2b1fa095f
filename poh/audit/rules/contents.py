"""What may stand in a log line: names of fields and masked words, never the data themselves."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,59}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# Eight or nine digits, also with spaces, dots or hyphens between them, can be a BSN.
LIKE_A_BSN = re.compile(r"(?<!\d)(?<!\d[ .\-])\d(?:[ .\-]?\d){7,8}(?![ .\-]?\d)")

Detail = Iterable[str] | Mapping[str, int | bool | str | Iterable[str]]


def names_only(detail: Detail | None) -> dict[str, int | bool | str | list[str]]:
    """The detail of a log line: field names under `fields`, and counts; ValueError for anything like a value."""
    if detail is None:
        return {}
    pairs = detail if isinstance(detail, Mapping) else {"fields": detail}
    return {_identifier(key): _countable(value) for key, value in pairs.items()}


def _countable(value: int | bool | str | Iterable[str]) -> int | bool | str | list[str]:
    if isinstance(value, int):
        return value
    return _identifier(value) if isinstance(value, str) else [_identifier(name) for name in value]


def _identifier(name: str) -> str:
    if not IDENTIFIER.fullmatch(name):
        raise ValueError("In het log staan alleen namen van velden en aantallen.")
    return name


def masked_query(typed: str) -> str:
    """What somebody searched for as a shape: each letter `a`, each digit `9`, at most 60 characters."""
    shape = re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "a", CONTROL.sub(" ", typed)[:60]))
    return re.sub(r"[^a9 .,\-/+]", "?", shape)


def query_mark(typed: str, *, key: str) -> str:
    """A keyed fingerprint of a search: the same words give the same mark, and the words cannot be found from it."""
    words = " ".join(typed.lower().split())
    return hmac.new(key.encode(), b"audit.query:" + words.encode(), hashlib.sha256).hexdigest()[:32] if words else ""


def safe_text(text: str, *, length: int) -> str:
    """One line of text without control characters and without what can be a BSN."""
    return LIKE_A_BSN.sub("*********", " ".join(CONTROL.sub(" ", text).split()))[:length]
