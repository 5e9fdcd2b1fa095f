"""Reading one table of a definition: every wrong field is noted with file, place and name, none is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a definition: where, and in Dutch what."""

    file: str
    place: str
    field: str
    message: str

    def __str__(self) -> str:
        name = f", veld '{self.field}'" if self.field else ""
        return f"{self.file}, {self.place}{name}: {self.message}"


class InstrumentError(ValueError):
    """A definition that cannot be used; `problems` lists everything that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Fields:
    """The fields of one table; a wrong or missing one becomes a problem and reads as an empty value."""

    table: dict
    file: str
    place: str
    problems: list[Problem]
    read: set[str] = field(default_factory=set)

    def wrong(self, name: str, message: str) -> None:
        """Note that a field is wrong."""
        self.problems.append(Problem(self.file, self.place, name, message))

    def has(self, name: str) -> bool:
        """Whether the table has this field."""
        return name in self.table

    def text(self, name: str, *, required: bool = True) -> str:
        """A text; empty when absent."""
        return self._get(name, str, "een tekst", required=required) or ""

    def whole(self, name: str, *, required: bool = True) -> int | None:
        """A whole number; None when absent."""
        return self._get(name, int, "een geheel getal", required=required)

    def number(self, name: str) -> float:
        """A number; 0 when absent."""
        value = self._get(name, int | float, "een getal", required=True)
        return value or 0

    def truth(self, name: str) -> bool:
        """Yes or no; no when absent."""
        return bool(self._get(name, bool, "true of false", required=False))

    def choice(self, name: str, choices: type[StrEnum]) -> StrEnum | None:
        """One of some words; None (noted) when it is another."""
        value = self.text(name)
        if not value:
            return None
        if value not in set(choices):
            self.wrong(name, f"'{value}' is geen van {', '.join(choices)}.")
            return None
        return choices(value)

    def wholes(self, name: str, *, required: bool = True) -> tuple[int, ...]:
        """A list of whole numbers; empty when absent."""
        found = self._get(name, list, "een lijst van gehele getallen", required=required) or []
        if any(type(each) is not int for each in found):
            self.wrong(name, "moet een lijst van gehele getallen zijn.")
            return ()
        return tuple(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        found = self._get(name, list, "een lijst van teksten", required=False) or []
        if any(type(each) is not str for each in found):
            self.wrong(name, "moet een lijst van teksten zijn.")
            return ()
        return tuple(found)

    def tables(self, name: str, *, required: bool = True) -> list[dict]:
        """A list of tables; empty when absent."""
        found = self._get(name, list, "een lijst van tabellen", required=required) or []
        return [each for each in found if isinstance(each, dict)]

    def inner(self, name: str, place: str) -> "Fields":
        """The fields of a table inside this one; an empty table (noted) when absent."""
        table = self._get(name, dict, "een tabel", required=True) or {}
        return Fields(table, self.file, place, self.problems)

    def done(self) -> None:
        """Note every field that nobody read: a misspelt name must not pass in silence."""
        for name in sorted(set(self.table) - self.read):
            self.wrong(name, "dit veld bestaat niet.")

    def _get(self, name: str, kind, words: str, *, required: bool):
        self.read.add(name)
        if name not in self.table:
            if required:
                self.wrong(name, "ontbreekt.")
            return None
        value = self.table[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(name, f"moet {words} zijn, niet {value!r}.")
            return None
        if value == "" and required:
            self.wrong(name, "mag niet leeg zijn.")
        return value
