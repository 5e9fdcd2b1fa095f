"""The states of a task, and what kind of work it is."""

from django.db import models


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", "open"
    TAKEN = "taken", "genomen"
    DONE = "done", "afgehandeld"
    WITHDRAWN = "withdrawn", "vervallen"


UNFINISHED = (TaskState.OPEN, TaskState.TAKEN)

# What may follow on what. Handing over makes a task open again; what was ticked off by mistake can be put back.
TASK_STEPS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.OPEN, TaskState.TAKEN, TaskState.DONE, TaskState.WITHDRAWN}),
    TaskState.TAKEN: frozenset({TaskState.OPEN, TaskState.TAKEN, TaskState.DONE, TaskState.WITHDRAWN}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.WITHDRAWN: frozenset(),
}


class TaskAct(models.TextChoices):
    """What somebody did with a task; the label is how the history says it."""

    ADDED = "added", "gemaakt"
    TAKEN = "taken", "genomen"
    HANDED_OVER = "handed_over", "doorgegeven"
    DONE = "done", "afgehandeld"
    REOPENED = "reopened", "teruggezet"
    WITHDRAWN = "withdrawn", "vervallen"


class TaskKind(models.TextChoices):
    """What kind of work a task is; lists filter on it."""

    GENERAL = "general", "algemeen"
    CALL = "call", "bellen"
    LETTER = "letter", "brief"
    VISIT = "visit", "visite"
    AGENDA = "agenda", "afspraak"
    REQUEST = "request", "aanvraag"
    RECALL = "recall", "oproep"
    CARE_PLAN = "care_plan", "zorgplan"
    PROTOCOL = "protocol", "protocol"


class Priority(models.IntegerChoices):
    """High goes above everything that is not late."""

    HIGH = 1, "hoog"
    NORMAL = 2, "gewoon"
