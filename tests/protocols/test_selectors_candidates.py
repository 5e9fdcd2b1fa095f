"""Who belongs in a programme and is not in it."""

from datetime import date

import pytest

from poh.accounts.scope import practice_scope
from protocols.contents import content_of
from protocols.models import Protocol
from protocols.selectors.candidates import candidates
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PersonalTargetFactory, ProtocolVersionFactory, content_data
from tests.factories.record import EpisodeFactory, MeasurementFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)
SURE = {"key": "t90", "kind": "include", "when": {"fact": "episode", "codes": ["T90.02"]}, "reason": "T90.02",
        "source": "Verzonnen"}  # fmt: skip
ALSO = SURE | {"key": "acr", "when": {"fact": "number", "key": "acr", "op": ">", "value": 30}, "reason": "ACR boven 30"}
MAYBE = SURE | {"key": "ouder", "kind": "review", "when": {"fact": "episode", "codes": ["T90"]}, "reason": "T90"}
NEVER = SURE | {"key": "k86", "kind": "exclude", "when": {"fact": "episode", "codes": ["K86"]}, "reason": "K86"}


def _found(practice, *rules: dict, key: str = "dm2"):
    version = ProtocolVersionFactory(practice=practice, data=content_data(key, inclusion=list(rules)))
    with practice_scope(practice):
        rows = candidates(practice=practice, protocol=Protocol.objects.get(pk=key), content=content_of(version), on=ON)
        return [(row.patient.birth_name, row.reasons, row.must_review) for row in rows]


def _patient(practice, name: str, *codes: str, **fields):
    patient = PatientFactory(practice=practice, bsn=None, birth_name=name, **fields)
    for code in codes:
        EpisodeFactory(patient=patient, icpc=code)
    return patient


def test_programme_without_inclusion_rules_has_no_candidates(practice):
    _patient(practice, "Zeker", "T90.02")
    assert _found(practice) == []


def test_candidates_come_with_every_reason_and_who_must_be_judged_last(practice):
    _patient(practice, "Aarts", "T90")
    sure = _patient(practice, "Zeker", "T90.02")
    MeasurementFactory(patient=sure, determination_id="acr", numeric=45)
    assert _found(practice, SURE, ALSO, MAYBE) == [
        ("Zeker", ("T90.02", "ACR boven 30"), False),
        ("Aarts", ("T90",), True),
    ]


def test_exclusion_goes_before_every_inclusion(practice):
    _patient(practice, "Hoog", "T90.02", "K86")
    assert _found(practice, SURE, NEVER) == []


def test_who_was_asked_or_left_or_died_is_no_candidate(practice):
    version = ProtocolVersionFactory(practice=practice)
    for name, state in (("Meedoet", "included"), ("Wilniet", "declined"), ("Elders", "specialist")):
        EnrolmentFactory(patient=_patient(practice, name, "T90.02"), protocol_version=version, state=state,
                         next_due_on=None)  # fmt: skip
    _patient(practice, "Vertrokken", "T90.02", left=True)
    _patient(practice, "Overleden", "T90.02", deceased=True)
    assert _found(practice, SURE) == []


def test_who_stopped_is_a_candidate_again(practice):
    EnrolmentFactory(patient=_patient(practice, "Terug", "T90.02"), state="ended", ended_on=ON, next_due_on=None,
                     protocol_version__practice=practice)  # fmt: skip
    assert [row[0] for row in _found(practice, SURE)] == ["Terug"]


def test_who_takes_part_in_what_takes_it_in_is_no_candidate_until_that_ends(practice):
    version = ProtocolVersionFactory(practice=practice, data=content_data("dm2", takes_in=["cvrm"]))
    _patient(practice, "Los", "T90.02")
    EnrolmentFactory(patient=_patient(practice, "Mee", "T90.02"), protocol_version=version)
    EnrolmentFactory(patient=_patient(practice, "Nee", "T90.02"), protocol_version=version, state="declined")
    assert sorted(row[0] for row in _found(practice, SURE, key="cvrm")) == ["Los", "Nee"]


def test_rows_name_themselves_for_the_admin_site(practice):
    target = PersonalTargetFactory(patient__practice=practice)
    enrolment = EnrolmentFactory(patient=target.patient)
    status = enrolment.statuses.model(state="included", on=ON)
    assert (str(target), str(enrolment), str(status)) == (
        "hba1c: 54-64", "dm2: doet mee", "doet mee per 25-11-2026",
    )  # fmt: skip
