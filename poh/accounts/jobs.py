"""Jobs within a practice: a task names its practice, and sees and changes only that one."""

from collections.abc import Callable
from functools import wraps

import structlog
from celery import Task, current_app, shared_task

from poh.accounts.models import Practice
from poh.accounts.scope import practice_scope

log = structlog.get_logger(__name__)

PRACTICE, SYSTEM = "practice", "system"


def practice_task(function: Callable) -> Task:
    """A task that runs `function(practice, ...)` in one transaction within that practice.

    Queue it with the id: `send_recalls.delay(practice.pk, "2026-11-25")`. It may run twice; the access log names it
    as the job.
    """
    name = f"{function.__module__}.{function.__name__}"

    @wraps(function)
    def run(practice_id: int, *args, **kwargs) -> None:
        practice = Practice.objects.get(pk=practice_id)
        with structlog.contextvars.bound_contextvars(practice=practice.pk), practice_scope(practice, job=name):
            function(practice, *args, **kwargs)

    return shared_task(run, name=name, scope=PRACTICE)


def system_task(function: Callable) -> Task:
    """A task outside every practice: the database shows it no row of any."""
    return shared_task(function, scope=SYSTEM)


def for_every_practice(task: Task, *args, **kwargs) -> int:
    """Queue `task` once for each practice; returns how many. One that fails leaves the others alone."""
    if task.scope != PRACTICE:
        raise ValueError(f"{task.name} is no practice_task")
    practices = list(Practice.objects.order_by("pk").values_list("pk", flat=True))
    for practice_id in practices:
        task.delay(practice_id, *args, **kwargs)
    return len(practices)


@system_task
def fan_out(task_name: str, *args) -> None:
    """Queue the named practice_task for every practice; this is what beat starts."""
    count = for_every_practice(current_app.tasks[task_name], *args)
    log.info("fanned_out", job=task_name, practices=count)
