"""The pages with a patient's programmes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PracticeProtocolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(practice):
    return EnrolmentFactory(patient__practice=practice)


def _url(enrolment):
    return reverse("protocols:change_enrolment", args=[enrolment.patient.uuid, enrolment.uuid])


def _state(enrolment):
    with practice_scope(enrolment.practice):
        enrolment.refresh_from_db()
    return enrolment.state, enrolment.version


def _step(state: str, **fields) -> dict:
    return {"state": state, "on": timezone.localdate().isoformat(), "reason": "afgesproken", **fields}


def test_step_changes_the_participation(client_of, poh, enrolment):
    answer = client_of(poh).post(_url(enrolment), _step("declined", version=1))
    assert (answer.status_code, _state(enrolment)) == (302, ("declined", 2))


def test_step_from_a_page_that_is_too_old_changes_nothing(client_of, poh, enrolment):
    client = client_of(poh)
    client.post(_url(enrolment), _step("declined", version=1))
    answer = client.post(_url(enrolment), _step("specialist", version=1))
    assert answer.status_code == 200
    assert "Een collega wijzigde deze deelname intussen." in answer.content.decode()
    assert _state(enrolment) == ("declined", 2)


def test_step_without_a_reason_is_refused_beside_the_field(client_of, poh, enrolment):
    answer = client_of(poh).post(_url(enrolment), _step("ended", version=1, reason=""))
    assert "Schrijf waarom." in answer.content.decode()
    assert _state(enrolment) == ("included", 1)


def test_page_carries_the_version_it_was_opened_with(client_of, poh, enrolment):
    assert 'name="version" value="1"' in client_of(poh).get(_url(enrolment)).content.decode()


def test_patient_joins_a_programme_that_the_practice_uses(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    PracticeProtocolFactory(practice=practice)
    url = reverse("protocols:enrol", args=[patient.uuid])
    answer = client_of(poh).post(url, _step("included", protocol="dm2", reason=""))
    assert answer.status_code == 302
    with practice_scope(practice):
        [enrolment] = patient.enrolments.all()
    assert (enrolment.state, enrolment.next_control) == ("included", "jaar")


def test_programmes_page_lists_required_items_first(client_of, poh, practice, enrolment):
    page = client_of(poh).get(reverse("protocols:programmes", args=[enrolment.patient.uuid])).content.decode()
    assert page.index("Gewicht") < page.index("Lengte")
