"""What the page of one patient shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from patients.models import Consent, ContactPerson, EarlierRegistration, Patient, TreatmentRelationship


@dataclass(frozen=True)
class PatientPage:
    """Everything beside the patient row itself."""

    contacts: list[ContactPerson]
    consents: list[Consent]
    relationships: list[TreatmentRelationship]
    earlier_registrations: list[EarlierRegistration]


def patient_page(*, patient: Patient, on: date) -> PatientPage:
    """What stands beside a patient: who is current on the day `on`, and the last answer to each consent."""
    practice = patient.practice
    contacts = ContactPerson.objects.for_practice(practice).filter(patient=patient).current(on=on)
    relationships = TreatmentRelationship.objects.for_practice(practice).filter(patient=patient).current(on=on)
    earlier = EarlierRegistration.objects.for_practice(practice).filter(patient=patient)
    return PatientPage(
        contacts=list(contacts),
        consents=latest_consents(patient=patient),
        relationships=list(relationships.select_related("staff__user")),
        earlier_registrations=list(earlier),
    )


def latest_consents(*, patient: Patient) -> list[Consent]:
    """The last answer to each question of consent."""
    consents = Consent.objects.for_practice(patient.practice).filter(patient=patient)
    return list(consents.latest().select_related("representative"))


def representatives(*, patient: Patient, on: date) -> list[ContactPerson]:
    """Who may decide for this patient on the day `on`."""
    contacts = ContactPerson.objects.for_practice(patient.practice).filter(patient=patient, is_representative=True)
    return list(contacts.current(on=on))
