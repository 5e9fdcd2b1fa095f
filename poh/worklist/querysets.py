"""Sentences about tasks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Case, F, IntegerField, Q, Value, When

from poh.accounts.querysets import PracticeQuerySet
from poh.worklist.enums import UNFINISHED, Priority, TaskState

if TYPE_CHECKING:
    from poh.accounts.models import Membership
    from poh.worklist.origins import Origin

NOT_LATE, LATE = 1, 0


class TaskQuerySet(PracticeQuerySet):
    def unfinished(self) -> Self:
        """Tasks that somebody still has to do."""
        return self.filter(state__in=UNFINISHED)

    def done_since(self, *, on: date) -> Self:
        """Tasks that were done on the day `on` or later."""
        return self.filter(state=TaskState.DONE, done_at__date__gte=on)

    def of_member(self, member: Membership) -> Self:
        """Tasks that this person took, or that are meant for this person and nobody else took."""
        return self.filter(_of_member(member))

    def for_roles(self, roles: Collection[str]) -> Self:
        """Tasks for whoever has one of these roles, that nobody took."""
        return self.filter(_for_roles(roles))

    def before(self, member: Membership) -> Self:
        """Tasks that lie before this person: their own, and those of their roles that nobody took."""
        return self.filter(_of_member(member) | _for_roles(member.roles))

    def startable(self, *, on: date) -> Self:
        """Tasks whose window has opened on the day `on`."""
        return self.filter(Q(window_from__isnull=True) | Q(window_from__lte=on))

    def late(self, *, on: date) -> Self:
        """Tasks that should have been done before the day `on`."""
        return self.filter(due_on__lt=on)

    def pressing(self, *, on: date) -> Self:
        """Tasks that somebody must act on today: due, late, or of high priority."""
        return self.startable(on=on).filter(Q(due_on__lte=on) | Q(priority=Priority.HIGH))

    def from_origin(self, origin: Origin) -> Self:
        """Tasks that came from this row."""
        return self.filter(origin_kind=origin.kind, origin_uuid=origin.uuid)

    def without_patients(self) -> Self:
        """Tasks that are about no patient."""
        return self.filter(patient__isnull=True)

    def first_things_first(self, *, on: date) -> Self:
        """Late ones, then high priority, then by the day they are due; without a day last."""
        late = Case(When(due_on__lt=on, then=Value(LATE)), default=Value(NOT_LATE), output_field=IntegerField())
        return self.order_by(late, "priority", F("due_on").asc(nulls_last=True), "pk")


def _of_member(member: Membership) -> Q:
    return Q(taken_by=member.user_id) | Q(member=member.pk, taken_by__isnull=True)


def _for_roles(roles: Collection[str]) -> Q:
    return Q(role__in=list(roles), member__isnull=True, taken_by__isnull=True)
