"""Lines of the record in words: the panels beside the measurements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from patients.enums_record import IcaKind, Relative
from patients.models import Episode, FamilyHistory, HistoryEntry, Ica, MedicationLine, Patient, TreatmentLimit
from patients.models.record import RecordLine
from patients.selectors.overview import RECENT, RecordLines
from poh.base.dates import day_text


def panels(lines: RecordLines, *, patient: Patient, on: date, can_write: bool) -> list[dict[str, Any]]:
    """The panels of the record page, in their order; an empty one says so."""
    running = [line for line in lines.episodes if line.ended_on is None or line.ended_on > on]
    ended = [line for line in lines.episodes if line not in running]
    since = on - RECENT
    found = [
        ("episodes", "Episodes", running, "Nog geen episodes."),
        ("medicatie", "Medicatie", lines.medication, "Geen medicatie bekend."),
        ("ica", "ICA", lines.icas, "Geen intoleranties, contra-indicaties of allergieën bekend."),
        ("behandelgrenzen", "Behandelgrenzen", lines.limits, "Geen grenzen afgesproken."),
        ("voorgeschiedenis", "Voorgeschiedenis", lines.history, "Niets vastgelegd."),
        ("familie", "Familie", lines.family, "Niets vastgelegd."),
    ]
    shown = []
    for kind, title, rows, empty in found:
        panel = {
            "kind": kind,
            "title": title,
            "empty": empty,
            "rows": [row_of(line, kind=kind, patient=patient, since=since, can_write=can_write) for line in rows],
            "add_url": reverse("patients:line_add", args=[patient.uuid, kind]) if can_write else "",
        }
        if kind == "episodes":
            panel["more"] = [
                row_of(line, kind=kind, patient=patient, since=since, can_write=can_write) for line in ended
            ]
            panel["more_title"] = f"Beëindigd ({len(ended)})"
        if kind == "medicatie":
            panel["gone"] = [{"text": str(line), "note": _stopped(line)} for line in lines.stopped]
            panel["note"] = "vet = recent" if any(row["is_new"] for row in panel["rows"]) else ""
        shown.append(panel)
    return shown


def row_of(line: RecordLine, *, kind: str, patient: Patient, since: date, can_write: bool) -> dict[str, Any]:
    """One line: what it says, what stands behind it, and where it is changed."""
    words: dict[type, Callable[[Any, date], dict[str, Any]]] = {
        Episode: _episode,
        MedicationLine: _medicine,
        Ica: _ica,
        HistoryEntry: _history,
        FamilyHistory: _family,
        TreatmentLimit: _limit,
    }
    url = reverse("patients:line_edit", args=[patient.uuid, kind, line.uuid]) if can_write else ""
    return {"note": "", "side": "", "is_new": False, "is_attention": False, "url": url} | words[type(line)](line, since)


def _episode(line: Episode, since: date) -> dict[str, Any]:
    began = f"sinds {line.onset_on:%Y}" if line.onset_on else ""
    ended = f"{line.onset_on:%Y}–{line.ended_on:%Y}" if line.onset_on and line.ended_on else ""
    until = f"tot {line.ended_on:%Y}" if line.ended_on else ""
    return {
        "text": line.title,
        "side": line.icpc or "zonder code",
        "note": line.note,
        "title": ended or until or began,
        "is_attention": line.has_attention,
    }


def _medicine(line: MedicationLine, since: date) -> dict[str, Any]:
    is_new = line.started_on is not None and line.started_on >= since
    was = f"was {line.replaces.dosage}" if line.replaces_id and line.replaces.dosage else ""
    return {
        "text": line.name,
        "side": line.dosage,
        "note": (was or "nieuw") if is_new else "",
        "title": f"sinds {day_text(line.started_on)}" if line.started_on else "",
        "is_new": is_new,
    }


def _stopped(line: MedicationLine) -> str:
    reason = f": {line.stop_reason}" if line.stop_reason else ""
    return f"gestopt {line.stopped_on:%m-%Y}{reason}"


def _ica(line: Ica, since: date) -> dict[str, Any]:
    words = {IcaKind.CONTRAINDICATION: "contra-indicatie", IcaKind.INTOLERANCE: "intolerantie", IcaKind.ALLERGY: ""}
    return {"text": line.text, "note": line.reaction, "side": words[IcaKind(line.kind)], "is_strong": True}


def _history(line: HistoryEntry, since: date) -> dict[str, Any]:
    return {"text": line.text, "side": str(line.year or ""), "title": line.icpc}


def _family(line: FamilyHistory, since: date) -> dict[str, Any]:
    age = f"{line.age_at_event} jaar" if line.age_at_event is not None else ""
    return {"text": f"{Relative(line.relative).label}: {line.condition}", "side": age, "title": line.icpc}


def _limit(line: TreatmentLimit, since: date) -> dict[str, Any]:
    agreed = f"afgesproken met {line.get_agreed_with_display()} door {line.agreed_by} op {day_text(line.agreed_on)}"
    note = line.text if str(line) != line.text else ""
    return {"text": str(line), "note": note, "side": f"{line.agreed_on:%m-%Y}", "title": agreed, "is_strong": True}


def limits_text(limits: list[TreatmentLimit]) -> str:
    """The limits for the patient bar: `niet reanimeren, niet naar het ziekenhuis`."""
    return ", ".join(str(limit) for limit in limits)
