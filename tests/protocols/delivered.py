"""The protocol versions that come with POH, read without a database, and patients to try them on."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import takewhile
from pathlib import Path

from patients.determinations.definition import read_files
from patients.determinations.loader import FOLDER as DETERMINATIONS
from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS
from protocols.conditions import KnownEpisode, KnownFacts, KnownValue, evaluate
from protocols.conditions.moments import months_before
from protocols.conditions.vocabulary import Vocabulary
from protocols.content import Control, InclusionKind, Item, ProtocolContent, Target, read_content
from protocols.reference import FOLDER, PROGRAMMES

ON = date(2026, 11, 2)
FILES = sorted(path.name for path in FOLDER.glob("*.toml") if path.name != PROGRAMMES)


@cache
def vocabulary() -> Vocabulary:
    """The words that conditions may use, from the definition files."""
    rows = read_files(sorted(DETERMINATIONS.glob("*.toml")))
    programmes = tomllib.loads((FOLDER / PROGRAMMES).read_text(encoding="utf-8"))["protocols"]
    return Vocabulary(
        labels={row.key: row.fields["label"] for row in rows},
        numbers={row.key: row.fields["unit"] for row in rows if row.fields["kind"] in NUMERIC_KINDS},
        choices={
            row.key: {answer["code"]: answer["label"] for answer in row.fields["choices"]}
            for row in rows
            if row.fields["kind"] in CHOICE_KINDS
        },
        protocols={row["key"]: row["name"] for row in programmes},
    )


@cache
def content(protocol: str) -> ProtocolContent:
    """What the first delivered version of a protocol says."""
    return read_content(raw(f"{protocol}-1.toml")[1], vocabulary())


def raw(name: str) -> tuple[dict, dict]:
    """The head of a definition file, and the rest of it."""
    data = tomllib.loads((Path(FOLDER) / name).read_text(encoding="utf-8"))
    return data.pop("version"), data


def patient(
    *,
    age: int = 60,
    sex: str = "female",
    values: Mapping[str, object] | None = None,
    episodes: Iterable[str | KnownEpisode] = (),
    atc: Iterable[str] = (),
    enrolled: Iterable[str] = (),
) -> KnownFacts:
    """A patient whose birthday is today. A value is a number, `"<3"`, an answer, or one of these with months ago."""
    born = months_before(ON, age * 12)
    return KnownFacts(
        on=ON,
        born_from=born,
        born_until=born,
        sex=sex,
        values={key: _value(found) for key, found in (values or {}).items()},
        episodes=tuple(found if isinstance(found, KnownEpisode) else KnownEpisode(found) for found in episodes),
        atc=frozenset(atc),
        enrolled=frozenset(enrolled),
    )


def _value(found: object) -> KnownValue:
    said, months = found if isinstance(found, tuple) else (found, 0)
    day = months_before(ON, months) if isinstance(months, int) else ON - months
    if said is None:
        return KnownValue(day)
    if not isinstance(said, str):
        return KnownValue(day, numeric=Decimal(str(said)))
    operator = "".join(takewhile(lambda sign: sign in "<>=", said))
    if operator:
        return KnownValue(day, numeric=Decimal(said.removeprefix(operator)), operator=operator)
    return KnownValue(day, choice=said)


def since(code: str, years: int, *, days_less: int = 0) -> KnownEpisode:
    """An episode that began so many years ago, or some days later."""
    return KnownEpisode(code, onset_on=months_before(ON, years * 12) + timedelta(days_less))


def target(protocol: str, determination: str, facts: KnownFacts) -> Target | None:
    """The first target of a determination that holds."""
    rows = (row for row in content(protocol).targets if row.determination == determination)
    return next((row for row in rows if row.when is None or evaluate(row.when, facts)), None)


def advice(protocol: str, facts: KnownFacts) -> set[str]:
    """The keys of what there is to consider."""
    return {row.key for row in content(protocol).advice if evaluate(row.when, facts)}


def belongs(protocol: str, facts: KnownFacts) -> InclusionKind | None:
    """Whether the patient belongs in the programme: an exclusion goes first, a person judges last."""
    held = {row.kind for row in content(protocol).inclusion if evaluate(row.when, facts)}
    order = (InclusionKind.EXCLUDE, InclusionKind.INCLUDE, InclusionKind.REVIEW)
    return next((kind for kind in order if kind in held), None)


def control(protocol: str, key: str) -> Control:
    """One control of a protocol."""
    return next(row for row in content(protocol).controls if row.key == key)


def item(protocol: str, determination: str, at: str = "jaar") -> Item:
    """The row that asks for a determination at one control."""
    return next(row for row in content(protocol).items if row.determination == determination and at in row.controls)


def is_asked(row: Item, facts: KnownFacts) -> bool:
    """Whether the row is asked of this patient."""
    return row.when is None or evaluate(row.when, facts) is True
