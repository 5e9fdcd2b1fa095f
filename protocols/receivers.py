"""A change in a record changes what is due: brought up to date in the same transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone

from patients.models import Patient
from patients.signals import line_changed, measurements_changed
from protocols.services.due import recompute_next_controls
from protocols.services.targets import RECORDED_AS, follow_recorded_target


def record_changed(patient: Patient, **kwargs: Any) -> None:
    recompute_next_controls(practice=patient.practice, on=timezone.localdate(), patient_ids=[patient.pk])


def target_recorded(patient: Patient, keys: Collection[str], at: datetime, **kwargs: Any) -> None:
    """A personal target that is recorded among the measurements is an agreement."""
    if not set(RECORDED_AS.values()).isdisjoint(keys):
        follow_recorded_target(patient=patient, at=at)


def connect() -> None:
    """Listen to what happens in a record."""
    measurements_changed.connect(target_recorded, dispatch_uid="protocols.target_recorded")
    for signal in (measurements_changed, line_changed):
        signal.connect(record_changed, dispatch_uid="protocols.record_changed")
