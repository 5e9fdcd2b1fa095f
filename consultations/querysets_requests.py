"""Sentences about consult requests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Case, F, IntegerField, Q, Value, When

from consultations.enums_requests import UNFINISHED, URGENT, RequestState
from poh.accounts.enums import Role
from poh.accounts.querysets import PracticeQuerySet

if TYPE_CHECKING:
    from patients.models import Patient
    from poh.accounts.models import Membership

# What whoever answers the telephone must do something with.
TO_TRIAGE = (RequestState.RECEIVED, RequestState.RETURNED)
# With somebody, who has to say that they take it.
TO_ACCEPT = (RequestState.ASSIGNED, RequestState.FORWARDED)


class RequestQuerySet(PracticeQuerySet):
    def unfinished(self) -> Self:
        """Requests that still lie somewhere."""
        return self.filter(state__in=UNFINISHED)

    def in_state(self, state: str) -> Self:
        """Requests that stand there."""
        return self.filter(state=state)

    def of_patient(self, patient: Patient) -> Self:
        """The requests about one patient."""
        return self.filter(practice=patient.practice_id, patient=patient)

    def urgent(self) -> Self:
        """Requests that may not wait."""
        return self.filter(urgency__in=URGENT)

    def to_triage(self) -> Self:
        """Requests that nobody has judged yet, or that came back."""
        return self.filter(state__in=TO_TRIAGE)

    def to_accept(self, member: Membership) -> Self:
        """Requests that this person, or whoever has their role, has yet to accept."""
        return self.filter(_offered_to(member), state__in=TO_ACCEPT, accepted_at__isnull=True)

    def of_member(self, member: Membership) -> Self:
        """Requests that lie with this person."""
        return self.filter(member=member)

    def before(self, member: Membership) -> Self:
        """Requests with which this person can do something: theirs, those of their role, and those to sort out."""
        mine = _offered_to(member)
        if Role.ASSISTENT in member.roles:
            mine |= Q(state__in=(*TO_TRIAGE, RequestState.TRIAGED))
        return self.unfinished().filter(mine)

    def pressing(self, member: Membership, *, until: datetime) -> Self:
        """What this person must act on before `until`: to judge, to accept, or with a deadline by then."""
        asks = Q(state__in=(*TO_TRIAGE, RequestState.TRIAGED)) | Q(accepted_at__isnull=True, state__in=TO_ACCEPT)
        return self.before(member).filter(asks | Q(due_at__lte=until))

    def late(self, *, at: datetime) -> Self:
        """Requests whose next step should have been taken."""
        return self.unfinished().filter(due_at__lt=at)

    def waiting(self) -> Self:
        """Requests that wait on something."""
        return self.unfinished().exclude(waiting_for="")

    def first_things_first(self) -> Self:
        """What may not wait, then by deadline; without one last, the oldest first."""
        rank = Case(When(urgency__in=URGENT, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.order_by(rank, F("due_at").asc(nulls_last=True), "received_at", "pk")


def _offered_to(member: Membership) -> Q:
    return Q(member=member.pk) | Q(member__isnull=True, role__in=list(member.roles))
