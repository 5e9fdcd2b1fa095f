"""The steps of an appointment: checked in, waiting, in consult, done, not shown up, called off; and one step back."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from poh.accounts.models import User
from poh.base.locking import save_if_unchanged
from scheduling.enums import TRANSITIONS, AppointmentAct, AppointmentState, CancelledBy
from scheduling.locks import lock_for_booking, name_of
from scheduling.models import Appointment
from scheduling.services.booking import note_act
from scheduling.services.refusals import or_taken

# The moment that a step keeps; a step back forgets the moments after it.
MOMENTS = {
    AppointmentState.CHECKED_IN: "checked_in_at",
    AppointmentState.WAITING: "waiting_at",
    AppointmentState.IN_CONSULT: "started_at",
    AppointmentState.DONE: "done_at",
}
_LATER = {
    AppointmentState.PLANNED: ["checked_in_at", "waiting_at", "started_at", "done_at"],
    AppointmentState.CHECKED_IN: ["waiting_at", "started_at", "done_at"],
    AppointmentState.WAITING: ["started_at", "done_at"],
    AppointmentState.IN_CONSULT: ["done_at"],
}


class StepNotAllowed(Exception):
    """An appointment in this state cannot take that step; the message says so in Dutch."""


@dataclass(frozen=True)
class Cancellation:
    """Who calls off, and why."""

    by_whom: CancelledBy
    reason: str


def check_in(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """The patient is there. StaleVersion, StepNotAllowed."""
    return _step(appointment, AppointmentState.CHECKED_IN, by=by, at=at)


def send_to_waiting_room(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """The patient sits in the waiting room. StaleVersion, StepNotAllowed."""
    return _step(appointment, AppointmentState.WAITING, by=by, at=at)


def start(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """The patient is fetched, or called. StaleVersion, StepNotAllowed."""
    return _step(appointment, AppointmentState.IN_CONSULT, by=by, at=at)


def finish(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """The contact is over. StaleVersion, StepNotAllowed."""
    return _step(appointment, AppointmentState.DONE, by=by, at=at)


def mark_no_show(*, appointment: Appointment, with_notice: bool, by: User, at: datetime) -> Appointment:
    """The patient did not come. Who called off at the last moment leaves the place to another."""
    return _step(appointment, AppointmentState.NO_SHOW, by=by, at=at, fields={"no_show_notice": with_notice})


def cancel_appointment(*, appointment: Appointment, cancellation: Cancellation, by: User, at: datetime) -> Appointment:
    """Call an appointment off; it stays to be seen and its place is free. StaleVersion, StepNotAllowed."""
    fields = {
        "cancelled_at": at,
        "cancelled_by": by,
        "cancelled_by_whom": cancellation.by_whom,
        "cancel_reason": cancellation.reason,
    }
    return _step(appointment, AppointmentState.CANCELLED, by=by, at=at, fields=fields)


def step_back(*, appointment: Appointment, to: AppointmentState, by: User, at: datetime) -> Appointment:
    """Take a wrong step back. PlaceTaken when another has the place by now; StaleVersion, StepNotAllowed."""
    fields: dict[str, Any] = dict.fromkeys(_LATER.get(to, []))
    if appointment.state == AppointmentState.CANCELLED:
        fields |= {"cancelled_at": None, "cancelled_by": None, "cancelled_by_whom": "", "cancel_reason": ""}
    if appointment.state == AppointmentState.NO_SHOW:
        fields["no_show_notice"] = False
    return _step(appointment, to, by=by, at=at, fields=fields)


@transaction.atomic
def _step(
    appointment: Appointment,
    to: AppointmentState,
    *,
    by: User,
    at: datetime,
    fields: dict[str, Any] | None = None,
) -> Appointment:
    if to not in TRANSITIONS[AppointmentState(appointment.state)]:
        raise StepNotAllowed(
            f"Deze afspraak is {appointment.get_state_display().lower()}; {to.label.lower()} kan dan niet."
        )
    lock_for_booking(appointment.practice, [name_of("member", appointment.member_id, appointment.on)])
    stepped = copy(appointment)
    values = {"state": to} | (fields or {})
    if to in MOMENTS and MOMENTS[to] not in values and getattr(appointment, MOMENTS[to]) is None:
        values[MOMENTS[to]] = at
    for name, value in values.items():
        setattr(stepped, name, value)
    with or_taken(stepped):
        save_if_unchanged(stepped, version=appointment.version, update_fields=values)
    note_act(stepped, AppointmentAct.STEPPED, by=by, at=at, note=stepped.cancel_reason)
    return stepped
