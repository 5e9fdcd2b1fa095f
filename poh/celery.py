"""The Celery application: JSON only, tasks found in each app's `tasks.py`, one log line for each."""

import logging.config
import os
import time
from typing import Any

import structlog
from celery import Celery, Task, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poh.settings")

log = structlog.get_logger("poh.jobs")


class UnscopedTask(RuntimeError):
    """A task did not say within which practice it works."""


class TooFarAhead(ValueError):
    """A task was queued for later than the broker can hold it; such plans belong in the database."""


class ScopedTask(Task):
    """A task that says where it works (`practice_task`, `system_task`), and starts soon."""

    scope = ""

    def __call__(self, *args, **kwargs) -> Any:
        # Celery's own tasks (groups, chords) touch no rows of ours.
        if not self.scope and not self.name.startswith("celery."):
            raise UnscopedTask(f"{self.name}: use practice_task or system_task of poh.accounts.jobs")
        return super().__call__(*args, **kwargs)

    def apply_async(self, args=None, kwargs=None, task_id=None, producer=None, **options) -> Any:
        """Queue the task. Redis hands a message out again after the visibility timeout, so a late one would repeat."""
        soonest = self.app.conf.visibility_timeout / 2
        delay = options.get("countdown") or 0
        if eta := options.get("eta"):
            delay = max(delay, eta.timestamp() - time.time())
        if delay > soonest:
            raise TooFarAhead(f"{self.name}: {delay:.0f} s ahead, at most {soonest:.0f} s")
        return super().apply_async(args, kwargs, task_id, producer, **options)


app = Celery("poh", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["poh.accounts"], related_name="jobs")


@signals.setup_logging.connect
def use_django_logging(**_: Any) -> None:
    """Keep Celery from setting up its own log."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@signals.task_prerun.connect
def name_the_task(task_id: str, task: Task, **_: Any) -> None:
    """Bind the task to every line that it writes, and start its clock."""
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)
    task.request.started = time.perf_counter()


@signals.task_postrun.connect
def write_line(task: Task, state: str | None = None, **_: Any) -> None:
    """One line for each task that ran."""
    log.info("task", state=state or "ABORTED", ms=round((time.perf_counter() - task.request.started) * 1000, 1))
    structlog.contextvars.unbind_contextvars("task_id", "task")
