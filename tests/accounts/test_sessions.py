import time

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from poh.accounts import sessions

NOW = 1_800_000_000


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def request_of(poh):
    """A request of `poh` with a stored session: `request_of(method, path, fields)`."""

    def make(method: str = "get", path: str = "/ergens/", fields: dict | None = None):
        request = getattr(RequestFactory(), method)(path, fields or {})
        request.session, request.user = SessionStore(), poh
        request.session.create()
        return request

    return make


@pytest.mark.parametrize(("seconds", "is_locked"), [(0, False), (1200, False), (1201, True)])
def test_session_locks_after_twenty_idle_minutes(clock, request_of, seconds, is_locked):
    request = request_of()
    sessions.touch(request)
    clock.shift(seconds)
    assert sessions.is_locked(request) is is_locked


@pytest.mark.parametrize(("seconds", "is_locked"), [(12 * 3600, False), (12 * 3600 + 1, True)])
def test_session_locks_after_twelve_hours_of_work(clock, request_of, seconds, is_locked):
    request = request_of()
    sessions.touch(request)
    clock.shift(seconds)
    sessions.extend(request)
    assert sessions.is_locked(request) is is_locked


def test_session_without_times_is_open(clock, request_of):
    assert sessions.is_locked(request_of()) is False


def test_touch_writes_at_most_once_a_minute(clock, request_of):
    request = request_of()
    sessions.touch(request)
    request.session.save()
    request.session.modified = False
    clock.shift(60)
    sessions.touch(request)
    assert (request.session.modified, request.session[sessions.ACTIVE_AT]) == (False, NOW)
    clock.shift(1)
    sessions.touch(request)
    assert (request.session.modified, request.session[sessions.ACTIVE_AT]) == (True, NOW + 61)


def test_extend_writes_at_once(clock, request_of):
    request = request_of()
    sessions.touch(request)
    clock.shift(1)
    sessions.extend(request)
    assert request.session[sessions.ACTIVE_AT] == NOW + 1


def test_unlock_makes_the_session_young_under_a_new_id(clock, request_of, poh):
    request = request_of()
    sessions.touch(request)
    sessions.lock(request)
    request.session.save()
    old = request.session.session_key
    listed = UserSession.objects.create(user=poh, session_key=old, ip="127.0.0.1", user_agent="test")
    clock.shift(13 * 3600)
    assert sessions.is_locked(request) is True

    sessions.unlock(request)

    listed.refresh_from_db()
    assert sessions.is_locked(request) is False
    assert request.session[sessions.STARTED_AT] == NOW + 13 * 3600
    assert Session.objects.filter(session_key=old).exists() is False
    assert listed.session_key == request.session.session_key != old


def test_kept_form_gives_back_every_field_in_order(request_of):
    request = request_of(
        "post", "/patienten/nieuw/?van=lijst", {"b": ["2", "3"], "a": "één", "csrfmiddlewaretoken": "x"}
    )

    assert sessions.keep_form(request) is True

    assert sessions.kept_form(request) == {
        "user": request.user.pk,
        "path": "/patienten/nieuw/?van=lijst",
        "fields": [("b", "2"), ("b", "3"), ("a", "één")],
    }


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"csrfmiddlewaretoken": "x"},
        {"oldpassword": "geheim", "a": "1"},
        {"note": "x" * 200_001},
        {"note": "x", "file": SimpleUploadedFile("brief.txt", b"x")},
    ],
    ids=["nothing", "only the token", "password", "too long", "file"],
)
def test_form_is_not_kept_when_it_cannot_or_may_not(request_of, fields):
    request = request_of("post", "/ergens/", fields)
    assert sessions.keep_form(request) is False
    assert sessions.kept_form(request) is None


def test_kept_form_is_for_nobody_else(request_of, huisarts):
    request = request_of("post", "/ergens/", {"note": "van Anja"})
    sessions.keep_form(request)
    request.user = huisarts
    assert sessions.kept_form(request) is None


def test_dropped_form_is_gone(request_of):
    request = request_of("post", "/ergens/", {"note": "x"})
    sessions.drop_kept_form(request)
    sessions.keep_form(request)
    sessions.drop_kept_form(request)
    assert sessions.kept_form(request) is None


def test_times_are_of_the_clock(request_of):
    request = request_of()
    sessions.touch(request)
    assert abs(request.session[sessions.STARTED_AT] - time.time()) < 5
