"""Reads about people and practices."""

from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import F, OrderBy, QuerySet

from poh.accounts.models import Location, Membership, Practice, User
from poh.accounts.scope import practice_scope

# Of the list of staff: what the address says, and what it sorts by. Names settle ties.
STAFF_ORDER = {
    "name": "user__name",
    "hours": "contract_hours",
    "location": "location__name",
    "from": "period__startswith",
    "until": "period__endswith",
}
STAFF_STATES = ("active", "to_come", "ended")


def memberships_today(*, user: User, on: date) -> list[Membership]:
    """Where `user` works on the day `on`, by name of the practice."""
    return list(Membership.objects.of_user(user).active(on=on).select_related("practice").order_by("practice__name"))


def membership_in(*, user: User, practice_uuid: UUID, on: date) -> Membership | None:
    """The membership with which `user` works in that practice on the day `on`."""
    found = (m for m in memberships_today(user=user, on=on) if m.practice.uuid == practice_uuid)
    return next(found, None)


def staff(*, practice: Practice, on: date, state: str = "active", sort: str = "name") -> QuerySet[Membership]:
    """The people of `practice` that are at work, still to come or gone on the day `on`; `sort` as in STAFF_ORDER."""
    rows = Membership.objects.for_practice(practice).select_related("user", "location")
    rows = getattr(rows, state)(on=on)
    field = STAFF_ORDER.get(sort.removeprefix("-"), "user__name")
    first = OrderBy(F(field), descending=sort.startswith("-"), nulls_last=True)
    return rows.order_by(first, "user__name", "pk")


def works_elsewhere(*, user: User, practice: Practice, on: date) -> bool:
    """Whether `user` works, or will work, in another practice than `practice` on or after the day `on`.

    One's own memberships are visible to oneself in every practice, so this looks with the eyes of `user`.
    """
    with practice_scope(practice, user=user):
        others = Membership.objects.of_user(user).exclude(practice=practice)
        return others.not_ended(on=on).exists()


def locations(*, practice: Practice) -> QuerySet[Location]:
    """The buildings of `practice`, by name."""
    return Location.objects.for_practice(practice).order_by("name")


def own_factors(*, user: User) -> list[Authenticator]:
    """What `user` proves with who they are, beside a password; the oldest first."""
    return list(Authenticator.objects.filter(user=user).order_by("created_at"))
