"""What a questionnaire is: items with stable ids, scales, bands, flags and a licence mark."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from protocols.calculations.result import Band, Evidence, Note, Sex


class LicenceMark(StrEnum):
    """What may be shipped of a questionnaire."""

    FREE = "free"  # text may be shipped
    CONDITIONS = "conditions"  # scoring only; text after permission, entered by the practice
    CLOSED = "closed"  # no text at all: item numbers and scores only


class Method(StrEnum):
    """How a scale is made from its items."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Licence:
    """Who owns the questionnaire, what is allowed, and where that was read."""

    mark: LicenceMark
    holder: str
    terms: str
    source: str


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """Where the shipped Dutch text comes from and whether it still has to be approved."""

    source: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TextLicence:
    """A practice's evidence that it may use the text it entered."""

    granted_by: str
    granted_on: date
    document: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question: its number and stable id, the answer codes with their points, and text when shipped.

    `determination` is set where the answer itself is kept as a measurement.
    """

    id: str
    number: int
    codes: tuple[int, ...]
    points: tuple[int, ...]
    text: str = ""
    labels: tuple[str, ...] = ()
    determination: str = ""

    @property
    def shown(self) -> str:
        """The text, or the number when no text may be shown."""
        return self.text or f"Vraag {self.number}"


@dataclass(frozen=True, slots=True)
class ScaleBand:
    """A band that may hold for one sex or norm set only, or need one of some items to count."""

    band: Band
    sex: Sex | None = None
    norms: str = ""
    needs_any: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """How one score is made: from items, or as the sum of other scales.

    `min_answered` items must be answered; with `is_scaled_up` a partly answered sum is scaled to the
    full number of items. `requires` names scales that must be complete first. `points` replaces those
    of the items. `count_from` (with exceptions per item) says from which points an item counts.
    `determination` is the key under which the score is kept as a measurement.
    """

    key: str
    title: str
    items: tuple[int, ...] = ()
    sum_of: tuple[str, ...] = ()
    method: Method = Method.SUM
    min_answered: int = 0
    is_scaled_up: bool = False
    cap: int | None = None
    requires: tuple[str, ...] = ()
    points: tuple[int, ...] = ()
    count_from: int = 1
    count_exceptions: Mapping[int, int] | None = None
    decimals: int = 0
    determination: str = ""
    bands: tuple[ScaleBand, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning from an answer at or above a code, or from a blank; it holds whatever the total is."""

    note: Note
    items: tuple[int, ...]
    at_least: int | None = None
    when_blank: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a questionnaire."""

    key: str
    version: str
    title: str
    name: str
    domain: str
    filled_in_by: str
    recall: str
    licence: Licence
    source: str
    evidence: Evidence
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    flags: tuple[Flag, ...] = ()
    text: TextOrigin | None = None
    intro: str = ""
    is_total_only: bool = False

    @property
    def has_text(self) -> bool:
        """Whether every question can be shown in words."""
        return all(item.text for item in self.items)

    def item(self, number: int) -> Item:
        """The item with this number, counted from 1."""
        return self.items[number - 1]


class TextRefused(ValueError):
    """Text that a practice may not add as it stands; the message is Dutch."""


def with_text(instrument: Instrument, texts: Mapping[str, str], *, licence: TextLicence | None) -> Instrument:
    """The same questionnaire with the practice's own item texts, only with evidence of its licence."""
    if licence is None or not (licence.granted_by.strip() and licence.document.strip()):
        raise TextRefused(f"Leg voor {instrument.title} eerst vast wie toestemming gaf en in welk document.")
    unknown = sorted(set(texts) - {item.id for item in instrument.items})
    if unknown:
        raise TextRefused(f"{instrument.title} heeft geen vraag {', '.join(unknown)}.")
    empty = [item.id for item in instrument.items if not texts.get(item.id, item.text).strip()]
    if empty:
        raise TextRefused(f"De tekst ontbreekt van {', '.join(empty)}.")
    items = tuple(replace(item, text=texts.get(item.id, item.text)) for item in instrument.items)
    return replace(instrument, items=items)
