"""Calls that must be made, and the attempts to make them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from patients.models import Patient
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from scheduling.enums import CallOutcome, CallState
from scheduling.models import CallAttempt, CallBack


class CallEnded(Exception):
    """The call was made, or stopped, in the meantime."""


@transaction.atomic
def add_call(*, patient: Patient, fields: Mapping[str, Any], by: User) -> CallBack:
    """Ask somebody, or a role, to call a patient; ValidationError."""
    call = CallBack(practice=patient.practice, patient=patient, added_by=by, **fields)
    call.full_clean()
    call.save(force_insert=True)
    _log(call, "added")
    return call


@transaction.atomic
def note_attempt(*, call: CallBack, outcome: CallOutcome, note: str, by: User, at: datetime) -> CallAttempt:
    """Note how an attempt ended; who was reached needs no other call. CallEnded."""
    locked = _locked(call)
    attempt = CallAttempt.objects.create(practice=call.practice, call=locked, outcome=outcome, note=note, by=by, at=at)
    if outcome == CallOutcome.REACHED:
        _end(locked, CallState.DONE, at=at)
    _log(locked, "attempt")
    return attempt


@transaction.atomic
def postpone_call(*, call: CallBack, due_on: date) -> CallBack:
    """Call another day. CallEnded."""
    locked = _locked(call)
    locked.due_on = due_on
    locked.version += 1
    locked.save(update_fields=["due_on", "version", "updated_at"])
    _log(locked, "postponed")
    return locked


@transaction.atomic
def stop_call(*, call: CallBack, reason: str, at: datetime) -> CallBack:
    """Call no more, for this reason. CallEnded."""
    locked = _locked(call)
    locked.close_reason = reason
    _end(locked, CallState.CLOSED, at=at)
    _log(locked, "stopped")
    return locked


def _end(call: CallBack, state: CallState, *, at: datetime) -> None:
    call.state, call.closed_at = state, at
    call.version += 1
    call.save(update_fields=["state", "closed_at", "close_reason", "version", "updated_at"])


def _locked(call: CallBack) -> CallBack:
    locked = CallBack.objects.for_practice(call.practice).select_for_update().get(pk=call.pk)
    if locked.state != CallState.OPEN:
        raise CallEnded
    return locked


def _log(call: CallBack, act: str) -> None:
    record(Event.APPOINTMENT_CHANGED, patients=[call.patient_id], object=call, detail=["call", act])
