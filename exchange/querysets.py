"""Sentences about imports and their quarantine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db.models import Q

from exchange.enums import ItemState
from poh.accounts.querysets import PracticeQuerySet


class ImportQuerySet(PracticeQuerySet):
    def newest_first(self) -> Self:
        """In the order of the page."""
        return self.order_by("-started_at", "-id")


class QuarantineQuerySet(PracticeQuerySet):
    def open(self) -> Self:
        """Rows that wait for a person."""
        return self.filter(state=ItemState.OPEN)

    def numbered(self, uuids: Iterable[UUID]) -> Self:
        """The rows with these numbers."""
        return self.filter(uuid__in=list(uuids))

    def visible(self, *, may_see_restricted: bool) -> Self:
        """Rows of patients whose record is not closed to ordinary staff."""
        return self if may_see_restricted else self.filter(Q(patient__isnull=True) | Q(patient__is_restricted=False))
