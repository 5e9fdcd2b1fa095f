"""Give the demo practices their consult requests, in every state, and work on the lists; the same at every start."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from consultations.enums_requests import (
    ActivityKind,
    AnswerChannel,
    Discipline,
    RequesterKind,
    RequestForm,
    RequestOutcome,
    RequestReason,
    WaitingFor,
    WithdrawnBy,
)
from consultations.models import ConsultationRequest
from consultations.services import request_work as work
from consultations.services import requests as services
from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.home.demo.stories import COLLEAGUE, DELEGATED, STATE, STORIES, WITHOUT_PATIENT, WORK, Story
from poh.worklist.enums import Priority
from poh.worklist.models import Task
from poh.worklist.services import NewTask, Recipient, add_task, finish_task, take_task

AGES = {
    Discipline.SOMATIC: (45, 80),
    Discipline.MENTAL: (20, 65),
    Discipline.ELDERLY: (76, 105),
    Discipline.YOUTH: (8, 17),
}


def give_requests(
    patients: list[Patient], *, staff: list[Membership], on: date, chance: random.Random
) -> list[ConsultationRequest]:
    """Requests in every state and work on the lists, for the practice of these patients; call within the practice."""
    practice = patients[0].practice
    left = [p for p in patients if p.registered_to is None and not p.is_restricted and p.birth_year]
    chance.shuffle(left)
    crew = _Crew(practice, staff)
    made = [_tell(story, _take_fitting(left, story.discipline, on), crew, on=on) for story in STORIES]
    for row in WORK:
        _give_work(row, _take_fitting(left, Discipline.SOMATIC, on), crew, on=on)
    return made


def _take_fitting(left: list[Patient], discipline: Discipline, on: date) -> Patient:
    """The next patient of an age that goes with the POH; each patient once."""
    low, high = AGES[discipline]
    fits = (patient for patient in left if low <= on.year - patient.birth_year <= high)
    chosen = next(fits, left[0])
    left.remove(chosen)
    return chosen


class _Crew:
    """Who does what in a demo practice; a role that nobody has is done by the first member."""

    def __init__(self, practice: Practice, staff: list[Membership]) -> None:
        self.practice, self.staff = practice, staff
        self.gp = self.having(Role.HUISARTS)
        self.clerk = self.having(Role.ASSISTENT)

    def having(self, role: str) -> Membership:
        return next((member for member in self.staff if role in member.roles), self.staff[0])

    def has(self, role: str) -> bool:
        return any(role in member.roles for member in self.staff)


def _moment(on: date, days: int, clock: time) -> datetime:
    """A moment of a working day so many days ago; never later than now."""
    day = on - timedelta(days=days)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return min(timezone.make_aware(datetime.combine(day, clock)), timezone.now())


def _tell(story: Story, patient: Patient, crew: _Crew, *, on: date) -> ConsultationRequest:
    nth = STORIES.index(story)
    at = _moment(on, story.days, time(8, 5 + nth))
    channel_by_colleague = story.channel in (DELEGATED, COLLEAGUE)
    asked_by = crew.gp if story.channel == DELEGATED else crew.having(Role.POH_GGZ)
    if channel_by_colleague:
        requester = services.Requester(RequesterKind.COLLEAGUE, member=asked_by)
    elif story.who:
        requester = services.Requester(RequesterKind.EXTERNAL, name=story.who, role="verwijzer", has_consent=True)
    else:
        requester = services.Requester(RequesterKind.PATIENT)
    new = services.NewRequest(
        channel=story.channel,
        requester=requester,
        text=story.text,
        patient=patient,
        expected="Beoordelen en terugkoppelen" if story.channel == DELEGATED else "",
        wish="liefst 's ochtends" if nth % 4 == 0 else "",
    )
    request = services.register_request(practice=crew.practice, new=new, by=crew.clerk.user, at=at)
    return _bring_on(request, story, crew, at=at)


def _bring_on(request: ConsultationRequest, story: Story, crew: _Crew, *, at: datetime) -> ConsultationRequest:
    """Let people do what brings the request where the story ends."""
    if story.state == STATE.RECEIVED:
        return request
    clerk, later = crew.clerk.user, _Clock(at)
    judged = services.Triage(story.urgency, story.discipline, RequestForm.SURGERY, 20)
    request = services.triage(request=request, judged=judged, by=clerk, at=later())
    if request.is_urgent or story.state == STATE.TRIAGED:
        return request
    if story.state == STATE.WITHDRAWN:
        return services.withdraw(request=request, who=WithdrawnBy.PATIENT, text="", by=clerk, at=later())
    nurse = crew.having(story.discipline.role)
    if story.state == STATE.REJECTED:
        why = services.Refusal(RequestReason.ELSEWHERE, "Voor fysiotherapie is geen verwijzing nodig.")
        return services.reject(request=request, why=why, by=nurse.user, at=later())
    role = story.discipline.role
    to = Recipient(role=role) if crew.has(role) else Recipient(role=Role.POH_S)
    request = services.assign(request=request, to=to, by=clerk, at=later())
    if not story.is_accepted or not crew.has(role):
        return request
    request = services.accept(request=request, member=nurse, at=later())
    return _go_on(request, story, nurse, later)


def _go_on(request: ConsultationRequest, story: Story, nurse: Membership, later: "_Clock") -> ConsultationRequest:
    by = nurse.user
    if story.is_waiting:
        until = (later() + timedelta(days=9)).date()
        return services.wait_for(request=request, what=WaitingFor.LAB, until=until, by=by, at=later())
    if story.state == STATE.RETURNED:
        why = services.Refusal(RequestReason.INCOMPLETE, "Gewicht en wensen ontbreken; graag navragen.")
        return services.return_request(request=request, why=why, by=by, at=later())
    if story.state == STATE.ADVISED:
        text = "Halveren en over drie maanden nierfunctie; onder 30 stoppen."
        return work.advise(request=request, text=text, by=by, at=later())
    if story.state == STATE.ASSIGNED:
        return request
    planned = work.NewActivity(ActivityKind.CALL, "Bel en bespreek", Recipient(member=nurse), later(hours=30).date())
    work.add_activity(request=request, activity=planned, by=by, at=later())
    if story.state in (STATE.PLANNED, STATE.NO_SHOW):
        if story.state == STATE.NO_SHOW:
            return work.mark_no_show(request=request, text="Nam drie keer niet op.", by=by, at=later())
        return request
    _do_tasks(request, nurse, later)
    request = work.carry_out(request=request, text="Besproken.", by=by, at=later())
    if story.state == STATE.DONE:
        return request
    return _finish(request, story, nurse, later)


def _finish(request: ConsultationRequest, story: Story, nurse: Membership, later: "_Clock") -> ConsultationRequest:
    by = nurse.user
    told = "Besproken met patiënt; controle over drie maanden, geen verandering in medicatie."
    channel = AnswerChannel.IN_POH if request.is_delegated else AnswerChannel.PHONE
    work.answer(request=request, given=work.Answer(told, channel), by=by, at=later())
    request = work.process(request=request, by=by, at=later())
    if story.state == STATE.PROCESSED:
        return request
    return work.close(request=request, outcome=RequestOutcome.TREATED, by=by, at=later())


def _do_tasks(request: ConsultationRequest, nurse: Membership, later: "_Clock") -> None:
    for task in Task.objects.for_practice(request.practice).unfinished().filter(origin_uuid=request.uuid):
        finish_task(task=task, outcome="Gesproken", by=nurse.user, at=later())


class _Clock:
    """Time goes on a little with every act, and never past now."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self, hours: int = 0) -> datetime:
        self.at = min(self.at + timedelta(minutes=35), timezone.now())
        return self.at + timedelta(hours=hours)


def _give_work(row: tuple, patient: Patient, crew: _Crew, *, on: date) -> None:
    title, kind, days, is_first, role = row
    to = Recipient(member=crew.having(Role.POH_S)) if role is None else Recipient(role=role)
    at = _moment(on, 3, time(16, 10))
    task = NewTask(
        title=title,
        to=to,
        kind=kind,
        patient=None if kind in WITHOUT_PATIENT and role is not None else patient,
        due_on=on + timedelta(days=days),
        priority=Priority.HIGH if is_first else Priority.NORMAL,
    )
    made = add_task(practice=crew.practice, task=task, by=crew.gp.user, at=at)
    if days > 2 and role == Role.POH_S:
        taker = crew.having(Role.POH_S).user
        take_task(task=made, by=taker, at=at + timedelta(hours=1))
