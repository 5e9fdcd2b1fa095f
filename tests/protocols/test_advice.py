"""Advice for one patient: what holds, why, by which version, once over all programmes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from poh.accounts.scope import practice_scope
from protocols.conditions import KnownValue
from protocols.rules.advice import Because
from protocols.selectors.advice import advice_for_patient
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PracticeProtocolFactory, ProtocolVersionFactory, content_data
from tests.factories.record import MeasurementFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
OBSERVED = datetime(2026, 10, 1, 9, tzinfo=UTC)
HIGH = {
    "key": "hba1c_hoog",
    "when": {"fact": "number", "key": "hba1c", "op": ">", "value": 53},
    "weight": 60,
    "title": "HbA1c boven het doel",
    "text": "Bespreek leefstijl en medicatie.",
    "proposal": "goal",
    "because": ["hba1c", "gewicht"],
    "source": "Verzonnen voor een test",
}
SMOKES = HIGH | {
    "key": "roken",
    "when": {"fact": "choice", "key": "roken", "in": ["ja"]},
    "weight": 80,
    "title": "Rookt",
    "text": "Bied hulp aan bij het stoppen.",
    "because": ["roken"],
    "verified": True,
}


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def _joins(patient, protocol: str, *advice: dict, takes_in: tuple[str, ...] = ()):
    data = content_data(protocol, advice=list(advice), takes_in=list(takes_in))
    version = ProtocolVersionFactory(practice=patient.practice, protocol_id=protocol, number=1, data=data)
    return EnrolmentFactory(patient=patient, protocol_version=version)


def _measure(patient, key: str, **value):
    MeasurementFactory(patient=patient, determination_id=key, observed_at=OBSERVED, **value)


def _advice(patient):
    with practice_scope(patient.practice):
        return advice_for_patient(patient=patient, on=ON)


def test_advice_holds_with_the_values_it_goes_by(patient):
    _joins(patient, "dm2", HIGH, SMOKES)
    _measure(patient, "hba1c", numeric=58)
    [given] = _advice(patient)
    assert (given.rule.key, given.protocols, given.versions) == (
        "hba1c_hoog",
        ("dm2",),
        ("DM2 versie 1 van de praktijk",),
    )
    assert given.because == (
        Because("hba1c", KnownValue(OBSERVED.date(), Decimal(58))),
        Because("gewicht", None),
    )


def test_advice_is_not_given_on_what_is_unknown(patient):
    _joins(patient, "dm2", HIGH | {"when": {"not": HIGH["when"]}})
    assert _advice(patient) == []


def test_heaviest_advice_comes_first(patient):
    _joins(patient, "dm2", HIGH, SMOKES)
    _measure(patient, "hba1c", numeric=58)
    _measure(patient, "roken", numeric=None, choice="ja")
    assert [given.rule.key for given in _advice(patient)] == ["roken", "hba1c_hoog"]


def test_advice_of_two_programmes_is_given_once(patient):
    _joins(patient, "dm2", SMOKES)
    _joins(patient, "smr", SMOKES | {"title": "Rookt nog"})
    _measure(patient, "roken", numeric=None, choice="ja")
    [given] = _advice(patient)
    assert (given.rule.title, given.protocols) == ("Rookt", ("dm2", "smr"))


def test_programme_brings_the_advice_of_what_it_takes_in(patient):
    _joins(patient, "dm2", takes_in=("cvrm",))
    data = content_data("cvrm", advice=[SMOKES])
    PracticeProtocolFactory(
        practice=patient.practice, protocol_version__protocol_id="cvrm", protocol_version__data=data
    )
    _measure(patient, "roken", numeric=None, choice="ja")
    [given] = _advice(patient)
    assert (given.rule.key, given.protocols, given.versions[0][:4]) == ("roken", ("dm2",), "CVRM")


def test_who_takes_part_in_nothing_gets_no_advice(patient, django_assert_num_queries):
    _measure(patient, "roken", numeric=None, choice="ja")
    with practice_scope(patient.practice), django_assert_num_queries(1):
        assert advice_for_patient(patient=patient, on=ON) == []


def test_advice_costs_the_same_for_one_programme_and_for_two(practice, django_assert_num_queries):
    from protocols.vocabulary import current_vocabulary

    for programmes in (("dm2",), ("dm2", "smr")):
        person = PatientFactory(practice=practice)
        for protocol in programmes:
            data = content_data(protocol, advice=[SMOKES, HIGH])
            version = ProtocolVersionFactory(practice=practice, protocol_id=protocol, data=data)
            EnrolmentFactory(patient=person, protocol_version=version)
        _measure(person, "roken", numeric=None, choice="ja")
        with practice_scope(practice):
            advice_for_patient(patient=person, on=ON)
            assert current_vocabulary()
            with django_assert_num_queries(1):
                assert len(advice_for_patient(patient=person, on=ON)) == 1


def test_programmes_page_says_what_why_and_by_which_source(client_of, poh, patient):
    _joins(patient, "dm2", HIGH, SMOKES)
    _measure(patient, "hba1c", numeric=58)
    page = client_of(poh).get(reverse("protocols:programmes", args=[patient.uuid])).content.decode()
    assert "HbA1c boven het doel" in page
    assert "HbA1c 58 mmol/mol op 1-10-2026<br>Gewicht niet bekend" in page
    assert "Verzonnen voor een test" in page
    assert "te accorderen" in page
    assert "DM2 versie 1 van de praktijk" in page
