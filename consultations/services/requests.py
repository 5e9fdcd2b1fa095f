"""Register, judge and assign requests; take them, give them back, end them. One function an act.

Each act locks the request, checks the step against REQUEST_STEPS, writes a row of its history and a line in the access
log. A request that may not wait (U1, U2) goes to the huisarts, whatever else was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from consultations.enums_requests import (
    FINAL,
    POH_ROLES,
    URGENT,
    Discipline,
    RequestAct,
    RequestChannel,
    RequesterKind,
    RequestForm,
    RequestReason,
    RequestState,
    Urgency,
    WaitingFor,
    WithdrawnBy,
)
from consultations.models import ConsultationRequest
from consultations.services.request_steps import (
    NotPossible,
    Told,
    go,
    locked,
    note,
    save,
    withdraw_work,
)
from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice, User
from poh.worklist.services import Recipient


@dataclass(frozen=True)
class Requester:
    """Who asks: the patient, a colleague, somebody from outside, or POH itself."""

    kind: RequesterKind
    member: Membership | None = None
    name: str = ""
    role: str = ""
    has_consent: bool | None = None


@dataclass(frozen=True)
class NewRequest:
    """What came in, as it came in."""

    channel: RequestChannel
    requester: Requester
    text: str
    patient: Patient | None = None
    received_at: datetime | None = None
    icpc: str = ""
    expected: str = ""
    answer_by: date | None = None
    wish: str = ""
    due_items: str = ""


@dataclass(frozen=True)
class Triage:
    """How urgent it is, for which POH, in which form and how long."""

    urgency: Urgency
    discipline: Discipline
    form: RequestForm = RequestForm.SURGERY
    minutes: int | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a request is given back or refused: a reason of the list, and in words."""

    reason: RequestReason
    text: str


class AlreadyAccepted(NotPossible):
    """Somebody else pressed first."""

    def __init__(self, by: Membership) -> None:
        super().__init__(f"{by.user.name} heeft deze aanvraag al aangenomen.")
        self.by = by


class UrgentGoesToGp(NotPossible):
    """What may not wait is not for a POH."""

    def __init__(self) -> None:
        super().__init__("Spoed (U1, U2) ligt nooit bij een POH: de aanvraag is van de huisarts.")


@transaction.atomic
def register_request(*, practice: Practice, new: NewRequest, by: User | None, at: datetime) -> ConsultationRequest:
    """Write down what came in; it is to be judged."""
    requester = new.requester
    request = ConsultationRequest(
        practice=practice,
        channel=new.channel,
        received_at=new.received_at or at,
        requester_kind=requester.kind,
        requester_member=requester.member,
        requester_name=requester.name,
        requester_role=requester.role,
        has_consent=requester.has_consent,
        patient=new.patient,
        text=new.text,
        icpc=new.icpc,
        expected=new.expected,
        answer_by=new.answer_by,
        wish=new.wish,
        due_items=new.due_items,
        state_since=at,
    )
    save(request, at=at, is_new=True)
    note(request, RequestAct.REGISTERED, by=by, at=at)
    return request


@transaction.atomic
def triage(*, request: ConsultationRequest, judged: Triage, by: User | None, at: datetime) -> ConsultationRequest:
    """Say how urgent it is and for whom. U1 and U2 go to the huisarts in the same act."""
    request = locked(request)
    is_urgent = judged.urgency in URGENT
    go(request, RequestState.FORWARDED if is_urgent else RequestState.TRIAGED, at=at, stays=is_urgent)
    request.urgency, request.discipline = judged.urgency, judged.discipline
    request.form, request.minutes = judged.form, judged.minutes
    told = Told.from_holder(request)
    request.member, request.role, request.accepted_at = None, Role.HUISARTS if is_urgent else "", None
    save(request, at=at)
    note(request, RequestAct.TRIAGED, by=by, at=at, told=Told(state=RequestState.TRIAGED))
    if is_urgent:
        text = f"{judged.urgency.short}: gaat rechtstreeks naar de huisarts"
        note(request, RequestAct.FORWARDED, by=by, at=at, told=told.to(Recipient(role=Role.HUISARTS), text))
    return request


@transaction.atomic
def assign(
    *, request: ConsultationRequest, to: Recipient, text: str = "", by: User | None, at: datetime
) -> ConsultationRequest:
    """Lay a request with a POH or with all who have that role; of one that was planned the plan stays.

    With the huisarts it can change hands among huisartsen only.
    """
    request = locked(request)
    if request.state == RequestState.FORWARDED:
        _refuse_unless(to, {Role.HUISARTS}, "Een aanvraag voor de huisarts gaat alleen naar een huisarts.")
    elif request.is_urgent:
        raise UrgentGoesToGp
    else:
        _refuse_unless(to, POH_ROLES, "Kies een POH, of wie die rol heeft.")
        if request.state not in (RequestState.PLANNED, RequestState.NO_SHOW):
            go(request, RequestState.ASSIGNED, at=at, stays=True)
            request.state_since = at
    told = Told.from_holder(request).to(to, text)
    request.member, request.accepted_at = to.member, None
    request.role = Role.HUISARTS if request.state == RequestState.FORWARDED else to.role
    save(request, at=at)
    note(request, RequestAct.ASSIGNED, by=by, at=at, told=told)
    return request


def _refuse_unless(to: Recipient, roles: set[str] | frozenset[str], sentence: str) -> None:
    if not set(roles).intersection(to.member.roles if to.member else [to.role]):
        raise NotPossible(sentence)


@transaction.atomic
def accept(*, request: ConsultationRequest, member: Membership, at: datetime) -> ConsultationRequest:
    """`member` takes the request. Of two who press at once one has it; AlreadyAccepted tells the other who."""
    request = locked(request)
    if request.accepted_at is not None:
        if request.member_id == member.pk:
            return request
        raise AlreadyAccepted(request.member)
    if request.state not in (RequestState.ASSIGNED, RequestState.FORWARDED):
        raise NotPossible(f"Deze aanvraag is {request.get_state_display()} en kan niet worden aangenomen.")
    if request.member_id not in (None, member.pk):
        raise NotPossible(f"Deze aanvraag ligt bij {request.member.user.name}.")
    if request.member_id is None and request.role not in member.roles:
        raise NotPossible(f"Deze aanvraag is voor wie deze rol heeft: {Role(request.role).label}.")
    told = Told.from_holder(request).to(Recipient(member=member))
    request.member, request.accepted_at = member, at
    save(request, at=at)
    note(request, RequestAct.ACCEPTED, by=member.user, at=at, told=told)
    return request


@transaction.atomic
def return_request(*, request: ConsultationRequest, why: Refusal, by: User, at: datetime) -> ConsultationRequest:
    """Give the request back to be judged again, with the reason; what was planned for it falls out."""
    request = locked(request)
    go(request, RequestState.RETURNED, at=at)
    told = Told.from_holder(request, why.text, reason=why.reason)
    request.member, request.role, request.accepted_at = None, "", None
    save(request, at=at)
    withdraw_work(request, "Aanvraag teruggelegd", by=by, at=at)
    note(request, RequestAct.RETURNED, by=by, at=at, told=told)
    return request


@transaction.atomic
def forward_to_gp(*, request: ConsultationRequest, text: str, by: User, at: datetime) -> ConsultationRequest:
    """Lay the request with the huisartsen."""
    request = locked(request)
    if not request.urgency:
        raise NotPossible("Beoordeel de aanvraag eerst: hoe dringend is het, en voor welke POH?")
    go(request, RequestState.FORWARDED, at=at)
    told = Told.from_holder(request).to(Recipient(role=Role.HUISARTS), text)
    request.member, request.role, request.accepted_at = None, Role.HUISARTS, None
    save(request, at=at)
    note(request, RequestAct.FORWARDED, by=by, at=at, told=told)
    return request


@transaction.atomic
def wait_for(
    *, request: ConsultationRequest, what: WaitingFor, until: date, by: User, at: datetime
) -> ConsultationRequest:
    """Note on what the request waits, and until when; its state stays. What may not wait, does not."""
    request = locked(request)
    if not request.is_unfinished or request.is_urgent:
        raise NotPossible("Deze aanvraag kan niet wachten.")
    request.waiting_for, request.waiting_until = what, until
    save(request, at=at)
    text = f"op {WaitingFor(what).label}, tot {until.day}-{until.month}-{until.year}"
    note(request, RequestAct.WAITING, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def resume(*, request: ConsultationRequest, by: User, at: datetime) -> ConsultationRequest:
    """The request waits no more; its deadline counts again."""
    request = locked(request)
    if not request.waiting_for:
        raise NotPossible("Deze aanvraag wacht nergens op.")
    request.waiting_for, request.waiting_until = "", None
    save(request, at=at)
    note(request, RequestAct.RESUMED, by=by, at=at)
    return request


@transaction.atomic
def withdraw(
    *, request: ConsultationRequest, who: WithdrawnBy, text: str, by: User, at: datetime
) -> ConsultationRequest:
    """The request is taken back, by whom it came from or by the practice."""
    request = locked(request)
    go(request, RequestState.WITHDRAWN, at=at)
    request.withdrawn_by = who
    end(request, "Aanvraag ingetrokken", by=by, at=at)
    told = Told(text=f"door {WithdrawnBy(who).label}" + (f": {text}" if text else ""))
    note(request, RequestAct.WITHDRAWN, by=by, at=at, told=told)
    return request


@transaction.atomic
def reject(*, request: ConsultationRequest, why: Refusal, by: User, at: datetime) -> ConsultationRequest:
    """The practice does not take the request on, and says why."""
    request = locked(request)
    go(request, RequestState.REJECTED, at=at)
    end(request, "Aanvraag afgewezen", by=by, at=at)
    note(request, RequestAct.REJECTED, by=by, at=at, told=Told(text=why.text, reason=why.reason))
    return request


@transaction.atomic
def merge(*, request: ConsultationRequest, into: ConsultationRequest, by: User, at: datetime) -> ConsultationRequest:
    """`request` asks the same as `into`, which goes on for both. What may not wait is not hidden in what may."""
    rows = {row.pk: row for row in (locked(one) for one in sorted({request, into}, key=lambda one: one.pk))}
    request, into = rows[request.pk], rows[into.pk]
    if request.pk == into.pk or request.patient_id is None or request.patient_id != into.patient_id:
        raise NotPossible("Samenvoegen kan met een andere aanvraag van dezelfde patiënt.")
    if not into.is_unfinished:
        raise NotPossible(f"De andere aanvraag is {into.get_state_display()}.")
    if request.is_urgent and not into.is_urgent:
        raise NotPossible("Voeg een aanvraag die geen spoed is met de spoed samen, niet andersom.")
    go(request, RequestState.MERGED, at=at)
    request.merged_into = into
    end(request, "Aanvraag samengevoegd", by=by, at=at)
    note(request, RequestAct.MERGED, by=by, at=at, told=Told(text=f"met de {into}"))
    note(into, RequestAct.MERGED, by=by, at=at, told=Told(text=f"nam de {request} op: {request.text}"[:1000]))
    return request


@transaction.atomic
def reopen(*, request: ConsultationRequest, text: str, by: User, at: datetime) -> ConsultationRequest:
    """What was ended stays as it was; a new request goes on from it, with why. Returns the new one."""
    old = locked(request)
    if old.state not in FINAL or old.state == RequestState.MERGED:
        raise NotPossible("Alleen een aanvraag die is geëindigd, kan opnieuw worden geopend.")
    kept = ("channel", "requester_kind", "requester_member", "requester_name", "requester_role", "has_consent")
    new = ConsultationRequest(
        practice=old.practice,
        patient=old.patient,
        reopened_from=old,
        received_at=at,
        state_since=at,
        text=f"{text}\n\nEerder gevraagd: {old.text}"[:4000],
        **{name: getattr(old, name) for name in (*kept, "icpc", "expected")},
    )
    save(new, at=at, is_new=True)
    note(new, RequestAct.REOPENED, by=by, at=at, told=Told(text=text))
    return new


def end(request: ConsultationRequest, reason: str, *, by: User, at: datetime) -> None:
    """The request lies nowhere any more: it waits for nothing, and what is left of its work is withdrawn."""
    request.closed_at, request.closed_by = at, by
    request.waiting_for, request.waiting_until = "", None
    save(request, at=at)
    withdraw_work(request, reason, by=by, at=at)
