"""Sentences about rows that belong to a practice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from poh.accounts.models import Location, Practice, User


class PracticeQuerySet(models.QuerySet):
    """Rows of one practice, reached through it."""

    def for_practice(self, practice: Practice) -> Self:
        """Only rows of `practice`."""
        return self.filter(practice=practice)


class MembershipQuerySet(PracticeQuerySet):
    """Who works where, as what, and when."""

    def of_user(self, user: User) -> Self:
        """The memberships of one person, whatever the practice."""
        return self.filter(user=user)

    def active(self, *, on: date) -> Self:
        """Memberships that hold on the day `on`."""
        return self.filter(period__contains=on, user__is_active=True)

    def to_come(self, *, on: date) -> Self:
        """Memberships that start after the day `on`."""
        return self.filter(period__startswith__gt=on)

    def ended(self, *, on: date) -> Self:
        """Memberships whose last working day lies before `on`."""
        return self.filter(period__endswith__lte=on)

    def not_ended(self, *, on: date) -> Self:
        """Memberships that hold on the day `on` or later."""
        return self.filter(models.Q(period__endswith__gt=on) | models.Q(period__endswith__isnull=True))

    def with_role(self, role: str) -> Self:
        """Memberships in which the person has this role, whatever else they do."""
        return self.filter(roles__contains=[role])

    def at(self, location: Location) -> Self:
        """Memberships with `location` as the fixed one."""
        return self.filter(location=location)
