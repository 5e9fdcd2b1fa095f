"""Loads a questionnaire from TOML and refuses it with every fault at once, each naming file, item and field."""

import tomllib
from functools import cache
from pathlib import Path

from protocols.calculations.result import Band, Evidence, Note, Sex

from .checks import check
from .definition import (
    Flag,
    Instrument,
    Item,
    Licence,
    LicenceMark,
    Method,
    Scale,
    ScaleBand,
    TextOrigin,
)
from .fields import Fields, InstrumentError, Problem

DEFINITIONS = Path(__file__).parent / "definitions"


@cache
def instruments() -> dict[str, Instrument]:
    """All shipped questionnaires by key."""
    return load_folder(DEFINITIONS)


def load_folder(folder: Path) -> dict[str, Instrument]:
    """Every `.toml` file of a folder; the faults of all files together in one InstrumentError."""
    found: dict[str, Instrument] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            instrument = load_file(path)
        except InstrumentError as error:
            problems += error.problems
            continue
        if instrument.key in found:
            problems.append(Problem(path.name, "kop", "key", f"'{instrument.key}' bestaat al in een ander bestand."))
        found[instrument.key] = instrument
    if problems:
        raise InstrumentError(problems)
    return found


def load_file(path: Path) -> Instrument:
    """One questionnaire from a file."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InstrumentError([Problem(path.name, "bestand", "", "is geen UTF-8-tekst.")]) from None
    return load_text(text, file=path.name)


def load_text(text: str, *, file: str) -> Instrument:
    """One questionnaire from TOML text; `file` is the name used in the faults."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InstrumentError([Problem(file, "bestand", "", f"is geen geldige TOML: {error}.")]) from None
    problems: list[Problem] = []
    instrument = _instrument(Fields(table, file, "kop", problems))
    if not problems:
        problems += check(instrument, file)
    if problems:
        raise InstrumentError(problems)
    return instrument


def _instrument(head: Fields) -> Instrument:
    key = head.text("key")
    sets = _answer_sets(head)
    instrument = Instrument(
        key=key,
        version=head.text("version"),
        title=head.text("title"),
        name=head.text("name"),
        domain=head.text("domain"),
        filled_in_by=head.text("filled_in_by"),
        recall=head.text("recall", required=False),
        licence=_licence(head.inner("licence", "licentie")),
        source=head.text("source"),
        evidence=head.choice("evidence", Evidence),
        items=tuple(item for table in head.tables("items") for item in _items(table, key, sets, head)),
        scales=tuple(_scale(table, head) for table in head.tables("scales")),
        flags=tuple(_flag(table, head) for table in head.tables("flags", required=False)),
        text=_text_origin(head),
        intro=head.text("intro", required=False),
        is_total_only=head.truth("total_only"),
    )
    head.done()
    return instrument


def _licence(fields: Fields) -> Licence:
    licence = Licence(
        mark=fields.choice("mark", LicenceMark),
        holder=fields.text("holder"),
        terms=fields.text("terms"),
        source=fields.text("source"),
    )
    fields.done()
    return licence


def _text_origin(head: Fields) -> TextOrigin | None:
    if not head.has("text"):
        return None
    fields = head.inner("text", "tekst")
    origin = TextOrigin(fields.text("source"), fields.choice("evidence", Evidence))
    fields.done()
    return origin


def _answer_sets(head: Fields) -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    sets = head.inner("answer_sets", "antwoorden")
    found = {}
    for name in sets.table:
        fields = sets.inner(name, f"antwoorden '{name}'")
        codes, labels = fields.wholes("codes"), fields.texts("labels")
        if labels and len(labels) != len(codes):
            fields.wrong("labels", f"heeft {len(labels)} woorden bij {len(codes)} codes.")
        if list(codes) != sorted(set(codes)):
            fields.wrong("codes", "moeten oplopen en elk een keer voorkomen.")
        fields.done()
        found[name] = (codes, labels)
    return found


def _items(table: dict, key: str, sets: dict, head: Fields) -> list[Item]:
    """One item, or one for each number from `first` to `last` of a form whose text is not shipped."""
    place = f"vraag {table.get('number', table.get('first', '?'))}"
    fields = Fields(table, head.file, place, head.problems)
    if fields.has("first"):
        numbers = range(fields.whole("first") or 0, (fields.whole("last") or 0) + 1)
    else:
        numbers = (fields.whole("number") or 0,)
    name = fields.text("answers")
    if name and name not in sets:
        fields.wrong("answers", f"'{name}' is geen van {', '.join(sets) or 'de antwoorden'}.")
    codes, labels = sets.get(name, ((), ()))
    points = fields.wholes("points", required=False) or codes
    if codes and len(points) != len(codes):
        fields.wrong("points", f"heeft {len(points)} waarden bij {len(codes)} antwoorden.")
    text = fields.text("text", required=False)
    determination = fields.text("determination", required=False)
    fields.done()
    return [Item(f"{key}-{number}", number, codes, points, text, labels, determination) for number in numbers]


def _scale(table: dict, head: Fields) -> Scale:
    fields = Fields(table, head.file, f"schaal {table.get('key', '?')}", head.problems)
    items = fields.wholes("items", required=False)
    scale = Scale(
        key=fields.text("key"),
        title=fields.text("title"),
        items=items,
        sum_of=fields.texts("sum_of"),
        method=fields.choice("method", Method) if fields.has("method") else Method.SUM,
        min_answered=fields.whole("min_answered", required=False) or len(items),
        is_scaled_up=fields.truth("scale_up"),
        cap=fields.whole("cap", required=False),
        requires=fields.texts("requires"),
        points=fields.wholes("points", required=False),
        count_from=fields.whole("count_from", required=False) or 1,
        count_exceptions=_exceptions(fields),
        decimals=fields.whole("decimals", required=False) or 0,
        determination=fields.text("determination", required=False),
        bands=tuple(_band(band, fields) for band in fields.tables("bands", required=False)),
    )
    fields.done()
    return scale


def _exceptions(scale: Fields) -> dict[int, int] | None:
    """Items that count from other points than the rest, as pairs [item, points]."""
    if not scale.has("count_exceptions"):
        return None
    pairs = scale.table["count_exceptions"]
    scale.read.add("count_exceptions")
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        scale.wrong("count_exceptions", "moet een lijst van paren [vraag, punten] zijn.")
        return None
    return dict(pairs)


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and [type(each) for each in pair] == [int, int]


def _band(table: dict, scale: Fields) -> ScaleBand:
    fields = Fields(table, scale.file, f"{scale.place}, band {table.get('code', '?')}", scale.problems)
    band = ScaleBand(
        band=Band(fields.text("code"), fields.text("label"), fields.number("from")),
        sex=fields.choice("sex", Sex) if fields.has("sex") else None,
        norms=fields.text("norms", required=False),
        needs_any=fields.wholes("needs_any", required=False),
    )
    fields.done()
    return band


def _flag(table: dict, head: Fields) -> Flag:
    fields = Fields(table, head.file, f"signaal {table.get('code', '?')}", head.problems)
    flag = Flag(
        note=Note(fields.text("code"), fields.text("text")),
        items=fields.wholes("items"),
        at_least=fields.whole("from", required=False),
        when_blank=fields.truth("when_blank"),
    )
    fields.done()
    return flag
