"""Secret addresses where a calendar reads the agenda of one person."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from poh.accounts.models import Membership, User
from scheduling.models import CalendarFeed
from scheduling.selectors.closed import settings_of

SECRET_BYTES = 32


class NamesNotAllowed(Exception):
    """The practice lets no names of patients into calendars."""


class AlreadyRevoked(Exception):
    """The address was revoked before."""


@dataclass(frozen=True)
class NewFeed:
    """A feed and its secret, which is shown once and kept nowhere."""

    feed: CalendarFeed
    secret: str


def hash_of(secret: str) -> str:
    """The mark by which a secret is known. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_feed(*, member: Membership, name: str, shows_names: bool, by: User) -> NewFeed:
    """A secret address for the agenda of `member`; NamesNotAllowed."""
    if shows_names and not settings_of(practice=member.practice).feed_shows_names:
        raise NamesNotAllowed
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed.objects.create(
        practice=member.practice,
        member=member,
        name=name,
        token_hash=hash_of(secret),
        shows_names=shows_names,
        made_by=by,
    )
    return NewFeed(feed, secret)


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, at: datetime) -> CalendarFeed:
    """From now on the address answers nothing; AlreadyRevoked."""
    rows = CalendarFeed.objects.for_practice(feed.practice).standing().filter(pk=feed.pk)
    if not rows.update(revoked_at=at, revoked_by=by):
        raise AlreadyRevoked
    feed.revoked_at, feed.revoked_by = at, by
    return feed
