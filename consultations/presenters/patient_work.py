"""Requests, tasks and appointments of one patient, as the record shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.presenters.requests import request_row
from consultations.selectors.requests import requests_about
from patients.models import Patient
from patients.presenters.rows import record_tabs
from poh.accounts.models import User
from poh.base.dates import day_text
from poh.worklist.models import Task
from poh.worklist.presenters import task_row
from poh.worklist.selectors import tasks_about
from scheduling.models import Appointment
from scheduling.presenters.words import state_of
from scheduling.selectors.lists import appointments_of_patient


def patient_work_context(patient: Patient, *, user: User, at: datetime) -> dict[str, Any]:
    """What runs about a patient; six queries whatever there is."""
    on = timezone.localdate(at)
    agenda = appointments_of_patient(patient=patient, on=on)
    return {
        "requests": [_request(row, patient, at=at) for row in requests_about(patient=patient)],
        "tasks": [_task(task, patient, user=user, on=on) for task in tasks_about(patient=patient)],
        "coming": [_appointment(row) for row in agenda.coming],
        "past": [_appointment(row) for row in agenda.past],
        "tabs": record_tabs(patient, here="patient_work"),
    }


def _request(row: ConsultationRequest, patient: Patient, *, at: datetime) -> dict[str, Any]:
    row.patient = patient
    return request_row(row, at=at) | {"text": row.text}


def _task(task: Task, patient: Patient, *, user: User, on: date) -> dict[str, Any]:
    task.patient = patient
    return task_row(task, user=user, on=on)


def _appointment(row: Appointment) -> dict[str, Any]:
    starts = timezone.localtime(row.period.lower)
    return {
        "when": f"{day_text(row.on)} {starts:%H:%M}",
        "kind": row.kind.label,
        "channel": row.get_channel_display(),
        "with": row.member.user.name,
        "where": row.location.name,
        "reason": row.reason,
        "state": state_of(row),
        "url": reverse("scheduling:appointment", args=[row.uuid]),
    }
