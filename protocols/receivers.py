"""A change in a record changes what is due: brought up to date in the same transaction."""

from typing import Any

from django.utils import timezone

from patients.models import Patient
from patients.signals import line_changed, measurements_changed
from protocols.services.due import recompute_next_controls


def record_changed(patient: Patient, **kwargs: Any) -> None:
    recompute_next_controls(practice=patient.practice, on=timezone.localdate(), patient_ids=[patient.pk])


def connect() -> None:
    """Listen to what happens in a record."""
    for signal in (measurements_changed, line_changed):
        signal.connect(record_changed, dispatch_uid="protocols.record_changed")
