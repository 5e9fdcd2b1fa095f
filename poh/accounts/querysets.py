"""Sentences about rows that belong to a practice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from poh.accounts.models import Practice, User


class PracticeQuerySet(models.QuerySet):
    """Rows of one practice, reached through it."""

    def for_practice(self, practice: Practice) -> Self:
        """Only rows of `practice`."""
        return self.filter(practice=practice)


class MembershipQuerySet(PracticeQuerySet):
    def of_user(self, user: User) -> Self:
        """The memberships of one person, whatever the practice."""
        return self.filter(user=user)

    def active(self, *, on: date) -> Self:
        """Memberships that hold on the day `on`."""
        return self.filter(period__contains=on, user__is_active=True)
