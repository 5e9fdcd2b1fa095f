"""Give somebody work, take it, finish it, hand it over. Each act leaves a step in the history of the task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice, User
from poh.accounts.permissions import Permission, permissions_of
from poh.audit.enums import Event
from poh.audit.services import record
from poh.worklist.enums import TASK_STEPS, Priority, TaskAct, TaskKind, TaskState
from poh.worklist.models import Task, TaskStatus
from poh.worklist.origins import Origin
from poh.worklist.signals import task_changed

if TYPE_CHECKING:
    from patients.models import Patient


@dataclass(frozen=True)
class Recipient:
    """A colleague, or whoever has a role."""

    member: Membership | None = None
    role: str = ""

    def __post_init__(self) -> None:
        if self.member is None and not self.role:
            raise ValueError("a task is for a person or for a role")

    def __str__(self) -> str:
        return self.member.user.name if self.member else Role(self.role).label

    def may_see_patients(self) -> bool:
        """Whether the work of this recipient includes opening records."""
        roles = self.member.roles if self.member else [self.role]
        return Permission.PATIENT_VIEW in permissions_of(roles)


@dataclass(frozen=True)
class NewTask:
    """What has to be done, for whom, about whom, and when: between `window_from` and `due_on`."""

    title: str
    to: Recipient
    kind: TaskKind = TaskKind.GENERAL
    reason: str = ""
    patient: Patient | None = None
    window_from: date | None = None
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    origin: Origin | None = None


class StepNotAllowed(Exception):
    """The task is not in a state from which this may follow; the message is a Dutch sentence."""


class AlreadyTaken(StepNotAllowed):
    """Somebody else took the task first."""

    def __init__(self, by: User) -> None:
        super().__init__(f"{by.name} heeft deze taak al genomen.")
        self.by = by


class NotForThem(Exception):
    """The task is about a patient, and the recipient may see no patients."""

    def __init__(self, to: Recipient) -> None:
        super().__init__(f"{to} mag geen patiënten zien. Kies een ander voor deze taak.")


@transaction.atomic
def add_task(*, practice: Practice, task: NewTask, by: User | None, at: datetime) -> Task:
    """Put a task on the list of its recipient; `by` is None for what a job does."""
    if task.patient is not None and not task.to.may_see_patients():
        raise NotForThem(task.to)
    row = Task(
        practice=practice,
        title=task.title,
        reason=task.reason,
        kind=task.kind,
        patient=task.patient,
        member=task.to.member,
        role=task.to.role,
        window_from=task.window_from,
        due_on=task.due_on,
        priority=task.priority,
        origin_kind=task.origin.kind if task.origin else "",
        origin_uuid=task.origin.uuid if task.origin else None,
    )
    row.save(force_insert=True)
    _note(row, TaskAct.ADDED, by=by, at=at, told=_Told(to=task.to))
    return row


@transaction.atomic
def take_task(*, task: Task, by: User, at: datetime) -> Task:
    """The task is now of `by`; taking one's own changes nothing. AlreadyTaken, with who, when somebody was first."""
    task = _locked(task)
    if task.state == TaskState.TAKEN:
        if task.taken_by_id != by.pk:
            raise AlreadyTaken(task.taken_by)
        return task
    _step(task, TaskState.TAKEN)
    task.taken_by, task.taken_at = by, at
    _save(task, "state", "taken_by", "taken_at")
    _note(task, TaskAct.TAKEN, by=by, at=at)
    return task


@transaction.atomic
def finish_task(*, task: Task, outcome: str = "", by: User, at: datetime) -> Task:
    """The work is done; `outcome` tells what came of it. A task that somebody else took is theirs to finish."""
    task = _locked(task)
    if task.state == TaskState.TAKEN and task.taken_by_id != by.pk:
        raise AlreadyTaken(task.taken_by)
    _step(task, TaskState.DONE)
    task.done_by, task.done_at, task.outcome = by, at, outcome
    _save(task, "state", "done_by", "done_at", "outcome")
    _note(task, TaskAct.DONE, by=by, at=at, told=_Told(outcome))
    return task


@transaction.atomic
def hand_over_task(*, task: Task, to: Recipient, note: str = "", by: User | None, at: datetime) -> Task:
    """Give the task to another person or role, whoever had it; it is open again."""
    task = _locked(task)
    if task.patient_id is not None and not to.may_see_patients():
        raise NotForThem(to)
    _step(task, TaskState.OPEN, unless=TaskState.DONE)
    told = _Told(note, from_member=task.member, from_role=task.role, to=to)
    task.member, task.role = to.member, to.role
    task.taken_by = task.taken_at = None
    _save(task, "state", "member", "role", "taken_by", "taken_at")
    _note(task, TaskAct.HANDED_OVER, by=by, at=at, told=told)
    return task


@transaction.atomic
def reopen_task(*, task: Task, by: User, at: datetime) -> Task:
    """Put back what was finished by mistake; it is open again for whom it was meant."""
    task = _locked(task)
    if task.state != TaskState.DONE:
        raise StepNotAllowed(f"Deze taak is niet afgehandeld, maar {task.get_state_display()}.")
    task.state, task.outcome = TaskState.OPEN, ""
    task.taken_by = task.taken_at = task.done_by = task.done_at = None
    _save(task, "state", "outcome", "taken_by", "taken_at", "done_by", "done_at")
    _note(task, TaskAct.REOPENED, by=by, at=at)
    return task


@transaction.atomic
def withdraw_task(*, task: Task, reason: str, by: User | None, at: datetime) -> Task:
    """The work need not be done any more."""
    task = _locked(task)
    _step(task, TaskState.WITHDRAWN)
    _save(task, "state")
    _note(task, TaskAct.WITHDRAWN, by=by, at=at, told=_Told(reason))
    return task


@transaction.atomic
def withdraw_tasks_of(*, practice: Practice, origin: Origin, reason: str, by: User | None, at: datetime) -> list[Task]:
    """Withdraw what is unfinished of the work that came from one row; what was done stays done."""
    rows = Task.objects.for_practice(practice).unfinished().from_origin(origin).order_by("pk")
    return [withdraw_task(task=row, reason=reason, by=by, at=at) for row in rows]


def _locked(task: Task) -> Task:
    """The task as it stands now, held until the end of the transaction.

    Without joins: after waiting for a lock PostgreSQL reads this row anew, and what is joined to it as it was before.
    """
    return Task.objects.for_practice(task.practice).select_for_update().get(pk=task.pk)


def _step(task: Task, state: TaskState, *, unless: TaskState | None = None) -> None:
    now = TaskState(task.state)
    if state not in TASK_STEPS[now] or now == unless:
        raise StepNotAllowed(f"Deze taak is al {now.label}.")
    task.state = state


def _save(task: Task, *fields: str) -> None:
    """Save within the lock that `_locked` took, so the version only has to tell others that something changed."""
    task.version += 1
    task.save(update_fields=[*fields, "version", "updated_at"])


@dataclass(frozen=True)
class _Told:
    """What the history tells beside who did what: a note, and from whom to whom the task went."""

    note: str = ""
    from_member: Membership | None = None
    from_role: str = ""
    to: Recipient | None = None

    def fields(self) -> dict[str, object]:
        return {
            "note": self.note,
            "from_member": self.from_member,
            "from_role": self.from_role,
            "to_member": self.to.member if self.to else None,
            "to_role": self.to.role if self.to else "",
        }


def _note(task: Task, act: TaskAct, *, by: User | None, at: datetime, told: _Told = _Told()) -> None:
    TaskStatus.objects.create(
        practice=task.practice, task=task, act=act, state=task.state, by=by, at=at, **told.fields()
    )
    event = Event.TASK_ADDED if act == TaskAct.ADDED else Event.TASK_CHANGED
    record(event, patients=[task.patient_id] if task.patient_id else [], object=task)
    task_changed.send(sender=Task, task=task, act=act, by=by)
