"""A record that is closed, and one that the noodknop opened."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil
from typing import Any

from django.utils import timezone

from patients.models import Patient
from patients.presenters.rows import record_state
from patients.rules.access import is_in_care
from patients.selectors.access import Record


def break_glass_signals(record: Record, *, at: datetime) -> list[dict[str, str]]:
    """The banner of a record that the noodknop opened: how long still; nothing for other grounds."""
    if record.until is None:
        return []
    minutes = ceil((record.until - at).total_seconds() / 60)
    until = timezone.localtime(record.until)
    text = f"Met de noodknop geopend: alleen lezen, nog {minutes} min (tot {until:%H:%M}). Dit is vastgelegd."
    return [{"tone": "warn", "text": text}]


def closed_context(patient: Patient, *, is_read_only: bool, on: date) -> dict[str, Any]:
    """Of a closed record: the name, the year of birth, and why it is closed."""
    return {
        "patient": patient,
        "name": patient.display_name,
        "born": str(patient.birth_year or "onbekend"),
        "why": _why(patient, is_read_only=is_read_only, on=on),
        "is_read_only": is_read_only,
    }


def _why(patient: Patient, *, is_read_only: bool, on: date) -> str:
    if is_read_only:
        return "Dit dossier is met de noodknop geopend: lezen kan, wijzigen niet."
    if not is_in_care(record_state(patient), on=on):
        ended = "overleden" if patient.deceased_on else "uitgeschreven"
        return f"Deze patiënt is {ended}. Het dossier is daarom gesloten."
    if patient.is_restricted:
        return "Dit dossier is afgeschermd. Alleen wie een behandelrelatie op naam heeft, kan het openen."
    return "Er is geen behandelrelatie met deze patiënt."
