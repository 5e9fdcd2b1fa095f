"""The consult as people meet it: who may, what a page shows, and what an answer says."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import AdviceDecision, Consultation
from poh.accounts.scope import practice_scope
from tests.consultations.test_consult_acts import content
from tests.factories.consultations import ConsultationFactory, DraftFieldFactory
from tests.factories.protocols import EnrolmentFactory
from tests.factories.record import MeasurementFactory
from tests.patients.conftest import _fresh_rate_limits, logged, queries  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, poh):
    return client_of(poh)


@pytest.fixture
def patient(practice):
    return EnrolmentFactory(patient__practice=practice, protocol_version__data=content()).patient


@pytest.fixture
def consult(practice, patient, poh):
    with practice_scope(practice):
        member = poh.memberships.get(practice=practice)
    return ConsultationFactory(
        practice=practice, patient=patient, member=member, controls={"dm2": "jaar"}, opened_at=timezone.now()
    )


def url(name, consult, *more):
    return reverse(f"consultations:{name}", args=[consult.patient.uuid, consult.uuid, *more])


def post(client, name, consult, *more, fetch=False, **fields):
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    return client.post(url(name, consult, *more), {"idempotency_key": str(uuid4()), **fields}, headers=headers)


def save(client, consult, key, text, seen=0):
    return post(client, "save_field", consult, key=key, text=text, seen=seen)


def rows(response) -> str:
    return response.content.decode()


def test_the_record_offers_a_consult_to_who_may_hold_one(client_of, patient, poh, assistent):
    page = reverse("patients:overview", args=[patient.uuid])
    address = reverse("consultations:open", args=[patient.uuid])

    assert [address in client_of(user).get(page).content.decode() for user in (poh, assistent)] == [True, False]


def test_opening_shows_what_is_asked_with_the_value_before(client, patient, practice):
    MeasurementFactory(patient=patient, determination_id="gewicht", numeric=84)
    opened = client.post(reverse("consultations:open", args=[patient.uuid]), {"idempotency_key": str(uuid4())})
    page = rows(client.get(opened.url))

    assert ('data-field="m:gewicht"' in page, "84,0" in page, "Nog te doen" in page) == (True, True, True)


def test_a_colleague_reads_a_draft_and_is_told_of_another(client_of, consult, huisarts):
    ConsultationFactory(practice=consult.practice, patient=consult.patient)

    page = rows(client_of(huisarts).get(url("consult", consult)))

    assert "heeft dit dossier ook open in een consult" in page


def test_who_works_elsewhere_finds_nothing(client_of, consult, stranger):
    assert client_of(stranger).get(url("consult", consult)).status_code == 404


def test_a_field_is_kept_and_an_older_page_is_told(client, consult, poh):
    first = save(client, consult, "m:gewicht", "81").json()
    save(client, consult, "m:gewicht", "82", seen=first["revision"])
    late = save(client, consult, "m:gewicht", "83", seen=first["revision"])

    assert (first["revision"], late.status_code) == (1, 409)
    assert (late.json()["stored"], late.json()["by"]) == ("82", poh.name)


def test_a_field_that_is_none_is_refused(client, consult):
    assert save(client, consult, "x:gewicht", "81").status_code == 422


def test_nothing_is_kept_after_closing(client, consult):
    save(client, consult, "m:gewicht", "81")
    post(client, "close", consult, rest="l")

    assert save(client, consult, "m:gewicht", "82").json() == {"error": "Dit consult is intussen afgesloten."}


def test_effects_show_a_question_and_the_advice(client, consult):
    save(client, consult, "m:gewicht", "310")
    page = rows(client.get(url("effects", consult)))
    assert ("Ja, klopt" in page, "Bespreek het gewicht" in page) == (True, False)

    save(client, consult, "c:gewicht", "ja")
    page = rows(client.get(url("effects", consult)))
    assert ("Ja, klopt" in page, "Bespreek het gewicht" in page) == (False, True)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"decision": "accepted"}, 204),
        ({"decision": "refused", "reason": ""}, "Schrijf waarom het advies wordt afgewezen."),
        ({"decision": "postponed", "until": "1-1-2020"}, "Kies een dag na vandaag."),
        ({"decision": "postponed", "until": "1-1-2099", "why": "lab"}, 204),
        ({"decision": "postponed", "until": "morgen"}, "Schrijf de dag als dag-maand-jaar."),
    ],
)
def test_a_decision_is_kept_or_says_what_is_wrong(client, consult, fields, answer):
    save(client, consult, "m:gewicht", "104")
    response = post(client, "decide", consult, "gewicht_hoog", fetch=True, **fields)

    assert (response.status_code if response.status_code == 204 else response.json()["error"]) == answer


def test_an_advice_that_does_not_hold_or_was_decided_is_not_decided(client, consult):
    assert post(client, "decide", consult, "gewicht_hoog", fetch=True, decision="accepted").json() == {
        "error": "Dit advies geldt niet meer."
    }
    save(client, consult, "m:gewicht", "104")
    post(client, "decide", consult, "gewicht_hoog", decision="accepted")

    page = post(client, "decide", consult, "gewicht_hoog", decision="accepted")
    with practice_scope(consult.practice):
        assert (page.status_code, AdviceDecision.objects.count()) == (302, 1)


def test_closing_asks_once_for_what_is_missing(client, consult):
    save(client, consult, "s:geen:S", "Voelt zich goed.")
    asked = post(client, "close", consult)
    assert "Nog niet ingevuld:" in rows(client.get(asked.url))

    closed = post(client, "close", consult, rest="l")
    assert closed.url == reverse("home:my_day")
    assert "Voelt zich goed." in rows(client.get(url("consult", consult)))


def test_closing_points_at_a_value_with_a_question(client, consult):
    save(client, consult, "m:gewicht", "310")
    refused = post(client, "close", consult)

    assert "Kijk nog naar: Gewicht." in rows(client.get(refused.url))


def test_another_control_asks_other_things(client, consult):
    post(client, "controls", consult, **{"control:dm2": "kwartaal"})

    with practice_scope(consult.practice):
        assert Consultation.objects.get().controls == {"dm2": "kwartaal"}


def test_a_consult_is_put_aside_with_a_reason(client, consult):
    post(client, "discard", consult, reason="")
    post(client, "discard", consult, reason="niet verschenen")

    assert "niet verschenen" in rows(client.get(url("consult", consult)))


def test_a_final_consult_is_added_to(client, consult):
    save(client, consult, "s:geen:P", "Tot volgend jaar.")
    post(client, "close", consult, rest="l")
    assert post(client, "add", consult, text="").status_code == 422
    post(client, "add", consult, text="Uitslag doorgebeld.")

    assert "Uitslag doorgebeld." in rows(client.get(url("consult", consult)))


def test_two_facts_of_speed_hold(client, consult, queries):  # noqa: F811
    DraftFieldFactory(practice=consult.practice, consultation=consult, key="m:gewicht", typed="104")
    client.get(url("consult", consult))

    assert queries(lambda: client.get(url("consult", consult))) <= 26
    assert queries(lambda: save(client, consult, "m:hba1c", "61")) <= 16
    assert len(client.get(url("consult", consult)).content) < 200_000
