"""Words about what is due."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from patients.enums_record import Section
from patients.models import Determination, Patient
from poh.accounts.models import Practice
from poh.base.dates import age_text, day_text
from poh.base.together import read_together
from protocols.conditions.vocabulary import Vocabulary
from protocols.rules.due import ControlDue, ItemDue, one_call
from protocols.selectors.candidates import Candidate
from protocols.selectors.due import DueSet
from protocols.selectors.due_sets import due_sets

WEEKS_BEFORE_STOP = 13
# From two years on nobody counts in months.
MONTHS_IN_WORDS = 24
NEEDS_SHOWN = 3
# What is asked of everybody says nothing in a list; what concerns safety is not told in one.
UNTOLD = {Section.CARE, Section.SAFETY}
CLOSED = "besloten dossier"
DUE_HEADER = ("Patiënt", "Geboren", "Programma's", "Controle", "Minuten", "Sinds", "Nodig", "Telefoon")
CANDIDATES_HEADER = ("Patiënt", "Geboren", "Oordeel", "Reden")


def lateness(due_on: date, *, on: date) -> dict[str, str]:
    """How long ago something was due: `nu`, `1 week te laat`, `5 maanden te laat`; red after a quarter."""
    days = (on - due_on).days
    if days < 0:
        return {"text": f"vanaf {day_text(due_on)}", "tone": ""}
    weeks = days // 7
    if weeks == 0:
        return {"text": "nu", "tone": ""}
    if weeks <= WEEKS_BEFORE_STOP:
        return {"text": "1 week te laat" if weeks == 1 else f"{weeks} weken te laat", "tone": "warn"}
    months = months_ago(due_on, on)
    late = f"{months} maanden" if months < MONTHS_IN_WORDS else f"{months // 12} jaar"
    return {"text": f"{late} te laat", "tone": "stop"}


def months_ago(day: date, on: date) -> int:
    """Full months from `day` to `on`."""
    return (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)


def due_rows(
    rows: list[dict[str, Any]], *, practice: Practice, letters: Mapping[str, tuple[str, str]], on: date
) -> list[dict[str, Any]]:
    """The lines of the list of who is due; three queries whatever their number.

    Of a closed record only that somebody is to be called: what for stands in the record.
    """
    read = read_together(
        patients=Patient.objects.for_practice(practice).filter(pk__in=[row["patient"] for row in rows]).order_by(),
        blocks=Determination.objects.in_use().only("section").order_by(),
    )
    patients = {patient.pk: patient for patient in read["patients"]}
    sets = due_sets(practice=practice, on=on, patients=list(patients.values()))
    blocks = {row.pk: row.section for row in read["blocks"]}
    lines = []
    for row in rows:
        patient = patients[row["patient"]]
        line = _person(patient, on=on) | {"due_on": row["due_on"], "late": lateness(row["due_on"], on=on)}
        if not patient.is_restricted:
            line |= _call(sets[patient.pk], letters=letters, blocks=blocks, on=on)
        lines.append(line)
    return lines


def _person(patient: Patient, *, on: date) -> dict[str, Any]:
    """Whom to call, with nothing of what for."""
    return {
        "patient_id": patient.pk,
        "name": patient.list_name,
        "url": reverse("protocols:programmes", args=[patient.uuid]),
        "born": str(patient.birth_date),
        "age": age_text(patient.birth_date, on=on),
        "phone": patient.mobile or patient.phone,
        "letters": [],
        "controls": CLOSED,
        "minutes": "",
        "needs": [],
        "more": 0,
    }


def _call(
    due: DueSet, *, letters: Mapping[str, tuple[str, str]], blocks: Mapping[str, str], on: date
) -> dict[str, Any]:
    """What one call is for, over all programmes; what is needed by the blocks of the measurement screen."""
    controls = one_call(due.controls, on=on)
    asked = {blocks[item.determination] for item in due.items if item.is_required and item.determination in blocks}
    needs = [section.label for section in Section if section in asked and section not in UNTOLD]
    return {
        "letters": [letters[key] for key in letters if any(each.protocol == key for each in due.controls)],
        "controls": " + ".join(dict.fromkeys(each.control.name for each in controls)),
        "minutes": call_minutes(controls),
        "needs": needs[:NEEDS_SHOWN],
        "more": max(0, len(needs) - NEEDS_SHOWN),
    }


def call_minutes(controls: Iterable[ControlDue]) -> int:
    """How long one visit for all these controls takes at least: as long as the longest of them."""
    return max((due.control.minutes for due in controls), default=0)


def due_csv(rows: list[dict[str, Any]]) -> Iterable[tuple]:
    """The lines of the list for a spreadsheet."""
    for row in rows:
        letters = " ".join(letter for letter, _ in row["letters"])
        needs = ", ".join(row["needs"]) + (f" en {row['more']} meer" if row["more"] else "")
        yield (row["name"], row["born"], letters, row["controls"], row["minutes"], row["due_on"], needs, row["phone"])


def candidate_rows(found: list[Candidate], *, on: date) -> list[dict[str, Any]]:
    """The lines of the list of candidates; of a closed record the reason is not told."""
    return [
        {
            "uuid": candidate.patient.uuid,
            "name": candidate.patient.list_name,
            "url": reverse("protocols:programmes", args=[candidate.patient.uuid]),
            "born": str(candidate.patient.birth_date),
            "age": age_text(candidate.patient.birth_date, on=on),
            "reasons": (CLOSED,) if candidate.patient.is_restricted else candidate.reasons,
            "must_review": candidate.must_review or candidate.patient.is_restricted,
        }
        for candidate in found
    ]


def candidates_csv(rows: list[dict[str, Any]]) -> Iterable[tuple]:
    """The lines of the candidates for a spreadsheet."""
    for row in rows:
        yield row["name"], row["born"], "eerst beoordelen" if row["must_review"] else "", "; ".join(row["reasons"])


def control_line(due: ControlDue, *, letters: Mapping[str, tuple[str, str]], on: date) -> dict[str, Any]:
    """A control of one patient with why it is due."""
    last = f"laatst {day_text(due.last_on)}" if due.last_on else "nog niet gedaan"
    every = "elke maand" if due.term.months == 1 else f"elke {due.term.months} maanden"
    why = f"{last}, {every}"
    return {
        "letter": letters[due.protocol],
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
