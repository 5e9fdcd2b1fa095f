"""Words about what is due."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from patients.models import Patient
from poh.accounts.models import Practice
from poh.base.dates import age_text, day_text
from protocols.conditions.vocabulary import Vocabulary
from protocols.contents import content_of
from protocols.models import Enrolment
from protocols.rules.due import ControlDue, ItemDue
from protocols.selectors.candidates import Candidate
from protocols.selectors.overdue import enrolments_of

WEEKS_BEFORE_STOP = 13


def lateness(due_on: date, *, on: date) -> dict[str, str]:
    """How long ago something was due: `nu`, `1 week te laat`, `5 maanden te laat`; red after a quarter of a year."""
    days = (on - due_on).days
    if days < 0:
        return {"text": f"vanaf {day_text(due_on)}", "tone": ""}
    weeks = days // 7
    if weeks == 0:
        return {"text": "nu", "tone": ""}
    if weeks <= WEEKS_BEFORE_STOP:
        return {"text": "1 week te laat" if weeks == 1 else f"{weeks} weken te laat", "tone": "warn"}
    return {"text": f"{months_ago(due_on, on)} maanden te laat", "tone": "stop"}


def months_ago(day: date, on: date) -> int:
    """Full months from `day` to `on`."""
    return (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)


def due_rows(rows: list[dict[str, Any]], *, practice: Practice, on: date) -> list[dict[str, Any]]:
    """The lines of the list of who is due; three queries whatever their number."""
    ids = [row["patient"] for row in rows]
    patients = Patient.objects.for_practice(practice).in_bulk(ids)
    enrolments = enrolments_of(practice=practice, patient_ids=ids)
    return [_due_row(patients[row["patient"]], row["due_on"], enrolments[row["patient"]], on=on) for row in rows]


def _due_row(patient: Patient, due_on: date, enrolments: list[Enrolment], *, on: date) -> dict[str, Any]:
    due = [row for row in enrolments if row.next_due_on and row.next_due_on <= on]
    return {
        "patient_id": patient.pk,
        "name": patient.list_name,
        "url": reverse("protocols:programmes", args=[patient.uuid]),
        "born": str(patient.birth_date),
        "age": age_text(patient.birth_date, on=on),
        "phone": patient.mobile or patient.phone,
        "letters": [(row.protocol.letter, row.protocol.name) for row in enrolments],
        "controls": ", ".join(dict.fromkeys(control_name(row) for row in due)),
        "due_on": due_on,
        "late": lateness(due_on, on=on),
    }


def control_name(enrolment: Enrolment) -> str:
    """The name of the next control in the version that holds for this patient."""
    names = {control.key: control.name for control in content_of(enrolment.protocol_version).controls}
    return names.get(enrolment.next_control, "")


def candidate_rows(found: list[Candidate], *, on: date) -> list[dict[str, Any]]:
    """The lines of the list of candidates."""
    return [
        {
            "name": candidate.patient.list_name,
            "url": reverse("protocols:programmes", args=[candidate.patient.uuid]),
            "born": str(candidate.patient.birth_date),
            "age": age_text(candidate.patient.birth_date, on=on),
            "reasons": candidate.reasons,
            "must_review": candidate.must_review,
        }
        for candidate in found
    ]


def control_line(due: ControlDue, *, names: Mapping[str, str], on: date) -> dict[str, Any]:
    """A control of one patient with why it is due."""
    last = f"laatst {day_text(due.last_on)}" if due.last_on else "nog niet gedaan"
    why = f"{last}, elke {due.term.months} maanden"
    return {
        "programme": names[due.protocol],
        "name": due.control.name,
        "minutes": due.control.minutes,
        "due_on": due.due_on,
        "late": lateness(due.due_on, on=on),
        "why": f"{why} ({due.term.reason})" if due.term.reason else why,
    }


def ago_text(day: date, on: date) -> str:
    """`26 maanden geleden`, `1 dag geleden`, `vandaag`."""
    months, days = months_ago(day, on), (on - day).days
    if months:
        return "1 maand geleden" if months == 1 else f"{months} maanden geleden"
    if days:
        return "1 dag geleden" if days == 1 else f"{days} dagen geleden"
    return "vandaag"


def item_line(
    due: ItemDue, *, letters: Mapping[str, tuple[str, str]], vocabulary: Vocabulary, on: date
) -> dict[str, Any]:
    """An item that is due: for which programmes, and why ("26 maanden geleden, interval 24")."""
    if due.last_on is None:
        why = "nog niet vastgelegd"
    else:
        ago = ago_text(due.last_on, on)
        why = ago if due.term is None else f"{ago}, interval {due.term.months}"
    if due.term and due.term.reason:
        why += f" ({due.term.reason})"
    return {
        "name": vocabulary.labels.get(due.determination, due.determination),
        "letters": [letters[key] for key in due.protocols],
        "is_required": due.is_required,
        "since": due.due_since,
        "why": why,
    }
