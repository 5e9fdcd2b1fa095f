"""Change what the practice knows about a patient; close a record to the team and open it again."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import transaction

from patients.models import Patient
from patients.services.registration import refuse_used_bsn
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged


@transaction.atomic
def change_patient(*, patient: Patient, version: int, fields: Mapping[str, Any], by: User) -> Patient:
    """Save those of `fields` that differ from what is stored; nothing is saved when none does.

    StaleVersion when somebody saved in between, BsnInUse when another patient has the BSN; the given row stays as
    it was loaded, the changed one is returned.
    """
    patient = copy(patient)
    changed = [name for name, value in fields.items() if getattr(patient, name) != value]
    for name in changed:
        setattr(patient, name, fields[name])
    if "bsn" in changed:
        refuse_used_bsn(practice=patient.practice, bsn=patient.bsn, besides=patient)
    if changed:
        save_if_unchanged(patient, version=version, update_fields=changed)
    record(Event.PATIENT_CHANGED, patients=[patient], detail=changed)
    return patient


def restrict_record(*, patient: Patient, version: int, by: User) -> Patient:
    """Close the record to the team: only named relationships and the noodknop open it."""
    return change_patient(patient=patient, version=version, fields={"is_restricted": True}, by=by)


def lift_restriction(*, patient: Patient, version: int, by: User) -> Patient:
    """Open the record to the team again."""
    return change_patient(patient=patient, version=version, fields={"is_restricted": False}, by=by)
