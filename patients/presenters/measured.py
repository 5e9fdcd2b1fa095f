"""Measured values in words: rows of the overview, of a history, and lines through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS, Evidence, Section, Source, ValueKind
from patients.models import Determination, Measurement, Patient
from patients.rules.charts import Band, Chart, Point, Spark, chart, sparkline
from patients.rules.values import Value, choice_label, meaning_text, number_text, signal_of, unit_text, value_text
from patients.selectors.measurements import History
from patients.selectors.overview import Measured
from patients.services.measurements import is_read_only
from patients.targets import Target
from poh.base.dates import day_text

# Said beside a value unless it is of an ordinary consult.
SOURCE_WORDS = {
    Source.CONSULT: "",
    Source.LAB: "lab",
    Source.HOME: "thuis",
    Source.IMPORT: "overgenomen",
    Source.QUESTIONNAIRE: "vragenlijst",
    Source.CALCULATED: "berekend",
}


def text_of(determination: Determination, row: Any) -> str:
    """The value of a stored row in words."""
    return value_text(determination, Value.of(row))


def day(moment: date) -> str:
    return day_text(moment)


def month(moment: date) -> str:
    return f"{moment:%m-%Y}"


def sections(found: Sequence[Measured], *, patient: Patient, targets: Mapping[str, Target]) -> list[dict[str, Any]]:
    """The measurement overview: a block for each section that holds something."""
    by_key = {each.determination.key: each for each in found}
    joined = {
        each.determination.key: each for each in found if _stands_beside(by_key.get(each.determination.partner), each)
    }
    hidden = {each.determination.partner for each in joined.values()}
    blocks: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        key = each.determination.key
        if key not in hidden:
            partner = by_key[each.determination.partner] if key in joined else None
            row = overview_row(each, partner, patient=patient, target=targets.get(key))
            blocks.setdefault(each.determination.section, []).append(row)
    return [
        {
            "title": Section(section).label,
            "key": section,
            "rows": rows,
            "has_targets": any(row["target"] for row in rows),
            "add_url": f"{reverse('patients:measure', args=[patient.uuid])}?blok={section}",
        }
        for section, rows in blocks.items()
    ]


def _stands_beside(partner: Measured | None, found: Measured) -> bool:
    """Whether the last value of the partner was observed with this one; else it keeps a row of its own."""
    return partner is not None and partner.latest.observed_at == found.latest.observed_at


def overview_row(
    found: Measured, partner: Measured | None, *, patient: Patient, target: Target | None = None
) -> dict[str, Any]:
    """One determination (or two that stand on a line): value, previous value, line, source and marks."""
    determination, latest, previous = found.determination, found.latest, found.previous
    other = _together(partner, latest)
    rows = [latest, other] if other else [latest]
    spark = _spark(found, target.band if target else None)
    return {
        "key": determination.key,
        "label": determination.short_label,
        "full_label": determination.label,
        "url": reverse("patients:measurements", args=[patient.uuid, determination.key]),
        "value": _text_at(found, partner, latest),
        "unit": unit_text(determination.unit),
        "short_unit": unit_text(determination.unit).removesuffix("/1,73 m²"),
        "is_word": determination.kind not in NUMERIC_KINDS,
        "is_text": determination.kind == ValueKind.TEXT,
        "meaning": meaning_text(determination, Value.of(latest)),
        "when": month(latest.observed_on),
        "when_full": _when(latest),
        "source": SOURCE_WORDS[Source(latest.source)],
        "source_full": source_text(latest),
        "is_corrected": any(row.supersedes_id for row in rows),
        "signal": _signal([(_definition(row, found, partner), row) for row in rows]),
        "previous": _told_previous(found, partner),
        "previous_when": month(previous.observed_on) if previous else "",
        "target": target.text if target else "",
        "is_outside": bool(spark and spark.is_outside) or _is_outside(latest, target),
        "spark": spark,
    }


def _together(partner: Measured | None, row: Measurement | None) -> Measurement | None:
    """The value of the partner that was observed with `row`."""
    if partner is None or row is None:
        return None
    return next((each for each in partner.rows if each.observed_at == row.observed_at), None)


def _definition(row: Measurement, found: Measured, partner: Measured | None) -> Determination:
    is_own = row.determination_id == found.determination.key or partner is None
    return found.determination if is_own else partner.determination


def _told_previous(found: Measured, partner: Measured | None) -> str:
    """The value before; of words only when they were others."""
    previous = _text_at(found, partner, found.previous)
    is_number = found.determination.kind in NUMERIC_KINDS
    return previous if is_number or previous != _text_at(found, partner, found.latest) else ""


def _text_at(found: Measured, partner: Measured | None, row: Measurement | None) -> str:
    """The value of `row`, and that of the partner of the same moment."""
    if row is None:
        return ""
    other = _together(partner, row)
    parts = [text_of(found.determination, row)]
    return "/".join([*parts, text_of(partner.determination, other)] if other else parts)


def _is_outside(row: Measurement, target: Target | None) -> bool:
    return target is not None and row.numeric is not None and not target.band.holds(float(row.numeric))


def _signal(pairs: Iterable[tuple[Determination, Measurement]]) -> str:
    """What the first of these values means, when a source was read that says so."""
    for determination, row in pairs:
        signal = signal_of(determination, Value.of(row))
        if signal and signal["evidence"] == Evidence.VERIFIED:
            return signal["text"]
    return ""


def _when(row: Measurement) -> str:
    if row.has_time:
        return f"{day(row.observed_on)} {timezone.localtime(row.observed_at):%H:%M}"
    return day(row.observed_on)


def source_text(row: Measurement) -> str:
    """Where a value came from, and who entered it: `lab Star-shl`, `consult, Anja de Vries`."""
    word = Source(row.source).label
    origin = f"{word} {row.source_name}" if row.source_name else word
    if row.source == Source.CALCULATED and row.algorithm:
        return f"{origin}: {row.algorithm} {row.algorithm_version}"
    return f"{origin}, {row.entered_by}" if row.entered_by_id else origin


def points(rows: Iterable[Measurement]) -> list[Point]:
    """Numbers of current rows (newest first) as points, oldest first; another method is another line."""
    found = [
        Point(row.observed_on, float(row.numeric), sign=f"{row.operator} " if row.operator else "", series=row.method)
        for row in rows
        if row.numeric is not None
    ]
    return found[::-1]


def _spark(found: Measured, band: Band | None) -> Spark | None:
    return sparkline(points(found.rows), band=band)


def history_chart(found: History, target: Target | None) -> Chart | None:
    """The chart of a history; a partner (the lower pressure) is a line of its own."""
    line = points(found.current)
    other = [
        Point(point.on, point.value, point.sign, series=f"{point.series}+") for point in points(found.partner_rows)
    ]
    together = sorted([*line, *other], key=lambda point: point.on)
    return chart(together, decimals=found.determination.decimals, band=target.band if target else None)


def history_rows(found: History, *, patient: Patient, can_write: bool) -> list[dict[str, Any]]:
    """The table of a history, newest first; what was put right or taken back stays, struck through."""
    others = {row.observed_at: row for row in found.partner_rows}
    rows = []
    for row in found.rows:
        correction = found.corrections.get(row.pk)
        other = others.get(row.observed_at) if not row.is_superseded else None
        rows.append(
            {
                "when": _when(row),
                "value": _history_value(found, row, other),
                "meaning": meaning_text(found.determination, Value.of(row)),
                "source": source_text(row),
                "method": method_label(found.determination, row.method),
                "note": row.note,
                "original": _original(row),
                "confirmed": f"{row.asked} Bevestigd door {row.confirmed_by}." if row.confirmed_by_id else "",
                "is_gone": row.is_superseded,
                "is_withdrawal": row.is_withdrawal,
                "correction": _correction(correction) if correction else "",
                "reason": row.correction_reason if row.supersedes_id else "",
                "signal": _row_signal(found.determination, row),
                "url": _correct_url(patient, row) if can_write and not (row.is_superseded or row.is_withdrawal) else "",
                "act": "Trek in" if is_read_only(row) else "Verbeter",
            }
        )
    return rows


def _history_value(found: History, row: Measurement, other: Measurement | None) -> str:
    if row.is_withdrawal:
        return "ingetrokken"
    own = text_of(found.determination, row)
    return f"{own}/{text_of(found.partner, other)}" if other else own


def _original(row: Measurement) -> str:
    return f"{row.original_value} {row.original_unit}".strip()


def _correction(row: Measurement) -> str:
    """Who put it right, when and why: `ingetrokken door Anja de Vries op 12-10-2026: tikfout`."""
    act = "ingetrokken" if row.is_withdrawal else "verbeterd"
    by = f" door {row.entered_by}" if row.entered_by_id else ""
    return f"{act}{by} op {day(timezone.localdate(row.entered_at))}: {row.correction_reason}"


def _row_signal(determination: Determination, row: Measurement) -> dict[str, str] | None:
    signal = signal_of(determination, Value.of(row))
    if signal is None or row.is_withdrawal or row.is_superseded:
        return None
    return {"text": signal["text"], "source": signal["source"], "doubt": signal["evidence"] != Evidence.VERIFIED}


def _correct_url(patient: Patient, row: Measurement) -> str:
    return reverse("patients:correct", args=[patient.uuid, row.determination_id, row.uuid])


def method_label(determination: Determination, code: str) -> str:
    """The words of a method."""
    return next((row["label"] for row in determination.methods if row["code"] == code), code)


def definition_facts(determination: Determination, target: Target | None) -> list[dict[str, Any]]:
    """What is measured: codes, limits, source and what is still in doubt."""
    numbers = ", ".join(str(row.get("number") or row["memo"]) for row in determination.nhg45)
    facts = [
        {"label": "Doel", "value": _aim(target) if target else ""},
        {"label": "NHG-tabel 45", "value": numbers},
        {"label": "LOINC", "value": ", ".join(determination.loinc)},
        {"label": "Kan", "value": _range(determination)},
        {"label": "Bron", "value": determination.source},
    ]
    shown = [fact for fact in facts if fact["value"]]
    if determination.doubt:
        state = {"text": "te accorderen", "tone": "warn"}
        shown.append({"label": "Nog na te gaan", "value": determination.doubt, "state": state})
    return shown


def _aim(target: Target) -> str:
    return ". ".join(part.removesuffix(".") for part in (target.text, target.note) if part)


def _range(determination: Determination) -> str:
    if determination.kind in CHOICE_KINDS:
        return ", ".join(choice_label(determination, row["code"]) for row in determination.choices)
    if determination.hard_min is None:
        return ""
    low, high = number_text(determination.hard_min), number_text(determination.hard_max)
    return f"{low} tot {high} {unit_text(determination.unit)}".strip()
