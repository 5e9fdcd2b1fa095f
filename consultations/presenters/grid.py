"""The measurement grid in words: a row for each determination, with input, previous value, target and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from consultations.models import Consultation
from consultations.rules.typed import confirmed_key, not_done_key, value_key
from consultations.selectors.noting import origin
from consultations.selectors.screen import Grid, Row
from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS, ValueKind
from patients.models import Determination
from patients.presenters.measured import points, text_of
from patients.rules.charts import sparkline
from patients.rules.limits import Problem
from patients.rules.values import unit_text

# A choice of so many answers fits on a line as buttons.
MOST_BUTTONS = 5


def sections(grid: Grid, *, consultation: Consultation, letters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The blocks of the grid in the order of the protocols; two that stand on a line share a row."""
    shown = {row.determination.key: row for row in grid.rows}
    partners = {row.determination.partner for row in grid.rows if row.determination.partner in shown}
    blocks: dict[str, list[dict[str, Any]]] = {}
    for row in grid.rows:
        if row.determination.key in partners:
            continue
        title = row.asked.section if row.asked else "Ook gemeten"
        partner = shown.get(row.determination.partner)
        blocks.setdefault(title, []).append(_row(row, partner, grid, consultation, letters))
    return [{"title": title, "rows": rows} for title, rows in blocks.items()]


def _row(
    row: Row, partner: Row | None, grid: Grid, consultation: Consultation, letters: Mapping[str, str]
) -> dict[str, Any]:
    key, target = row.determination.key, row.target
    rows = [row, partner] if partner else [row]
    spark = sparkline(points(row.points), band=target.band if target else None)
    protocols = row.asked.protocols if row.asked else ()
    return {
        "key": key,
        "label": row.determination.short_label if partner else row.determination.label,
        "inputs": [_input(each, grid) for each in rows],
        "unit": unit_text(row.determination.unit) if row.determination.kind in NUMERIC_KINDS else "",
        "is_read_only": row.is_calculated or row.came_in is not None,
        "now": _now(rows, grid),
        "state": _state(row, grid),
        "previous": "/".join(text_of(each.determination, each.previous) for each in rows if each.previous),
        "previous_when": f"{row.previous.observed_on:%m-%Y}" if row.previous else "",
        "target": target.text if target else "",
        "spark": spark,
        "letters": [letters[protocol] for protocol in protocols if protocol in letters],
        "is_missing": any(each in grid.missing for each in rows),
        "problems": [
            _problem(each.determination, grid) for each in rows if each.determination.key in grid.draft.problems
        ],
        "not_done": grid.draft.not_done.get(key),
        "not_done_key": not_done_key(key),
        "not_done_revision": _revision(grid, not_done_key(key)),
        "can_repeat": row.determination.can_repeat and row.previous is not None,
        "repeat": text_of(row.determination, row.previous) if row.previous else "",
        "history_url": reverse("patients:measurements", args=[consultation.patient.uuid, key]),
    }


def _input(row: Row, grid: Grid) -> dict[str, Any]:
    """One control: its field, what stands in it, and the answers when it is a choice."""
    definition = row.determination
    name = value_key(definition.key)
    stored = grid.fields.get(name)
    options = [{"code": each["code"], "label": each["label"]} for each in definition.choices]
    return {
        "name": name,
        "key": definition.key,
        "label": definition.label,
        "typed": stored.typed if stored else "",
        "revision": _revision(grid, name),
        "is_choice": definition.kind in CHOICE_KINDS or bool(options),
        "options": options,
        "is_buttons": bool(options) and len(options) <= MOST_BUTTONS,
        "is_scale": definition.kind == ValueKind.INTEGER and bool(options),
        "is_number": definition.kind in NUMERIC_KINDS,
        "is_required": bool(row.asked and row.asked.is_required),
        "normal": next((each["code"] for each in definition.choices if each.get("normal")), ""),
        "is_asked": definition.key in grid.draft.problems and grid.draft.problems[definition.key].is_question,
        "is_wrong": definition.key in grid.draft.problems and not grid.draft.problems[definition.key].is_question,
    }


def _revision(grid: Grid, name: str) -> int:
    stored = grid.fields.get(name)
    return stored.revision if stored else 0


def _now(rows: Iterable[Row], grid: Grid) -> str:
    """What stands in the place of the input: a value that came in, or what was calculated from the record."""
    shown = [_now_of(row) for row in rows]
    return "/".join(text for text in shown if text)


def _now_of(row: Row) -> str:
    if row.came_in is not None:
        return text_of(row.determination, row.came_in)
    if row.is_calculated and row.points:
        return text_of(row.determination, row.points[0])
    return ""


def _state(row: Row, grid: Grid) -> dict[str, str]:
    """The word behind the unit: where a value came from, or what is still to be done."""
    if row.came_in is not None:
        return {"text": origin(row.came_in), "tone": ""}
    if row.is_calculated:
        return {"text": "berekend", "tone": ""}
    problem = grid.draft.problems.get(row.determination.key)
    if problem is not None:
        return (
            {"text": "? bevestigen", "tone": "warn"} if problem.is_question else {"text": "× kan niet", "tone": "stop"}
        )
    if row in grid.missing:
        return {"text": "verplicht", "tone": "warn"}
    return {"text": "", "tone": ""}


def _problem(determination: Determination, grid: Grid) -> dict[str, Any]:
    problem: Problem = grid.draft.problems[determination.key]
    return {
        "text": problem.text,
        "tone": "warn" if problem.is_question else "stop",
        "is_question": problem.is_question,
        "field": value_key(determination.key),
        "confirm_field": confirmed_key(determination.key),
        "offers": [{"typed": offer.typed, "text": offer.text} for offer in problem.offers],
    }
