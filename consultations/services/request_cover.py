"""The terms of the practice, and work of somebody who is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from consultations.enums_requests import Discipline, RequestAct, RequestState
from consultations.models import ConsultationRequest, RequestNorms
from consultations.selectors.requests import left_by_absent
from consultations.services.request_steps import Told, locked, note, save
from consultations.services.requests import assign
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged
from poh.worklist.services import Recipient


@transaction.atomic
def give_work_of(
    *, member: Membership, to: Membership | None, by: User | None, at: datetime
) -> list[ConsultationRequest]:
    """Lay what is unfinished of `member` with the replacement, or, without one, back with all who have the role."""
    rows = ConsultationRequest.objects.for_practice(member.practice).unfinished().of_member(member).order_by("pk")
    return [_give(row, to, by=by, at=at) for row in rows]


def _give(request: ConsultationRequest, to: Membership | None, *, by: User | None, at: datetime) -> ConsultationRequest:
    request = locked(request)
    pool = Role.HUISARTS if request.state == RequestState.FORWARDED else Discipline(request.discipline).role
    recipient = Recipient(member=to) if to else Recipient(role=pool)
    absent = f"{request.member.user.name} is er niet"
    if request.state in (RequestState.ASSIGNED, RequestState.PLANNED, RequestState.NO_SHOW, RequestState.FORWARDED):
        return assign(request=request, to=recipient, text=absent, by=by, at=at)
    told = Told.from_holder(request).to(recipient, absent)
    request.member, request.role, request.accepted_at = recipient.member, recipient.role, None
    save(request, at=at)
    note(request, RequestAct.ASSIGNED, by=by, at=at, told=told)
    return request


@transaction.atomic
def cover_absent(*, practice: Practice, on: date, at: datetime) -> list[ConsultationRequest]:
    """In one run: what lies with who left, or is away the whole day, goes back to all who have the role."""
    return [_give(row, None, by=None, at=at) for row in left_by_absent(practice=practice, on=on)]


@transaction.atomic
def change_norms(*, practice: Practice, version: int | None, days: Mapping[str, int], by: User) -> RequestNorms:
    """Set the terms of the practice; deadlines that run keep theirs until the next step. StaleVersion as elsewhere."""
    row = RequestNorms.objects.for_practice(practice).first()
    if row is None:
        row = RequestNorms.objects.create(practice=practice, **days)
    else:
        for name, value in days.items():
            setattr(row, name, value)
        save_if_unchanged(row, version=version or row.version, update_fields=list(days))
    record(Event.REQUEST_NORMS_CHANGED, object=row, detail=sorted(days))
    return row
