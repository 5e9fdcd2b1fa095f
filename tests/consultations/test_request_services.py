"""Each act on a request: what it changes, what it refuses, and what its history tells."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from consultations.enums_requests import (
    ActivityKind,
    Discipline,
    RequestAct,
    RequestChannel,
    RequesterKind,
    RequestReason,
    RequestState,
    Urgency,
    WaitingFor,
)
from consultations.models import ConsultationRequest, RequestActivity, RequestEvent
from consultations.services import request_work as work
from consultations.services import requests as services
from consultations.services.request_steps import NotPossible, origin_of
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.worklist.enums import TaskKind, TaskState
from poh.worklist.models import Task
from poh.worklist.services import Recipient, finish_task
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.requests import ConsultationRequestFactory
from tests.factories.scheduling import AppointmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WHY = services.Refusal(RequestReason.INCOMPLETE, "Gewicht ontbreekt")


@pytest.fixture
def nurse(practice, poh):
    with practice_scope(practice):
        return poh.memberships.select_related("user").get()


@pytest.fixture
def other_nurse(practice):
    return MembershipFactory(practice=practice, user__name="Petra Maas", roles=[Role.POH_S])


@pytest.fixture
def doctor(practice, huisarts):
    with practice_scope(practice):
        return huisarts.memberships.select_related("user").get()


@pytest.fixture
def within(practice, poh, nurse, doctor, other_nurse):
    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        yield practice


@pytest.fixture
def acts(poh):
    return {"by": poh, "at": NOW}


def _steps(request) -> list[tuple[str, str]]:
    rows = RequestEvent.objects.for_practice(request.practice).filter(request=request).order_by("pk")
    return list(rows.values_list("act", "state"))


def _last(request) -> RequestEvent:
    return RequestEvent.objects.for_practice(request.practice).filter(request=request).order_by("-pk")[0]


def _pooled(within, **fields) -> ConsultationRequest:
    return ConsultationRequestFactory(practice=within, pooled=True, received_at=NOW, **fields)


def _accepted(within, nurse, **fields) -> ConsultationRequest:
    return services.accept(request=_pooled(within, **fields), member=nurse, at=NOW)


def _planned(within, nurse, acts) -> ConsultationRequest:
    activity = work.NewActivity(ActivityKind.CALL, "Bel over de enkels", Recipient(member=nurse), NOW.date())
    return work.add_activity(request=_accepted(within, nurse), activity=activity, **acts).request


def _processed(within, nurse, acts, **fields) -> ConsultationRequest:
    advised = work.advise(request=_accepted(within, nurse, **fields), text="Minder zout", **acts)
    return work.process(request=advised, **acts)


# Coming in


def test_register_request_keeps_it_as_it_came_in(within, acts):
    patient = PatientFactory(practice=within)
    new = services.NewRequest(
        channel=RequestChannel.EXTERNAL,
        requester=services.Requester(RequesterKind.EXTERNAL, name="Wijkzorg", role="verpleegkundige", has_consent=True),
        text="Valt steeds",
        patient=patient,
        wish="ochtend",
    )
    made = services.register_request(practice=within, new=new, **acts)
    made.refresh_from_db()
    assert (made.state, made.received_at, made.patient, made.requester_name, made.has_consent) == (
        RequestState.RECEIVED,
        NOW,
        patient,
        "Wijkzorg",
        True,
    )
    assert _steps(made) == [(RequestAct.REGISTERED, RequestState.RECEIVED)]
    assert made.due_at.isoformat() == "2026-11-25T16:00:00+00:00"


def test_triage_judges_a_request(within, acts):
    judged = services.Triage(Urgency.U4, Discipline.MENTAL, minutes=45)
    done = services.triage(request=ConsultationRequestFactory(practice=within), judged=judged, **acts)
    assert (done.state, done.urgency, done.discipline, done.minutes) == (RequestState.TRIAGED, "u4", "ggz", 45)
    assert _steps(done) == [(RequestAct.TRIAGED, RequestState.TRIAGED)]


@pytest.mark.parametrize("urgency", [Urgency.U1, Urgency.U2])
def test_triage_of_urgent_goes_to_the_huisarts_in_the_same_act(within, acts, urgency):
    judged = services.Triage(urgency, Discipline.SOMATIC)
    done = services.triage(request=ConsultationRequestFactory(practice=within), judged=judged, **acts)
    done.refresh_from_db()
    assert (done.state, done.role, done.member) == (RequestState.FORWARDED, Role.HUISARTS, None)
    assert _steps(done) == [
        (RequestAct.TRIAGED, RequestState.TRIAGED),
        (RequestAct.FORWARDED, RequestState.FORWARDED),
    ]


def test_triage_that_turns_out_not_urgent_comes_back_from_the_huisarts(within, acts):
    urgent = ConsultationRequestFactory(practice=within, urgent=True)
    done = services.triage(request=urgent, judged=services.Triage(Urgency.U5, Discipline.SOMATIC), **acts)
    assert (done.state, done.role) == (RequestState.TRIAGED, "")


def test_triage_of_what_is_planned_is_refused(within, nurse, acts):
    planned = _planned(within, nurse, acts)
    with pytest.raises(NotPossible, match="is gepland"):
        services.triage(request=planned, judged=services.Triage(Urgency.U5, Discipline.SOMATIC), **acts)


# With whom


def test_assign_lays_it_with_a_poh(within, nurse, acts):
    triaged = ConsultationRequestFactory(practice=within, triaged=True)
    done = services.assign(request=triaged, to=Recipient(member=nurse), text="Ken je haar?", **acts)
    assert (done.state, done.member, done.accepted_at) == (RequestState.ASSIGNED, nurse, None)
    assert (_last(done).to_member, _last(done).note) == (nurse, "Ken je haar?")


@pytest.mark.parametrize("role", [Role.HUISARTS, Role.ASSISTENT, Role.DIRECTEUR])
def test_assign_to_who_is_no_poh_is_refused(within, acts, role):
    triaged = ConsultationRequestFactory(practice=within, triaged=True)
    with pytest.raises(NotPossible, match="Kies een POH"):
        services.assign(request=triaged, to=Recipient(role=role), **acts)


def test_assign_of_urgent_to_a_poh_is_refused(within, nurse, doctor, acts):
    urgent = ConsultationRequestFactory(practice=within, urgent=True)
    with pytest.raises(NotPossible, match="alleen naar een huisarts"):
        services.assign(request=urgent, to=Recipient(member=nurse), **acts)
    assert services.assign(request=urgent, to=Recipient(member=doctor), **acts).member == doctor


def test_assign_of_processed_urgent_is_refused(within, doctor, acts):
    urgent = services.accept(request=ConsultationRequestFactory(practice=within, urgent=True), member=doctor, at=NOW)
    processed = work.process(request=urgent, **acts)
    with pytest.raises(services.UrgentGoesToGp):
        services.assign(request=processed, to=Recipient(role=Role.POH_S), **acts)


def test_assign_anew_keeps_the_history_and_the_plan(within, nurse, other_nurse, acts):
    planned = _planned(within, nurse, acts)
    done = services.assign(request=planned, to=Recipient(member=other_nurse), **acts)
    assert (done.state, done.member, done.accepted_at) == (RequestState.PLANNED, other_nurse, None)
    assert (_last(done).from_member, _last(done).to_member) == (nurse, other_nurse)


def test_accept_makes_it_ones_own(within, nurse):
    done = services.accept(request=_pooled(within), member=nurse, at=NOW)
    assert (done.member, done.accepted_at, done.state) == (nurse, NOW, RequestState.ASSIGNED)
    assert services.accept(request=done, member=nurse, at=NOW + timedelta(hours=1)).accepted_at == NOW


def test_accept_second_tells_who_was_first(within, nurse, other_nurse):
    done = services.accept(request=_pooled(within), member=nurse, at=NOW)
    with pytest.raises(services.AlreadyAccepted, match="Anja de Vries heeft deze aanvraag al aangenomen"):
        services.accept(request=done, member=other_nurse, at=NOW)


def test_accept_of_what_lies_with_another_is_refused(within, nurse, other_nurse, acts):
    triaged = ConsultationRequestFactory(practice=within, triaged=True)
    assigned = services.assign(request=triaged, to=Recipient(member=nurse), **acts)
    with pytest.raises(NotPossible, match="ligt bij Anja de Vries"):
        services.accept(request=assigned, member=other_nurse, at=NOW)


def test_accept_without_the_role_is_refused(within, doctor):
    with pytest.raises(NotPossible, match="POH somatiek"):
        services.accept(request=_pooled(within), member=doctor, at=NOW)


def test_accept_of_what_is_not_assigned_is_refused(within, nurse):
    with pytest.raises(NotPossible, match="is ontvangen"):
        services.accept(request=ConsultationRequestFactory(practice=within), member=nurse, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_has_it_and_the_other_sees_who(practice):
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    members = [MembershipFactory(practice=practice, roles=[Role.POH_S], user__name=f"Collega {n}") for n in range(4)]
    gate = Barrier(len(members))

    def press(member) -> str:
        try:
            with practice_scope(practice, user=member.user, roles=(Role.POH_S,)):
                gate.wait(10)
                services.accept(request=request, member=member, at=NOW)
            return "mine"
        except services.AlreadyAccepted as refusal:
            return refusal.by.user.name
        finally:
            connection.close()

    with ThreadPoolExecutor(len(members)) as pool:
        answers = list(pool.map(press, members))
    winner = members[answers.index("mine")]
    assert sorted(answers) == sorted(["mine", *[winner.user.name] * 3])
    with practice_scope(practice):
        assert ConsultationRequest.objects.get(pk=request.pk).member == winner


# Back, on, and waiting


def test_return_request_gives_the_reason_and_withdraws_its_work(within, nurse, acts):
    done = services.return_request(request=_planned(within, nurse, acts), why=WHY, **acts)
    assert (done.state, done.member, done.role, done.accepted_at) == (RequestState.RETURNED, None, "", None)
    assert (_last(done).reason, _last(done).note, _last(done).from_member) == (WHY.reason, WHY.text, nurse)
    assert [task.state for task in Task.objects.from_origin(origin_of(done))] == [TaskState.WITHDRAWN]


def test_forward_to_gp_lays_it_with_the_huisartsen(within, nurse, acts):
    done = services.forward_to_gp(request=_accepted(within, nurse), text="Graag zien", **acts)
    assert (done.state, done.role, done.member) == (RequestState.FORWARDED, Role.HUISARTS, None)


def test_forward_to_gp_before_it_is_judged_is_refused(within, acts):
    with pytest.raises(NotPossible, match="Beoordeel de aanvraag eerst"):
        services.forward_to_gp(request=ConsultationRequestFactory(practice=within), text="Graag zien", **acts)


def test_wait_for_has_a_day_and_keeps_the_state(within, nurse, acts):
    until = date(2026, 12, 1)
    done = services.wait_for(request=_accepted(within, nurse), what=WaitingFor.LAB, until=until, **acts)
    assert (done.state, done.waiting_for, done.due_at.date()) == (RequestState.ASSIGNED, "lab", until)
    assert _last(done).note == "op het lab, tot 1-12-2026"
    resumed = services.resume(request=done, **acts)
    assert (resumed.waiting_for, resumed.waiting_until) == ("", None)


def test_wait_for_what_is_urgent_is_refused(within, acts):
    urgent = ConsultationRequestFactory(practice=within, urgent=True)
    with pytest.raises(NotPossible, match="kan niet wachten"):
        services.wait_for(request=urgent, what=WaitingFor.LAB, until=NOW.date(), **acts)


def test_resume_of_what_does_not_wait_is_refused(within, acts):
    with pytest.raises(NotPossible, match="wacht nergens op"):
        services.resume(request=_pooled(within), **acts)


# What it becomes


def test_add_activity_puts_work_on_the_list_of_its_owner(within, nurse, other_nurse, acts):
    activity = work.NewActivity(
        ActivityKind.LETTER, "Brief aan podotherapeut", Recipient(member=other_nurse), NOW.date()
    )
    made = work.add_activity(request=_accepted(within, nurse), activity=activity, **acts)
    assert (made.task.member, made.task.kind, made.task.due_on) == (other_nurse, TaskKind.LETTER, NOW.date())
    assert (made.task.origin_uuid, made.request.state) == (made.request.uuid, RequestState.ASSIGNED)
    assert _last(made.request).act == RequestAct.ACTIVITY_ADDED


def test_add_activity_of_a_call_plans_the_request_and_gives_it_its_owner(within, nurse, acts):
    activity = work.NewActivity(ActivityKind.CALL, "Bel", Recipient(member=nurse), NOW.date())
    done = work.add_activity(request=_pooled(within), activity=activity, **acts).request
    assert (done.state, done.member, done.planned_at) == (RequestState.PLANNED, nurse, NOW)


def test_add_activity_to_what_is_not_assigned_is_refused(within, nurse, acts):
    activity = work.NewActivity(ActivityKind.CALL, "Bel", Recipient(member=nurse), NOW.date())
    with pytest.raises(NotPossible, match="er kan nu geen werk bij"):
        work.add_activity(request=ConsultationRequestFactory(practice=within), activity=activity, **acts)


def test_link_appointment_plans_the_request(within, nurse, acts):
    request = _pooled(within)
    appointment = AppointmentFactory(practice=within, patient=request.patient, member=nurse)
    made = work.link_appointment(request=request, appointment=appointment, **acts)
    assert (made.request.state, made.request.member, made.kind) == (RequestState.PLANNED, nurse, "appointment")


def test_link_appointment_of_another_patient_is_refused(within, acts):
    with pytest.raises(NotPossible, match="andere patiënt"):
        work.link_appointment(request=_pooled(within), appointment=AppointmentFactory(practice=within), **acts)


def test_link_appointment_that_is_called_off_is_refused(within, acts):
    request = _pooled(within)
    gone = AppointmentFactory(practice=within, patient=request.patient, cancelled=True)
    with pytest.raises(NotPossible, match="afgezegd"):
        work.link_appointment(request=request, appointment=gone, **acts)


def test_link_appointment_twice_is_refused(within, acts):
    request = _pooled(within)
    appointment = AppointmentFactory(practice=within, patient=request.patient)
    work.link_appointment(request=request, appointment=appointment, **acts)
    with pytest.raises(NotPossible, match="hoort al bij een aanvraag"):
        work.link_appointment(request=request, appointment=appointment, **acts)
    assert RequestActivity.objects.for_practice(within).count() == 1


def test_link_second_appointment_leaves_it_planned(within, nurse, acts):
    planned = _planned(within, nurse, acts)
    appointment = AppointmentFactory(practice=within, patient=planned.patient)
    work.link_appointment(request=planned, appointment=appointment, **acts)
    assert _last(planned).act == RequestAct.ACTIVITY_ADDED


def test_unplan_lays_it_back_with_who_had_it(within, nurse, acts):
    done = work.unplan(request=_planned(within, nurse, acts), text="Afgezegd", **acts)
    assert (done.state, done.member) == (RequestState.ASSIGNED, nurse)


def test_no_show_can_be_planned_again(within, nurse, acts):
    missed = work.mark_no_show(request=_planned(within, nurse, acts), **acts)
    activity = work.NewActivity(ActivityKind.CALL, "Bel opnieuw", Recipient(member=nurse), NOW.date())
    again = work.add_activity(request=missed, activity=activity, by=acts["by"], at=NOW + timedelta(days=1)).request
    assert (missed.state, again.state, again.planned_at) == (RequestState.NO_SHOW, RequestState.PLANNED, NOW)


def test_process_names_what_is_not_done(within, nurse, acts):
    done = work.carry_out(request=_planned(within, nurse, acts), **acts)
    with pytest.raises(work.ActivitiesOpen, match="Nog niet gedaan: Bel over de enkels"):
        work.process(request=done, **acts)
    for task in Task.objects.from_origin(origin_of(done)):
        finish_task(task=task, **acts)
    assert work.process(request=done, **acts).state == RequestState.PROCESSED


def test_process_of_what_no_huisarts_accepted_is_refused(within, acts):
    with pytest.raises(NotPossible, match="Een huisarts neemt de aanvraag eerst aan"):
        work.process(request=ConsultationRequestFactory(practice=within, urgent=True), **acts)
