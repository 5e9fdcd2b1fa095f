import base64
import json
from collections.abc import Callable, Iterator

import pytest
import redis
from django.conf import settings

from poh.accounts import jobs
from poh.accounts.jobs import fan_out, for_every_practice, practice_task, system_task
from poh.accounts.models import Location
from poh.accounts.scope import current_scope
from tests.factories.accounts import LocationFactory, PracticeFactory

pytestmark = pytest.mark.django_db
seen: list = []


@practice_task
def look(practice, word: str = "") -> None:
    """Note what is visible within the practice."""
    names = sorted(Location.objects.values_list("name", flat=True))
    seen.append((practice.pk, word, current_scope().job, names))


@system_task
def look_around() -> None:
    """Note what is visible outside every practice."""
    seen.append(list(Location.objects.all()))


@practice_task
def rename_and_fail(practice) -> None:
    """Change a row, then break."""
    Location.objects.update(name="Anders")
    raise ValueError("kapot")


@pytest.fixture(autouse=True)
def _nothing_seen():
    seen.clear()


@pytest.fixture
def two_practices():
    return [LocationFactory(name=name).practice for name in ("Noord", "Zuid")]


def test_practice_task_sees_its_practice_and_names_its_job(two_practices):
    look(two_practices[1].pk, "woord")
    assert seen == [(two_practices[1].pk, "woord", "tests.accounts.test_jobs.look", ["Zuid"])]


def test_practice_task_that_fails_undoes_its_work(two_practices):
    with pytest.raises(ValueError, match="kapot"):
        rename_and_fail(two_practices[0].pk)
    look(two_practices[0].pk)
    assert seen[0][3] == ["Noord"]


def test_system_task_sees_no_row_of_any_practice(two_practices):
    look_around()
    assert seen == [[]]


@pytest.fixture
def queued() -> Iterator[Callable[[], list]]:
    """The jobs that wait in Redis: a function that gives (name, arguments) in order."""
    broker = redis.Redis.from_url(settings.SERVERS.redis_url)
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    broker.delete(queue)

    def waiting() -> list:
        messages = [json.loads(message) for message in reversed(broker.lrange(queue, 0, -1))]
        return [(message["headers"]["task"], json.loads(base64.b64decode(message["body"]))[0]) for message in messages]

    yield waiting
    broker.delete(queue)
    broker.close()


def test_every_practice_gets_its_own_job(two_practices, queued):
    third = PracticeFactory()

    assert for_every_practice(look, "woord") == 3

    name = "tests.accounts.test_jobs.look"
    assert queued() == [(name, [practice.pk, "woord"]) for practice in [*two_practices, third]]


def test_fan_out_finds_the_task_by_name(two_practices, queued):
    fan_out("tests.accounts.test_jobs.look")
    assert [args for _, args in queued()] == [[practice.pk] for practice in two_practices]


def test_system_task_is_not_spread_over_practices():
    with pytest.raises(ValueError, match="is no practice_task"):
        for_every_practice(look_around)
    assert jobs.PRACTICE != jobs.SYSTEM
