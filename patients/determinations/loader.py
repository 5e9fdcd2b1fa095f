"""Store the determinations of the definition files; what was measured must keep its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from patients.determinations.definition import Definition, read_files
from patients.enums_record import Section
from patients.models import Determination

FOLDER = Path(__file__).parent
ROOM_IN_A_SECTION = 1000


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    total: int
    added: int
    changed: int
    retired: int

    def __str__(self) -> str:
        return (
            f"{self.total} bepalingen: {self.added} nieuw, {self.changed} gewijzigd, "
            f"{self.retired} uit gebruik genomen."
        )


def load_folder(folder: Path = FOLDER) -> Loaded:
    """Load every definition file of `folder`, in the order of their names."""
    return store(read_files(sorted(folder.glob("*.toml"))))


@transaction.atomic
def store(definitions: Iterable[Definition]) -> Loaded:
    """Make the table hold these determinations; one that is no longer defined is retired, never deleted.

    DefinitionError when the kind or the unit of a stored determination differs, or one of its answers is gone.
    """
    stored = {row.key: row for row in Determination.objects.select_for_update()}
    new, changed = [], []
    for position, definition in _in_order(definitions):
        fields = {**definition.fields, "position": position}
        row = stored.pop(definition.key, None)
        if row is None:
            new.append(Determination(key=definition.key, **fields))
            continue
        _refuse_another_meaning(row, definition)
        if any(getattr(row, name) != value for name, value in fields.items()):
            changed.append(_with(row, fields))
    Determination.objects.bulk_create(new)
    names = [field.name for field in Determination._meta.fields if not field.primary_key]
    Determination.objects.bulk_update(changed, names, batch_size=100)
    gone = [key for key, row in stored.items() if not row.is_retired]
    Determination.objects.filter(key__in=gone).update(is_retired=True)
    return Loaded(len(list(definitions)), len(new), len(changed), len(gone))


def _in_order(definitions: Iterable[Definition]) -> list[tuple[int, Definition]]:
    """Each definition with its place on the screen: by section, within it in the order of the files."""
    places = {section: number for number, section in enumerate(Section.values)}
    counts = dict.fromkeys(Section.values, 0)
    ordered = []
    for definition in definitions:
        section = definition.fields["section"]
        counts[section] += 1
        ordered.append((places[section] * ROOM_IN_A_SECTION + counts[section], definition))
    return ordered


def _refuse_another_meaning(row: Determination, definition: Definition) -> None:
    for name in ("kind", "unit"):
        if getattr(row, name) != definition.fields[name]:
            raise definition.problem(
                name, f"was {getattr(row, name)!r}; maak een nieuwe bepaling met een eigen sleutel."
            )
    gone = {answer["code"] for answer in row.choices} - {answer["code"] for answer in definition.fields["choices"]}
    if gone:
        raise definition.problem("choices", f"{sorted(gone)} is verdwenen; wat is vastgelegd moet leesbaar blijven.")


def _with(row: Determination, fields: dict) -> Determination:
    for name, value in fields.items():
        setattr(row, name, value)
    return row
