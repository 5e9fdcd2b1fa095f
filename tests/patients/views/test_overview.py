"""The record on one screen."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.enums import BreakGlassReason
from patients.services.access import break_glass
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from tests.factories.patients import PatientFactory
from tests.factories.record import (
    OBSERVED_AT,
    EpisodeFactory,
    IcaFactory,
    MeasurementFactory,
    MedicationLineFactory,
    TreatmentLimitFactory,
)


def _url(patient):
    return reverse("patients:overview", args=[patient.uuid])


def _text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def test_overview_shows_the_record_and_its_values_once_logged(client_of, poh, patient, logged):
    EpisodeFactory(patient=patient, attention=True)
    MedicationLineFactory(patient=patient)
    IcaFactory(patient=patient)
    TreatmentLimitFactory(patient=patient)
    MeasurementFactory(patient=patient)
    MeasurementFactory(patient=patient, numeric=61, observed_at=OBSERVED_AT - timedelta(days=90))
    response = client_of(poh).get(_url(patient))
    text = _text(response)
    for words in (
        "Diabetes mellitus type 2 , wijzig T90.02",
        "metformine 500 mg , wijzig 3dd1",
        "penicilline",
        "HbA1c 58 mmol/mol 10-2026 was 61 07-2026",
    ):
        assert words in text
    assert response.context["bar"]["ica_count"] == 1
    assert response.context["bar"]["limits"] == "niet reanimeren"
    assert logged(patient.practice) == [(Event.PATIENT_OPENED, [patient.pk])]


def test_overview_of_an_empty_record_says_so(client_of, poh, patient):
    assert "Nog niets gemeten" in _text(client_of(poh).get(_url(patient)))


def test_overview_offers_the_assistent_only_measuring(client_of, assistent, patient):
    EpisodeFactory(patient=patient)
    MeasurementFactory(patient=patient, determination_id="suicide_plan", numeric=None, choice="ja")
    response = client_of(assistent).get(_url(patient))
    text = _text(response)
    assert "Voer metingen in" in text
    assert "Voeg toe" not in text
    assert "Veiligheid" not in text


def test_overview_shows_safety_to_who_may_see_it(client_of, poh_ggz, patient):
    MeasurementFactory(patient=patient, determination_id="suicide_plan", numeric=None, choice="ja")
    assert "Veiligheid" in _text(client_of(poh_ggz).get(_url(patient)))


def test_overview_opened_with_the_noodknop_cannot_be_written_in(client_of, huisarts, practice):
    closed = PatientFactory(practice=practice, restricted=True)
    EpisodeFactory(patient=closed)
    with practice_scope(practice, user=huisarts, roles=("huisarts",)):
        break_glass(
            patient=closed,
            by=huisarts,
            category=BreakGlassReason.EMERGENCY,
            reason="Patiënt belt met spoed",
            at=timezone.now(),
        )
    text = _text(client_of(huisarts).get(_url(closed)))
    assert "Diabetes mellitus type 2" in text
    assert "Voer metingen in" not in text
    assert "Voeg toe" not in text


def test_overview_is_not_for_who_sees_no_patients(client_of, poh_mmt, patient):
    assert client_of(poh_mmt).get(_url(patient)).status_code == 403


def test_overview_of_another_practice_is_not_found(client_of, stranger, patient):
    assert client_of(stranger).get(_url(patient)).status_code == 404


def test_overview_takes_the_same_queries_for_one_and_for_many(client_of, poh, patient, queries):
    client = client_of(poh)
    for factory in (EpisodeFactory, MedicationLineFactory, IcaFactory, MeasurementFactory):
        factory(patient=patient)
    client.get(_url(patient))
    one = queries(lambda: client.get(_url(patient)))
    for _ in range(3):
        for factory in (EpisodeFactory, MedicationLineFactory, IcaFactory):
            factory(patient=patient)
    for key, number in (("acr", 4), ("egfr", 54), ("rr_sys", 142), ("rr_dia", 84), ("gewicht", 80)):
        for days in range(10):
            at = OBSERVED_AT - timedelta(days=days)
            MeasurementFactory(patient=patient, determination_id=key, numeric=number, observed_at=at)
    assert queries(lambda: client.get(_url(patient))) == one
