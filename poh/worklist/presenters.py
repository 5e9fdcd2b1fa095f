"""Words about tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from poh.accounts.enums import Role
from poh.accounts.models import User
from poh.worklist.enums import Priority, TaskAct, TaskState
from poh.worklist.models import Task, TaskStatus
from poh.worklist.origins import kind_of


def short_date(day: date, *, on: date) -> str:
    """`30-11`, with the year when that is another one."""
    return f"{day.day}-{day.month}" if day.year == on.year else f"{day.day}-{day.month}-{day.year}"


def due_of(task: Task, *, on: date) -> dict[str, str]:
    """When a task must be done: `te laat, 13-10`, `vandaag`, `30-11`, `tussen 1-6 en 30-6`."""
    if task.due_on is None:
        return {"text": "", "tone": ""}
    if task.due_on < on:
        return {"text": f"te laat, {short_date(task.due_on, on=on)}", "tone": "stop"}
    if task.due_on == on:
        return {"text": "vandaag", "tone": "warn"}
    if task.window_from and task.window_from > on:
        first, last = short_date(task.window_from, on=on), short_date(task.due_on, on=on)
        return {"text": f"tussen {first} en {last}", "tone": ""}
    if (task.due_on - on).days == 1:
        return {"text": "morgen", "tone": ""}
    return {"text": short_date(task.due_on, on=on), "tone": ""}


def whose(task: Task) -> str:
    """Who has the task, or for whom it is."""
    if task.taken_by_id:
        return task.taken_by.name
    return task.member.user.name if task.member_id else Role(task.role).label


def about(task: Task) -> dict[str, str] | None:
    """The patient of a task; of a shielded one only the name."""
    if task.patient_id is None:
        return None
    patient = task.patient
    born = "" if patient.is_restricted else str(patient.birth_date)
    return {"name": patient.list_name, "born": born, "url": reverse("patients:detail", args=[patient.uuid])}


def origin_of(task: Task) -> dict[str, str] | None:
    """What the task came from, to open: the row that made it, or else the record of the patient."""
    kind = kind_of(task.origin_kind)
    if kind is not None:
        return {"label": kind.label, "url": kind.url_for(task.origin_uuid)}
    patient = about(task)
    return {"label": "dossier", "url": patient["url"]} if patient else None


def task_row(task: Task, *, user: User, on: date) -> dict[str, Any]:
    """A line of the list."""
    return {
        "uuid": task.uuid,
        "url": reverse("worklist:task", args=[task.uuid]),
        "title": task.title,
        "kind": task.get_kind_display(),
        "patient": about(task),
        "who": whose(task),
        "is_mine": task.taken_by_id == user.pk,
        "is_taken": task.state == TaskState.TAKEN,
        "is_high": task.priority == Priority.HIGH,
        "due": due_of(task, on=on),
        "done_at": task.done_at,
        "outcome": task.outcome,
    }


def task_page(task: Task, steps: Iterable[TaskStatus], *, user: User, on: date) -> dict[str, Any]:
    """One task with what may be done with it, and its history."""
    taken_by_other = task.state == TaskState.TAKEN and task.taken_by_id != user.pk
    return task_row(task, user=user, on=on) | {
        "reason": task.reason,
        "state": {"text": task.get_state_display(), "tone": ""},
        "origin": origin_of(task),
        "can_take": task.state == TaskState.OPEN,
        "can_finish": task.is_unfinished and not taken_by_other,
        "can_hand_over": task.is_unfinished,
        "can_reopen": task.state == TaskState.DONE,
        "steps": [step_line(step) for step in steps],
    }


def step_line(step: TaskStatus) -> dict[str, Any]:
    """One step: `doorgegeven aan Marleen Postma`."""
    to = step.to_member.user.name if step.to_member_id else step.to_role and Role(step.to_role).label
    text = step.get_act_display()
    if to:
        text += f" {'voor' if step.act == TaskAct.ADDED else 'aan'} {to}"
    return {"at": step.at, "text": text, "by": step.by.name if step.by_id else "vanzelf", "note": step.note}
