"""Words, tones and links of patients for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from patients.enums import ConsentKind, ConsentState, Sex
from patients.models import Consent, Patient, TreatmentLimit
from patients.presenters.lines import limits_text
from patients.rules.access import RecordState, is_open_to_team
from patients.selectors.access import Record
from poh.base.dates import age_text, day_text

SEX_LETTERS = {Sex.MALE: "m", Sex.FEMALE: "v", Sex.OTHER: "x", Sex.UNKNOWN: "geslacht onbekend"}
EXCHANGE = [kind for kind in ConsentKind if kind.value.startswith("exchange_")]
CONSENT_TONES = {ConsentState.GIVEN: "ok", ConsentState.REFUSED: "warn", ConsentState.WITHDRAWN: "warn"}
MASK = "•" * 6


def masked_bsn(bsn: str | None) -> str:
    """The BSN with only its last three digits; nothing when there is none."""
    return f"{MASK}{bsn[-3:]}" if bsn else ""


def street_line(patient: Patient) -> str:
    """`Lindelaan 12 A`."""
    number = f"{patient.house_number or ''}{_joined(patient.house_number_addition)}"
    return f"{patient.street} {number}".strip()


def _joined(addition: str) -> str:
    return f" {addition}" if addition and not addition.startswith("-") else addition


def place_line(patient: Patient) -> str:
    """`1012 NX Amsterdam`, with the country when it is another one."""
    place = f"{patient.postcode} {patient.city}".strip()
    return ", ".join(part for part in (place, patient.country) if part)


def record_state(patient: Patient) -> RecordState:
    """What of this patient decides who may in."""
    return RecordState(patient.is_restricted, patient.registered_to, patient.deceased_on)


def state_of(patient: Patient, *, on: date) -> dict[str, str] | None:
    """The word that must stand beside the name: overleden, uitgeschreven, afgeschermd, nog niet ingeschreven."""
    if patient.deceased_on:
        return {"text": f"overleden {day_text(patient.deceased_on)}", "tone": "stop"}
    if patient.registered_to and patient.registered_to <= on:
        return {"text": f"uitgeschreven {day_text(patient.registered_to)}", "tone": "warn"}
    if patient.is_restricted:
        return {"text": "afgeschermd", "tone": "warn"}
    if patient.registered_from > on:
        return {"text": f"ingeschreven per {day_text(patient.registered_from)}", "tone": "warn"}
    return None


def row(patient: Patient, *, on: date) -> dict[str, Any]:
    """A patient in a list. Of a record that is closed to the team only name, year of birth and why."""
    shown = {
        "url": reverse("patients:detail", args=[patient.uuid]),
        "name": patient.list_name,
        "state": state_of(patient, on=on),
    }
    if not is_open_to_team(record_state(patient), on=on):
        return shown | {"is_minimal": True, "born": str(patient.birth_year or "geboortejaar onbekend")}
    return shown | {
        "born": str(patient.birth_date),
        "age": age_text(patient.birth_date, on=on),
        "sex": SEX_LETTERS[Sex(patient.sex)],
        "street": street_line(patient),
        "place": place_line(patient),
        "bsn_masked": masked_bsn(patient.bsn),
        "phone": patient.mobile or patient.phone,
    }


def hit(patient: Patient, *, on: date) -> dict[str, Any]:
    """A patient below the search field."""
    shown = row(patient, on=on)
    address = ", ".join(part for part in (shown.get("street"), shown.get("place")) if part)
    age = f"{shown['sex']}, {shown['age']}" if "age" in shown else ""
    return shown | {"age": age, "sub": address, "note": shown["state"] and shown["state"]["text"]}


def exchange_summary(consents: Iterable[Consent], *, on: date) -> str:
    """What the patient said about sharing data, in a few words: `delen: ja`, `delen: deels`, `delen: niet gevraagd`."""
    answers = [holds(consent, on=on) for consent in consents if consent.kind in EXCHANGE]
    if not answers:
        return "delen niet gevraagd"
    if all(answers):
        return "delen ja" if len(answers) == len(EXCHANGE) else "delen deels"
    return "delen deels" if any(answers) else "delen nee"


def answers_of(patient: Patient) -> list[Consent]:
    """The last answers of a patient who came with what must be in sight: their kind, state and last day."""
    read = Consent._meta.get_field("valid_until").to_python
    return [Consent(**answer | {"valid_until": read(answer["valid_until"])}) for answer in patient.consent_rows]


def holds(consent: Consent, *, on: date) -> bool:
    """Whether this answer allows something on the day `on`."""
    return consent.state == ConsentState.GIVEN and (consent.valid_until is None or on <= consent.valid_until)


def patient_bar(record: Record, *, on: date) -> dict[str, Any]:
    """Who is on the screen: the patient bar of every page inside a record."""
    patient = record.patient
    return {
        "name": patient.display_name,
        "sex": SEX_LETTERS[Sex(patient.sex)],
        "age": age_text(patient.birth_date, on=on),
        "born": str(patient.birth_date),
        "bsn_masked": masked_bsn(patient.bsn),
        "ica_count": patient.ica_count,
        "ica_url": f"{reverse('patients:overview', args=[patient.uuid])}#ica",
        "limits": limits_text([TreatmentLimit(**limit) for limit in patient.limit_rows]),
        "consent": exchange_summary(answers_of(patient), on=on),
        "gp": patient.gp.user.name if patient.gp else "",
        "state": state_of(patient, on=on),
    }


def record_tabs(patient: Patient, *, here: str) -> list[dict[str, Any]]:
    """The parts of a record; `here` is the url name of the page, without its app."""
    parts = [
        ("Gegevens", "patients:detail"),
        ("Dossier", "patients:overview"),
        ("Programma's", "protocols:programmes"),
        ("Vragenlijsten", "protocols:questionnaires"),
        ("Afspraken en taken", "consultations:patient_work"),
        ("Wie zag dit dossier", "patients:access_log"),
        ("Wijzigingen", "patients:changes"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[patient.uuid]), "is_current": name.endswith(f":{here}")}
        for label, name in parts
    ]
