"""The page of one appointment: its facts, what can be done now, and what was done."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from scheduling.enums import MOVABLE, TRANSITIONS, AppointmentAct, AppointmentState, Channel
from scheduling.models import Appointment, AppointmentStatus
from scheduling.presenters import words
from scheduling.rules.wall import local

# The address of each step, its verb and its key; in the order of the buttons.
STEPS = [
    (AppointmentState.CHECKED_IN, "check_in", "Meld aan", "a"),
    (AppointmentState.WAITING, "wait", "In wachtkamer", "w"),
    (AppointmentState.IN_CONSULT, "start", "Begin", "b"),
    (AppointmentState.DONE, "finish", "Rond af", "k"),
]
BACK = {
    AppointmentState.CHECKED_IN: AppointmentState.PLANNED,
    AppointmentState.WAITING: AppointmentState.CHECKED_IN,
    AppointmentState.IN_CONSULT: AppointmentState.WAITING,
    AppointmentState.DONE: AppointmentState.IN_CONSULT,
    AppointmentState.NO_SHOW: AppointmentState.PLANNED,
    AppointmentState.CANCELLED: AppointmentState.PLANNED,
}
_FORWARD = [state for state, *_ in STEPS]


def appointment_context(appointment: Appointment, *, may_see_reason: bool, can_book: bool) -> dict[str, Any]:
    """What the page shows; `may_see_reason`: the record of the patient is open to who looks."""
    state = AppointmentState(appointment.state)
    return {
        "appointment": appointment,
        "who": words.who_of(appointment, shows_names=True),
        "times": words.times_of(appointment),
        "minutes": words.minutes_of(appointment),
        "state": words.state_of(appointment),
        "reason": appointment.reason if may_see_reason else "",
        "note": appointment.note if may_see_reason else "",
        "is_visit": appointment.channel == Channel.VISIT,
        "is_group": appointment.channel == Channel.GROUP,
        "day_url": words.day_url(appointment.on),
        "patient_url": reverse("patients:overview", args=[appointment.patient.uuid]) if appointment.patient_id else "",
        "phone": _phone(appointment),
        "steps": _steps(appointment, state) if can_book else [],
        "can_move": can_book and state in MOVABLE,
        "can_cancel": can_book and AppointmentState.CANCELLED in TRANSITIONS[state],
        "can_no_show": can_book and AppointmentState.NO_SHOW in TRANSITIONS[state],
        "back": BACK[state].label.lower() if can_book and state in BACK else "",
    }


def _phone(appointment: Appointment) -> str:
    return (appointment.patient.mobile or appointment.patient.phone) if appointment.patient_id else ""


def _steps(appointment: Appointment, state: AppointmentState) -> list[dict[str, str]]:
    """The steps forward that can be taken now; the waiting room is for who comes to the practice."""
    here = _FORWARD.index(state) if state in _FORWARD else -1
    comes = appointment.channel in {Channel.SURGERY, Channel.GROUP}
    return [
        {"url": reverse(f"scheduling:{name}", args=[appointment.uuid]), "label": verb, "key": key}
        for number, (to, name, verb, key) in enumerate(STEPS)
        if number > here
        and to in TRANSITIONS[state]
        and (comes or to in {AppointmentState.IN_CONSULT, AppointmentState.DONE})
    ]


def history_of(appointment: Appointment) -> list[dict[str, Any]]:
    """What was done with it, the last first; one query."""
    rows = AppointmentStatus.objects.for_practice(appointment.practice).filter(appointment=appointment)
    return [_history_line(row) for row in rows.select_related("by").order_by("-id")]


def _history_line(row: AppointmentStatus) -> dict[str, Any]:
    text = row.get_act_display()
    if row.act == AppointmentAct.STEPPED:
        text = row.get_state_display().lower()
    if row.act == AppointmentAct.MOVED:
        text = f"verplaatst {row.note} naar {local(row.period.lower):%d-%m %H:%M}"
    elif row.note:
        text = f"{text}: {row.note}"
    return {"at": row.at, "who": row.by.name if row.by_id else "POH", "text": text}
