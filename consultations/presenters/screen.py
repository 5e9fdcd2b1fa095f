"""The one screen of a consult: context at the left, measuring and noting in the middle, the plan at the right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from consultations.enums_consult import NotDoneReason
from consultations.models import Consultation
from consultations.presenters.grid import sections
from consultations.rules.asked import control_of
from consultations.rules.soap import LINES
from consultations.rules.typed import soap_key
from consultations.selectors.noting import NO_EPISODE, noted_episodes, objective
from consultations.selectors.screen import Grid, Screen
from patients.models import Episode
from patients.presenters.lines import panels
from protocols.models import Protocol

CONTEXT = ("episodes", "medicatie", "ica")
LINE_WORDS = {"S": "Subjectief", "O": "Objectief", "E": "Evaluatie", "P": "Plan"}


def screen_context(screen: Screen, *, protocols: Mapping[str, Protocol], on: date) -> dict[str, Any]:
    """What the template shows."""
    consultation = screen.consultation
    letters = {key: protocol.letter for key, protocol in protocols.items()}
    blocks = sections(screen.grid, consultation=consultation, letters=letters)
    shown = panels(screen.lines, patient=consultation.patient, on=on, can_write=False)
    return {
        "consult": consultation,
        "sections": blocks,
        "todo": todo(screen.grid),
        "panels": [panel for panel in shown if panel["kind"] in CONTEXT],
        "contacts": [_contact(row) for row in screen.contacts],
        "controls": _controls(screen, protocols),
        "objective": objective(screen.grid),
        "notes": notes(screen, letters=letters),
        "not_done_reasons": [{"code": r.value, "label": r.label} for r in NotDoneReason],
        "urls": _urls(consultation),
    }


def _urls(consultation: Consultation) -> dict[str, str]:
    arguments = [consultation.patient.uuid, consultation.uuid]
    return {
        name: reverse(f"consultations:{name}", args=arguments)
        for name in ("save_field", "effects", "close", "controls", "discard")
    }


def todo(grid: Grid) -> list[dict[str, str]]:
    """What is required and not there yet, each with the place to fill it in; values with a problem first."""
    wrong = [row for row in grid.rows if row.determination.key in grid.draft.problems]
    open_rows = wrong + [row for row in grid.missing if row not in wrong]
    return [{"key": row.determination.key, "label": row.determination.short_label} for row in open_rows]


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


def notes(screen: Screen, *, letters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The note of each episode that belongs to a programme of the patient, with what was typed and what is made."""
    episodes = noted_episodes(screen)
    if not episodes:
        return [_note(None, screen.grid, is_first=True)]
    return [_note(episode, screen.grid, is_first=place == 0) for place, episode in enumerate(episodes)]


def _note(episode: Episode | None, grid: Grid, *, is_first: bool) -> dict[str, Any]:
    name = str(episode.uuid) if episode else NO_EPISODE
    lines = []
    for line in LINES:
        key = soap_key(name, line)
        stored = grid.fields.get(key)
        made = objective(grid) if line == "O" and is_first else ""
        lines.append(
            {
                "key": key,
                "line": line,
                "label": LINE_WORDS[line],
                "typed": stored.typed if stored else made,
                "revision": stored.revision if stored else 0,
                "is_made": stored is None and bool(made),
            }
        )
    return {
        "name": name,
        "code": episode.icpc if episode else "",
        "title": episode.title if episode else "Consult",
        "lines": lines,
    }
