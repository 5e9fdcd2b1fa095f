"""The pages of one patient take as many queries for a full record as for an empty one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from patients.models import Patient
from poh.accounts.scope import practice_scope
from protocols.models import ProtocolVersion
from protocols.services.computed import recompute_calculated
from protocols.services.due import recompute_next_controls
from tests.factories.patients import BreakGlassFactory, PatientFactory
from tests.factories.protocols import EnrolmentFactory, PersonalTargetFactory, PracticeProtocolFactory
from tests.factories.record import (
    EpisodeFactory,
    FamilyHistoryFactory,
    IcaFactory,
    MeasurementFactory,
    MedicationLineFactory,
    TreatmentLimitFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
# What a test adds: the marks of its own transaction, and the practice that is put back after it.
NESTED = ("SAVEPOINT", "RELEASE", "SELECT set_config('poh.practice_id', ''")
PAGES = {
    "patients:overview": 11,
    "patients:detail": 11,
    "patients:measure": 10,
    "patients:measurements": 11,
    "protocols:programmes": 11,
}


def _patient(practice, versions, times: int) -> Patient:
    """Takes part in two programmes, with as much in each part of the record."""
    patient = PatientFactory(practice=practice, bsn=None)
    for key in ("dm2", "copd"):
        EnrolmentFactory(patient=patient, protocol_version=versions[key], started_on=TODAY - timedelta(days=400))
    for number in range(times):
        day = timezone.now() - timedelta(days=number + 1)
        for factory in (MedicationLineFactory, IcaFactory, FamilyHistoryFactory):
            factory(patient=patient)
        EpisodeFactory(patient=patient, icpc="T90.02")
        MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=150, observed_at=day)
        MeasurementFactory(patient=patient, determination_id="trig", numeric=9, observed_at=day)
        MeasurementFactory(patient=patient, determination_id="chol", numeric=5, observed_at=day)
        MeasurementFactory(patient=patient, determination_id="hdl", numeric=1, observed_at=day)
    if times > 1:
        PersonalTargetFactory(patient=patient)
        TreatmentLimitFactory(patient=patient)
    with practice_scope(practice):
        recompute_next_controls(practice=practice, on=TODAY)
        recompute_calculated(practice=practice, patient_ids=[patient.pk])
    return patient


@pytest.fixture
def versions(practice):
    found = {}
    for key in ("dm2", "cvrm", "copd"):
        found[key] = ProtocolVersion.objects.filter(protocol=key, practice=None).latest("number")
        PracticeProtocolFactory(practice=practice, protocol_version=found[key])
    return found


def _address(name: str, patient: Patient) -> str:
    return reverse(name, args=[patient.uuid, *(["rr_sys"] if name == "patients:measurements" else [])])


def _queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(not query["sql"].startswith(NESTED) for query in captured.captured_queries)


def test_pages_of_a_patient_take_as_many_queries_for_a_full_record(client_of, poh, practice, versions):
    client, found = client_of(poh), []
    for times in (1, 3):
        patient = _patient(practice, versions, times)
        found.append({name: _queries(client, _address(name, patient)) for name in PAGES})
    assert found == [PAGES, PAGES]


def test_record_opened_with_the_noodknop_takes_one_more(client_of, huisarts, practice, versions):
    patient = _patient(practice, versions, 1)
    with practice_scope(practice):
        Patient.objects.filter(pk=patient.pk).update(is_restricted=True)
    BreakGlassFactory(patient=patient, user=huisarts)
    client = client_of(huisarts)
    pages = {name: count + 1 for name, count in PAGES.items() if name != "patients:measure"}
    assert {name: _queries(client, _address(name, patient)) for name in pages} == pages


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_as_many_queries_for_many_rows(client_of, poh, practice, versions, rows):
    for _ in range(rows):
        _patient(practice, versions, 1)
    lists = {name: _queries(client_of(poh), reverse(name)) for name in ("protocols:due_list", "patients:list")}
    assert lists == {"protocols:due_list": 11, "patients:list": 9}
