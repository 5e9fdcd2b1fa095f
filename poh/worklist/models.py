"""Something that somebody has to do, and what became of it."""

import pghistory
from django.db import models
from django.db.models import F, Q

from poh.accounts.enums import Role
from poh.accounts.models import Membership, PracticeModel, User
from poh.worklist.enums import UNFINISHED, Priority, TaskAct, TaskKind, TaskState
from poh.worklist.querysets import TaskQuerySet


def _member(label: str) -> models.ForeignKey:
    """A colleague of the same practice, or none; the key that carries the practice stands in migration 0002."""
    return models.ForeignKey(
        Membership, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="+", db_constraint=False
    )


@pghistory.track()
class Task(PracticeModel):
    """A piece of work for a person or for whoever has a role; about a patient or about none."""

    title = models.CharField("wat", max_length=120)
    reason = models.TextField("waarom", max_length=2000, blank=True)
    kind = models.CharField("soort", max_length=12, choices=TaskKind, default=TaskKind.GENERAL)
    patient = models.ForeignKey(
        "patients.Patient",
        models.PROTECT,
        verbose_name="patiënt",
        null=True,
        blank=True,
        related_name="tasks",
        db_constraint=False,
    )
    member = _member("voor")
    role = models.CharField("voor de rol", max_length=12, choices=Role, blank=True, default="")
    window_from = models.DateField("niet vóór", null=True, blank=True)
    due_on = models.DateField("klaar op", null=True, blank=True)
    priority = models.PositiveSmallIntegerField("voorrang", choices=Priority, default=Priority.NORMAL)

    state = models.CharField("stand", max_length=10, choices=TaskState, default=TaskState.OPEN, editable=False)
    taken_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="genomen door", null=True, related_name="+", editable=False
    )
    taken_at = models.DateTimeField("genomen op", null=True, editable=False)
    done_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="afgehandeld door", null=True, related_name="+", editable=False
    )
    done_at = models.DateTimeField("afgehandeld op", null=True, editable=False)
    outcome = models.CharField("uitkomst", max_length=500, blank=True, editable=False)

    origin_kind = models.CharField("komt uit", max_length=30, blank=True, editable=False)
    origin_uuid = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField("bewerking", default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta(PracticeModel.Meta):
        verbose_name = "taak"
        verbose_name_plural = "taken"
        constraints = [
            *PracticeModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(role=""),
                name="worklist_task_is_for_somebody",
                violation_error_message="Kies voor wie de taak is.",
            ),
            models.CheckConstraint(condition=Q(role="") | Q(role__in=Role.values), name="worklist_task_role_is_known"),
            models.CheckConstraint(condition=~Q(title=""), name="worklist_task_says_what"),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True) | Q(due_on__isnull=False, due_on__gte=F("window_from")),
                name="worklist_task_window_ends_after_it_starts",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.TAKEN, taken_by__isnull=False, taken_at__isnull=False)
                | Q(state=TaskState.OPEN, taken_by__isnull=True, taken_at__isnull=True)
                | Q(state__in=(TaskState.DONE, TaskState.WITHDRAWN)),
                name="worklist_task_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_by__isnull=False, done_at__isnull=False)
                | ~Q(state=TaskState.DONE) & Q(done_by__isnull=True, done_at__isnull=True, outcome=""),
                name="worklist_task_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(origin_kind="", origin_uuid__isnull=True)
                | ~Q(origin_kind="") & Q(origin_uuid__isnull=False),
                name="worklist_task_origin_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "member", "due_on"], condition=Q(state__in=UNFINISHED), name="worklist_task_of"
            ),
            models.Index(
                fields=["practice", "role", "due_on"], condition=Q(state__in=UNFINISHED), name="worklist_task_for_role"
            ),
            models.Index(
                fields=["practice", "taken_by"], condition=Q(state=TaskState.TAKEN), name="worklist_task_taken"
            ),
            models.Index(fields=["practice", "patient", "-id"], name="worklist_task_about"),
            models.Index(fields=["practice", "origin_kind", "origin_uuid"], name="worklist_task_from"),
            models.Index(fields=["practice", "-done_at"], condition=Q(state=TaskState.DONE), name="worklist_task_done"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class TaskStatus(PracticeModel):
    """One step of a task, as users see it: what was done, when, by whom, from whom to whom and why."""

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="taak", related_name="statuses", db_constraint=False)
    act = models.CharField("stap", max_length=12, choices=TaskAct)
    state = models.CharField("stand", max_length=10, choices=TaskState)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="door", null=True, related_name="+")
    at = models.DateTimeField("op")
    note = models.CharField("toelichting", max_length=500, blank=True)
    from_member = _member("van")
    from_role = models.CharField("van de rol", max_length=12, choices=Role, blank=True, default="")
    to_member = _member("aan")
    to_role = models.CharField("aan de rol", max_length=12, choices=Role, blank=True, default="")

    class Meta(PracticeModel.Meta):
        verbose_name = "stap van een taak"
        verbose_name_plural = "stappen van taken"
        ordering = ["-id"]
        indexes = [models.Index(fields=["practice", "task"], name="worklist_status_of")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%d-%m-%Y}"
