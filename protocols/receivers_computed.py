"""A change in a record changes what is calculated from it: brought up to date in the same transaction."""

from collections.abc import Collection
from typing import Any

from patients.models import Episode, MedicationLine, Patient
from patients.signals import line_changed, measurements_changed
from protocols.services.computed import recompute_calculated


def values_changed(patient: Patient, keys: Collection[str], **kwargs: Any) -> None:
    recompute_calculated(practice=patient.practice, patient_ids=[patient.pk], keys=keys)


def line_of_record_changed(patient: Patient, **kwargs: Any) -> None:
    """Diabetes, heart disease, COPD and medicines decide which calculations have a meaning."""
    recompute_calculated(practice=patient.practice, patient_ids=[patient.pk])


def connect() -> None:
    """Listen to what happens in a record; before the next controls are recomputed, which read the outcomes."""
    measurements_changed.connect(values_changed, dispatch_uid="protocols.values_changed")
    for sender in (Episode, MedicationLine):
        line_changed.connect(line_of_record_changed, sender=sender, dispatch_uid=f"protocols.{sender.__name__}_changed")
