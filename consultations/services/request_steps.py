"""What every act on a request does: lock it, take a step, set its deadline, and tell its history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from consultations.enums_requests import FINAL, REQUEST_STEPS, RequestAct, RequestChannel, RequestState
from consultations.models import ConsultationRequest, RequestEvent, RequestNorms
from consultations.rules.deadlines import NORM_FIELDS, Norms, Standing, due_at, plan_due_at
from poh.accounts.models import Membership, Practice, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.worklist.origins import Origin
from poh.worklist.services import Recipient, withdraw_tasks_of
from scheduling.models import PracticeHoliday
from scheduling.rules.holidays import closed_days, holidays_between

ORIGIN = "aanvraag"
# Terms reach no further than this, holidays included.
FURTHEST = timedelta(days=150)


class NotPossible(Exception):
    """The request does not stand where this can be done; the message is a Dutch sentence."""


@dataclass(frozen=True)
class Told:
    """What the history tells beside who did what: words, a reason, and from whom to whom it went."""

    text: str = ""
    reason: str = ""
    state: str = ""
    from_member: Membership | None = None
    from_role: str = ""
    to_member: Membership | None = None
    to_role: str = ""

    @classmethod
    def from_holder(cls, request: ConsultationRequest, text: str = "", reason: str = "") -> Told:
        """From where the request lies now."""
        return cls(text=text, reason=reason, from_member=request.member, from_role=request.role)

    def to(self, recipient: Recipient, text: str = "") -> Told:
        """The same, and to whom it goes."""
        return replace(self, to_member=recipient.member, to_role=recipient.role, text=text or self.text)


def locked(request: ConsultationRequest) -> ConsultationRequest:
    """The request as it stands now, held until the end of the transaction.

    Without joins: after waiting for a lock PostgreSQL reads this row anew, and what is joined to it as it was before.
    """
    row = ConsultationRequest.objects.for_practice(request.practice).select_for_update().get(pk=request.pk)
    row.practice = request.practice
    return row


def go(request: ConsultationRequest, state: RequestState, *, at: datetime, stays: bool = False) -> None:
    """Take the step to `state`; NotPossible when there is none. With `stays` it may stand there already."""
    now = RequestState(request.state)
    if state == now and stays:
        return
    if state not in REQUEST_STEPS[now]:
        raise NotPossible(f"Deze aanvraag is {now.label}; {state.label} kan dan niet.")
    request.state, request.state_since = state, at


def save(request: ConsultationRequest, *, at: datetime, is_new: bool = False) -> None:
    """Set the deadlines by the norms of the practice, and save within the lock."""
    norms, closed = norms_of(practice=request.practice), days_closed(practice=request.practice, at=at)
    request.due_at = None if request.state in FINAL else due_at(_standing(request), norms, closed)
    request.plan_due_at = plan_due_at(request.received_at, request.urgency, norms, closed)
    if is_new:
        request.save(force_insert=True)
        return
    request.version += 1
    request.save()


def _standing(request: ConsultationRequest) -> Standing:
    return Standing(
        state=RequestState(request.state),
        channel=RequestChannel(request.channel),
        urgency=request.urgency,
        received_at=request.received_at,
        since=request.state_since,
        is_accepted=request.accepted_at is not None,
        waiting_until=request.waiting_until,
    )


def norms_of(*, practice: Practice) -> Norms:
    """The terms of the practice, or the defaults."""
    row = RequestNorms.objects.for_practice(practice).first()
    return Norms(**{name: getattr(row, name) for name in NORM_FIELDS}) if row else Norms()


def days_closed(*, practice: Practice, at: datetime) -> Collection[date]:
    """The holidays around `at` on which the practice is closed."""
    switches = dict(PracticeHoliday.objects.for_practice(practice).values_list("key", "is_closed"))
    first = at.date() - FURTHEST
    return closed_days(holidays_between(first, at.date() + FURTHEST), switches)


def note(request: ConsultationRequest, act: RequestAct, *, by: User | None, at: datetime, told: Told = Told()) -> None:
    """A row of the history, and a line of the access log."""
    RequestEvent.objects.create(
        practice=request.practice,
        request=request,
        act=act,
        state=told.state or request.state,
        by=by,
        at=at,
        reason=told.reason,
        note=told.text,
        from_member=told.from_member,
        from_role=told.from_role,
        to_member=told.to_member,
        to_role=told.to_role,
    )
    is_new = act in (RequestAct.REGISTERED, RequestAct.REOPENED)
    event = Event.REQUEST_REGISTERED if is_new else Event.REQUEST_CHANGED
    record(event, patients=[request.patient_id] if request.patient_id else [], object=request)


def origin_of(request: ConsultationRequest) -> Origin:
    """What the work that comes from a request says it came from."""
    return Origin(ORIGIN, request.uuid)


def withdraw_work(request: ConsultationRequest, reason: str, *, by: User | None, at: datetime) -> None:
    """Nobody need do any more of what was planned; appointments stand in the agenda until they are called off."""
    withdraw_tasks_of(practice=request.practice, origin=origin_of(request), reason=reason, by=by, at=at)
