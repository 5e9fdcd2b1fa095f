"""The kinds of appointment that POH delivers to every practice."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "definitions" / "kinds.toml"


@dataclass(frozen=True, slots=True)
class DeliveredKind:
    """A kind as a practice begins with it."""

    key: str
    code: str
    label: str
    minutes: int
    channel: str
    colour: int
    roles: tuple[str, ...]
    controls: tuple[str, ...] = ()


@cache
def delivered_kinds() -> tuple[DeliveredKind, ...]:
    """The kinds of the file, in its order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["kinds"]
    return tuple(
        DeliveredKind(**{**row, "roles": tuple(row["roles"]), "controls": tuple(row.get("controls", ()))})
        for row in rows
    )
