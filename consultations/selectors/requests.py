"""Reads about requests: the inbox, one request with its history, and who left work behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from consultations.enums_requests import FINAL, UNFINISHED, RequestState
from consultations.models import ConsultationRequest, RequestActivity, RequestEvent, RequestNorms
from consultations.querysets_requests import RequestQuerySet
from consultations.rules.deadlines import office_hours
from patients.models import Patient
from poh.accounts.models import Membership, Practice
from poh.worklist.enums import UNFINISHED as UNFINISHED_TASKS
from scheduling.enums import OPEN, BlockedKind
from scheduling.models import Appointment, BlockedTime

ALL, MINE, MY_ROLE = "", "mij", "rol"
OPEN_ONES, ENDED, LATE, WAITING = "", "geeindigd", "te-laat", "wacht"


@dataclass(frozen=True)
class RequestFilter:
    """What the inbox shows: a state (or open, late, waiting, ended), a channel, an urgency, and whose."""

    state: str = OPEN_ONES
    channel: str = ""
    urgency: str = ""
    whose: str = ALL


def inbox(*, member: Membership, asked: RequestFilter, at: datetime) -> QuerySet[ConsultationRequest]:
    """The requests of the inbox; what may not wait first, then by deadline; what has ended, the last first."""
    rows = _in_state(ConsultationRequest.objects.for_practice(member.practice), asked.state, at=at)
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.urgency:
        rows = rows.filter(urgency=asked.urgency)
    if asked.whose == MINE:
        rows = rows.of_member(member)
    elif asked.whose == MY_ROLE:
        rows = rows.before(member)
    rows = rows.select_related("patient", "member__user", "requester_member__user")
    is_ended = asked.state == ENDED or asked.state in FINAL
    return rows.order_by("-closed_at", "-pk") if is_ended else rows.first_things_first()


def _in_state(rows: RequestQuerySet, state: str, *, at: datetime) -> RequestQuerySet:
    if state == LATE:
        return rows.late(at=at)
    if state == WAITING:
        return rows.waiting()
    if state == ENDED:
        return rows.filter(state__in=FINAL)
    return rows.in_state(state) if state else rows.unfinished()


def counts_per_state(*, practice: Practice) -> dict[str, int]:
    """How many requests stand in each state now."""
    rows = ConsultationRequest.objects.for_practice(practice).order_by()
    return dict(rows.values_list("state").annotate(count=Count("pk")))


def counts_per_state_at(*, practice: Practice, at: datetime) -> dict[str, int]:
    """How many requests stood in each state at the moment `at`, told by the history of acts alone."""
    last = RequestEvent.objects.filter(practice=OuterRef("practice"), request=OuterRef("pk"), at__lte=at).order_by(
        "-pk"
    )
    rows = ConsultationRequest.objects.for_practice(practice).annotate(stood=Subquery(last.values("state")[:1]))
    return dict(rows.filter(stood__isnull=False).order_by().values_list("stood").annotate(count=Count("pk")))


def open_counts(*, practice: Practice, at: datetime) -> dict[str, int]:
    """Of the unfinished requests: how many in each state, how many late and how many waiting. One query."""
    rows = ConsultationRequest.objects.for_practice(practice).unfinished()
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in UNFINISHED}
    return rows.aggregate(
        **counts, **{LATE: Count("pk", filter=Q(due_at__lt=at)), WAITING: Count("pk", filter=~Q(waiting_for=""))}
    )


def request_by_uuid(*, practice: Practice, uuid: UUID) -> ConsultationRequest | None:
    """The request of this practice with this uuid."""
    related = ("patient", "member__user", "requester_member__user", "answered_by", "closed_by", "merged_into")
    row = ConsultationRequest.objects.for_practice(practice).select_related(*related).filter(uuid=uuid).first()
    if row is not None:
        row.practice = practice
    return row


def history_of(*, request: ConsultationRequest) -> QuerySet[RequestEvent]:
    """What was done with a request, the last first."""
    rows = RequestEvent.objects.for_practice(request.practice).filter(request=request)
    return rows.select_related("by", "from_member__user", "to_member__user").order_by("-pk")


def activities_of(*, request: ConsultationRequest) -> QuerySet[RequestActivity]:
    """What a request became, in the order in which it was added."""
    rows = RequestActivity.objects.for_practice(request.practice).filter(request=request)
    related = ("task__member__user", "task__taken_by", "task__done_by", "appointment__member__user")
    return rows.select_related(*related).order_by("pk")


def open_activities(*, request: ConsultationRequest) -> list[RequestActivity]:
    """What was planned for a request and is not done."""
    left = Q(task__state__in=UNFINISHED_TASKS) | Q(appointment__state__in=sorted(OPEN))
    return list(RequestActivity.objects.for_practice(request.practice).filter(left, request=request).order_by("pk"))


def possible_duplicates(*, request: ConsultationRequest) -> list[ConsultationRequest]:
    """Other unfinished requests about the same patient, for the same POH as far as that is known of both."""
    if request.patient_id is None or not request.is_unfinished:
        return []
    rows = ConsultationRequest.objects.for_practice(request.practice).unfinished().exclude(pk=request.pk)
    rows = rows.filter(patient=request.patient_id)
    if request.discipline:
        rows = rows.filter(discipline__in=[request.discipline, ""])
    return list(rows.select_related("member__user").order_by("pk"))


def requests_about(*, patient: Patient, limit: int = 20) -> list[ConsultationRequest]:
    """The requests about one patient: what is unfinished first, then the last ended."""
    rows = ConsultationRequest.objects.of_patient(patient).select_related("member__user", "requester_member__user")
    return list(rows.order_by(F("closed_at").desc(nulls_first=True), "-pk")[:limit])


def coming_appointments(*, patient: Patient, on: date) -> list[Appointment]:
    """The appointments of a patient from the day `on` that belong to no request yet."""
    taken = RequestActivity.objects.for_practice(patient.practice).filter(appointment__isnull=False)
    rows = Appointment.objects.of_patient(patient).open().filter(on__gte=on)
    rows = rows.exclude(pk__in=taken.values("appointment"))
    return list(rows.select_related("member__user", "kind").order_by("period")[:20])


def to_accept(*, member: Membership) -> QuerySet[ConsultationRequest]:
    """What this person, or who has their role, has yet to accept."""
    rows = ConsultationRequest.objects.for_practice(member.practice).unfinished().to_accept(member)
    return rows.select_related("patient", "requester_member__user").first_things_first()


def to_triage(*, practice: Practice) -> QuerySet[ConsultationRequest]:
    """What has yet to be judged, or came back."""
    rows = ConsultationRequest.objects.for_practice(practice).to_triage()
    return rows.select_related("patient", "requester_member__user").first_things_first()


def answered_for(*, member: Membership, since: datetime) -> QuerySet[ConsultationRequest]:
    """The answers that this colleague got to what they asked or delegated, the last first."""
    rows = ConsultationRequest.objects.for_practice(member.practice).filter(requester_member=member)
    return rows.filter(answered_at__gte=since).select_related("patient", "answered_by").order_by("-answered_at")


def pressing_rows(*, member: Membership, until: datetime) -> RequestQuerySet:
    """The requests that this person must act on before `until`."""
    return ConsultationRequest.objects.for_practice(member.practice).pressing(member, until=until)


def stored_norms(*, practice: Practice) -> RequestNorms | None:
    """The terms that the practice set, or None when the defaults hold."""
    return RequestNorms.objects.for_practice(practice).first()


def left_by_absent(*, practice: Practice, on: date) -> list[ConsultationRequest]:
    """Unfinished requests with somebody who left, or who is away the whole day and has not planned them yet."""
    rows = ConsultationRequest.objects.for_practice(practice).unfinished().filter(member__isnull=False)
    gone = Membership.objects.for_practice(practice).ended(on=on)
    away = _away_on(practice, on)
    lies = Q(member__in=gone.values("pk"))
    if away:
        lies |= Q(member__in=away, state__in=(RequestState.ASSIGNED, RequestState.FORWARDED))
    return list(rows.filter(lies).order_by("pk"))


def _away_on(practice: Practice, on: date) -> Collection[int]:
    """Who is absent from the first hour of the day to the last."""
    blocked = BlockedTime.objects.for_practice(practice).standing().touching(on, on)
    blocked = blocked.filter(kind=BlockedKind.ABSENT, member__isnull=False)
    opens, closes = office_hours(on)
    return [row.member_id for row in blocked if row.period.lower <= opens and row.period.upper >= closes]
