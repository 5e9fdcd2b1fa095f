"""Agree on a target for one patient: who may, what is refused beside the field, and two colleagues at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.base.dates import day_text
from protocols.models import PersonalTarget
from tests.factories.patients import PatientFactory
from tests.factories.protocols import PersonalTargetFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


@pytest.fixture
def target(patient):
    return PersonalTargetFactory(patient=patient, determination_id="rr_sys", low=None, high=150)


def _agree_url(patient, key="rr_sys"):
    return reverse("protocols:agree_target", args=[patient.uuid, key])


def _end_url(target):
    return reverse("protocols:end_target", args=[target.patient.uuid, target.uuid])


def _fields(**fields) -> dict:
    return {"low": "", "high": "150", "on": day_text(TODAY), "reason": "val gehad", "replaces": ""} | fields


def _limits(patient):
    with practice_scope(patient.practice):
        rows = PersonalTarget.objects.of_patient(patient).order_by("pk")
        return [(row.low, row.high, row.ended_on) for row in rows]


def test_target_is_agreed_and_stands_on_the_page(client_of, poh, patient):
    client = client_of(poh)
    answer = client.post(_agree_url(patient), _fields(low="130"))
    programmes = reverse("protocols:programmes", args=[patient.uuid])
    assert (answer.status_code, answer.url) == (302, programmes)
    assert _limits(patient) == [(130, 150, None)]
    page = client.get(programmes).content.decode()
    assert "130–150" in page
    assert f"Afgesproken op {day_text(TODAY)} door {poh.name}: val gehad" in page


def test_form_opened_in_place_sends_the_browser_back_to_the_page(client_of, poh, patient):
    client, htmx = client_of(poh), {"HX-Request": "true"}
    form = client.get(_agree_url(patient), headers=htmx).content.decode()
    assert ("<html" in form, "Eigen streefwaarde" in form) == (False, True)
    answer = client.post(_agree_url(patient), _fields(), headers=htmx)
    assert answer.headers["HX-Redirect"] == reverse("protocols:programmes", args=[patient.uuid])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"high": ""}, "Vul in vanaf of tot en met welke waarde het goed is."),
        ({"high": "veel"}, "Schrijf een getal, zoals 7,2 of &lt; 3."),
        ({"high": "< 150"}, "Schrijf een getal zonder teken ervoor."),
        ({"high": "999"}, "Kies een waarde van 60 tot en met 280."),
        ({"low": "160"}, "Dit is lager dan de waarde bij &#x27;Vanaf&#x27;."),
        ({"reason": ""}, "Dit veld is verplicht."),
        ({"on": day_text(TODAY + timedelta(days=1))}, "Deze dag ligt in de toekomst."),
        ({"on": "ooit"}, "Voer een geldige datum in."),
    ],
)
def test_target_that_cannot_be_is_refused_beside_the_field(client_of, poh, patient, fields, expected):
    answer = client_of(poh).post(_agree_url(patient), _fields(**fields))
    assert answer.status_code == 200
    assert expected in answer.content.decode()
    assert _limits(patient) == []


def test_hba1c_target_that_the_record_cannot_hold_is_refused(client_of, poh, patient):
    answer = client_of(poh).post(_agree_url(patient, "hba1c"), _fields(high="120"))
    assert "Vul een waarde in tussen 40 en 86 mmol/mol." in answer.content.decode()
    assert _limits(patient) == []


def test_page_of_a_target_shows_what_holds_and_how_to_end_it(client_of, poh, target):
    page = client_of(poh).get(_agree_url(target.patient)).content.decode()
    assert (f'value="{target.uuid}"' in page, _end_url(target) in page, 'value="150"' in page) == (True, True, True)


def test_target_agreed_on_an_old_page_changes_nothing(client_of, poh, patient, target):
    answer = client_of(poh).post(_agree_url(patient), _fields(high="160"))
    assert "Een collega wijzigde deze streefwaarde intussen." in answer.content.decode()
    assert _limits(patient) == [(None, 150, None)]


@pytest.mark.parametrize("key", ["bmi", "roken", "bestaat_niet"])
def test_target_is_for_a_number_that_is_measured(client_of, poh, patient, key):
    assert client_of(poh).get(_agree_url(patient, key)).status_code == 404


def test_target_is_ended_with_a_reason(client_of, poh, patient, target):
    client = client_of(poh)
    assert client.get(_end_url(target)).status_code == 200
    refused = client.post(_end_url(target), {"on": day_text(TODAY), "reason": ""})
    assert "Dit veld is verplicht." in refused.content.decode()
    answer = client.post(_end_url(target), {"on": day_text(TODAY), "reason": "hersteld"})
    assert (answer.status_code, _limits(patient)) == (302, [(None, 150, TODAY)])


def test_target_ends_not_before_it_began_and_once(client_of, poh, patient, target):
    client = client_of(poh)
    early = client.post(_end_url(target), {"on": "1-1-2020", "reason": "hersteld"})
    assert "De afspraak begon op 1-1-2026." in early.content.decode()
    client.post(_end_url(target), {"on": day_text(TODAY), "reason": "hersteld"})
    again = client.post(_end_url(target), {"on": day_text(TODAY), "reason": "nog eens"})
    assert "Een collega wijzigde deze streefwaarde intussen." in again.content.decode()


def test_colleague_next_door_and_the_assistant_agree_on_nothing(client_of, stranger, assistent, patient, target):
    for url in (_agree_url(patient), _end_url(target)):
        assert client_of(stranger).get(url).status_code == 404
        assert client_of(assistent).get(url).status_code == 403
        assert client_of(stranger).post(url, _fields()).status_code == 404
    assert _limits(patient) == [(None, 150, None)]
