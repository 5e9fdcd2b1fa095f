"""Reference rows (determinations, delivered protocols): born in definition files, loaded by the owner of the tables.

An app that has them has a module `reference` with `load() -> str`: it loads its files, may be run any number of
times, and tells in one Dutch line what it did.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction


class DefinitionError(ValueError):
    """A definition file says something that cannot be; the message names the file, the place in it and the field."""

    def __init__(self, file: str, place: str, field: str, problem: str) -> None:
        self.file, self.place, self.field, self.problem = file, place, field, problem
        super().__init__(f"{file}, {place}, {field}: {problem}" if field else f"{file}, {place}: {problem}")


@transaction.atomic
def load_all() -> Iterator[str]:
    """Load the reference rows of all apps, lowest app first; all of them or none."""
    return iter([import_module(module).load() for module in _modules()])


def _modules() -> list[str]:
    names = (f"{config.name}.reference" for config in apps.get_app_configs() if config.name != "poh.base")
    return [name for name in names if find_spec(name)]
