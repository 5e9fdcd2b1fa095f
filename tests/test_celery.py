"""A real worker on the real broker: its settings as it booted, and what its jobs can see."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from poh.celery import TooFarAhead, UnscopedTask, app
from tests import worker_app
from tests.factories.accounts import LocationFactory

ROOT = Path(__file__).parent.parent
PATIENCE = 60


@dataclass
class Worker:
    """A running worker: its name, its log, and what its jobs left."""

    name: str
    log: Path
    store: redis.Redis

    def wait_for(self, word: str) -> object:
        """What the job with this word left; fails when it leaves nothing."""
        return self._until(lambda: dict(map(json.loads, self.store.lrange(worker_app.FOUND, 0, -1))).get(word))

    def wait_for_line(self, **facts) -> dict:
        """The line of the log with these facts."""
        return self._until(lambda: next((line for line in self.lines() if facts.items() <= line.items()), None))

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def wait_until_it_answers(self) -> None:
        self._until(lambda: app.control.ping(destination=[self.name], timeout=1) or None)

    def _until(self, look: Callable[[], Any]) -> Any:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (found := look()) is not None:
                return found
            time.sleep(0.05)
        return pytest.fail(f"nothing after {PATIENCE} s; log of the worker:\n{self.log.read_text()}")


@pytest.fixture(scope="module")
def worker(django_db_setup, tmp_path_factory) -> Iterator[Worker]:
    """A worker with production settings, on the database and the broker of the tests."""
    database = urlsplit(settings.SERVERS.app_url)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    name, log = f"test-{uuid.uuid4().hex}@poh", tmp_path_factory.mktemp("worker") / "log"
    command = ["celery", "--app", "tests.worker_app:app", "--skip-checks", "worker", "--concurrency", "1"]
    command += ["--hostname", name, "--queues", settings.CELERY_TASK_DEFAULT_QUEUE, "--without-mingle"]
    env = os.environ | {
        "DATABASE_APP_URL": database,
        "DJANGO_SETTINGS_MODULE": "poh.settings",
        "POH_ENV": "production",
        "SECRET_KEY": "a key for tests that is long enough to be accepted as one",
        "ALLOWED_HOSTS": "poh.example",
    }
    store = redis.Redis.from_url(settings.SERVERS.redis_url)
    store.delete(worker_app.FOUND, settings.CELERY_TASK_DEFAULT_QUEUE)
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=output, stderr=output)
    running = Worker(name, log, store)
    try:
        running.wait_until_it_answers()
        yield running
    finally:
        process.terminate()
        process.wait(30)
        store.delete(worker_app.FOUND, settings.CELERY_TASK_DEFAULT_QUEUE)
        store.close()


@pytest.fixture
def word() -> str:
    return uuid.uuid4().hex


def _ask(worker: Worker, question: str, **arguments) -> dict:
    return getattr(app.control.inspect(destination=[worker.name], timeout=10), question)(**arguments)[worker.name]


def test_worker_runs_with_the_settings_that_lose_no_job(worker):
    conf = _ask(worker, "conf", with_defaults=True)

    visibility, hard_limit = app.conf.visibility_timeout, conf["task_time_limit"]
    assert conf["task_acks_late"] is True
    assert conf["task_reject_on_worker_lost"] is True
    assert conf["worker_prefetch_multiplier"] == 1
    assert visibility >= 2 * hard_limit > conf["task_soft_time_limit"]
    assert conf["broker_transport_options"] == {
        "visibility_timeout": visibility,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
    assert conf["result_backend_transport_options"] == {"visibility_timeout": visibility}
    assert conf["worker_soft_shutdown_timeout"] > 0
    assert conf["worker_enable_soft_shutdown_on_idle"] is True
    assert (conf["enable_utc"], conf["timezone"]) == (True, "Europe/Amsterdam")


def test_worker_speaks_json_only(worker):
    conf = _ask(worker, "conf", with_defaults=True)
    assert (conf["accept_content"], conf["task_serializer"]) == (["json"], "json")


def test_worker_takes_one_job_at_a_time(worker):
    stats = _ask(worker, "stats")
    assert (stats["prefetch_count"], stats["pool"]["max-concurrency"]) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_job_within_a_practice_sees_only_its_rows(worker, word):
    north, _south = LocationFactory(name="Noord"), LocationFactory(name="Zuid")
    worker_app.within.delay(north.practice_id, word)
    assert worker.wait_for(word) == ["Noord"]


@pytest.mark.django_db(transaction=True)
def test_job_outside_every_practice_sees_no_row(worker, word):
    LocationFactory(name="Noord")
    worker_app.outside.delay(word)
    assert worker.wait_for(word) == []


@pytest.mark.django_db(transaction=True)
def test_job_that_does_not_say_where_it_works_is_refused(worker, word):
    task_id = worker_app.bare.delay(word).id
    line = worker.wait_for_line(event="task", task_id=task_id)
    assert line["state"] == "FAILURE"
    assert word not in str(worker.store.lrange(worker_app.FOUND, 0, -1))


@pytest.mark.django_db(transaction=True)
def test_job_whose_process_is_killed_runs_again(worker, word):
    worker_app.die_once.delay(word)
    assert worker.wait_for(word) == "second time"


def test_pickled_job_is_refused(worker, word):
    with app.connection_for_write() as broker:
        app.send_task(
            worker_app.outside.name,
            [word],
            serializer="pickle",
            connection=broker,
            queue=settings.CELERY_TASK_DEFAULT_QUEUE,
        )
    worker_app.outside.delay(f"{word}-after")

    assert worker.wait_for(f"{word}-after") == []
    assert word not in dict(map(json.loads, worker.store.lrange(worker_app.FOUND, 0, -1)))


@pytest.mark.django_db(transaction=True)
def test_every_line_of_a_job_names_it_and_its_practice(worker, word):
    practice_id = LocationFactory().practice_id
    task_id = worker_app.within.delay(practice_id, word).id

    own = worker.wait_for_line(event="looking", task_id=task_id)
    last = worker.wait_for_line(event="task", task_id=task_id)

    name = "tests.worker_app.within"
    assert (own["task"], own["practice"], last["task"], last["state"]) == (name, practice_id, name, "SUCCESS")
    assert last["ms"] > 0


@pytest.mark.django_db(transaction=True)
def test_line_of_a_failed_job_holds_nothing_of_what_was_typed(worker):
    practice_id = LocationFactory().practice_id
    task_id = worker_app.fail.delay(practice_id, "Kanariepiet").id

    assert worker.wait_for_line(event="task", task_id=task_id)["state"] == "FAILURE"
    fault = worker.wait_for_line(event="task_failed", task_id=task_id)
    assert "ValueError" in fault["exception"]
    assert "Kanariepiet" not in worker.log.read_text()


def test_every_task_of_ours_says_where_it_works_and_is_acknowledged_late():
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if name.split(".")[0] not in {"celery", "tests"}}
    assert [name for name, task in ours.items() if task.scope not in {"practice", "system"} or not task.acks_late] == []
    assert "poh.accounts.tasks.forget_idempotency_keys" in ours


def test_bare_task_is_refused_in_any_process():
    with pytest.raises(UnscopedTask):
        worker_app.bare("woord")


def test_every_planned_job_exists():
    app.loader.import_default_modules()
    planned = settings.CELERY_BEAT_SCHEDULE.values()
    spread = [job["args"][0] for job in planned if job["task"] == "poh.accounts.jobs.fan_out"]
    assert {job["task"] for job in planned} - set(app.tasks) == set()
    assert {name: app.tasks[name].scope for name in spread} == dict.fromkeys(spread, "practice")


@pytest.mark.parametrize("ahead", [{"countdown": 1801}, {"eta": datetime.now(UTC) + timedelta(hours=1)}])
def test_job_far_ahead_is_refused(ahead):
    with pytest.raises(TooFarAhead):
        worker_app.outside.apply_async(["woord"], **ahead)
