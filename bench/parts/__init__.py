"""The parts of the bench: each module here has a NAME and `run(bench)`, which gives lines, and holds its own budgets.

A part may set WHEN to a number: lower comes first (default 50).
"""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


class UnknownPart(SystemExit):
    """A part was asked for that does not exist."""


def names() -> list[str]:
    """The names of all parts; found without loading the application."""
    return [module.name for module in iter_modules(__path__)]


def chosen(only: Iterable[str]) -> list[ModuleType]:
    """The parts with these names, or all; in their order."""
    wanted = list(only) or names()
    if unknown := set(wanted) - set(names()):
        raise UnknownPart(f"Onbekend deel: {', '.join(sorted(unknown))}. Er zijn: {', '.join(names())}.")
    found = [import_module(f"{__name__}.{name}") for name in wanted]
    return sorted(found, key=lambda part: getattr(part, "WHEN", 50))
