"""Read a definition file of determinations; whatever is wrong is told with file, key and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS, Evidence, Section, ValueKind
from poh.base.reference import DefinitionError

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
LOINC = re.compile(r"\d{1,5}-\d")
LONGEST_LABEL, LONGEST_SHORT, LONGEST_SENTENCE = 80, 24, 300
COMPARISONS = ("<", "<=", ">", ">=")
YES_OR_NO = ("ja", "nee")
MOST_DECIMALS = 4

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Definition:
    """One determination as a file defines it; the fields are those of the model."""

    file: str
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def problem(self, name: str, problem: str) -> DefinitionError:
        """The error that names this determination and a field of it."""
        return DefinitionError(self.file, self.key, name, problem)


class _Reader:
    """Takes the fields of one determination out of its table, checking each; what is left over is unknown."""

    def __init__(self, file: str, key: str, table: Fields) -> None:
        self.file, self.key, self.rest = file, key, dict(table)

    def problem(self, name: str, problem: str) -> DefinitionError:
        return DefinitionError(self.file, self.key, name, problem)

    def take(self, name: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        value = self.rest.pop(name, default)
        # A boolean is an integer for Python, and never what a number field means.
        is_wrong_bool = isinstance(value, bool) and kind is not bool
        if value is not default and (is_wrong_bool or not isinstance(value, kind)):
            raise self.problem(name, f"{value!r} is niet van de juiste soort.")
        return value

    def text(self, name: str, *, longest: int, default: str | None = "") -> str:
        value = self.take(name, str, default)
        if value is None or (default is None and not value.strip()):
            raise self.problem(name, "ontbreekt.")
        if len(value) > longest:
            raise self.problem(name, f"is langer dan {longest} tekens.")
        return value

    def number(self, name: str) -> Decimal | None:
        value = self.take(name, (int, Decimal))
        return None if value is None else Decimal(value)

    def one_of(self, name: str, options: Iterable[str], default: str | None = None) -> str:
        value, options = self.take(name, str, default), list(options)
        if value not in options:
            raise self.problem(name, f"{value!r} is geen van {', '.join(options)}.")
        return value

    def tables(self, name: str) -> list[dict]:
        rows = self.take(name, list, [])
        if not all(isinstance(row, dict) for row in rows):
            raise self.problem(name, "is geen lijst van tabellen.")
        return rows


def read_file(path: Path) -> list[Definition]:
    """The determinations of one file, in their order."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, "bestand", "", f"is geen geldige TOML ({error}).") from error
    source = content.pop("source", "")
    content.pop("title", "")
    return [_read(path.name, key, table, source=source) for key, table in content.items()]


def read_files(paths: Iterable[Path]) -> list[Definition]:
    """The determinations of all files; a key is defined once, and a partner exists."""
    definitions = [definition for path in paths for definition in read_file(path)]
    by_key: dict[str, Definition] = {}
    for definition in definitions:
        if other := by_key.get(definition.key):
            raise definition.problem("", f"staat ook in {other.file}.")
        by_key[definition.key] = definition
    for definition in definitions:
        partner = definition.fields["partner"]
        if partner and (partner not in by_key or partner == definition.key):
            raise definition.problem("partner", f"{partner!r} is geen andere bepaling.")
    return definitions


def _read(file: str, key: str, table: object, *, source: str) -> Definition:
    if not KEY.fullmatch(key):
        raise DefinitionError(file, key, "", "een sleutel heeft kleine letters, cijfers en _.")
    if not isinstance(table, dict):
        raise DefinitionError(file, key, "", "is geen tabel.")
    reader = _Reader(file, key, table)
    label = reader.text("label", longest=LONGEST_LABEL, default=None)
    kind = ValueKind(reader.one_of("type", ValueKind.values))
    fields = {
        "label": label,
        "short_label": reader.text("short", longest=LONGEST_SHORT, default=label),
        "section": reader.one_of("section", Section.values),
        "kind": kind.value,
        "source": reader.text("source", longest=LONGEST_SENTENCE, default=source or None),
        "calculation": reader.text("calculation", longest=40),
        "partner": reader.text("partner", longest=40),
        "can_repeat": reader.take("can_repeat", bool, False),
        "may_be_future": reader.take("may_be_future", bool, False),
        "is_retired": reader.take("is_retired", bool, False),
    }
    for part in (_numbers, _answers, _methods, _codes, _signals, _evidence):
        fields |= part(reader, fields)
    if reader.rest:
        raise reader.problem(next(iter(reader.rest)), "is geen bekend veld (of hoort niet bij deze soort waarde).")
    if fields["may_be_future"] and kind is not ValueKind.DATE:
        raise reader.problem("may_be_future", "geldt alleen voor een datum.")
    return Definition(file, key, fields)


def _numbers(reader: _Reader, fields: Fields) -> Fields:
    """Unit, decimals and ranges; only a number has them."""
    kind = fields["kind"]
    names = ("hard_min", "hard_max", "soft_min", "soft_max", "soft_change")
    empty = dict.fromkeys(names) | {"unit": "", "decimals": 0, "soft_change_percent": None, "soft_reason": ""}
    if kind not in NUMERIC_KINDS:
        return empty
    found = {name: reader.number(name) for name in names}
    found["unit"] = reader.text("unit", longest=24, default=None)
    found["decimals"] = reader.take("decimals", int, 0) if kind == ValueKind.NUMBER else 0
    found["soft_change_percent"] = reader.take("soft_change_percent", int)
    found["soft_reason"] = reader.text("soft_reason", longest=200)
    if not 0 <= found["decimals"] <= MOST_DECIMALS:
        raise reader.problem("decimals", f"ligt niet tussen 0 en {MOST_DECIMALS}.")
    low, high = found["hard_min"], found["hard_max"]
    if low is None or high is None or low >= high:
        raise reader.problem("hard_min", "hard_min en hard_max horen er te zijn, de eerste lager dan de tweede.")
    for name in ("soft_min", "soft_max"):
        if found[name] is not None and not low <= found[name] <= high:
            raise reader.problem(name, f"ligt niet tussen {low} en {high}.")
    return found


def _answers(reader: _Reader, fields: Fields) -> Fields:
    """The answers of a choice; of a boolean they are yes and no; of an integer they name its steps."""
    kind = fields["kind"]
    if kind == ValueKind.BOOLEAN:
        normal = reader.one_of("normal", (*YES_OR_NO, ""), "")
        return {"choices": [_marked({"code": code, "label": code}, code == normal) for code in YES_OR_NO]}
    rows = reader.tables("choices") if kind in (ValueKind.CHOICE, ValueKind.INTEGER) else []
    codes = [row.get("code") for row in rows]
    if kind == ValueKind.CHOICE and len(rows) < 2:
        raise reader.problem("choices", "een keuze heeft ten minste twee antwoorden.")
    if len(set(codes)) != len(codes):
        raise reader.problem("choices", "een code staat er twee keer.")
    for row in rows:
        unknown = set(row) - {"code", "label", "normal", "nhg_answer", "snomed"}
        if unknown or not CODE.fullmatch(str(row.get("code", ""))) or not str(row.get("label", "")).strip():
            raise reader.problem("choices", f"{row!r} heeft geen code, geen label of een onbekend veld.")
        if kind == ValueKind.INTEGER and not str(row["code"]).isdecimal():
            raise reader.problem("choices", f"{row['code']!r} is geen geheel getal.")
    return {"choices": rows}


def _marked(row: dict, is_normal: bool) -> dict:
    return row | {"normal": True} if is_normal else row


def _methods(reader: _Reader, fields: Fields) -> Fields:
    rows = reader.tables("methods")
    for row in rows:
        unknown = set(row) - {"code", "label", "calculation"}
        if unknown or not str(row.get("code", "")).strip() or not str(row.get("label", "")).strip():
            raise reader.problem("methods", f"{row!r} heeft geen code, geen label of een onbekend veld.")
    return {"methods": rows}


def _codes(reader: _Reader, fields: Fields) -> Fields:
    """Codes of NHG table 45, LOINC and SNOMED."""
    methods = {row["code"] for row in fields["methods"]}
    nhg, loinc = reader.tables("nhg45"), reader.take("loinc", list, [])
    for row in nhg:
        unknown = set(row) - {"number", "memo", "method"}
        if unknown or not (row.get("number") or row.get("memo")):
            raise reader.problem("nhg45", f"{row!r} heeft geen nummer of memo, of een onbekend veld.")
        if row.get("method") and row["method"] not in methods:
            raise reader.problem("nhg45", f"methode {row['method']!r} staat niet bij methods.")
    for code in loinc:
        if not (isinstance(code, str) and is_loinc(code)):
            raise reader.problem("loinc", f"{code!r} is geen LOINC-code.")
    snomed = reader.text("snomed", longest=18)
    if snomed and not snomed.isdecimal():
        raise reader.problem("snomed", f"{snomed!r} is geen SNOMED-code.")
    return {"nhg45": nhg, "loinc": loinc, "snomed": snomed}


def is_loinc(code: str) -> bool:
    """Whether `code` has the form of a LOINC code, with the check digit (modulus 10, double and add) that belongs."""
    if not LOINC.fullmatch(code):
        return False
    number, check = code.split("-")
    doubled = (int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(number)))
    total = sum(value // 10 + value % 10 for value in doubled)
    return (10 - total % 10) % 10 == int(check)


def _signals(reader: _Reader, fields: Fields) -> Fields:
    """What values mean: a comparison that suits the kind of value, a text, and where that was read."""
    rows = reader.tables("signals")
    for row in rows:
        if set(row) != {"op", "value", "text", "evidence", "source"} or row["evidence"] not in Evidence.values:
            raise reader.problem("signals", f"{row!r} heeft niet precies op, value, text, evidence en source.")
        if not _suits(row, fields):
            raise reader.problem("signals", f"{row['op']!r} met {row['value']!r} past niet bij deze soort waarde.")
    return {"signals": [row | {"value": _plain(row["value"])} for row in rows]}


def _suits(signal: Mapping[str, Any], fields: Fields) -> bool:
    if fields["kind"] in CHOICE_KINDS:
        codes = {row["code"] for row in fields["choices"]}
        return signal["op"] == "in" and isinstance(signal["value"], list) and codes.issuperset(signal["value"])
    is_number = isinstance(signal["value"], int | Decimal) and not isinstance(signal["value"], bool)
    return fields["kind"] in NUMERIC_KINDS and signal["op"] in COMPARISONS and is_number


def _plain(value: object) -> object:
    """As JSON holds it; a decimal as text, so that no digit is lost."""
    return str(value) if isinstance(value, Decimal) else value


def _evidence(reader: _Reader, fields: Fields) -> Fields:
    evidence = reader.one_of("evidence", Evidence.values, Evidence.VERIFIED)
    doubt = reader.text("doubt", longest=LONGEST_SENTENCE)
    if (evidence == Evidence.TO_APPROVE) != bool(doubt):
        raise reader.problem("doubt", "hoort bij to_approve, en alleen daarbij.")
    return {"evidence": str(evidence), "doubt": doubt}
