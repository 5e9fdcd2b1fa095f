"""Who stands beside a patient, and what the patient agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db import transaction

from patients.models import Consent, ContactPerson, Patient
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged


@transaction.atomic
def add_contact_person(*, patient: Patient, fields: Mapping[str, Any], by: User) -> ContactPerson:
    """Note somebody who stands beside the patient; a new first contact takes the place of the old one."""
    contact = ContactPerson(practice=patient.practice, patient=patient, **fields)
    if contact.is_first_contact:
        _no_first_contact(patient, besides=None)
    contact.save(force_insert=True)
    record(Event.CONTACT_CHANGED, patients=[patient], object=contact, detail=sorted(fields))
    return contact


@transaction.atomic
def change_contact_person(
    *, contact: ContactPerson, version: int, fields: Mapping[str, Any], by: User
) -> ContactPerson:
    """Save those of `fields` that differ; StaleVersion when somebody saved in between."""
    contact = copy(contact)
    changed = [name for name, value in fields.items() if getattr(contact, name) != value]
    for name in changed:
        setattr(contact, name, fields[name])
    if contact.is_first_contact:
        _no_first_contact(contact.patient, besides=contact)
    if changed:
        save_if_unchanged(contact, version=version, update_fields=changed)
    record(Event.CONTACT_CHANGED, patients=[contact.patient_id], object=contact, detail=changed)
    return contact


def end_contact_person(*, contact: ContactPerson, version: int, on: date, by: User) -> ContactPerson:
    """From `on` this person stands beside the patient no more; the row stays."""
    return change_contact_person(contact=contact, version=version, fields={"ended_on": on}, by=by)


def _no_first_contact(patient: Patient, *, besides: ContactPerson | None) -> None:
    others = ContactPerson.objects.for_practice(patient.practice).filter(patient=patient, is_first_contact=True)
    for other in others.exclude(pk=besides and besides.pk):
        other.is_first_contact = False
        save_if_unchanged(other, version=other.version, update_fields=["is_first_contact"])


@transaction.atomic
def record_consent(*, patient: Patient, fields: Mapping[str, Any], by: User) -> Consent:
    """Write down the answer to a question of consent; earlier answers stay, the last one holds."""
    consent = Consent(practice=patient.practice, patient=patient, recorded_by=by, **fields)
    consent.save(force_insert=True)
    record(Event.CONSENT_CHANGED, patients=[patient], object=consent, detail=sorted(fields))
    return consent
