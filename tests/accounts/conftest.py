"""A clean cache, the mail that waits, signals that were sent, and codes as the app on a telephone makes them."""

import base64
import json
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.dispatch import Signal

from tests.personas import TOTP_SECRET


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    """Failed log-ins and used codes of an earlier test do not count."""
    cache.clear()


@pytest.fixture
def queued() -> Iterator[Callable[[], list]]:
    """The jobs that wait in Redis: a function that gives (name, arguments) in order."""
    broker = redis.Redis.from_url(settings.SERVERS.redis_url)
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    broker.delete(queue)

    def waiting() -> list:
        messages = [json.loads(message) for message in reversed(broker.lrange(queue, 0, -1))]
        return [
            (message["headers"]["task"].rpartition(".")[2], json.loads(base64.b64decode(message["body"]))[0])
            for message in messages
        ]

    yield waiting
    broker.delete(queue)
    broker.close()


@pytest.fixture
def heard() -> Iterator[Callable[[Signal], list[dict]]]:
    """Listen to a signal: `told = heard(signals.signed_in)`; the list fills with what each sending said."""
    connected = []

    def listen(signal: Signal) -> list[dict]:
        told: list[dict] = []

        def note(sender, signal, **facts) -> None:
            told.append(facts)

        signal.connect(note, weak=False)
        connected.append((signal, note))
        return told

    yield listen
    for signal, note in connected:
        signal.disconnect(note)


@pytest.fixture
def code() -> Callable[..., str]:
    """What the app shows now, or a number of half minutes from now."""

    def shown(*, steps: int = 0) -> str:
        return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30 + steps))

    return shown
