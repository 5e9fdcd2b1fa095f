"""Whose work lies where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, QuerySet

from poh.accounts.models import Membership
from poh.accounts.permissions import Permission
from poh.worklist.models import Task, TaskStatus
from poh.worklist.querysets import TaskQuerySet

if TYPE_CHECKING:
    from patients.models import Patient

# So long a finished task can still be seen in the list, and put back.
DONE_DAYS = 14

BEFORE_ME, MINE, ROLE, ALL = "", "mij", "rol", "alle"


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks the list shows: whose, of what kind, late ones only, those whose window is yet to open, finished."""

    whose: str = BEFORE_ME
    kind: str = ""
    is_late: bool = False
    with_later: bool = False
    is_done: bool = False


def tasks_for(*, member: Membership, permissions: Collection[str], asked: TaskFilter, on: date) -> QuerySet[Task]:
    """The tasks that the list shows to this person, what must be done first on top."""
    tasks = _seen_by(member, permissions)
    tasks = _done(tasks, member, asked.whose, on=on) if asked.is_done else _unfinished(tasks, member, asked, on=on)
    if asked.kind:
        tasks = tasks.filter(kind=asked.kind)
    if asked.is_late:
        tasks = tasks.late(on=on)
    tasks = tasks.select_related("patient", "member__user", "taken_by", "done_by")
    return tasks.order_by("-done_at", "-pk") if asked.is_done else tasks.first_things_first(on=on)


def _unfinished(tasks: TaskQuerySet, member: Membership, asked: TaskFilter, *, on: date) -> TaskQuerySet:
    tasks = tasks.unfinished() if asked.with_later else tasks.unfinished().startable(on=on)
    if asked.whose == ALL:
        return tasks
    if asked.whose == ROLE:
        return tasks.for_roles(member.roles)
    return tasks.of_member(member) if asked.whose == MINE else tasks.before(member)


def _done(tasks: TaskQuerySet, member: Membership, whose: str, *, on: date) -> TaskQuerySet:
    """What was finished lately; of oneself it is what one finished, whoever it was for."""
    done = tasks.done_since(on=on - timedelta(days=DONE_DAYS))
    if whose == ALL:
        return done
    return done.filter(role__in=member.roles) if whose == ROLE else done.filter(done_by=member.user_id)


def _seen_by(member: Membership, permissions: Collection[str]) -> TaskQuerySet:
    tasks = Task.objects.for_practice(member.practice)
    return tasks if Permission.PATIENT_VIEW in permissions else tasks.without_patients()


def task_by_uuid(*, member: Membership, permissions: Collection[str], uuid: UUID) -> Task | None:
    """The task of this practice with this uuid, when this person may see it."""
    rows = _seen_by(member, permissions).select_related("patient", "member__user", "taken_by", "done_by")
    return rows.filter(uuid=uuid).first()


def tasks_by_uuid(*, member: Membership, permissions: Collection[str], uuids: Collection[UUID]) -> list[Task]:
    """Those of these tasks that this person may see, in the order in which they were made."""
    return list(_seen_by(member, permissions).filter(uuid__in=uuids).order_by("pk"))


def history_of(*, task: Task) -> QuerySet[TaskStatus]:
    """The steps of a task, the last first."""
    rows = TaskStatus.objects.for_practice(task.practice).filter(task=task)
    return rows.select_related("by", "from_member__user", "to_member__user").order_by("-pk")


def pressing_count(*, member: Membership, permissions: Collection[str], on: date) -> int:
    """How many tasks this person must act on today: what the counter in the rail shows."""
    return _seen_by(member, permissions).unfinished().before(member).pressing(on=on).count()


def pressing_tasks(*, member: Membership, permissions: Collection[str], on: date) -> QuerySet[Task]:
    """The tasks that this person must act on today, what must be done first on top."""
    tasks = _seen_by(member, permissions).unfinished().before(member).pressing(on=on)
    return tasks.select_related("patient", "member__user", "taken_by").first_things_first(on=on)


def tasks_about(*, patient: Patient) -> QuerySet[Task]:
    """What still has to be done about one patient, by whomever, what must be done first on top."""
    tasks = Task.objects.for_practice(patient.practice).filter(patient=patient).unfinished()
    return tasks.select_related("member__user", "taken_by").order_by("priority", "due_on", "pk")


def unfinished_per_kind(*, member: Membership, permissions: Collection[str]) -> dict[str, int]:
    """How many unfinished tasks lie before this person, by kind."""
    rows = _seen_by(member, permissions).unfinished().before(member).order_by()
    return dict(rows.values_list("kind").annotate(count=Count("pk")))
