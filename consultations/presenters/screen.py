"""The one screen of a consult: context at the left, measuring and noting in the middle, the plan at the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from consultations.enums_consult import NotDoneReason
from consultations.models import Consultation
from consultations.presenters.grid import layout
from consultations.presenters.plan import advice_context
from consultations.rules.asked import control_of
from consultations.rules.layout import is_lab, stands_wide
from consultations.rules.soap import LINES
from consultations.rules.typed import NEXT, soap_key
from consultations.selectors.noting import Made, Noted, made_lines, noted_episodes
from consultations.selectors.screen import Grid, Row, Screen
from patients.presenters.lines import panels
from poh.base.dates import day_text
from protocols.models import Protocol

CONTEXT = ("episodes", "medicatie", "ica")
# The lines that follow from the grid and the plan.
MADE = ("O", "P")
LINE_WORDS = {"S": "Subjectief", "O": "Objectief", "E": "Evaluatie", "P": "Plan"}


def screen_context(screen: Screen, *, protocols: Mapping[str, Protocol], on: date) -> dict[str, Any]:
    """What the template shows."""
    consultation = screen.consultation
    letters = {key: protocol.letter for key, protocol in protocols.items()}
    noted = notes(screen)
    shown = panels(screen.lines, patient=consultation.patient, on=on, can_write=False)
    return {
        "consult": consultation,
        "grid": layout(screen.grid, consultation=consultation, letters=letters),
        "todo": todo(screen.grid),
        "missing": [each["label"] for each in _named(screen.grid.missing, screen.grid)],
        "panels": [panel for panel in shown if panel["kind"] in CONTEXT],
        "contacts": [_contact(row) for row in screen.contacts],
        "controls": _controls(screen, protocols),
        "notes": noted,
        "made": [line for note in noted for line in note["made"]],
        "next": _next(screen, protocols),
        "advice": advice_context(screen, protocols=protocols, on=on),
        "not_done_reasons": [{"code": r.value, "label": r.label} for r in NotDoneReason],
        "urls": _urls(consultation),
    }


def _urls(consultation: Consultation) -> dict[str, str]:
    arguments = [consultation.patient.uuid, consultation.uuid]
    return {
        name: reverse(f"consultations:{name}", args=arguments)
        for name in ("save_field", "effects", "close", "controls", "discard")
    }


def _next(screen: Screen, protocols: Mapping[str, Protocol]) -> dict[str, Any]:
    """The next control: the day as it was typed or is proposed, and what it is for."""
    stored, proposed = screen.grid.fields.get(NEXT), screen.following
    day = day_text(proposed.on) if proposed else ""
    controls = proposed.controls if proposed else ()
    return {
        "key": NEXT,
        "typed": stored.typed if stored else day,
        "revision": stored.revision if stored else 0,
        "proposed": day,
        "for": [(protocols[protocol].letter, control.name) for protocol, control in controls],
    }


def todo(grid: Grid) -> list[dict[str, str]]:
    """What is required and not there yet, each with the place to fill it in; values with a problem first.

    What stands on one line is named once, and all that waits for the laboratory is one thing.
    """
    wrong = [row for row in grid.rows if row.determination.key in grid.draft.problems]
    open_rows = wrong + sorted((row for row in grid.missing if row not in wrong), key=_place_on_screen)
    return _named(open_rows, grid)


def _named(rows: Iterable[Row], grid: Grid) -> list[dict[str, str]]:
    partners = {row.determination.partner: row.determination for row in grid.rows if row.determination.partner}
    found: dict[str, str] = {}
    for row in rows:
        shown = partners.get(row.determination.key, row.determination)
        if is_lab(shown) and shown.key not in grid.draft.problems:
            found["lab"] = "lab"
        else:
            found[shown.key] = shown.short_label
    return [{"key": key, "label": label} for key, label in found.items()]


def _place_on_screen(row: Row) -> int:
    """First what stands in the wide table, then the short ones, then what waits for the laboratory."""
    return 2 if is_lab(row.determination) else 0 if stands_wide(row.determination) else 1


def _contact(row: Consultation) -> dict[str, str]:
    first = next(iter(row.notes.all()), None)
    text = (first.evaluation or first.plan or first.subjective) if first else row.get_kind_display()
    return {"on": row.closed_at, "who": row.member.user.name, "text": text}


def _controls(screen: Screen, protocols: Mapping[str, Protocol]) -> list[dict[str, Any]]:
    """Of each programme the control that is done, and what else could be."""
    chosen = screen.consultation.controls
    return [
        {
            "protocol": participation.protocol,
            "letter": protocols[participation.protocol].letter,
            "name": protocols[participation.protocol].name,
            "chosen": chosen.get(participation.protocol, ""),
            "options": [{"key": c.key, "name": c.name, "minutes": c.minutes} for c in participation.content.controls],
        }
        for participation in screen.participations
    ]


def minutes_of(screen: Screen) -> int:
    """How long the chosen controls take; of several together the longest, as they share the visit."""
    found = [control_of(p.content, screen.consultation.controls.get(p.protocol, "")) for p in screen.participations]
    return max((control.minutes for control in found if control), default=0)


def notes(screen: Screen) -> list[dict[str, Any]]:
    """The note of each episode that belongs to a programme of the patient, with what was typed and what is made."""
    noted = noted_episodes(screen)
    lines = made_lines(screen, noted)
    return [_note(one, screen.grid, made) for one, made in zip(noted, lines, strict=True)]


def _note(noted: Noted, grid: Grid, made: Made) -> dict[str, Any]:
    lines = []
    for line in LINES:
        key = soap_key(noted.name, line)
        stored = grid.fields.get(key)
        lines.append(
            {
                "key": key,
                "line": line,
                "label": LINE_WORDS[line],
                "typed": stored.typed if stored else made.line(line),
                "revision": stored.revision if stored else 0,
                "is_typed": stored is not None,
                "can_be_made": line in MADE,
            }
        )
    episode = noted.episode
    return {
        "name": noted.name,
        "code": episode.icpc if episode else "",
        "title": episode.title if episode else "Consult",
        "made": [{"key": soap_key(noted.name, line), "text": made.line(line)} for line in MADE],
        "lines": lines,
    }
