"""Write the content of a protocol version as plain data, and take its fingerprint."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from protocols.conditions import Condition, as_data
from protocols.content.parts import Group, ProtocolContent, Provenance

# Where the data has a shorter name than the value.
NAMES = {"is_required": "required"}


def write_content(content: ProtocolContent) -> dict[str, Any]:
    """Plain data of which `read_content` makes the same content."""
    return _plain(content)


def content_hash(content: ProtocolContent) -> str:
    """SHA-256 over the content in a fixed form: equal for equal content, whatever the file looked like."""
    text = json.dumps(write_content(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Group):
        return list(value.determinations)
    if isinstance(value, Condition):
        return as_data(value)
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, str) else value


def _fields(part: Any) -> dict[str, Any]:
    """The fields of a part that say something: what equals its default is left out."""
    data: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Provenance):
            data |= {"source": value.source, "verified": value.is_verified, "doubt": value.doubt}
        elif value != field.default or field.name == "closed_at_least":
            data[NAMES.get(field.name, field.name)] = _plain(value)
    return {name: value for name, value in data.items() if value not in ("", None)}
