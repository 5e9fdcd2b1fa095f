"""The Celery application with tasks for tests: what they see they leave in Redis."""

import json
import os
import signal

import django
import redis
import structlog
from celery import shared_task
from django.apps import apps
from django.conf import settings

from poh.celery import app

if not apps.ready:  # in the worker this is the first module; in the tests Django is there already
    django.setup()

from poh.accounts.jobs import practice_task, system_task
from poh.accounts.models import Location

__all__ = ["app"]

FOUND = "poh-test-found"


def _leave(word: str, value: object) -> None:
    with redis.Redis.from_url(settings.SERVERS.redis_url) as store:
        store.rpush(FOUND, json.dumps([word, value]))


def _names() -> list[str]:
    return sorted(Location.objects.values_list("name", flat=True))


@practice_task
def within(practice, word: str) -> None:
    """Leave what a job within a practice sees."""
    structlog.get_logger("poh.test").info("looking")
    _leave(word, _names())


@system_task
def outside(word: str) -> None:
    """Leave what a job outside every practice sees."""
    _leave(word, _names())


@shared_task
def bare(word: str) -> None:
    """Must never run: it does not say where it works."""
    _leave(word, _names())


@practice_task
def fail(practice, word: str) -> None:
    """Break with a message that holds what was typed."""
    raise ValueError(word)


@system_task
def die_once(word: str) -> None:
    """The first time, take the whole process along."""
    with redis.Redis.from_url(settings.SERVERS.redis_url) as store:
        if store.set(f"{FOUND}-{word}", "x", nx=True, ex=60):
            os.kill(os.getpid(), signal.SIGKILL)
    _leave(word, "second time")
