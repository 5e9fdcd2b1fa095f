"""The record says which values could not be calculated, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import Determination
from patients.remarks import Remark, remarks_for
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
AT = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice, sex="male", birth_year=1966, birth_month=3, birth_day=1)


def _measure(patient, at=AT, **values):
    for key, value in values.items():
        column = {"choice": value, "numeric": None} if isinstance(value, str) else {"numeric": value}
        MeasurementFactory(patient=patient, determination_id=key, observed_at=at, **column)


def _remarks(patient) -> list[Remark]:
    with practice_scope(patient.practice):
        return remarks_for(patient=patient, on=ON)


def test_reason_is_told_with_the_day_of_the_measurement(patient):
    _measure(patient, chol=7.5, hdl=1.0, trig=4.6)
    text = "Triglyceriden boven 4,5 mmol/L: LDL is niet te berekenen, gebruik non-HDL."
    found = {remark.label: (remark.text, remark.on) for remark in _remarks(patient)}
    assert found[Determination.objects.get(pk="ldl").label] == (text, AT.date())
    assert [row for row in found.values() if row[0] != text] == [("De rookstatus ontbreekt.", AT.date())]


def test_disease_that_rules_out_a_risk_is_named(patient):
    EpisodeFactory(patient=patient, icpc="K75", title="Hartinfarct", onset_on=date(2020, 1, 1))
    _measure(patient, rr_sys=140, chol=5.5, hdl=1.3, trig=1.2, roken="nooit")
    assert [remark.text for remark in _remarks(patient)] == [
        "Bij hart- en vaatziekte geldt SCORE2 niet: het risico is al zeer hoog."
    ]


def test_later_attempt_that_succeeds_takes_the_remark_away(patient):
    _measure(patient, gewicht=80)
    assert [remark.text for remark in _remarks(patient)] == ["De lengte ontbreekt."]
    _measure(patient, at=AT + timedelta(days=3), lengte=175)
    assert _remarks(patient) == []


def test_attempt_of_years_ago_is_no_news(patient):
    _measure(patient, at=AT - timedelta(days=600), gewicht=80)
    assert _remarks(patient) == []


def test_record_page_shows_it(client_of, poh, patient):
    _measure(patient, at=timezone.now() - timedelta(days=3), gewicht=80)
    page = client_of(poh).get(reverse("patients:overview", args=[patient.uuid])).content.decode()
    assert "Niet berekend" in page
    assert "De lengte ontbreekt." in page
