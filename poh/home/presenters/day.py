"""Mijn dag: for each role what it must act on now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.presenters.requests import request_row
from consultations.querysets_requests import TO_ACCEPT, TO_TRIAGE
from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.models import Membership
from poh.accounts.permissions import Permission, permissions_of
from poh.home.presenters.visits import Moment, day_rows, summary
from poh.home.selectors.day import SHOWN_BESIDE, Beside, beside_day, visits_of
from poh.worklist.presenters import task_row
from poh.worklist.selectors import pressing_tasks
from scheduling.models import Appointment
from scheduling.selectors.lists import WaitingRoom, waiting_room

# After so many minutes past the hour somebody who is not there is late.
LATE_AFTER = timedelta(minutes=5)
ONE_DAY = timedelta(days=1)


@dataclass
class DayPage:
    """What somebody sees of a day: their own appointments, the waiting room, and what lies beside it."""

    moment: Moment
    rows: list[dict[str, Any]] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    room: dict[str, Any] | None = None
    urgent: list[dict[str, Any]] = field(default_factory=list)
    to_triage: list[dict[str, Any]] | None = None
    to_accept: list[dict[str, Any]] | None = None
    due: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    has_more_tasks: bool = False
    patients: list[Patient | int] = field(default_factory=list)

    @property
    def before_url(self) -> str:
        return _day_url(self.moment, -ONE_DAY)

    @property
    def after_url(self) -> str:
        return _day_url(self.moment, ONE_DAY)

    @property
    def has_day(self) -> bool:
        return bool(self.rows) or self.room is None


def _day_url(moment: Moment, step: timedelta) -> str:
    return f"{reverse('home:my_day')}?dag={(moment.on + step).isoformat()}"


def day_page(*, member: Membership, permissions: Collection[str], moment: Moment) -> DayPage:
    """The day of somebody who sees patients; for the assistent with the waiting room."""
    page = DayPage(moment)
    visits = visits_of(member=member, on=moment.on)
    page.rows, page.summary = day_rows(visits, moment), summary(visits, moment)
    page.patients += [row.patient for row in visits.appointments if row.patient_id]
    if Role.ASSISTENT in member.roles:
        found = waiting_room(practice=member.practice, on=moment.on)
        page.room = _room(found, moment)
        everybody = (*found.present, *found.in_consult, *found.expected)
        page.patients += [row.patient_id for row in everybody if row.patient_id]
    if Permission.REQUEST_REGISTER in permissions:
        _put_beside(page, beside_day(member=member, permissions=permissions, at=moment.at), member)
    return page


def tasks_only(*, member: Membership, permissions: Collection[str], moment: Moment) -> DayPage:
    """The day of somebody who sees no patients: what they have to do."""
    page = DayPage(moment)
    tasks = pressing_tasks(member=member, permissions=permissions, on=moment.on)
    _put_tasks(page, list(tasks[: SHOWN_BESIDE + 1]), member)
    return page


def _put_beside(page: DayPage, beside: Beside, member: Membership) -> None:
    at = page.moment.at
    rows = {row.pk: request_row(row, at=at) for row in beside.requests}
    groups = {kind: [rows[row.pk] for row in beside.requests if _kind(row, member) == kind] for kind in KINDS}
    page.urgent, page.due = groups["urgent"], groups["due"]
    page.to_triage = groups["triage"] if Role.ASSISTENT in member.roles else None
    page.to_accept = groups["accept"] if Permission.REQUEST_WORK in permissions_of(member.roles) else None
    page.answers = [_answer(row) for row in beside.answers]
    page.patients += [row.patient_id for row in (*beside.requests, *beside.answers) if row.patient_id]
    _put_tasks(page, beside.tasks, member)


def _put_tasks(page: DayPage, tasks: list, member: Membership) -> None:
    page.tasks = [task_row(task, user=member.user, on=page.moment.on) for task in tasks[:SHOWN_BESIDE]]
    page.has_more_tasks = len(tasks) > SHOWN_BESIDE
    page.patients += [task.patient_id for task in tasks if task.patient_id]


KINDS = ("urgent", "triage", "accept", "due")


def _kind(request: ConsultationRequest, member: Membership) -> str:
    """Under which head a request stands: what may not wait goes before everything."""
    if request.is_urgent:
        return "urgent"
    if request.state in TO_TRIAGE or not (request.member_id or request.role):
        return "triage"
    return "due" if request.accepted_at or request.state not in TO_ACCEPT else "accept"


def _answer(request: ConsultationRequest) -> dict[str, Any]:
    return {
        "url": reverse("consultations:request", args=[request.uuid]),
        "name": request.patient.list_name if request.patient_id else "Zonder patiënt",
        "text": request.answer,
        "by": request.answered_by.name,
        "at": request.answered_at,
    }


def _room(found: WaitingRoom, moment: Moment) -> dict[str, Any]:
    """Who is here, the longest wait first, and who should have been."""
    late = [row for row in found.expected if row.period.lower + LATE_AFTER < moment.at]
    coming = [row for row in found.expected if row not in late]
    return {
        "present": [_seat(row, moment) for row in found.present],
        "in_consult": [_seat(row, moment) for row in found.in_consult],
        "late": [_seat(row, moment) for row in late[:SHOWN_BESIDE]] if moment.is_today else [],
        "late_count": len(late) if moment.is_today else 0,
        "coming": [_seat(row, moment) for row in coming[:SHOWN_BESIDE]],
        "expected": len(coming),
        "url": reverse("scheduling:waiting_room"),
    }


def _seat(appointment: Appointment, moment: Moment) -> dict[str, Any]:
    starts = timezone.localtime(appointment.period.lower)
    since = appointment.waiting_at or appointment.checked_in_at
    return {
        "time": f"{starts:%H:%M}",
        "name": appointment.patient.list_name if appointment.patient_id else appointment.title,
        "with": appointment.member.user.name,
        "room": appointment.room.name if appointment.room_id else appointment.location.name,
        "url": reverse("scheduling:appointment", args=[appointment.uuid]),
        "check_in_url": reverse("scheduling:check_in", args=[appointment.uuid]),
        "waits": _minutes(since, moment.at) if since else 0,
        "late": _minutes(appointment.period.lower, moment.at),
    }


def _minutes(since: datetime, at: datetime) -> int:
    return max(0, int((at - since).total_seconds() // 60))
