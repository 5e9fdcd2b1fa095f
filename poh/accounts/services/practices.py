"""A practice, its locations, and the practice in which somebody works now."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from poh.accounts import selectors, signals
from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice, User
from poh.accounts.scope import current_scope, practice_scope
from poh.accounts.services.people import Employment, Person, add_member
from poh.base.locking import save_if_unchanged


class NotAMember(Exception):
    """The person does not work in that practice today."""


def open_practice(*, name: str, person: Person, employment: Employment, site: str) -> Practice:
    """Start a practice with its first beheerder, who is invited by mail."""
    practice = Practice(name=name)
    practice.full_clean()
    practice.save()
    with practice_scope(practice, job="accounts.open_practice"):
        member = add_member(practice=practice, person=person, employment=employment, by=None, site=site)
        assert Role.BEHEERDER in member.roles  # noqa: S101
    return practice


@transaction.atomic
def change_practice(*, practice: Practice, details: Mapping[str, str], version: int, by: User) -> Practice:
    """Change what is known of the practice; StaleVersion when a colleague saved in between."""
    for name, value in details.items():
        setattr(practice, name, value)
    practice.full_clean()
    save_if_unchanged(practice, version=version, update_fields=details)
    signals.practice_changed.send(Practice, practice=practice, by=by, fields=sorted(details))
    return practice


@transaction.atomic
def add_location(*, practice: Practice, details: Mapping[str, str], by: User) -> Location:
    """Add a building where the practice sees patients; ValidationError when it has one of that name."""
    location = Location(practice=practice, **details)
    location.full_clean()
    location.save()
    signals.practice_changed.send(Practice, practice=practice, by=by, fields=["location"])
    return location


@transaction.atomic
def change_location(*, location: Location, details: Mapping[str, str], version: int, by: User) -> Location:
    """Change what is known of a building; StaleVersion when a colleague saved in between."""
    for name, value in details.items():
        setattr(location, name, value)
    location.full_clean()
    save_if_unchanged(location, version=version, update_fields=details)
    signals.practice_changed.send(Practice, practice=location.practice, by=by, fields=["location"])
    return location


@transaction.atomic
def switch_practice(*, user: User, practice_uuid: UUID, on: date) -> Membership:
    """Go on in another practice where `user` works today; the transaction works within it from here on."""
    scope = current_scope()
    membership = selectors.membership_in(user=user, practice_uuid=practice_uuid, on=on)
    if membership is None:
        raise NotAMember
    before = scope.practice
    scope.enter(membership.practice, roles=tuple(membership.roles))
    signals.practice_switched.send(Membership, user=user, before=before, practice=membership.practice)
    return membership
