"""The page of one patient: its facts and lists in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from patients.enums import BsnStatus, Channel, ConsentKind, Language, NameUse
from patients.models import Consent, ContactPerson, Patient, TreatmentRelationship
from patients.presenters.rows import CONSENT_TONES, holds, place_line, record_state, street_line
from patients.rules.access import is_open_to_team
from patients.rules.representation import decider
from patients.selectors.records import PatientPage
from poh.base.dates import day_text

BSN_TONES = {BsnStatus.UNVERIFIED: "warn", BsnStatus.VERIFIED: "ok"}


def _day(day: date | None) -> str:
    return day_text(day) if day else ""


def _facts(*pairs: tuple[str, Any]) -> list[dict[str, Any]]:
    """Labels with their values; what is not known stays visible as a dash."""
    return [value | {"label": label} if isinstance(value, dict) else {"label": label, "value": value or "–"}
            for label, value in pairs]  # fmt: skip


def identity_facts(patient: Patient) -> list[dict[str, Any]]:
    """Who somebody is."""
    own = f"{patient.birth_name_prefix} {patient.birth_name}".strip()
    partner = f"{patient.partner_name_prefix} {patient.partner_name}".strip()
    checked = {"value": patient.get_bsn_status_display(), "note": _day(patient.identified_on)}
    document = patient.get_identity_document_display() if patient.identity_document else ""
    return _facts(
        ("Voorletters", patient.initials),
        ("Voornamen", patient.first_names),
        ("Roepnaam", patient.calling_name),
        ("Geboortenaam", own),
        *([("Naam partner", partner)] if partner else []),
        *([("Naamgebruik", patient.get_name_use_display())] if patient.name_use != NameUse.OWN else []),
        ("Geslacht", patient.get_sex_display()),
        ("Geboortedatum", str(patient.birth_date)),
        ("Controle BSN", checked | {"state": {"text": document, "tone": ""} if document else None}),
        ("Patiëntnummer", patient.number),
    )


def reach_facts(patient: Patient) -> list[dict[str, Any]]:
    """Where somebody lives and how to reach them."""
    channel = Channel(patient.preferred_channel)
    return _facts(
        ("Adres", street_line(patient)),
        ("Plaats", place_line(patient)),
        ("Telefoon", patient.phone),
        ("Mobiel", patient.mobile),
        ("E-mail", patient.email),
        ("Liefst per", channel.label),
        ("Taal", Language(patient.language).label + (", tolk nodig" if patient.needs_interpreter else "")),
    )


def registration_facts(patient: Patient, page: PatientPage) -> list[dict[str, Any]]:
    """Since when the practice knows somebody, and the periods before."""
    ended = f"{_day(patient.registered_to)}, {patient.get_leave_reason_display()}" if patient.registered_to else ""
    return _facts(
        ("Huisarts", patient.gp.user.name if patient.gp else ""),
        ("Ingeschreven per", _day(patient.registered_from)),
        *([("Uitgeschreven per", ended)] if ended else []),
        *(
            (
                "Eerder",
                f"{_day(past.registered_from)} tot {_day(past.registered_to)}, {past.get_leave_reason_display()}",
            )
            for past in page.earlier_registrations
        ),
    )


def contact_row(contact: ContactPerson, *, patient: Patient) -> dict[str, Any]:
    """Somebody beside the patient."""
    marks = []
    if contact.is_first_contact:
        marks.append({"text": "als eerste bellen", "tone": "accent"})
    if contact.is_representative:
        marks.append({"text": contact.get_representation_basis_display(), "tone": ""})
    return {
        "name": contact.name,
        "relation": contact.get_relation_display(),
        "reach": " · ".join(part for part in (contact.mobile, contact.phone, contact.email) if part),
        "note": contact.note,
        "marks": marks,
        "url": reverse("patients:contact_edit", args=[patient.uuid, contact.uuid]),
    }


def consent_row(consent: Consent, *, on: date) -> dict[str, Any]:
    """The last answer to one question of consent."""
    is_over = consent.valid_until is not None and consent.valid_until < on
    state = {"text": "verlopen" if is_over else consent.get_state_display(), "tone": CONSENT_TONES[consent.state]}
    if is_over:
        state["tone"] = "warn"
    giver = consent.representative.name if consent.representative else consent.get_given_by_display()
    until = f", geldig tot en met {_day(consent.valid_until)}" if consent.valid_until else ""
    return {
        "kind": consent.get_kind_display(),
        "state": state,
        "when": f"{_day(consent.decided_on)}, {consent.get_manner_display()}, {giver}{until}",
        "note": consent.note,
        "holds": holds(consent, on=on),
    }


def questions_not_asked(consents: list[Consent]) -> list[str]:
    """The questions of consent without any answer."""
    asked = {consent.kind for consent in consents}
    return [kind.label for kind in ConsentKind if kind not in asked]


def relationship_row(relation: TreatmentRelationship, *, patient: Patient) -> dict[str, Any]:
    """A named member of staff who treats the patient."""
    return {
        "name": relation.staff.user.name,
        "basis": relation.get_basis_display(),
        "since": _day(relation.started_on),
        "note": relation.note,
        "end_url": reverse("patients:relationship_end", args=[patient.uuid, relation.uuid]),
    }


def patient_page_context(patient: Patient, page: PatientPage, *, on: date) -> dict[str, Any]:
    """All that the page of one patient shows."""
    return {
        "identity": identity_facts(patient),
        "reach": reach_facts(patient),
        "registration": registration_facts(patient, page),
        "contacts": [contact_row(contact, patient=patient) for contact in page.contacts],
        "consents": [consent_row(consent, on=on) for consent in page.consents],
        "not_asked": questions_not_asked(page.consents),
        "relationships": [relationship_row(relation, patient=patient) for relation in page.relationships],
        "is_open_to_team": is_open_to_team(record_state(patient), on=on),
        "decider": decider(patient.birth_date, on=on).label,
    }
