"""What a request becomes: activities with an owner and a day, the answer to who asked, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from consultations.enums_requests import (
    ActivityKind,
    AnswerChannel,
    RequestAct,
    RequestOutcome,
    RequestState,
)
from consultations.models import ConsultationRequest, RequestActivity
from consultations.selectors.requests import open_activities
from consultations.services.request_steps import NotPossible, Told, go, locked, note, origin_of, save
from consultations.services.requests import end
from poh.accounts.models import User
from poh.base.dates import day_text
from poh.worklist.enums import TaskKind
from poh.worklist.services import NewTask, Recipient, add_task
from scheduling.enums import OPEN
from scheduling.models import Appointment

# Which kind of work stands on a list for each kind of activity.
TASK_KIND: dict[ActivityKind, TaskKind] = {
    ActivityKind.APPOINTMENT: TaskKind.AGENDA,
    ActivityKind.VISIT: TaskKind.VISIT,
    ActivityKind.CALL: TaskKind.CALL,
    ActivityKind.LETTER: TaskKind.LETTER,
    ActivityKind.TASK: TaskKind.GENERAL,
}
# From here on work can be hung on a request.
TAKES_WORK = frozenset(
    {
        RequestState.ASSIGNED,
        RequestState.PLANNED,
        RequestState.NO_SHOW,
        RequestState.DONE,
        RequestState.FORWARDED,
        RequestState.ADVISED,
    }
)
CAN_BE_PLANNED = (RequestState.ASSIGNED, RequestState.NO_SHOW)


@dataclass(frozen=True)
class NewActivity:
    """What somebody will do for a request, who, and when."""

    kind: ActivityKind
    what: str
    owner: Recipient
    due_on: date


@dataclass(frozen=True)
class Answer:
    """What the requester hears, and how."""

    text: str
    channel: AnswerChannel


class ActivitiesOpen(NotPossible):
    """Something that was planned for the request is not done yet."""

    def __init__(self, activities: list[RequestActivity]) -> None:
        super().__init__(f"Nog niet gedaan: {', '.join(activity.what for activity in activities)}.")
        self.activities = activities


@transaction.atomic
def add_activity(*, request: ConsultationRequest, activity: NewActivity, by: User, at: datetime) -> RequestActivity:
    """Put work for the request on somebody's list. A call with a day plans the request; an appointment does so when it
    stands in the agenda (`link_appointment`)."""
    request = _taking_work(request)
    task = NewTask(
        title=activity.what,
        to=activity.owner,
        kind=TASK_KIND[activity.kind],
        reason=request.text[:2000],
        patient=request.patient,
        due_on=activity.due_on,
        origin=origin_of(request),
    )
    row = RequestActivity.objects.create(
        practice=request.practice,
        request=request,
        kind=activity.kind,
        what=activity.what,
        task=add_task(practice=request.practice, task=task, by=by, at=at),
        added_by=by,
    )
    told = Told(text=f"{ActivityKind(activity.kind).label}: {activity.what}").to(activity.owner)
    if activity.kind == ActivityKind.CALL and request.state in CAN_BE_PLANNED:
        _plan(request, activity.owner, told, by=by, at=at)
    else:
        note(request, RequestAct.ACTIVITY_ADDED, by=by, at=at, told=told)
    return row


@transaction.atomic
def link_appointment(
    *, request: ConsultationRequest, appointment: Appointment, by: User, at: datetime
) -> RequestActivity:
    """The request is met in this appointment of the same patient; that plans it."""
    request = _taking_work(request)
    if appointment.patient_id is None or appointment.patient_id != request.patient_id:
        raise NotPossible("Deze afspraak is van een andere patiënt.")
    if appointment.state not in OPEN:
        raise NotPossible(f"Deze afspraak is {appointment.get_state_display().lower()}.")
    what = f"{appointment.get_channel_display().lower()} op {day_text(appointment.on)}"
    row = RequestActivity(
        practice=request.practice,
        request=request,
        kind=ActivityKind.APPOINTMENT,
        what=what,
        appointment=appointment,
        added_by=by,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "one_of_appointment" not in str(error):
            raise
        raise NotPossible("Deze afspraak hoort al bij een aanvraag.") from error
    owner = Recipient(member=appointment.member)
    told = Told(text=what).to(owner)
    if request.state in CAN_BE_PLANNED:
        _plan(request, owner, told, by=by, at=at)
    else:
        note(request, RequestAct.ACTIVITY_ADDED, by=by, at=at, told=told)
    return row


def _taking_work(request: ConsultationRequest) -> ConsultationRequest:
    request = locked(request)
    if request.state not in TAKES_WORK:
        raise NotPossible(f"Deze aanvraag is {request.get_state_display()}; er kan nu geen werk bij.")
    return request


def _plan(request: ConsultationRequest, owner: Recipient, told: Told, *, by: User, at: datetime) -> None:
    """The request is planned; when it lay with a role, it is now of who does it."""
    go(request, RequestState.PLANNED, at=at)
    request.planned_at = request.planned_at or at
    if request.member_id is None and owner.member is not None:
        request.member, request.accepted_at = owner.member, at
    save(request, at=at)
    note(request, RequestAct.PLANNED, by=by, at=at, told=told)


@transaction.atomic
def unplan(*, request: ConsultationRequest, text: str, by: User | None, at: datetime) -> ConsultationRequest:
    """The plan fell through: the request is to be planned anew by who had it."""
    request = locked(request)
    go(request, RequestState.ASSIGNED, at=at)
    save(request, at=at)
    note(request, RequestAct.UNPLANNED, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def carry_out(*, request: ConsultationRequest, text: str = "", by: User, at: datetime) -> ConsultationRequest:
    """The consult took place; what follows from it is to be done and written down."""
    request = locked(request)
    go(request, RequestState.DONE, at=at)
    save(request, at=at)
    note(request, RequestAct.CARRIED_OUT, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def mark_no_show(*, request: ConsultationRequest, text: str = "", by: User, at: datetime) -> ConsultationRequest:
    """The patient did not come: plan anew, send to the recall, or close."""
    request = locked(request)
    go(request, RequestState.NO_SHOW, at=at)
    save(request, at=at)
    note(request, RequestAct.NO_SHOW, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def advise(*, request: ConsultationRequest, text: str, by: User, at: datetime) -> ConsultationRequest:
    """An advice was enough; nobody need come."""
    request = locked(request)
    go(request, RequestState.ADVISED, at=at)
    save(request, at=at)
    note(request, RequestAct.ADVISED, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def process(*, request: ConsultationRequest, text: str = "", by: User, at: datetime) -> ConsultationRequest:
    """All that followed is done; ActivitiesOpen names what is not. What lies with the huisarts one of them accepted."""
    request = locked(request)
    if request.state == RequestState.FORWARDED and request.accepted_at is None:
        raise NotPossible("Een huisarts neemt de aanvraag eerst aan.")
    left = open_activities(request=request)
    if left:
        raise ActivitiesOpen(left)
    go(request, RequestState.PROCESSED, at=at)
    save(request, at=at)
    note(request, RequestAct.PROCESSED, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def answer(*, request: ConsultationRequest, given: Answer | None, by: User, at: datetime) -> ConsultationRequest:
    """Tell who asked what came of it; None: no answer is needed. The huisarts who delegated always gets one."""
    request = locked(request)
    if not request.is_unfinished:
        raise NotPossible(f"Deze aanvraag is {request.get_state_display()}.")
    if given is None and request.is_delegated:
        raise NotPossible("De huisarts die dit vroeg, krijgt altijd een antwoord.")
    request.answer_not_needed = given is None
    request.answer, request.answer_channel = (given.text, given.channel) if given else ("", "")
    request.answered_at, request.answered_by = (at, by) if given else (None, None)
    save(request, at=at)
    text = f"{AnswerChannel(given.channel).label}: {given.text}"[:1000] if given else "antwoord niet nodig"
    note(request, RequestAct.ANSWERED, by=by, at=at, told=Told(text=text))
    return request


@transaction.atomic
def close(*, request: ConsultationRequest, outcome: RequestOutcome, by: User, at: datetime) -> ConsultationRequest:
    """End the request with how it ended. Who asked has an answer, or none is needed; nothing is left to do."""
    request = locked(request)
    go(request, RequestState.CLOSED, at=at)
    if request.answered_at is None and (not request.answer_not_needed or request.is_delegated):
        raise NotPossible("Geef eerst antwoord aan de aanvrager, of leg vast dat dat niet nodig is.")
    left = open_activities(request=request)
    if left:
        raise ActivitiesOpen(left)
    request.outcome = outcome
    end(request, "Aanvraag gesloten", by=by, at=at)
    note(request, RequestAct.CLOSED, by=by, at=at, told=Told(text=RequestOutcome(outcome).label))
    return request
