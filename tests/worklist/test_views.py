"""The worklist as people meet it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from poh.worklist import origins
from poh.worklist.enums import Priority, TaskKind, TaskState
from poh.worklist.models import Task
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.worklist import TaskFactory

pytestmark = pytest.mark.django_db

LIST = "/werklijst/"


@pytest.fixture
def mine(practice, poh):
    with practice_scope(practice):
        return poh.memberships.get()


@pytest.fixture
def client(client_of, poh):
    return client_of(poh)


def _titles(response) -> list[str]:
    return [row["title"] for row in response.context["rows"]]


def _post(client, name: str, task, **fields):
    return client.post(reverse(f"worklist:{name}", args=[task.uuid]), {"idempotency_key": str(uuid4()), **fields})


def _stored(task) -> Task:
    with practice_scope(task.practice):
        return Task.objects.select_related("taken_by", "member", "done_by").get(pk=task.pk)


def test_list_shows_what_lies_before_somebody_with_what_is_late_on_top(client, practice, mine):
    today = timezone.localdate()
    TaskFactory(practice=practice, member=mine, title="later", due_on=today + timedelta(days=3))
    TaskFactory(practice=practice, for_role=True, title="van de rol", due_on=today)
    TaskFactory(practice=practice, member=mine, title="gaat voor", priority=Priority.HIGH, due_on=None)
    TaskFactory(practice=practice, member=mine, title="te laat", late=True)
    TaskFactory(practice=practice, title="van een ander")
    TaskFactory(practice=practice, member=None, role=Role.ASSISTENT, title="van een andere rol")
    window = today + timedelta(days=30)
    TaskFactory(practice=practice, member=mine, title="kan nog niet", window_from=window, due_on=window)
    response = client.get(LIST)
    assert _titles(response) == ["te laat", "gaat voor", "van de rol", "later"]
    assert response.context["task"]["title"] == "te laat"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("wie=mij", ["van mij"]),
        ("wie=rol", ["van de rol"]),
        ("wie=alle", ["van mij", "van de rol", "van een ander"]),
        ("wie=alle&soort=letter", ["van een ander"]),
        ("te_laat=on", []),
        ("later=on", ["van mij", "van de rol", "kan nog niet"]),
        ("klaar=on", ["gedaan"]),
        ("wie=onzin", ["van mij", "van de rol"]),
    ],
)
def test_list_is_filtered_by_its_address(client, practice, mine, poh, query, titles):
    today = timezone.localdate()
    TaskFactory(practice=practice, member=mine, title="van mij")
    TaskFactory(practice=practice, for_role=True, title="van de rol")
    TaskFactory(practice=practice, title="van een ander", kind=TaskKind.LETTER)
    window = today + timedelta(days=30)
    TaskFactory(practice=practice, member=mine, title="kan nog niet", window_from=window, due_on=window)
    TaskFactory(practice=practice, member=mine, title="gedaan", done=True, done_by=poh)
    assert _titles(client.get(f"{LIST}?{query}")) == titles


def test_list_shows_finished_work_of_all_and_of_the_role(client, practice, poh):
    TaskFactory(practice=practice, title="van een ander", done=True)
    TaskFactory(practice=practice, title="van de rol", done=True, for_role=True)
    assert _titles(client.get(f"{LIST}?wie=alle&klaar=on")) == ["van de rol", "van een ander"]
    assert _titles(client.get(f"{LIST}?wie=rol&klaar=on")) == ["van de rol"]


def test_list_hides_patients_from_who_may_not_see_them(client_of, practice, poh_mmt):
    TaskFactory(practice=practice, member=None, role=Role.POH_MMT, title="over een patiënt")
    TaskFactory(practice=practice, member=None, role=Role.POH_MMT, title="over niemand", patient=None)
    assert _titles(client_of(poh_mmt).get(LIST)) == ["over niemand"]


def test_list_of_another_practice_stays_there(client_of, practice, stranger):
    task = TaskFactory(practice=practice)
    client = client_of(stranger)
    assert _titles(client.get(f"{LIST}?wie=alle")) == []
    assert client.get(reverse("worklist:task", args=[task.uuid])).status_code == 404


def test_list_is_as_many_queries_for_one_task_as_for_three(client, practice, mine, queries):
    TaskFactory(practice=practice, member=mine)
    client.get(LIST)
    one = queries(lambda: client.get(LIST))
    for _ in range(2):
        TaskFactory(practice=practice, member=mine, taken=True, taken_by=mine.user)
    assert queries(lambda: client.get(LIST)) == one
    assert one <= 14


def test_rail_counts_what_must_be_done_today(client, practice, mine):
    TaskFactory(practice=practice, member=mine)
    TaskFactory(practice=practice, for_role=True, late=True)
    TaskFactory(practice=practice, member=mine, due_on=timezone.localdate() + timedelta(days=1))
    counts = {item["label"]: item["count"] for item in client.get(LIST).context["rail"]}
    assert counts["Werklijst"] == 2


def test_task_beside_the_list_is_a_fragment_and_on_its_own_a_page(client, practice, mine, logged):
    task = TaskFactory(practice=practice, member=mine)
    url = reverse("worklist:task", args=[task.uuid])
    assert "<html" in client.get(url).content.decode()
    beside = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in beside.content.decode()
    assert beside.headers["Vary"].count("HX-Request") == 1
    assert logged(practice) == [("patient.listed", [task.patient_id])] * 2


def test_take_and_finish(client, practice, mine, poh):
    task = TaskFactory(practice=practice, for_role=True)
    answer = _post(client, "take", task, terug="/werklijst/?wie=rol")
    assert (answer.status_code, answer.url) == (302, "/werklijst/?wie=rol")
    assert _stored(task).taken_by == poh
    _post(client, "finish", task, outcome="Gesproken")
    assert (_stored(task).state, _stored(task).outcome) == (TaskState.DONE, "Gesproken")
    _post(client, "reopen", task)
    assert _stored(task).state == TaskState.OPEN


def test_take_what_a_colleague_took_tells_who(client, practice):
    colleague = MembershipFactory(practice=practice, user__name="Gijs Zomer")
    task = TaskFactory(practice=practice, for_role=True, taken=True, taken_by=colleague.user)
    _post(client, "take", task)
    assert "Gijs Zomer heeft deze taak al genomen." in client.get(LIST).content.decode()
    assert _stored(task).taken_by == colleague.user


def test_finish_with_too_many_words_is_refused_beside_the_field(client, practice, mine):
    task = TaskFactory(practice=practice, member=mine)
    response = _post(client, "finish", task, outcome="x" * 501)
    assert list(response.context["finish_form"].errors) == ["outcome"]
    assert _stored(task).state == TaskState.OPEN


def test_hand_over_to_a_role_and_to_a_person(client, practice, mine):
    task, colleague = TaskFactory(practice=practice, member=mine), MembershipFactory(practice=practice)
    _post(client, "hand_over", task, to=f"m:{colleague.uuid}", note="Jij kent haar")
    assert _stored(task).member == colleague
    _post(client, "hand_over", task, to="r:poh_s")
    assert (_stored(task).member, _stored(task).role) == (None, Role.POH_S)


@pytest.mark.parametrize("to", ["", "m:onzin", "r:directeur"])
def test_hand_over_to_nobody_who_is_there_is_refused(client, practice, mine, to):
    task = TaskFactory(practice=practice, member=mine)
    assert list(_post(client, "hand_over", task, to=to).context["hand_over_form"].errors) == ["to"]


def test_hand_over_to_who_may_see_no_patients_is_refused(client, practice, mine, directeur):
    task = TaskFactory(practice=practice, member=mine)
    response = _post(client, "hand_over", task, to="r:directeur")
    assert "mag geen patiënten zien" in str(response.context["hand_over_form"].errors["to"])


def test_withdraw_keeps_the_reason(client, practice, mine):
    task = TaskFactory(practice=practice, member=mine)
    _post(client, "withdraw", task, reason="Verhuisd")
    assert _stored(task).state == TaskState.WITHDRAWN


def test_back_goes_nowhere_else(client, practice, mine):
    task = TaskFactory(practice=practice, member=mine)
    assert _post(client, "take", task, terug="https://elders.example/").url == LIST
    assert _post(client, "finish", task, terug="//elders.example/").url == LIST


def test_together_finishes_what_was_ticked_and_tells_what_could_not(client, practice, mine):
    tasks = [TaskFactory(practice=practice, member=mine) for _ in range(2)]
    taken = TaskFactory(practice=practice, for_role=True, title="Van een ander", taken=True)
    ticked = [str(task.uuid) for task in (*tasks, taken)] + ["onzin"]
    fields = {"idempotency_key": str(uuid4()), "taak": ticked}
    client.post(reverse("worklist:finish_together"), fields)
    page = client.get(LIST).content.decode()
    assert "2 taken afgehandeld." in page
    assert "Van een ander: " in page
    assert [_stored(task).state for task in (*tasks, taken)] == ["done", "done", "taken"]


def test_together_hands_over_what_was_ticked(client, practice, mine):
    task, colleague = TaskFactory(practice=practice, member=mine), MembershipFactory(practice=practice)
    fields = {"idempotency_key": str(uuid4()), "taak": [str(task.uuid)], "to": f"m:{colleague.uuid}"}
    client.post(reverse("worklist:hand_over_together"), fields)
    assert _stored(task).member == colleague


@pytest.mark.parametrize(("name", "said"), [("finish_together", "Vink eerst"), ("hand_over_together", "Kies aan wie")])
def test_together_without_a_choice_says_so(client, practice, name, said):
    client.post(reverse(f"worklist:{name}"), {"idempotency_key": str(uuid4())})
    assert said in client.get(LIST).content.decode()


def test_add_gives_somebody_a_task_about_a_patient(client, practice, mine):
    patient = PatientFactory(practice=practice)
    url = reverse("worklist:add")
    assert patient.list_name in client.get(f"{url}?patient={patient.uuid}").content.decode()
    fields = {
        "idempotency_key": str(uuid4()),
        "title": "Bel over kalium",
        "to": f"m:{mine.uuid}",
        "kind": "call",
        "patient": str(patient.uuid),
        "window_from": "1-6-2027",
        "due_on": "30-6-2027",
        "is_urgent": "on",
    }
    assert client.post(url, fields).url == LIST
    with practice_scope(practice):
        made = Task.objects.select_related("patient", "member").get()
    assert (made.patient, made.member, made.priority, str(made.due_on)) == (patient, mine, 1, "2027-06-30")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, ["title"]),
        ({"to": ""}, ["to"]),
        ({"window_from": "1-6-2027", "due_on": ""}, ["due_on"]),
        ({"window_from": "2-6-2027", "due_on": "1-6-2027"}, ["due_on"]),
        ({"patient": str(uuid4())}, ["patient"]),
        ({"patient": "onzin"}, ["patient"]),
        ({"to": "r:directeur"}, ["to"]),
    ],
)
def test_add_refuses_what_cannot_be(client, practice, mine, directeur, fields, wrong):
    about = PatientFactory(practice=practice)
    typed = {"title": "Bel", "to": f"m:{mine.uuid}", "kind": "call", "patient": str(about.uuid)} | fields
    response = client.post(reverse("worklist:add"), {"idempotency_key": str(uuid4())} | typed)
    assert list(response.context["form"].errors) == wrong


def test_add_by_who_sees_no_patients_is_about_nobody(client_of, practice, poh_mmt):
    patient = PatientFactory(practice=practice)
    page = client_of(poh_mmt).get(f"{reverse('worklist:add')}?patient={patient.uuid}").content.decode()
    assert patient.list_name not in page


def test_origin_of_a_task_opens_with_one_key(client, practice, mine):
    origins.register("proef", label="proef", url_for=lambda uuid: f"/proef/{uuid}/")
    uuid = uuid4()
    TaskFactory(practice=practice, member=mine, origin_kind="proef", origin_uuid=uuid)
    assert client.get(LIST).context["task"]["origin"] == {"label": "proef", "url": f"/proef/{uuid}/"}


def test_origin_without_a_known_kind_is_the_record(client, practice, mine):
    task = TaskFactory(practice=practice, member=mine)
    origin = client.get(LIST).context["task"]["origin"]
    assert origin == {"label": "dossier", "url": f"/patienten/{task.patient.uuid}/"}
