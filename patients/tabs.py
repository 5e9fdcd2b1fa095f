"""The patients that somebody has open: at most five, per practice, each with its own colour.

Only for finding one's way back. What is written always takes the patient from the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from patients.models import Patient
from patients.rules.names import plain_name

SESSION_KEY = "open_patients"
MOST = 5
COLOURS = range(1, MOST + 1)


def open_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The open patients of this practice for the frame, in the order in which they were opened."""
    colours = _tabs(request)
    if not colours:
        return []
    patients = {str(uuid): patient for uuid, patient in _patients(request, colours).items()}
    here = getattr(request, "open_patient", None)
    return [
        {
            "label": plain_name(patients[uuid].name),
            "url": reverse("patients:detail", args=[uuid]),
            "close_url": reverse("patients:close_tab", args=[uuid]),
            "colour": colour,
            "is_open": here is not None and str(here.uuid) == uuid,
        }
        for uuid, colour in colours.items()
        if uuid in patients
    ]


_NAME = (
    "uuid", "initials", "first_names", "calling_name", "birth_name_prefix", "birth_name",
    "partner_name_prefix", "partner_name", "name_use", "sex",
)  # fmt: skip


def open_uuids(request: HttpRequest) -> list[UUID]:
    """Who is open in this practice: read them along with whom the page is about."""
    return [UUID(uuid) for uuid in _tabs(request)]


def keep_read(request: HttpRequest, patients: Mapping[UUID, Patient]) -> None:
    """Of these patients, asked for with all that were open, the frame need not ask again."""
    request.read_patients = getattr(request, "read_patients", {}) | dict(patients)


def _patients(request: HttpRequest, colours: Mapping[str, int]) -> Mapping[UUID, Patient]:
    if hasattr(request, "read_patients"):
        return request.read_patients
    rows = Patient.objects.for_practice(request.practice).filter(uuid__in=list(colours))
    return {patient.uuid: patient for patient in rows.only(*_NAME)}


def open_tab(request: HttpRequest, patient: Patient) -> int:
    """Put the patient among the open ones; the one opened longest ago makes place. The colour of the tab."""
    request.open_patient = patient
    colours, uuid = _tabs(request), str(patient.uuid)
    if uuid not in colours:
        if len(colours) == MOST:
            colours.pop(next(iter(colours)))
        colours[uuid] = next(colour for colour in COLOURS if colour not in colours.values())
        _keep(request, colours)
    return colours[uuid]


def close_tab(request: HttpRequest, uuid: str) -> None:
    """Take a patient from the open ones; nothing happens when it is not among them."""
    colours = _tabs(request)
    if colours.pop(uuid, None):
        _keep(request, colours)


def _tabs(request: HttpRequest) -> dict[str, int]:
    kept = request.session.get(SESSION_KEY, {})
    return dict(kept.get(str(request.practice.pk), []))


def _keep(request: HttpRequest, colours: dict[str, int]) -> None:
    # As a list of pairs: JSON in the session keeps the order of a list, and not that of a mapping.
    kept = request.session.get(SESSION_KEY, {}) | {str(request.practice.pk): list(colours.items())}
    request.session[SESSION_KEY] = kept
