"""The small words of FHIR: codings, dates and references, read from resources that are known to be well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from poh.base.validators import clean_text

Resource = Mapping[str, Any]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The moment of a value of which only the day is known.
NOON = time(12)
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
RXNORM, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"
UCUM = "http://unitsofmeasure.org"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Moment:
    """When something was; `has_time` tells whether more than the day is known."""

    at: datetime
    has_time: bool


def codings(concept: Resource | None) -> Iterator[tuple[str, str, str]]:
    """(system, code, display) of each coding of a CodeableConcept."""
    for coding in (concept or {}).get("coding", ()):
        yield coding.get("system", ""), coding.get("code", ""), coding.get("display", "")


def code_in(concept: Resource | None, system: str) -> str:
    """The code of a CodeableConcept in one system; nothing when it has none there."""
    return next((code for found, code, _ in codings(concept) if found == system and code), "")


def words_of(concept: Resource | None) -> str:
    """A CodeableConcept in words: its text, else the display of its first coding, else that code."""
    concept = concept or {}
    first = next(codings(concept), ("", "", ""))
    return concept.get("text") or first[2] or first[1]


def status_of(concept: Resource | None) -> str:
    """The first code of a status that is a CodeableConcept."""
    return next((code for _, code, _ in codings(concept)), "")


def moment(text: str | None) -> Moment | None:
    """A moment of which at least the day is known; None for anything less."""
    if not text or not _DAY.match(text):
        return None
    if len(text) == len("2026-10-12"):
        return Moment(datetime.combine(date.fromisoformat(text), NOON, tzinfo=AMSTERDAM), has_time=False)
    at = datetime.fromisoformat(text)
    return Moment(at, has_time=True) if at.tzinfo else None


def day(text: str | None) -> date | None:
    """The day in Amsterdam; None when less than a day is known."""
    found = moment(text)
    return found.at.astimezone(AMSTERDAM).date() if found else None


def one_line(text: str | None, longest: int) -> str:
    """Text on one line, cut with an ellipsis; ValidationError for what cannot be stored."""
    line = " ".join(clean_text(text or "").replace("\u200b", "").split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def can_be_kept(resource: Any) -> bool:
    """Whether every text in the resource can be stored."""
    if isinstance(resource, str):
        try:
            clean_text(resource)
        except ValidationError:
            return False
        return True
    if isinstance(resource, Mapping):
        return all(can_be_kept(value) for value in resource.values())
    if isinstance(resource, list):
        return all(can_be_kept(value) for value in resource)
    return True
