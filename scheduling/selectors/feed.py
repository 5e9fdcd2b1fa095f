"""What a calendar outside POH may read of the agenda of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from poh.accounts.models import Membership, Practice
from scheduling.enums import AppointmentState, SessionState
from scheduling.models import Appointment, CalendarFeed, Session
from scheduling.selectors.closed import closed_between, settings_of

BACK, AHEAD = timedelta(days=30), timedelta(weeks=26)
# What was called off stays in the feed so long, so that a calendar takes it out.
CANCELLED_SHOWN = timedelta(days=90)


@dataclass(frozen=True)
class FeedContents:
    """The sessions and appointments of a person, and whether names may be told."""

    member: Membership
    sessions: list[Session]
    appointments: list[Appointment]
    closed: dict[date, str]
    shows_names: bool


def practice_with_feeds(*, uuid: UUID) -> Practice | None:
    """The practice with this uuid; what it has is behind its wall."""
    return Practice.objects.filter(uuid=uuid).first()


def feed_by_hash(*, practice: Practice, token_hash: str, on: date) -> CalendarFeed | None:
    """The feed with this mark that still stands, of somebody who works there today."""
    rows = CalendarFeed.objects.for_practice(practice).standing().filter(token_hash=token_hash)
    feed = rows.select_related("member__user", "practice").first()
    if feed is None or not Membership.objects.for_practice(practice).active(on=on).filter(pk=feed.member_id).exists():
        return None
    return feed


def last_change(*, feed: CalendarFeed, on: date) -> str:
    """A mark that changes when anything in the feed does; two queries."""
    sessions = _sessions(feed.member, on).aggregate(last=Max("updated_at"), cancelled=Max("cancelled_at"))
    appointments = _appointments(feed.member, on).aggregate(last=Max("updated_at"))
    parts = [feed.shows_names, on, *sessions.values(), *appointments.values()]
    return "-".join(str(part) for part in parts)


def feed_contents(*, feed: CalendarFeed, on: date) -> FeedContents:
    """Everything that the feed tells around the day `on`."""
    member = feed.member
    shows_names = feed.shows_names and settings_of(practice=feed.practice).feed_shows_names
    return FeedContents(
        member=member,
        sessions=list(_sessions(member, on).select_related("location", "room").order_by("on", "period")),
        appointments=list(
            _appointments(member, on).select_related("patient", "kind", "location", "room").order_by("on", "period")
        ),
        closed=closed_between(practice=feed.practice, first=on - BACK, last=on + AHEAD),
        shows_names=shows_names,
    )


def _sessions(member: Membership, on: date) -> QuerySet[Session]:
    rows = Session.objects.for_practice(member.practice).between(on - BACK, on + AHEAD).filter(member=member)
    return rows.filter(~Q(state=SessionState.REPLACED) | Q(cancelled_at__date__gte=on - CANCELLED_SHOWN))


def _appointments(member: Membership, on: date) -> QuerySet[Appointment]:
    rows = Appointment.objects.for_practice(member.practice).between(on - BACK, on + AHEAD).filter(member=member)
    return rows.exclude(state=AppointmentState.CANCELLED, cancelled_at__date__lt=on - CANCELLED_SHOWN)
