"""Targets in words, and the first that holds for a patient."""

from datetime import date
from decimal import Decimal

import pytest

from patients.rules.charts import Band
from patients.targets import targets_for
from poh.accounts.scope import practice_scope
from protocols.presenters.targets import range_text, targets_in_record
from protocols.selectors.targets import aims_of
from tests.factories.patients import PatientFactory
from tests.factories.protocols import (
    EnrolmentFactory,
    PersonalTargetFactory,
    PracticeProtocolFactory,
    ProtocolVersionFactory,
    content_data,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)
OLD = {"fact": "age", "op": ">=", "years": 70}


def _rule(key: str, determination: str = "rr_sys", **fields) -> dict:
    return {"key": key, "determination": determination, "source": "Verzonnen", **fields}


@pytest.fixture
def enrolment(practice):
    targets = [
        _rule("oud", when=OLD, high=150, high_inclusive=False, text="Mogelijk onder 140."),
        _rule("jong", high=140, verified=True),
        _rule("woorden", "ldl", text="Niet starten."),
        _rule("onder", "egfr", low=60, low_inclusive=False),
        _rule("vanaf", "hdl", low=1),
    ]
    version = ProtocolVersionFactory(practice=practice, data=content_data("dm2", targets=targets, takes_in=["cvrm"]))
    taken_in = content_data("cvrm", targets=[_rule("cvrm_rr", high=130), _rule("cvrm_pols", "pols", low=50, high=90)])
    PracticeProtocolFactory(practice=practice, protocol_version__data=taken_in, protocol_version__protocol_id="cvrm")
    return EnrolmentFactory(patient=PatientFactory(practice=practice, birth_year=1950), protocol_version=version)


def _shown(patient, *keys: str) -> dict:
    with practice_scope(patient.practice):
        found = targets_in_record(patient=patient, keys=keys, on=ON)
    return {key: (target.text, target.note, target.band) for key, target in found.items()}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (Decimal(54), Decimal(58), "54–58"),
        (None, Decimal("2.6"), "≤ 2,6"),
        (Decimal(60), None, "≥ 60"),
        (None, None, ""),
    ],
)
def test_range_in_words(low, high, expected):
    assert range_text(low, high) == expected


def test_first_rule_that_holds_counts_with_its_limits(enrolment):
    assert _shown(enrolment.patient, "rr_sys", "ldl", "egfr", "hdl", "pols", "gewicht") == {
        "rr_sys": ("< 150", "Mogelijk onder 140. Volgens Klein protocol (te accorderen).",
                   Band(None, 150.0, high_inclusive=False)),
        "ldl": ("", "Niet starten. Volgens Klein protocol (te accorderen).", Band()),
        "egfr": ("> 60", "Volgens Klein protocol (te accorderen).", Band(60.0, None, low_inclusive=False)),
        "hdl": ("≥ 1", "Volgens Klein protocol (te accorderen).", Band(1.0)),
        "pols": ("50–90", "Volgens Klein protocol (te accorderen).", Band(50.0, 90.0)),
    }  # fmt: skip


def test_rule_of_somebody_younger_is_the_next(practice, enrolment):
    younger = EnrolmentFactory(
        patient=PatientFactory(practice=practice, bsn=None, birth_year=1980),
        protocol_version=enrolment.protocol_version,
    )
    assert _shown(younger.patient, "rr_sys") == {"rr_sys": ("≤ 140", "Volgens Klein protocol.", Band(None, 140.0))}


def test_agreed_target_goes_before_the_protocol_while_it_holds(enrolment, poh):
    patient = enrolment.patient
    PersonalTargetFactory(patient=patient, determination_id="rr_sys", low=None, high=160, set_by=poh)
    PersonalTargetFactory(patient=patient, determination_id="hdl", low=2, high=None, ended_on=ON, end_reason="over")
    PersonalTargetFactory(patient=patient, determination_id="ldl", high=3, low=None, started_on=date(2026, 12, 1))
    found = _shown(patient, "rr_sys", "hdl", "ldl")
    assert found["rr_sys"] == ("≤ 160 eigen", f"Afgesproken op 1-1-2026 door {poh.name}: kwetsbaar", Band(None, 160.0))
    assert (found["hdl"][0], found["ldl"][0]) == ("≥ 1", "")


def test_target_that_came_from_elsewhere_names_nobody(practice):
    patient = PatientFactory(practice=practice)
    PersonalTargetFactory(patient=patient, set_by=None)
    assert _shown(patient, "hba1c")["hba1c"][1] == "Afgesproken op 1-1-2026: kwetsbaar"


def test_targets_take_constant_queries(practice, enrolment, django_assert_num_queries):
    nobody = PatientFactory(practice=practice, bsn=None)
    with practice_scope(practice):
        aims_of(patient=enrolment.patient, keys=["rr_sys"], on=ON)
        for keys in (["rr_sys"], ["rr_sys", "ldl", "egfr", "hdl", "pols"]):
            with django_assert_num_queries(1):
                aims_of(patient=enrolment.patient, keys=keys, on=ON)
        with django_assert_num_queries(1):
            aims_of(patient=nobody, keys=["rr_sys"], on=ON)


def test_record_asks_protocols_for_its_targets(enrolment):
    with practice_scope(enrolment.practice):
        assert targets_for(patient=enrolment.patient, keys=["pols"], on=ON)["pols"].text == "50–90"
