"""Requests as people meet them: the inbox, a new one, one request with its acts, figures and terms."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.enums_requests import RequestState
from consultations.models import ConsultationRequest
from consultations.services import requests as services
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.requests import ConsultationRequestFactory
from tests.factories.scheduling import AppointmentFactory
from tests.patients.conftest import _fresh_rate_limits, logged, queries  # noqa: F401

pytestmark = pytest.mark.django_db

INBOX, NEW = "/aanvragen/", "/aanvragen/nieuw/"


@pytest.fixture
def client(client_of, poh):
    return client_of(poh)


@pytest.fixture
def mine(practice, poh):
    with practice_scope(practice):
        return poh.memberships.select_related("user").get()


def _page(client, request):
    return client.get(reverse("consultations:request", args=[request.uuid]))


def _do(client, act: str, request, **fields):
    url = reverse(f"consultations:request_{act}", args=[request.uuid])
    return client.post(url, {"idempotency_key": str(uuid4()), **fields})


def _stored(request) -> ConsultationRequest:
    with practice_scope(request.practice):
        return ConsultationRequest.objects.select_related("member", "patient").get(pk=request.pk)


def _names(acts) -> list[str]:
    return [act["name"] for act in acts]


# The inbox


def test_inbox_puts_first_what_may_not_wait(client, practice, logged):  # noqa: F811
    calm = ConsultationRequestFactory(practice=practice, text="rustig")
    urgent = ConsultationRequestFactory(practice=practice, urgent=True, text="spoed")
    response = client.get(INBOX)
    assert [row["text"] for row in response.context["rows"]] == ["spoed", "rustig"]
    assert logged(practice) == [("patient.listed", sorted([urgent.patient_id, calm.patient_id]))]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["spoed", "van de rol", "nieuw"]),
        ("stand=received", ["nieuw"]),
        ("stand=onzin", ["spoed", "van de rol", "nieuw"]),
        ("stand=geeindigd", ["afgewezen"]),
        ("stand=rejected", ["afgewezen"]),
        ("stand=te-laat", []),
        ("stand=wacht", []),
        ("wie=rol", ["van de rol"]),
        ("wie=mij", []),
        ("urgentie=u2", ["spoed"]),
        ("kanaal=e_consult", []),
    ],
)
def test_inbox_is_filtered_by_its_address(client, practice, poh, query, texts):
    now = timezone.now()
    later = {"due_at": now + timezone.timedelta(days=2)}
    ConsultationRequestFactory(practice=practice, urgent=True, text="spoed", **later)
    ConsultationRequestFactory(practice=practice, pooled=True, text="van de rol", **later)
    ConsultationRequestFactory(practice=practice, text="nieuw", due_at=now + timezone.timedelta(days=3))
    gone = ConsultationRequestFactory(practice=practice, text="afgewezen")
    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        why = services.Refusal("elsewhere", "Hoort elders")
        services.reject(request=gone, why=why, by=poh, at=now)
    assert [row["text"] for row in client.get(f"{INBOX}?{query}").context["rows"]] == texts


def test_inbox_tells_nothing_of_a_shielded_patient(client, practice):
    shielded = PatientFactory(practice=practice, restricted=True)
    ConsultationRequestFactory(practice=practice, patient=shielded, text="geheim")
    page = client.get(INBOX).content.decode()
    assert "geheim" not in page
    assert str(shielded.birth_date) not in page


def test_inbox_is_as_many_queries_for_one_as_for_three(client, practice, queries):  # noqa: F811
    ConsultationRequestFactory(practice=practice)
    client.get(INBOX)
    one = queries(lambda: client.get(INBOX))
    for _ in range(2):
        ConsultationRequestFactory(practice=practice, delegated=True)
    assert queries(lambda: client.get(INBOX)) == one
    assert one <= 12


def test_inbox_of_another_practice_stays_there(client_of, practice, stranger):
    request = ConsultationRequestFactory(practice=practice)
    client = client_of(stranger)
    assert client.get(INBOX).context["rows"] == []
    assert _page(client, request).status_code == 404


def test_rail_counts_what_somebody_must_do_something_with(client_of, practice, poh, assistent, huisarts):
    ConsultationRequestFactory(practice=practice)
    ConsultationRequestFactory(practice=practice, pooled=True)
    ConsultationRequestFactory(practice=practice, urgent=True)
    counts = {
        user.name: next(
            item["count"] for item in client_of(user).get(INBOX).context["rail"] if item["label"] == "Aanvragen"
        )
        for user in (poh, assistent, huisarts)
    }
    assert counts == {poh.name: 1, assistent.name: 1, huisarts.name: 1}


# A new one


def _typed(patient=None, **fields) -> dict:
    known = {
        "channel": "phone",
        "requester_kind": "patient",
        "text": "Dikke enkels",
        "patient": patient and patient.uuid,
    }
    typed = {"idempotency_key": str(uuid4())} | known | fields
    return {name: value for name, value in typed.items() if value is not None}


def test_register_writes_down_what_came_in(client_of, assistent, practice):
    patient = PatientFactory(practice=practice)
    answer = client_of(assistent).post(NEW, _typed(patient, wish="ochtend"))
    with practice_scope(practice):
        made = ConsultationRequest.objects.select_related("patient").get()
    assert (answer.status_code, made.state, made.patient, made.wish) == (302, "received", patient, "ochtend")


def test_register_judges_and_assigns_at_once(client_of, assistent, practice, mine):
    patient = PatientFactory(practice=practice)
    typed = _typed(patient, urgency="u4", discipline="s", form="telefonisch", to=f"m:{mine.uuid}")
    client_of(assistent).post(NEW, typed)
    with practice_scope(practice):
        made = ConsultationRequest.objects.select_related("member").get()
    assert (made.state, made.member, made.form) == ("assigned", mine, "telefonisch")


def test_register_of_urgent_goes_to_the_huisarts_whoever_was_chosen(client_of, assistent, practice, mine):
    patient = PatientFactory(practice=practice)
    client_of(assistent).post(NEW, _typed(patient, urgency="u2", discipline="s", to=f"m:{mine.uuid}"))
    with practice_scope(practice):
        made = ConsultationRequest.objects.get()
    assert (made.state, made.role, made.member_id) == ("forwarded", Role.HUISARTS, None)


def test_register_twice_is_one_request(client_of, assistent, practice):
    typed, client = _typed(PatientFactory(practice=practice)), client_of(assistent)
    assert client.post(NEW, typed).url == client.post(NEW, typed).url
    with practice_scope(practice):
        assert ConsultationRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": ""}, ["text"]),
        ({"patient": None}, ["patient"]),
        ({"patient": "onzin"}, ["patient"]),
        ({"patient": str(uuid4())}, ["patient"]),
        ({"requester_kind": "colleague"}, ["requester_member"]),
        ({"requester_kind": "external"}, ["requester_name", "requester_role"]),
        ({"channel": "delegation"}, ["requester_kind", "expected"]),
        ({"urgency": "u4"}, ["discipline"]),
        ({"to": "r:poh_s"}, ["urgency"]),
        ({"to": "r:huisarts"}, ["to"]),
    ],
)
def test_register_refuses_what_cannot_be(client, practice, huisarts, fields, wrong):
    typed = _typed(PatientFactory(practice=practice)) | {name: value for name, value in fields.items() if value}
    for name in [name for name, value in fields.items() if value is None]:
        del typed[name]
    if fields.get("text") == "":
        typed["text"] = ""
    assert list(client.post(NEW, typed).context["form"].errors) == wrong


def test_register_what_a_huisarts_delegates_and_what_somebody_from_outside_asks(client, practice, huisarts):
    with practice_scope(practice):
        doctor = huisarts.memberships.get()
    patient = PatientFactory(practice=practice)
    asked = {"requester_kind": "colleague", "requester_member": str(doctor.uuid), "expected": "Insuline"}
    client.post(NEW, _typed(patient, channel="delegation", answer_by="1-12-2026", icpc="T90.02", **asked))
    outside = {"requester_kind": "external", "requester_name": "De Brug", "requester_role": "school"}
    client.post(NEW, _typed(patient, channel="external", has_consent="on", **outside))
    with practice_scope(practice):
        first, second = ConsultationRequest.objects.select_related("requester_member").order_by("pk")
    assert (first.requester_member, first.expected, str(first.answer_by)) == (doctor, "Insuline", "2026-12-01")
    assert (second.requester_name, second.requester_role, second.has_consent) == ("De Brug", "school", True)


def test_register_shows_the_patient_of_the_address(client, practice):
    patient = PatientFactory(practice=practice)
    assert patient.list_name in client.get(f"{NEW}?patient={patient.uuid}").content.decode()
    assert patient.list_name not in client.get(f"{NEW}?patient=onzin").content.decode()


def test_pick_offers_patients_and_logs_the_search(client, practice, logged):  # noqa: F811
    patient = PatientFactory(practice=practice)
    page = client.post("/patienten/kiezen/", {"zoek_patient": "meulen"}).content.decode()
    assert (patient.list_name in page, "checked" in page) == (True, True)
    assert "Geen patiënt gevonden" in client.post("/patienten/kiezen/", {"zoek_patient": "xyzzy"}).content.decode()
    assert logged(practice)[0] == ("patient.searched", [patient.pk])


# One request


def test_request_offers_each_what_they_may_do_next(client_of, practice, poh, assistent, mine):
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    of_nurse = _page(client_of(poh), request).context
    assert _names(of_nurse["ahead"]) == ["accept", "add_activity"]
    of_clerk = _page(client_of(assistent), request).context
    assert _names(of_clerk["ahead"]) == ["add_activity"]
    assert "return" not in _names(of_clerk["others"])


def test_request_is_logged_with_its_patient(client, practice, logged):  # noqa: F811
    request = ConsultationRequestFactory(practice=practice)
    _page(client, request)
    assert logged(practice) == [("patient.request_viewed", [request.patient_id])]


def test_request_about_nobody_has_a_page_too(client, practice):
    request = ConsultationRequestFactory(practice=practice, without_patient=True)
    assert "Mijn enkels worden dik" in _page(client, request).content.decode()


def test_request_of_a_closed_record_is_closed(client, practice):
    shielded = PatientFactory(practice=practice, restricted=True)
    request = ConsultationRequestFactory(practice=practice, patient=shielded, text="geheim")
    response = _page(client, request)
    assert (response.status_code, "geheim" in response.content.decode()) == (403, False)
    assert _do(client, "triage", request, urgency="u4", discipline="s", form="visite").status_code == 403


def test_request_warns_for_another_of_the_same_patient(client, practice):
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    other = ConsultationRequestFactory(practice=practice, patient=request.patient, text="Nog steeds dik")
    page = _page(client, request)
    assert [row["text"] for row in page.context["duplicates"]] == ["Nog steeds dik"]
    answer = _do(client, "merge", other, into=str(request.uuid))
    assert answer.url == reverse("consultations:request", args=[request.uuid])
    assert _stored(other).state == RequestState.MERGED


def test_request_is_as_many_queries_with_one_step_as_with_more(client, practice, mine, queries):  # noqa: F811
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    _page(client, request)
    one = queries(lambda: _page(client, request))
    _do(client, "accept", request)
    for what in ("bel", "schrijf"):
        _do(client, "add_activity", request, kind="letter", what=what, owner=f"m:{mine.uuid}", due_on="1-12-2026")
    _page(client, request)
    assert queries(lambda: _page(client, request)) <= one + 1


def test_whole_way_of_a_request(client_of, practice, poh, assistent, mine):
    request = ConsultationRequestFactory(practice=practice)
    clerk, nurse = client_of(assistent), client_of(poh)
    _do(clerk, "triage", request, urgency="u4", discipline="s", form="spreekuur", minutes="20")
    _do(clerk, "assign", request, to="r:poh_s")
    _do(nurse, "accept", request)
    _do(nurse, "wait", request, what="lab", until="31-12-2099")
    assert _stored(request).waiting_for == "lab"
    _do(nurse, "resume", request)
    _do(nurse, "add_activity", request, kind="call", what="Bel", owner=f"m:{mine.uuid}", due_on="1-12-2026")
    assert (_stored(request).state, _stored(request).member) == ("planned", mine)
    _do(nurse, "carry_out", request, text="Gesproken")
    refused = _do(nurse, "process", request)
    assert "Nog niet gedaan: Bel" in refused.content.decode()
    with practice_scope(practice):
        task = request.activities.select_related("task").get().task
    client_task = {"idempotency_key": str(uuid4()), "outcome": "Gesproken"}
    nurse.post(reverse("worklist:finish", args=[task.uuid]), client_task)
    _do(nurse, "answer", request, text="Minder zout", channel="phone")
    _do(nurse, "process", request)
    _do(nurse, "close", request, outcome="treated")
    assert (_stored(request).state, _stored(request).outcome) == ("closed", "treated")
    answer = _do(nurse, "reopen", request, text="Toch weer dik")
    assert answer.url != reverse("consultations:request", args=[request.uuid])


def test_other_ways_of_a_request(client, practice, mine):
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    appointment = AppointmentFactory(
        practice=practice, patient=request.patient, member=mine, day=timezone.localdate() + timezone.timedelta(days=1)
    )
    _do(client, "link", request, appointment=str(appointment.uuid))
    assert _stored(request).state == "planned"
    assert appointment.get_channel_display() in _page(client, request).content.decode()
    _do(client, "unplan", request, text="Afgezegd")
    _do(client, "return", request, reason="incomplete", text="Gewicht ontbreekt")
    assert _stored(request).state == "returned"
    _do(client, "triage", request, urgency="u4", discipline="s", form="spreekuur")
    _do(client, "forward", request, text="Graag zien")
    assert _stored(request).state == "forwarded"
    _do(client, "withdraw", request, who="patient")
    assert _stored(request).state == "withdrawn"


@pytest.mark.parametrize(("act", "state"), [("advise", "advised"), ("no_show", "no_show"), ("reject", "rejected")])
def test_acts_that_end_elsewhere(client, practice, mine, act, state):
    request = ConsultationRequestFactory(practice=practice, pooled=act != "reject")
    if act == "no_show":
        _do(client, "add_activity", request, kind="call", what="Bel", owner=f"m:{mine.uuid}", due_on="1-12-2026")
    _do(client, act, request, text="Omdat", reason="elsewhere")
    assert _stored(request).state == state


def test_accept_what_a_colleague_took_tells_who(client, practice):
    colleague = MembershipFactory(practice=practice, roles=[Role.POH_S], user__name="Petra Maas")
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    with practice_scope(practice, user=colleague.user, roles=(Role.POH_S,)):
        services.accept(request=request, member=colleague, at=timezone.now())
    response = _do(client, "accept", request)
    assert "Petra Maas heeft deze aanvraag al aangenomen." in response.content.decode()


@pytest.mark.parametrize(
    ("act", "fields", "wrong"),
    [
        ("triage", {}, ["urgency", "discipline", "form"]),
        ("assign", {"to": "r:huisarts"}, ["to"]),
        ("wait", {"what": "lab", "until": "1-1-2020"}, ["until"]),
        ("return", {"reason": "other"}, ["text"]),
        ("answer", {}, ["text", "channel"]),
        ("close", {}, ["outcome"]),
        ("add_activity", {"kind": "call"}, ["what", "owner", "due_on"]),
    ],
)
def test_act_is_refused_beside_the_field(client, practice, huisarts, act, fields, wrong):
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    response = _do(client, act, request, **fields)
    shown = [one["form"] for one in (*response.context["ahead"], *response.context["others"]) if one["is_refused"]]
    assert [list(form.errors) for form in shown] in ([wrong], [])
    assert _stored(request).state == "assigned"


def test_answer_to_the_huisarts_offers_no_way_around_it(client, practice):
    request = ConsultationRequestFactory(practice=practice, pooled=True, delegated=True)
    _do(client, "accept", request)
    acts = _page(client, request).context
    [form] = [act["form"] for act in (*acts["ahead"], *acts["others"]) if act["name"] == "answer"]
    assert list(form.fields) == ["text", "channel"]
