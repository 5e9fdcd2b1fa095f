"""What runs about one patient, within the record."""

import pytest
from django.utils import timezone

from tests.factories.patients import BreakGlassFactory, PatientFactory
from tests.factories.requests import ConsultationRequestFactory
from tests.factories.scheduling import AppointmentFactory
from tests.factories.worklist import TaskFactory
from tests.patients.conftest import queries  # noqa: F401

pytestmark = pytest.mark.django_db


def _page(client, patient):
    return client.get(f"/patienten/{patient.uuid}/lopend/")


def test_page_shows_requests_tasks_and_appointments_of_this_patient(client_of, poh, practice):
    patient, today = PatientFactory(practice=practice), timezone.localdate()
    ConsultationRequestFactory(practice=practice, patient=patient, text="Dikke enkels")
    ConsultationRequestFactory(practice=practice, text="van een ander")
    TaskFactory(practice=practice, patient=patient, title="Bel over kalium")
    TaskFactory(practice=practice, patient=patient, done=True)
    AppointmentFactory(practice=practice, patient=patient, day=today + timezone.timedelta(days=1))
    AppointmentFactory(practice=practice, patient=patient, day=today - timezone.timedelta(days=9))
    context = _page(client_of(poh), patient).context
    assert [row["text"] for row in context["requests"]] == ["Dikke enkels"]
    assert [row["title"] for row in context["tasks"]] == ["Bel over kalium"]
    assert (len(context["coming"]), len(context["past"])) == (1, 1)
    assert context["task_url"].endswith(f"?patient={patient.uuid}")


def test_page_that_is_open_by_the_noodknop_offers_nothing_to_add(client_of, poh, practice):
    patient = PatientFactory(practice=practice, restricted=True)
    BreakGlassFactory(patient=patient, user=poh)
    response = _page(client_of(poh), patient)
    assert (response.status_code, "task_url" in response.context) == (200, False)


def test_page_is_as_many_queries_for_one_as_for_three(client_of, poh, practice, queries):  # noqa: F811
    patient, client = PatientFactory(practice=practice), client_of(poh)
    kinds = (ConsultationRequestFactory, TaskFactory)
    for factory in kinds:
        factory(practice=practice, patient=patient)
    _page(client, patient)
    one = queries(lambda: _page(client, patient))
    for factory in kinds * 2:
        factory(practice=practice, patient=patient)
    assert queries(lambda: _page(client, patient)) == one
