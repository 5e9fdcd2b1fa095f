"""Words about requests: lines of the inbox, one request, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consultations.enums_requests import (
    UNFINISHED,
    RequestAct,
    RequesterKind,
    RequestState,
    Urgency,
)
from consultations.models import ConsultationRequest, RequestActivity, RequestEvent
from consultations.selectors.requests import ENDED, LATE, WAITING
from poh.accounts.enums import Role
from poh.base.dates import day_text
from poh.worklist.enums import TaskState
from scheduling.enums import OPEN, AppointmentState

LINE = 160
# The order in which the work goes, as the inbox shows it.
TABS = [
    (RequestState.RECEIVED, "Te beoordelen"),
    (RequestState.RETURNED, "Terug"),
    (RequestState.TRIAGED, "Toe te wijzen"),
    (RequestState.ASSIGNED, "Toegewezen"),
    (RequestState.FORWARDED, "Huisarts"),
    (RequestState.PLANNED, "Gepland"),
    (RequestState.NO_SHOW, "Niet verschenen"),
    (RequestState.DONE, "Uitgevoerd"),
    (RequestState.ADVISED, "Advies"),
    (RequestState.PROCESSED, "Te sluiten"),
]
TO_WHOM = {RequestAct.ACCEPTED: "door", RequestAct.PLANNED: "bij", RequestAct.ACTIVITY_ADDED: "voor"}
SHORT_STATES = {RequestState.FORWARDED: "bij de huisarts"}
STATES = [state.value for state in RequestState]


def deadline(request: ConsultationRequest, *, at: datetime) -> dict[str, str]:
    """Until when the next step may take: `te laat sinds 3-11`, `vandaag`, `vóór 14:20`, `uiterlijk 5-11`."""
    if request.due_at is None:
        return {"text": "", "tone": ""}
    due, now = timezone.localtime(request.due_at), timezone.localtime(at)
    word = "wacht tot" if request.waiting_for else "uiterlijk"
    if request.due_at < at:
        since = f"{due:%H:%M}" if due.date() == now.date() else _short(due.date(), now.date())
        return {"text": f"te laat sinds {since}", "tone": "stop"}
    if request.is_urgent:
        return {"text": f"vóór {due:%H:%M}", "tone": "stop"}
    if due.date() == now.date():
        return {"text": "vandaag", "tone": "warn"}
    if due.date() == now.date() + timedelta(days=1):
        return {"text": f"{word} morgen", "tone": ""}
    return {"text": f"{word} {_short(due.date(), now.date())}", "tone": ""}


def _short(day: date, today: date) -> str:
    return f"{day.day}-{day.month}" if day.year == today.year else day_text(day)


def urgency_state(request: ConsultationRequest) -> dict[str, str] | None:
    """The urgency as a word; U1 and U2 stand out."""
    if not request.urgency:
        return None
    tone = "stop" if request.is_urgent else "warn" if request.urgency == Urgency.U3 else ""
    return {"text": Urgency(request.urgency).short, "tone": tone}


def requester(request: ConsultationRequest) -> str:
    """Who asks, in words."""
    if request.requester_kind == RequesterKind.COLLEAGUE:
        return request.requester_member.user.name
    if request.requester_kind == RequesterKind.EXTERNAL:
        return f"{request.requester_name}, {request.requester_role}".rstrip(", ")
    return request.get_requester_kind_display()


def holder(request: ConsultationRequest) -> str:
    """With whom it lies; whether it was accepted stands beside it."""
    if request.member_id:
        return request.member.user.name
    return Role(request.role).label if request.role else ""


def about(request: ConsultationRequest) -> dict[str, str] | None:
    """The patient; of a shielded one only the name."""
    if request.patient_id is None:
        return None
    patient = request.patient
    born = "" if patient.is_restricted else str(patient.birth_date)
    return {"name": patient.list_name, "born": born, "url": reverse("patients:detail", args=[patient.uuid])}


def request_row(request: ConsultationRequest, *, at: datetime) -> dict[str, Any]:
    """A line of the inbox. What is asked about a shielded patient is read in the request alone."""
    is_shielded = request.patient_id is not None and request.patient.is_restricted
    words = "afgeschermd" if is_shielded else request.text.replace("\n", " ")
    is_unaccepted = request.state in (RequestState.ASSIGNED, RequestState.FORWARDED) and not request.accepted_at
    return {
        "uuid": request.uuid,
        "url": reverse("consultations:request", args=[request.uuid]),
        "patient": about(request),
        "text": words if len(words) <= LINE else f"{words[:LINE]} …",
        "urgency": urgency_state(request),
        "channel": request.get_channel_display(),
        "requester": requester(request),
        "received_at": request.received_at,
        "state": "aan te nemen" if is_unaccepted else SHORT_STATES.get(request.state, request.get_state_display()),
        "holder": holder(request),
        "is_unaccepted": is_unaccepted,
        "waits": f"wacht op {request.get_waiting_for_display()}" if request.waiting_for else "",
        "due": deadline(request, at=at),
        "ended_at": request.closed_at,
    }


def tabs(counts: Mapping[str, int], *, chosen: str, query: str) -> list[dict[str, Any]]:
    """The states as tabs with their counts, open ones that hold nothing left out; then late, waiting and ended."""
    total = sum(counts[state] for state in UNFINISHED)
    shown = [("", "Open", total)]
    shown += [(state.value, label, counts[state]) for state, label in TABS if counts[state] or chosen == state]
    shown += [(LATE, "Te laat", counts[LATE]), (WAITING, "Wacht", counts[WAITING]), (ENDED, "Geëindigd", None)]
    return [
        {
            "label": label,
            "count": count,
            "url": f"?stand={key}{query}" if key or query else "?",
            "is_current": chosen == key,
        }
        for key, label, count in shown
    ]


def request_facts(request: ConsultationRequest) -> list[tuple[str, str]]:
    """What is known of a request, beside the question itself."""
    judged = ", ".join(
        filter(None, [request.get_discipline_display(), request.get_form_display(), _minutes(request.minutes)])
    )
    consent = {True: "patiënt stemt in", False: "patiënt weet er niet van", None: ""}[request.has_consent]
    rows = [
        ("Binnen", f"{_moment(request.received_at)}, {request.get_channel_display()}"),
        ("Gevraagd door", ", ".join(filter(None, [requester(request), consent]))),
        ("Voor", judged),
        ("Verwacht", request.expected),
        ("Antwoord vóór", request.answer_by and day_text(request.answer_by)),
        ("Wens", request.wish),
        ("ICPC", request.icpc),
        ("Opgeroepen voor", request.due_items),
        ("Bij", holder(request)),
        (
            "Wacht",
            request.waiting_for and f"op {request.get_waiting_for_display()} tot {day_text(request.waiting_until)}",
        ),
        ("Uitkomst", request.get_outcome_display()),
    ]
    return [(label, text) for label, text in rows if text]


def _minutes(count: int | None) -> str:
    return f"{count} min" if count else ""


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{day_text(local.date())} {local:%H:%M}"


def answer_line(request: ConsultationRequest) -> dict[str, Any] | None:
    """What the requester heard, or that no answer was needed."""
    if request.answered_at:
        by = f"{request.answered_by.name}, {_moment(request.answered_at)}, {request.get_answer_channel_display()}"
        return {"text": request.answer, "by": by}
    return {"text": "Een antwoord is niet nodig.", "by": ""} if request.answer_not_needed else None


def activity_row(activity: RequestActivity, *, on: date) -> dict[str, Any]:
    """What somebody does for a request, by when, and whether it is done."""
    if activity.appointment_id:
        return _appointment_row(activity)
    task = activity.task
    who = task.taken_by or (task.member and task.member.user)
    is_late = task.is_unfinished and task.due_on is not None and task.due_on < on
    words = {TaskState.DONE: "gedaan", TaskState.WITHDRAWN: "vervallen"}
    state = {"text": "te laat", "tone": "stop"} if is_late else {"text": words.get(task.state, "te doen"), "tone": ""}
    return {
        "kind": activity.get_kind_display(),
        "what": activity.what,
        "who": who.name if who else Role(task.role).label,
        "when": day_text(task.due_on) if task.due_on else "",
        "state": state,
        "outcome": task.outcome,
        "url": reverse("worklist:task", args=[task.uuid]),
    }


def _appointment_row(activity: RequestActivity) -> dict[str, Any]:
    row = activity.appointment
    tone = {AppointmentState.NO_SHOW: "stop", AppointmentState.CANCELLED: "warn"}.get(row.state, "")
    return {
        "kind": activity.get_kind_display(),
        "what": row.get_channel_display(),
        "who": row.member.user.name,
        "when": _moment(row.period.lower),
        "state": {"text": row.get_state_display().lower(), "tone": tone},
        "outcome": "",
        "url": "",
    }


def suggestion(activities: Iterable[RequestActivity], request: ConsultationRequest) -> str:
    """What the agenda says that the request does not say yet."""
    if request.state != RequestState.PLANNED:
        return ""
    states = {activity.appointment.state for activity in activities if activity.appointment_id}
    if AppointmentState.DONE in states:
        return "De afspraak is afgerond: leg vast dat het consult is uitgevoerd."
    if AppointmentState.NO_SHOW in states and not states & OPEN:
        return "De patiënt is niet verschenen."
    if states and states <= {AppointmentState.CANCELLED}:
        return "De afspraak is afgezegd: plan opnieuw of laat de planning vervallen."
    return ""


def event_line(event: RequestEvent) -> dict[str, Any]:
    """One act: `toegewezen aan Marleen Postma (was: POH somatiek)`."""
    text = event.get_act_display()
    to = _who(event.to_member, event.to_role)
    before = _who(event.from_member, event.from_role)
    if to:
        text += f" {TO_WHOM.get(event.act, 'aan')} {to}"
    if before and before != to:
        text += f" (lag bij {before})"
    words = ": ".join(filter(None, [event.get_reason_display(), event.note]))
    return {"at": event.at, "text": text, "by": event.by.name if event.by_id else "vanzelf", "note": words}


def _who(member, role: str) -> str:
    return member.user.name if member else Role(role).label if role else ""
