"""Words about imports and their quarantine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from exchange.enums import ItemState, Kind, Outcome, QuarantineReason
from exchange.maps import CodeOfObservation, Maps, Row
from exchange.models import Import, QuarantinedItem
from exchange.rules.fhir import AMSTERDAM
from exchange.rules.report import Summary, short_number
from patients.enums_record import Evidence
from patients.models import Determination
from patients.rules.values import unit_text
from poh.base.dates import day_text

CSV_HEADER = (
    "Patiënt", "Geboren", "Wat", "Code", "Waarde in de bron", "Eenheid in de bron", "Datum in de bron", "Reden",
    "Toelichting", "Stand", "Beoordeeld door", "Beoordeeld op", "Oordeel",
)  # fmt: skip
TONES = {ItemState.OPEN: "warn", ItemState.RESOLVED: "ok", ItemState.DISMISSED: "", ItemState.REPLACED: ""}


def import_row(row: Import) -> dict[str, Any]:
    """A line of the list of imports."""
    summary = Summary(row.report)
    return {
        "url": reverse("exchange:import", args=[row.uuid]),
        "at": row.started_at,
        "folder": row.folder.rstrip("/").rpartition("/")[2] or row.folder,
        "source": row.source_name,
        "by": row.started_by.name if row.started_by else "beheer van de server",
        "files": row.report.get("files", 0),
        "refused": row.report.get("refused_files", 0),
        "patients": summary.count(Kind.PATIENT, Outcome.STORED),
        "values": summary.count(Kind.MEASUREMENT, Outcome.STORED) + summary.count(Kind.MEASUREMENT, Outcome.CORRECTED),
        "held": summary.count_held(),
        "state": {"text": "klaar", "tone": "ok"} if row.finished_at else {"text": "niet afgerond", "tone": "warn"},
    }


def import_facts(row: Import) -> list[dict[str, Any]]:
    """When and what an import was."""
    shown = import_row(row)
    return [
        {"label": "Map", "value": row.folder},
        {"label": "Herkomst", "value": row.source_name},
        {"label": "Begonnen", "value": _moment(row.started_at)},
        {"label": "Klaar", "value": _moment(row.finished_at) or "niet afgerond"},
        {"label": "Gestart door", "value": shown["by"]},
        {"label": "Bestanden", "value": f"{shown['files']} gelezen, {shown['refused']} niet te lezen"},
    ]


def kept_rows(row: Import) -> list[dict[str, Any]]:
    """For each kind what became of it."""
    return [{"label": label, **counts} for label, counts in Summary(row.report).kept()]


def item_rows(items: Iterable[QuarantinedItem], labels: dict[str, str]) -> list[dict[str, Any]]:
    """The lines of the quarantine; `labels` are the names of determinations."""
    return [_item_row(item, labels.get(item.determination, "")) for item in items]


def _item_row(item: QuarantinedItem, determination: str) -> dict[str, Any]:
    there = item.text or item.code or item.get_kind_display()
    return {
        "url": reverse("exchange:item", args=[item.uuid]),
        "name": item.patient.list_name if item.patient else "",
        "born": str(item.patient.birth_date) if item.patient else "",
        "what": determination or there,
        "there": there if determination else "",
        "value": with_unit_of_source(short_number(item.original_value), item),
        "moment": moment_text(item),
        "reason": item.get_reason_display(),
        "detail": item.detail,
        "state": {"text": item.get_state_display(), "tone": TONES[ItemState(item.state)]},
        "is_open": item.state == ItemState.OPEN,
    }


def with_unit_of_source(value: str, item: QuarantinedItem) -> str:
    """A value with the unit of the source as people write it."""
    return f"{value} {unit_text(item.original_unit) or item.original_unit}".strip()


def moment_text(item: QuarantinedItem) -> str:
    """The moment of the value in our way of writing, else as the source wrote it."""
    if item.observed_at is None:
        return item.original_moment
    return _moment(item.observed_at) if item.has_time else day_text(item.observed_at.astimezone(AMSTERDAM).date())


def _moment(at: datetime | None) -> str:
    """A day and time in Amsterdam: `14-3-2026 09:05`; nothing for none."""
    if at is None:
        return ""
    local = at.astimezone(AMSTERDAM)
    return f"{day_text(local.date())} {local:%H:%M}"


def csv_rows(items: Iterable[QuarantinedItem]) -> list[list[Any]]:
    """The rows of the file."""
    return [
        [
            item.patient.list_name if item.patient else "",
            str(item.patient.birth_date) if item.patient else "",
            item.text,
            item.code,
            item.original_value,
            item.original_unit,
            item.original_moment,
            item.get_reason_display(),
            item.detail,
            item.get_state_display(),
            item.resolved_by.name if item.resolved_by else "",
            item.resolved_at,
            item.resolution,
        ]
        for item in items
    ]


def item_facts(item: QuarantinedItem, known: dict[str, Determination]) -> list[dict[str, Any]]:
    """What came in, as the source wrote it."""
    guess = [known[key].label for key in (item.determination, *item.candidates) if key in known]
    facts = [
        ("Omschrijving in de bron", item.text),
        ("Code in de bron", item.code),
        ("Waarde in de bron", with_unit_of_source(item.original_value, item)),
        ("Datum in de bron", moment_text(item)),
        ("Vermoedelijke bepaling", " of ".join(guess)),
        ("Herkomst", item.import_run.source_name),
        ("Overgenomen op", _moment(item.import_run.started_at)),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def judgement_facts(item: QuarantinedItem) -> list[dict[str, Any]]:
    """What was decided, by whom, and why."""
    facts = [
        ("Stand", item.get_state_display()),
        ("Beoordeeld door", item.resolved_by.name if item.resolved_by else ""),
        ("Beoordeeld op", _moment(item.resolved_at)),
        ("Oordeel", item.resolution),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def reason_rows(found: list[tuple[QuarantineReason, int]]) -> list[dict[str, Any]]:
    """What waits for a person, by reason, each a link to its rows."""
    url = reverse("exchange:quarantine")
    return [{"label": reason.label, "count": count, "url": f"{url}?reden={reason.value}"} for reason, count in found]


def map_groups(known: Maps, labels: dict[str, str]) -> list[dict[str, Any]]:
    """What foreign codes mean here, by kind: code, meaning, and what is still to be approved."""
    codes = [
        _map_row(f"LOINC {row.loinc}", " of ".join(labels.get(key, key) for key in _keys(row)), row)
        for row in known.observations.values()
    ]
    answers = [
        _map_row(", ".join([*row.snomed, *row.loinc]), f"{labels.get(row.determination)}: {row.choice}", row)
        for row in known.answers
    ]
    conditions = [
        _map_row(f"SNOMED {row.snomed}", f"{row.title} ({row.icpc or 'zonder ICPC-code'})", row)
        for row in known.conditions.values()
    ]
    medicines = [_map_row(f"RxNorm {row.rxnorm}", row.atc, row) for row in known.medicines.values()]
    return [
        {"label": "Uitslagen en metingen", "rows": codes},
        {"label": "Antwoorden", "rows": answers},
        {"label": "Diagnosen", "rows": conditions},
        {"label": "Medicijnen", "rows": medicines},
    ]


def _keys(row: CodeOfObservation) -> tuple[str, ...]:
    return (row.determination,) if row.determination else row.candidates


def _map_row(code: str, meaning: str, row: Row) -> dict[str, Any]:
    is_sure = row.evidence == Evidence.VERIFIED
    state = {"text": Evidence(row.evidence).label, "tone": "" if is_sure else "warn"}
    return {"code": code, "meaning": meaning, "state": state, "doubt": row.doubt}
