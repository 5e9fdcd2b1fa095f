"""Sentences about the access log."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from poh.accounts.querysets import PracticeQuerySet
from poh.audit.enums import Event
from poh.audit.rules.periods import FIRST_HOUR, LAST_HOUR, LAST_WORKDAY


class AccessLogQuerySet(PracticeQuerySet):
    def between(self, *, since: datetime | None, until: datetime | None) -> Self:
        """Entries from `since` up to `until` (not included); None leaves that side open."""
        rows = self.filter(at__gte=since) if since else self
        return rows.filter(at__lt=until) if until else rows

    def break_glass(self) -> Self:
        """Uses of the noodknop."""
        return self.filter(event_type=Event.BREAK_GLASS_USED)

    def outside_office_hours(self) -> Self:
        """Entries made before 8:00, from 18:00, or at the weekend (local time)."""
        return self.annotate(hour=ExtractHour("at"), weekday=ExtractIsoWeekDay("at")).filter(
            Q(hour__lt=FIRST_HOUR) | Q(hour__gt=LAST_HOUR) | Q(weekday__gt=LAST_WORKDAY)
        )


class LogProposalQuerySet(PracticeQuerySet):
    def open(self) -> Self:
        """Proposals that nobody has closed."""
        return self.filter(closed_at__isnull=True)

    def closed(self) -> Self:
        """Proposals with a finding."""
        return self.filter(closed_at__isnull=False)
