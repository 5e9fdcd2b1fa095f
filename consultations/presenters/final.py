"""A final consult as it is read: what was noted by episode, measured, not done and added."""

from __future__ import annotations

from typing import Any

from consultations.presenters.screen import LINE_WORDS
from consultations.selectors.final import Final
from patients.presenters.measured import text_of
from patients.rules.values import unit_text

FIELDS = {"S": "subjective", "O": "objective", "E": "evaluation", "P": "plan"}


def final_context(found: Final) -> dict[str, Any]:
    """What the template shows."""
    return {
        "consult": found.consultation,
        "notes": [_note(note) for note in found.notes],
        "measured": [_measured(row) for row in found.measurements],
        "not_done": [{"label": row.determination.label, "reason": row.get_reason_display()} for row in found.not_done],
        "addenda": found.addenda,
        "urls": {},
    }


def _note(note: Any) -> dict[str, Any]:
    lines = [
        {"line": line, "label": LINE_WORDS[line], "text": getattr(note, name)}
        for line, name in FIELDS.items()
        if getattr(note, name)
    ]
    return {"code": note.episode_icpc, "title": note.episode_title or "Consult", "lines": lines}


def _measured(row: Any) -> dict[str, str]:
    return {
        "label": row.determination.label,
        "value": text_of(row.determination, row),
        "unit": unit_text(row.determination.unit),
    }
