"""Determinations as their files define them, for rules that need no database."""

from functools import cache
from types import SimpleNamespace

from patients.determinations.definition import read_files
from patients.determinations.loader import FOLDER


@cache
def _all() -> dict[str, SimpleNamespace]:
    definitions = read_files(sorted(FOLDER.glob("*.toml")))
    return {each.key: SimpleNamespace(key=each.key, **each.fields) for each in definitions}


def defined(key: str) -> SimpleNamespace:
    """The determination with this key."""
    return _all()[key]
