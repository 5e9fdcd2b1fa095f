"""The page with one patient's programmes."""

from datetime import date
from typing import Any

from django.urls import reverse

from patients.models import Patient
from patients.presenters.rows import record_tabs
from protocols.models import Enrolment, EnrolmentStatus, Protocol
from protocols.presenters.due import control_line, item_line
from protocols.selectors.due import due_for_patient
from protocols.selectors.participation import participations_shown, steps_of
from protocols.vocabulary import current_vocabulary


def programmes_context(patient: Patient, *, on: date) -> dict[str, Any]:
    """What the page shows."""
    due = due_for_patient(patient=patient, on=on)
    protocols = {protocol.pk: protocol for protocol in Protocol.objects.all()}
    names = {key: protocol.name for key, protocol in protocols.items()}
    letters = {key: protocol.letter for key, protocol in protocols.items()}
    vocabulary = current_vocabulary()
    enrolments = participations_shown(patient=patient)
    return {
        "tabs": record_tabs(patient, here="programmes"),
        "participations": [_participation(row, patient) for row in enrolments],
        "controls": [control_line(line, names=names, on=on) for line in due.controls],
        "items": [
            item_line(line, letters=letters, vocabulary=vocabulary, on=on)
            for line in sorted(due.items, key=lambda line: not line.is_required)
        ],
        "steps": [_step(step) for step in steps_of(patient=patient)],
    }


def _participation(row: Enrolment, patient: Patient) -> dict[str, Any]:
    tones = {"included": "ok", "declined": "warn", "specialist": "", "ended": ""}
    return {
        "letter": row.protocol.letter,
        "name": row.protocol.name,
        "state": {"text": row.get_state_display(), "tone": tones[row.state]},
        "since": row.started_on,
        "ended_on": row.ended_on,
        "version": row.protocol_version.label,
        "version_url": reverse("protocols:version", args=[row.protocol_version.uuid]),
        "next_due_on": row.next_due_on,
        "personal_months": row.personal_months,
        "change_url": "" if row.ended_on else reverse(
            "protocols:change_enrolment", args=[patient.uuid, row.uuid]
        ),
    }  # fmt: skip


def _step(step: EnrolmentStatus) -> dict[str, Any]:
    return {
        "on": step.on,
        "what": f"{step.enrolment.protocol.name}: {step.get_state_display()}",
        "version": step.protocol_version.label,
        "reason": step.reason,
        "by": step.recorded_by.name if step.recorded_by else "",
    }
