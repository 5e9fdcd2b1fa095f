"""The measurement grid in words: a row for each determination, with input, previous value, target and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from consultations.models import Consultation
from consultations.rules.layout import Place, Standing, place_of
from consultations.rules.typed import confirmed_key, not_done_key, value_key
from consultations.selectors.noting import origin
from consultations.selectors.screen import Grid, Row
from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS, ValueKind
from patients.models import Determination, Measurement
from patients.presenters.measured import points, text_of
from patients.rules.charts import sparkline
from patients.rules.limits import Problem
from patients.rules.values import unit_text

# Answers of so many letters together fit on a line as buttons.
MOST_LETTERS = 8


def layout(grid: Grid, *, consultation: Consultation, letters: Mapping[str, str]) -> dict[str, Any]:
    """The grid as it stands on the screen: a wide table, two short ones beside each other, and what is folded.

    Rows keep the order of the protocols; two that stand on a line share a row.
    """
    shown = {row.determination.key: row for row in grid.rows}
    partners = {row.determination.partner for row in grid.rows if row.determination.partner in shown}
    blocks: dict[Place, dict[str, list[dict[str, Any]]]] = {place: {} for place in Place}
    for row in grid.rows:
        if row.determination.key in partners:
            continue
        place = _place(row)
        title = row.asked.section if row.asked else "Ook gemeten"
        made = _row(row, shown.get(row.determination.partner), grid, consultation, letters)
        blocks[place].setdefault(title, []).append(made)
    return {
        "numbers": _blocks(blocks[Place.NUMBERS]),
        "pair": _halves(blocks[Place.CHOICES]),
        "more": _folded(blocks[Place.MORE]),
        "lab": _lab(blocks[Place.LAB]),
        "rest": _rest(blocks[Place.REST]),
    }


def _place(row: Row) -> Place:
    standing = Standing(
        is_asked=row.asked is not None,
        is_required=bool(row.asked and row.asked.is_required),
        came_in=row.came_in is not None,
        has_target=bool(row.target and row.target.text),
        has_value=bool(row.points),
    )
    return place_of(row.determination, standing)


def _blocks(found: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"title": title, "rows": rows, "count": len(rows)} for title, rows in found.items()]


def _halves(found: Mapping[str, list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The rows over two tables beside each other; a block may go on in the second."""
    rows = [(title, row) for title, block in found.items() for row in block]
    middle = (len(rows) + 1) // 2
    return [_regrouped(half) for half in (rows[:middle], rows[middle:]) if half]


def _regrouped(rows: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    blocks: dict[str, list[dict[str, Any]]] = {}
    for title, row in rows:
        blocks.setdefault(title, []).append(row)
    return _blocks(blocks)


def _folded(found: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What need not be filled in, open when something in it is."""
    blocks = _blocks(found)
    return {
        "halves": _halves(found),
        "titles": ", ".join(block["title"].lower() for block in blocks),
        "count": sum(block["count"] for block in blocks),
        "is_open": any(row["is_touched"] for block in blocks for row in block["rows"]),
    }


def _lab(found: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What was to come from the laboratory and is not there; it can be typed in when the result is on paper."""
    rows = [row for block in found.values() for row in block]
    waiting = [row["short"] for row in rows if row["is_missing"]]
    return {
        "rows": rows,
        "waiting": ", ".join(waiting),
        "is_open": any(row["is_touched"] for row in rows),
    }


def _rest(found: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    """Values that need no row: `Kalium 4,4`."""
    return [
        {"label": row["short"], "value": row["now"], "url": row["history_url"]}
        for block in found.values()
        for row in block
    ]


def _row(
    row: Row, partner: Row | None, grid: Grid, consultation: Consultation, letters: Mapping[str, str]
) -> dict[str, Any]:
    key, target = row.determination.key, row.target
    rows = [row, partner] if partner else [row]
    line = points(row.points)
    spark = sparkline(line, band=target.band if target else None) if len(line) > 1 else None
    protocols = row.asked.protocols if row.asked else ()
    return {
        "key": key,
        "label": row.determination.label,
        "short": row.determination.short_label,
        "inputs": [_input(each, grid) for each in rows],
        "is_double": partner is not None,
        "unit": unit_text(row.determination.unit) if row.determination.kind in NUMERIC_KINDS else "",
        "is_read_only": row.is_calculated or row.came_in is not None,
        "now": _now(rows, grid),
        "state": _state(row, grid),
        "previous": "/".join(text_of(each.determination, each.previous) for each in rows if each.previous),
        "previous_when": f"{row.previous.observed_on:%m-%Y}" if row.previous else "",
        "target": target.text if target else "",
        "spark": spark,
        "letters": [letters[protocol] for protocol in protocols if protocol in letters],
        "is_missing": any(grid.is_missing(each) for each in rows),
        "is_touched": any(_is_touched(each, grid) for each in rows),
        "problems": [
            _problem(each.determination, grid) for each in rows if each.determination.key in grid.draft.problems
        ],
        "not_done": grid.draft.not_done.get(key),
        "not_done_key": not_done_key(key),
        "not_done_revision": _revision(grid, not_done_key(key)),
        "can_repeat": row.determination.can_repeat and row.previous is not None,
        "history_url": reverse("patients:measurements", args=[consultation.patient.uuid, key]),
    }


def _input(row: Row, grid: Grid) -> dict[str, Any]:
    """One control: its field, what stands in it, and the answers when it is a choice."""
    definition = row.determination
    name = value_key(definition.key)
    stored = grid.fields.get(name)
    options = [{"code": each["code"], "label": each["label"]} for each in definition.choices]
    is_scale = definition.kind == ValueKind.INTEGER and bool(options)
    width = len("".join(option["code"] if is_scale else option["label"] for option in options))
    return {
        "name": name,
        "key": definition.key,
        "label": definition.label,
        "typed": stored.typed if stored else "",
        "revision": _revision(grid, name),
        "is_choice": definition.kind in CHOICE_KINDS or bool(options),
        "options": options,
        "is_buttons": bool(options) and width <= MOST_LETTERS,
        "is_scale": is_scale,
        "is_number": definition.kind in NUMERIC_KINDS,
        "is_required": bool(row.asked and row.asked.is_required),
        "is_date": definition.kind == ValueKind.DATE,
        "is_text": definition.kind == ValueKind.TEXT,
        "normal": next((each["code"] for each in definition.choices if each.get("normal")), ""),
        "repeat": typed_text(row.previous) if definition.can_repeat and row.previous else "",
        "is_asked": definition.key in grid.draft.problems and grid.draft.problems[definition.key].is_question,
        "is_wrong": definition.key in grid.draft.problems and not grid.draft.problems[definition.key].is_question,
    }


def _is_touched(row: Row, grid: Grid) -> bool:
    key = row.determination.key
    return bool(key in grid.draft.values or key in grid.draft.problems or key in grid.draft.not_done)


def typed_text(row: Measurement) -> str:
    """A stored value as it is typed: the code of a choice, a number with a comma."""
    if row.choice is not None:
        return row.choice
    if row.numeric is not None:
        return f"{row.operator}{row.numeric.normalize():f}".replace(".", ",")
    return f"{row.date:%d-%m-%Y}" if row.date else row.text or ""


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
    not_done = grid.draft.not_done.get(row.determination.key)
    if not_done is not None and row.determination.key not in grid.draft.values:
        return {"text": f"niet gedaan: {not_done.short}", "tone": ""}
    if row.came_in is not None:
        return {"text": origin(row.came_in), "tone": ""}
    if row.is_calculated:
        return {"text": "berekend", "tone": ""}
    problem = grid.draft.problems.get(row.determination.key)
    if problem is not None:
        return (
            {"text": "? bevestigen", "tone": "warn"} if problem.is_question else {"text": "× kan niet", "tone": "stop"}
        )
    if grid.is_missing(row):
        return {"text": "verplicht", "tone": "must"}
    return {"text": "", "tone": ""}


def _problem(determination: Determination, grid: Grid) -> dict[str, Any]:
    problem: Problem = grid.draft.problems[determination.key]
    return {
        "text": problem.text,
        "tone": "warn" if problem.is_question else "stop",
        "is_question": problem.is_question,
        "key": determination.key,
        "field": value_key(determination.key),
        "confirm_field": confirmed_key(determination.key),
        "offers": [{"typed": offer.typed, "text": offer.text} for offer in problem.offers],
    }
