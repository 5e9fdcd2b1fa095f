"""Sentences about sessions and appointments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from poh.accounts.querysets import PracticeQuerySet
from scheduling.enums import OPEN, AppointmentState, CallState, SessionState, WaitingState

if TYPE_CHECKING:
    from patients.models import Patient
    from poh.accounts.models import Membership

# Who called off in time, or at the last moment, left the place to somebody else.
GIVES_UP_PLACE = Q(state=AppointmentState.CANCELLED) | Q(state=AppointmentState.NO_SHOW, no_show_notice=True)


class OnDayQuerySet(PracticeQuerySet):
    """Rows with a local day `on` and a member."""

    def on(self, day: date) -> Self:
        """Those of one day."""
        return self.filter(on=day)

    def between(self, first: date, last: date) -> Self:
        """Those from the day `first` to `last`, both included."""
        return self.filter(on__gte=first, on__lte=last)

    def of_members(self, members: Iterable[Membership | int]) -> Self:
        """Those of these members of staff."""
        return self.filter(member__in=members)


class SessionQuerySet(OnDayQuerySet):
    def planned(self) -> Self:
        """Sessions that are held."""
        return self.filter(state=SessionState.PLANNED)

    def shown(self) -> Self:
        """Sessions that are held, and those that fall out."""
        return self.exclude(state=SessionState.REPLACED)


class BlockQuerySet(OnDayQuerySet):
    def planned(self) -> Self:
        """Blocks of sessions that are held."""
        return self.filter(session__state=SessionState.PLANNED)


class BlockedTimeQuerySet(PracticeQuerySet):
    def standing(self) -> Self:
        """Blocked times that were not lifted."""
        return self.filter(lifted_at=None)

    def touching(self, first: date, last: date) -> Self:
        """Blocked times of which some part lies on the days `first` to `last`."""
        return self.filter(first_on__lte=last, last_on__gte=first)


class TemplateQuerySet(PracticeQuerySet):
    def holding_between(self, first: date, last: date) -> Self:
        """Templates that make sessions on some of these days."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), valid_from__lte=last)


class AppointmentQuerySet(OnDayQuerySet):
    def holding_place(self) -> Self:
        """Appointments that keep their place: not called off."""
        return self.exclude(GIVES_UP_PLACE)

    def open(self) -> Self:
        """Appointments of which something must still happen."""
        return self.filter(state__in=OPEN)

    def of_patient(self, patient: Patient) -> Self:
        """The appointments of one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def in_house(self) -> Self:
        """Appointments of whoever is in the building: checked in, waiting, or with somebody."""
        return self.filter(
            state__in=[AppointmentState.CHECKED_IN, AppointmentState.WAITING, AppointmentState.IN_CONSULT]
        )


class WaitingListQuerySet(PracticeQuerySet):
    def waiting(self) -> Self:
        """Wishes for which no place was found yet."""
        return self.filter(state=WaitingState.WAITING)


class CallBackQuerySet(PracticeQuerySet):
    def open(self) -> Self:
        """Calls that must still be made."""
        return self.filter(state=CallState.OPEN)

    def due(self, *, on: date) -> Self:
        """Open calls for the day `on` or before, longest ago first."""
        return self.open().filter(due_on__lte=on).order_by("due_on", "id")


class CalendarFeedQuerySet(PracticeQuerySet):
    def standing(self) -> Self:
        """Feeds that were not revoked."""
        return self.filter(revoked_at=None)
