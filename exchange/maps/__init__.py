"""The meaning of foreign codes, as data: LOINC to determinations, SNOMED to ICPC, RxNorm to ATC.

Read once for each process from the files beside this module; an error in one of them names file, row and field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from patients.enums_record import Evidence
from poh.base.reference import DefinitionError

FOLDER = Path(__file__).parent
_ICPC = re.compile(r"[A-Z]\d{2}(\.\d{2})?")
_ATC = re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}")


@dataclass(frozen=True)
class Row:
    """What every row says of itself: how sure it is, and what a clinical owner has still to look up."""

    evidence: Evidence
    doubt: str


@dataclass(frozen=True)
class CodeOfObservation(Row):
    """A LOINC code: one determination, or `candidates` from which a person chooses."""

    loinc: str
    determination: str = ""
    candidates: tuple[str, ...] = ()
    method: str = ""
    note: str = ""


@dataclass(frozen=True)
class Answer(Row):
    """Foreign codes for one answer of a determination."""

    determination: str
    choice: str
    snomed: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition(Row):
    """A SNOMED diagnosis; without `icpc` it is kept as it came, with a Dutch title."""

    snomed: str
    icpc: str
    title: str


@dataclass(frozen=True)
class Medicine(Row):
    """A RxNorm code with its ATC code; `word` must stand in the name that the source gives."""

    rxnorm: str
    atc: str
    word: str


@dataclass(frozen=True)
class Maps:
    """All of them, by foreign code."""

    observations: Mapping[str, CodeOfObservation]
    answers: tuple[Answer, ...]
    conditions: Mapping[str, Condition]
    medicines: Mapping[str, Medicine]
    sources: Mapping[str, str] = field(default_factory=dict)


@cache
def maps() -> Maps:
    """The maps that come with POH."""
    return read_maps(FOLDER)


def read_maps(folder: Path) -> Maps:
    """The maps in `folder`; DefinitionError for a row that cannot be right."""
    observations, conditions, medicines = (
        _Part(name, tomllib.loads((folder / name).read_text()))
        for name in ("observations.toml", "conditions.toml", "medicines.toml")
    )
    return Maps(
        observations=observations.by_code("code", CodeOfObservation, "loinc"),
        answers=tuple(observations.rows("answer", Answer)),
        conditions=conditions.by_code("condition", Condition, "snomed"),
        medicines=_medicines(medicines),
        sources={part.name: part.data["source"] for part in (observations, conditions, medicines)},
    )


@dataclass(frozen=True)
class _Part:
    """One file, with its name for the errors."""

    name: str
    data: dict[str, Any]

    def by_code(self, table: str, kind: type, code: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row in self.rows(table, kind):
            if getattr(row, code) in found:
                raise DefinitionError(self.name, getattr(row, code), code, "staat er twee keer in")
            found[getattr(row, code)] = row
        return found

    def rows(self, table: str, kind: type) -> Iterator[Any]:
        for row in self.data.get(table, []):
            yield self.row(kind, row)

    def row(self, kind: type, row: dict[str, Any]) -> Any:
        place = str(row.get("loinc") or row.get("snomed") or row.get("rxnorm"))
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        try:
            made = kind(**{"doubt": "", **values, "evidence": Evidence(row.get("evidence"))})
        except (TypeError, ValueError) as error:
            raise DefinitionError(self.name, place, "rij", str(error)) from error
        if made.evidence == Evidence.TO_APPROVE and not made.doubt:
            raise DefinitionError(self.name, place, "doubt", "ontbreekt bij een koppeling die te accorderen is")
        return self._checked(made, place)

    def _checked(self, made: Any, place: str) -> Any:
        if isinstance(made, CodeOfObservation) and bool(made.determination) == bool(made.candidates):
            raise DefinitionError(self.name, place, "determination", "noem één bepaling of kandidaten")
        if isinstance(made, Condition) and made.icpc and not _ICPC.fullmatch(made.icpc):
            raise DefinitionError(self.name, place, "icpc", "is geen ICPC-code")
        if isinstance(made, Medicine) and not _ATC.fullmatch(made.atc):
            raise DefinitionError(self.name, place, "atc", "is geen ATC-code")
        return made


def _medicines(part: _Part) -> dict[str, Medicine]:
    found: dict[str, Medicine] = {}
    shared = {"evidence": part.data["evidence"], "doubt": part.data["doubt"]}
    for atc, row in part.data["atc"].items():
        for code in row["rxnorm"]:
            if code in found:
                raise DefinitionError(part.name, code, "rxnorm", "staat er twee keer in")
            found[code] = part.row(Medicine, {"rxnorm": code, "atc": atc, "word": row["word"], **shared})
    return found
