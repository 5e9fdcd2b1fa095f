"""The life of a session: it locks when nobody works in it, and nothing typed is lost by that.

A session is locked, never thrown away, when it was idle for `SESSION_IDLE_SECONDS` or has lived for
`SESSION_ABSOLUTE_SECONDS`: its owner proves anew who they are and goes on. Whoever cannot, cannot see what is in it.
"""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

STARTED_AT, ACTIVE_AT, LOCKED, KEPT = "started_at", "active_at", "locked", "kept_form"

# The moment of the last act is stored at most so often: a write for each request would cost more than it tells.
_TOUCH_SECONDS = 60
_KEPT_CHARACTERS = 200_000


def is_locked(request: HttpRequest) -> bool:
    """Whether the session must be unlocked before it goes on; a session without times is new."""
    session, now = request.session, time.time()
    if LOCKED in session:
        return True
    return (
        now - session.get(ACTIVE_AT, now) > settings.SESSION_IDLE_SECONDS
        or now - session.get(STARTED_AT, now) > settings.SESSION_ABSOLUTE_SECONDS
    )


def touch(request: HttpRequest) -> None:
    """Note that somebody works in this session."""
    session, now = request.session, time.time()
    session.setdefault(STARTED_AT, now)
    if now - session.get(ACTIVE_AT, 0) > min(_TOUCH_SECONDS, settings.SESSION_IDLE_SECONDS // 20):
        session[ACTIVE_AT] = now


def extend(request: HttpRequest) -> None:
    """Start the idle time anew from this moment."""
    request.session[ACTIVE_AT] = time.time()


def lock(request: HttpRequest) -> None:
    """Lock the session now."""
    request.session[LOCKED] = True


def unlock(request: HttpRequest) -> None:
    """Open the session again, as young as after a log-in, under a new id."""
    request.session.pop(LOCKED, None)
    request.session[STARTED_AT] = request.session[ACTIVE_AT] = time.time()
    rotate(request)


def rotate(request: HttpRequest) -> None:
    """Give the session a new id; the old one is dead from now on."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def keep_form(request: HttpRequest) -> bool:
    """Keep the posted fields for after the unlocking; False when they cannot be kept.

    Files are not kept, and passwords never.
    """
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
    is_secret = any("password" in name for name, _ in fields)
    is_too_long = sum(len(name) + len(value) for name, value in fields) > _KEPT_CHARACTERS
    if not fields or is_secret or is_too_long or request.FILES:
        return False
    request.session[KEPT] = {"user": request.user.pk, "path": request.get_full_path(), "fields": fields}
    request.keeps_form = True
    return True


def kept_form(request: HttpRequest) -> dict | None:
    """What `keep_form` kept for this person: {"path", "fields"}."""
    kept = request.session.get(KEPT)
    return kept if kept and kept["user"] == request.user.pk else None


def drop_kept_form(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(KEPT, None)
