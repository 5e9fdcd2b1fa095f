"""Give, take, finish and hand over work."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.worklist.enums import Priority, TaskAct, TaskKind, TaskState
from poh.worklist.models import Task, TaskStatus
from poh.worklist.origins import Origin
from poh.worklist.services import (
    AlreadyTaken,
    NewTask,
    NotForThem,
    Recipient,
    StepNotAllowed,
    add_task,
    finish_task,
    hand_over_task,
    reopen_task,
    take_task,
    withdraw_task,
    withdraw_tasks_of,
)
from poh.worklist.signals import task_changed
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.worklist import TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(practice):
    return MembershipFactory(practice=practice, user__name="Gijs Zomer", roles=[Role.POH_GGZ])


@pytest.fixture
def within(practice, poh):
    """Everything of a test happens within the practice, by the POH."""
    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        yield practice


@pytest.fixture
def acts(poh):
    return {"by": poh, "at": timezone.now()}


def _steps(task: Task) -> list[tuple]:
    rows = TaskStatus.objects.for_practice(task.practice).filter(task=task).order_by("pk")
    return [(row.act, row.state, row.by_id and row.by.name, row.note) for row in rows]


def test_recipient_is_a_person_or_a_role():
    with pytest.raises(ValueError, match="for a person or for a role"):
        Recipient()


def test_add_task_puts_it_on_the_list_of_its_recipient(within, colleague, acts):
    patient, origin = PatientFactory(practice=within), Origin("aanvraag", uuid4())
    made = add_task(
        practice=within,
        task=NewTask(
            title="Bel",
            to=Recipient(member=colleague),
            kind=TaskKind.CALL,
            reason="Kalium 5,6",
            patient=patient,
            due_on=acts["at"].date(),
            priority=Priority.HIGH,
            origin=origin,
        ),
        **acts,
    )
    made.refresh_from_db()
    assert (made.title, made.member, made.role, made.patient, made.state) == ("Bel", colleague, "", patient, "open")
    assert (made.origin_kind, made.origin_uuid, made.priority) == (origin.kind, origin.uuid, Priority.HIGH)
    assert _steps(made) == [(TaskAct.ADDED, TaskState.OPEN, "Anja de Vries", "")]


def test_add_task_about_a_patient_is_not_for_who_sees_no_patients(within, acts):
    task = NewTask(title="Bel", to=Recipient(role=Role.DIRECTEUR), patient=PatientFactory(practice=within))
    with pytest.raises(NotForThem, match="Directeur mag geen patiënten zien"):
        add_task(practice=within, task=task, **acts)
    assert not Task.objects.for_practice(within).exists()


def test_take_task_makes_it_ones_own(within, acts, poh):
    taken = take_task(task=TaskFactory(practice=within, for_role=True), **acts)
    taken.refresh_from_db()
    assert (taken.state, taken.taken_by, taken.taken_at, taken.version) == (TaskState.TAKEN, poh, acts["at"], 2)
    assert _steps(taken) == [(TaskAct.TAKEN, TaskState.TAKEN, "Anja de Vries", "")]


def test_take_task_again_changes_nothing(within, acts):
    task = take_task(task=TaskFactory(practice=within), **acts)
    assert take_task(task=task, **acts).version == task.version
    assert len(_steps(task)) == 1


def test_take_task_of_a_colleague_tells_who_has_it(within, acts, colleague):
    task = TaskFactory(practice=within, taken=True, taken_by=colleague.user)
    with pytest.raises(AlreadyTaken, match="Gijs Zomer heeft deze taak al genomen") as refusal:
        take_task(task=task, **acts)
    assert refusal.value.by == colleague.user


@pytest.mark.parametrize("trait", ["done", "withdrawn"])
def test_take_task_that_is_over_is_refused(within, acts, trait):
    with pytest.raises(StepNotAllowed, match="Deze taak is al"):
        take_task(task=TaskFactory(practice=within, **{trait: True}), **acts)


def test_finish_task_keeps_what_came_of_it(within, acts, poh):
    done = finish_task(task=TaskFactory(practice=within), outcome="Herhaald: 4,9", **acts)
    done.refresh_from_db()
    assert (done.state, done.done_by, done.outcome) == (TaskState.DONE, poh, "Herhaald: 4,9")
    assert _steps(done) == [(TaskAct.DONE, TaskState.DONE, "Anja de Vries", "Herhaald: 4,9")]


def test_finish_task_of_a_colleague_is_refused(within, acts, colleague):
    with pytest.raises(AlreadyTaken):
        finish_task(task=TaskFactory(practice=within, taken=True, taken_by=colleague.user), **acts)


def test_finish_task_twice_is_refused(within, acts):
    task = finish_task(task=TaskFactory(practice=within), **acts)
    with pytest.raises(StepNotAllowed, match="al afgehandeld"):
        finish_task(task=task, **acts)


def test_hand_over_task_opens_it_for_another(within, acts, colleague):
    task = take_task(task=TaskFactory(practice=within), **acts)
    given = hand_over_task(task=task, to=Recipient(member=colleague), note="Jij kent haar", **acts)
    given.refresh_from_db()
    assert (given.state, given.member, given.role, given.taken_by) == (TaskState.OPEN, colleague, "", None)
    step = TaskStatus.objects.for_practice(within).order_by("-pk")[0]
    assert (step.act, step.note, step.from_member, step.to_member) == (
        TaskAct.HANDED_OVER,
        "Jij kent haar",
        task.member,
        colleague,
    )


def test_hand_over_task_to_a_role(within, acts):
    given = hand_over_task(task=TaskFactory(practice=within), to=Recipient(role=Role.ASSISTENT), **acts)
    assert (given.member, given.role) == (None, Role.ASSISTENT)


def test_hand_over_task_about_a_patient_to_who_sees_none_is_refused(within, acts, poh_mmt):
    member = poh_mmt.memberships.get()
    with pytest.raises(NotForThem, match="Mieke Timmers mag geen patiënten zien"):
        hand_over_task(task=TaskFactory(practice=within), to=Recipient(member=member), **acts)


def test_hand_over_task_about_nobody_may_go_to_anybody(within, acts, poh_mmt):
    task = TaskFactory(practice=within, without_patient=True)
    assert hand_over_task(task=task, to=Recipient(member=poh_mmt.memberships.get()), **acts).state == TaskState.OPEN


def test_hand_over_task_that_is_done_is_refused(within, acts, colleague):
    with pytest.raises(StepNotAllowed):
        hand_over_task(task=TaskFactory(practice=within, done=True), to=Recipient(member=colleague), **acts)


def test_reopen_task_puts_it_back(within, acts):
    task = finish_task(task=take_task(task=TaskFactory(practice=within), **acts), outcome="Klaar", **acts)
    put_back = reopen_task(task=task, **acts)
    put_back.refresh_from_db()
    assert (put_back.state, put_back.done_by, put_back.done_at, put_back.taken_by, put_back.outcome) == (
        TaskState.OPEN,
        None,
        None,
        None,
        "",
    )


def test_reopen_task_that_is_not_done_is_refused(within, acts):
    with pytest.raises(StepNotAllowed, match="niet afgehandeld, maar vervallen"):
        reopen_task(task=TaskFactory(practice=within, withdrawn=True), **acts)


def test_withdraw_task_keeps_the_reason(within, acts):
    task = withdraw_task(task=TaskFactory(practice=within), reason="Patiënt verhuisd", **acts)
    assert _steps(task) == [(TaskAct.WITHDRAWN, TaskState.WITHDRAWN, "Anja de Vries", "Patiënt verhuisd")]


def test_withdraw_tasks_of_leaves_what_is_done_and_what_came_from_elsewhere(within, acts):
    origin = Origin("aanvraag", uuid4())
    here = {"practice": within, "origin_kind": origin.kind, "origin_uuid": origin.uuid}
    open_one, taken_one = TaskFactory(**here), TaskFactory(**here, taken=True)
    done_one, other = TaskFactory(**here, done=True), TaskFactory(practice=within)
    gone = withdraw_tasks_of(practice=within, origin=origin, reason="Ingetrokken", **acts)
    assert gone == [open_one, taken_one]
    states = dict(Task.objects.for_practice(within).values_list("pk", "state"))
    assert states == {
        open_one.pk: "withdrawn",
        taken_one.pk: "withdrawn",
        done_one.pk: "done",
        other.pk: "open",
    }


def test_each_act_is_told_to_the_app_that_the_task_came_from(within, acts):
    heard = []
    task_changed.connect(heard_one := lambda task, act, by, **kwargs: heard.append((task.pk, act, by)))
    task = TaskFactory(practice=within)
    finish_task(task=take_task(task=task, **acts), **acts)
    task_changed.disconnect(heard_one)
    assert heard == [(task.pk, TaskAct.TAKEN, acts["by"]), (task.pk, TaskAct.DONE, acts["by"])]


def test_act_is_logged_with_the_patient(practice, poh, logged):
    task = TaskFactory(practice=practice)
    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        take_task(task=task, by=poh, at=timezone.now())
    assert logged(practice) == [("patient.task_changed", [task.patient_id])]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_task_at_once_one_has_it_and_the_others_see_who(practice):
    task = TaskFactory(practice=practice, for_role=True)
    members = [MembershipFactory(practice=practice, user__name=f"Collega {n}") for n in range(6)]
    gate = Barrier(len(members))

    def take(member) -> str:
        try:
            with practice_scope(practice, user=member.user, roles=(Role.POH_S,)):
                gate.wait(10)
                take_task(task=task, by=member.user, at=timezone.now())
            return "taken"
        except AlreadyTaken as refusal:
            return refusal.by.name
        finally:
            connection.close()

    with ThreadPoolExecutor(len(members)) as pool:
        answers = list(pool.map(take, members))
    winner = members[answers.index("taken")].user.name
    assert sorted(answers) == sorted(["taken", *[winner] * 5])


# The database itself


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"member": None, "role": ""}, "is_for_somebody"),
        ({"role": "kok"}, "role_is_known"),
        ({"title": ""}, "says_what"),
        ({"window_from": "2026-06-30", "due_on": "2026-06-01"}, "window_ends_after_it_starts"),
        ({"window_from": "2026-06-30", "due_on": None}, "window_ends_after_it_starts"),
        ({"state": "taken"}, "taken_by_somebody"),
        ({"state": "done"}, "done_by_somebody"),
        ({"outcome": "Klaar"}, "done_by_somebody"),
        ({"origin_kind": "aanvraag"}, "origin_is_whole"),
    ],
)
def test_database_refuses_a_task_that_cannot_be(within, fields, rule):
    task = TaskFactory(practice=within)
    with pytest.raises(IntegrityError, match=f"worklist_task_{rule}"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**fields)


def test_database_keeps_the_steps_of_a_task(within, acts):
    task = take_task(task=TaskFactory(practice=within), **acts)
    for sql in ("UPDATE worklist_taskstatus SET note = 'x'", "DELETE FROM worklist_taskstatus"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(sql)
    assert len(_steps(task)) == 1
