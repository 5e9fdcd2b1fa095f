"""The pitfalls of the two lists that concern taking part and being due, tried on a practice in the database.

What each number of `dm2-cvrm` chapter 6 and `lung-ggz-elderly-youth` chapter 9 has, of those that protocols or their
surroundings must hold:

dm2-cvrm 1, 3, 24, 25, 28, 30, 32: here (a practice) and in test_definitions_pitfalls (what the delivered rules say).
dm2-cvrm 2, 20-23, 27, 29, 31, 35: test_definitions_pitfalls. 4-7, 9-13, 16, 17, 33: test_calculations_pitfalls.
dm2-cvrm 8, 13-15, 19, 22: tests/patients/test_pitfalls.py.
dm2-cvrm 18: test_definitions (who belongs in CVRM).
dm2-cvrm 26: no protocol has a denominator; it belongs to the indicators, which print their definition. What they need,
    "took part the whole year", follows from the steps of a participation, which are only added (here).
dm2-cvrm 34: who may do what is in poh/accounts/permissions.py and tests/test_permissions.py; no rule changes what
    somebody takes.
lung-ggz 26, 28: here and in test_definitions_pitfalls. 15, 27, 30: test_definitions_pitfalls.
lung-ggz 1-7, 9-14, 16-25, 31: test_calculations_pitfalls. 5, 8, 29, 32: tests/patients/test_pitfalls.py.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from poh.accounts.scope import practice_scope
from protocols.contents import content_of
from protocols.enums import EnrolmentState
from protocols.models import EnrolmentStatus, PracticeProtocol, Protocol, ProtocolVersion
from protocols.presenters.due import item_line
from protocols.presenters.targets import targets_in_record
from protocols.selectors.candidates import candidates
from protocols.selectors.due import due_for_patient
from protocols.selectors.overdue import overdue_patients
from protocols.services import enrolments
from protocols.services.enrolments import Decision
from protocols.services.targets import follow_recorded_target
from protocols.vocabulary import current_vocabulary
from tests.factories.patients import PatientFactory
from tests.factories.protocols import PracticeProtocolFactory, ProtocolVersionFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory, MedicationLineFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def programmes(practice):
    """The practice took over what is delivered of every programme."""
    for delivered in ProtocolVersion.objects.for_practice(practice):
        version = ProtocolVersionFactory(
            practice=practice,
            protocol_id=delivered.protocol_id,
            content=delivered.content,
            content_hash=delivered.content_hash,
        )
        PracticeProtocolFactory(practice=practice, protocol_version=version)


def _patient(practice, *codes: str, age: int = 60, atc: str = ""):
    patient = PatientFactory(practice=practice, bsn=None, birth_year=TODAY.year - age - 1)
    for code in codes:
        EpisodeFactory(patient=patient, icpc=code, onset_on=TODAY - timedelta(days=365 * 5))
    if atc:
        MedicationLineFactory(patient=patient, atc=atc, started_on=TODAY - timedelta(days=400))
    return patient


def _join(patient, by, key: str, state=EnrolmentState.INCLUDED, *, on: date = TODAY, reason: str = ""):
    with practice_scope(patient.practice, user=by):
        return enrolments.enrol(
            patient=patient,
            protocol=Protocol.objects.get(pk=key),
            decision=Decision(state, on, reason),
            by=by,
            today=TODAY,
        )


def _candidates(practice, key: str):
    with practice_scope(practice):
        used = PracticeProtocol.objects.for_practice(practice).get(protocol=key)
        content = content_of(used.protocol_version)
        found = candidates(practice=practice, protocol=used.protocol, content=content, on=TODAY)
    return [candidate.patient for candidate in found]


def _measured(patient, key: str, days: int, **value):
    at = timezone.now() - timedelta(days=days)
    return MeasurementFactory(patient=patient, determination_id=key, observed_at=at, **{"numeric": None} | value)


def _due(patient):
    with practice_scope(patient.practice):
        return due_for_patient(patient=patient, on=TODAY)


def test_pitfall_1_a_diabetic_is_called_once_and_is_no_candidate_for_cvrm(practice, poh, programmes):
    patient = _patient(practice, "T90.02", "K86", atc="C09AA05")
    assert (_candidates(practice, "dm2"), _candidates(practice, "cvrm")) == ([patient], [])
    _join(patient, poh, "dm2", on=TODAY - timedelta(days=100))
    due = _due(patient)
    keys = [item.determination for item in due.items]
    assert (len(keys), {control.protocol for control in due.controls}) == (len(set(keys)), {"dm2"})
    assert {item.determination: item.protocols for item in due.items}["rr_sys"] == ("dm2", "cvrm")
    with practice_scope(practice):
        assert [row["patient"] for row in overdue_patients(practice=practice, on=TODAY)] == [patient.pk]


def test_pitfall_3_and_32_own_target_goes_first_then_frailty_then_age(practice, poh, programmes):
    patient = _patient(practice, "T90.02", age=75, atc="A10BB09")
    _join(patient, poh, "dm2")

    def shown() -> str:
        with practice_scope(practice):
            return targets_in_record(patient=patient, keys=["hba1c"], on=TODAY)["hba1c"].text

    seen = [shown()]
    _measured(patient, "kwetsbaar", 3, choice="ja")
    seen.append(shown())
    _measured(patient, "hbsw", 2, numeric=60)
    with practice_scope(practice, job="test"):
        follow_recorded_target(patient=patient, at=timezone.now())
    seen.append(shown())
    assert seen == ["54–58", "< 69", "≤ 60 eigen"]


def test_pitfall_24_fundus_tells_how_long_ago_by_the_day_of_the_examination(practice, poh, programmes):
    patient = _patient(practice, "T90.02")
    _join(patient, poh, "dm2", on=TODAY - timedelta(days=1500))
    done_on = date(TODAY.year - 2, TODAY.month, 1) - timedelta(days=70)
    # Written down later than the eyes were looked at.
    _measured(patient, "fundus", 300, date=done_on)
    [fundus] = [item for item in _due(patient).items if item.determination == "fundus"]
    months = (TODAY.year - done_on.year) * 12 + TODAY.month - done_on.month - (TODAY.day < done_on.day)
    line = item_line(fundus, letters={"dm2": ("D", "Diabetes")}, vocabulary=current_vocabulary(), on=TODAY)
    assert (fundus.last_on, line["why"]) == (done_on, f"{months} maanden geleden, interval 24")


def test_pitfall_25_a_visit_without_blood_pressure_leaves_the_control_due(practice, poh, programmes):
    patient = _patient(practice, "T90.02")
    _join(patient, poh, "dm2", on=TODAY - timedelta(days=200))
    for key, number in (("gewicht", 80), ("gluc_n", 7)):
        _measured(patient, key, 5, numeric=number)

    def quarterly():
        return next(control for control in _due(patient).controls if control.control.key == "kwartaal")

    assert (quarterly().last_on, quarterly().due_on) == (None, TODAY - timedelta(days=200))
    _measured(patient, "rr_sys", 1, numeric=130)
    assert quarterly().last_on == TODAY - timedelta(days=5)


def test_pitfall_28_who_is_with_the_specialist_is_not_called_and_stays_visible(practice, poh, programmes):
    patient = _patient(practice, "T90.02")
    _join(patient, poh, "dm2", EnrolmentState.SPECIALIST, reason="internist")
    with practice_scope(practice):
        assert list(overdue_patients(practice=practice, on=TODAY)) == []
        assert [row.state for row in patient.enrolments.all()] == ["specialist"]
    assert (_candidates(practice, "dm2"), _due(patient).items) == ([], [])


def test_pitfall_26_and_30_another_type_of_diabetes_ends_the_participation_and_keeps_its_history(
    practice, poh, programmes
):
    patient = _patient(practice, "T90.01")
    enrolment = _join(patient, poh, "dm2", on=TODAY - timedelta(days=900))
    ended = Decision(EnrolmentState.ENDED, TODAY, "LADA")
    with practice_scope(practice, user=poh):
        enrolments.change_enrolment(enrolment=enrolment, decision=ended, by=poh, today=TODAY)
        steps = [(step.state, step.on) for step in EnrolmentStatus.objects.for_practice(practice).order_by("pk")]
    assert steps == [("included", TODAY - timedelta(days=900)), ("ended", TODAY)]
    assert (_candidates(practice, "dm2"), _due(patient).controls) == ([], [])


def test_trap_26_copd_and_asthma_in_both_programmes_are_one_call(practice, poh, programmes):
    patient = _patient(practice, "R95", "R96", atc="R03BA02")
    for key in ("copd", "astma"):
        _join(patient, poh, key, on=TODAY - timedelta(days=30))
    with practice_scope(practice):
        assert [row["patient"] for row in overdue_patients(practice=practice, on=TODAY)] == [patient.pk]
    keys = [item.determination for item in _due(patient).items]
    assert len(keys) == len(set(keys))


def test_trap_28_who_joined_the_elderly_programme_is_no_candidate_for_copd(practice, programmes):
    patient = _patient(practice, "R95", "A05", age=80)
    assert _candidates(practice, "copd") == [patient]
    _measured(patient, "hb_ouderen", 3, choice="huisarts")
    assert _candidates(practice, "copd") == []
