"""Log somebody of the bench practices in, as after both factors."""

import time

from allauth.account.internal.flows import login as login_flow
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import get_random_string

from bench.measure import Client
from poh.accounts import middleware
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice, User
from poh.accounts.scope import practice_scope


def practice_of(practice_id: int) -> Practice:
    """The practice with this id."""
    return Practice.objects.get(pk=practice_id)


def person(practice: Practice, role: Role) -> User:
    """The first in the practice with this role."""
    with practice_scope(practice, job="bench"):
        members = Membership.objects.for_practice(practice).with_role(role).select_related("user").order_by("pk")
        return members[0].user


def client_of(port: int, user: User, practice: Practice) -> Client:
    """A browser in which `user` has just logged in to `practice` with two factors."""
    now = time.time()
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[middleware.SESSION_KEY] = practice.pk
    store[login_flow.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": now, "email": user.email},
        {"method": "mfa", "at": now, "id": 0, "type": "totp"},
    ]
    store[login_flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    store.create()
    token = get_random_string(32)
    cookies = {settings.SESSION_COOKIE_NAME: store.session_key, settings.CSRF_COOKIE_NAME: token}
    return Client(port, cookies=cookies, token=token)
