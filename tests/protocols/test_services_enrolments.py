"""Who takes part in a programme: join, decline, go to the specialist, stop, join again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from poh.base.locking import StaleVersion
from protocols.enums import EnrolmentState, StepKind
from protocols.models import Enrolment, EnrolmentStatus, Protocol
from protocols.services import enrolments as services
from protocols.services.enrolments import Decision
from tests.factories.patients import PatientFactory
from tests.factories.protocols import PracticeProtocolFactory, content_data

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
INCLUDED, DECLINED, SPECIALIST, ENDED = EnrolmentState


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice, birth_year=1960)


@pytest.fixture
def programmes(practice):
    """The practice uses DM2, which takes CVRM in, and CVRM."""
    takes_in = content_data("dm2", takes_in=["cvrm"])
    PracticeProtocolFactory(practice=practice, protocol_version__data=takes_in)
    PracticeProtocolFactory(practice=practice, protocol_version__protocol_id="cvrm")


def _ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def _enrol(patient, by, key="dm2", state=INCLUDED, *, on=TODAY, reason=""):
    with practice_scope(patient.practice, user=by):
        return services.enrol(
            patient=patient,
            protocol=Protocol.objects.get(pk=key),
            decision=Decision(state, on, reason),
            by=by,
            today=TODAY,
        )


def _change(enrolment, by, state, *, on=TODAY, reason="besproken"):
    with practice_scope(enrolment.practice, user=by):
        return services.change_enrolment(enrolment=enrolment, decision=Decision(state, on, reason), by=by, today=TODAY)


def _of(patient):
    with practice_scope(patient.practice):
        rows = Enrolment.objects.of_patient(patient).order_by("pk")
        return [(row.protocol_id, row.state, row.started_on, row.ended_on) for row in rows]


def _steps(patient):
    with practice_scope(patient.practice):
        rows = EnrolmentStatus.objects.for_practice(patient.practice).filter(enrolment__patient=patient)
        return [(row.enrolment.protocol_id, row.state, row.on, row.reason) for row in rows.order_by("pk")]


def test_patient_joins_from_a_day_in_the_past(patient, poh, programmes):
    enrolment = _enrol(patient, poh, on=_ago(400), reason="diagnose elders gesteld")
    with practice_scope(patient.practice):
        enrolment.refresh_from_db()
    # Nothing was done since that day: every control is due from it.
    assert (enrolment.started_on, enrolment.next_due_on, enrolment.next_control) == (_ago(400), _ago(400), "jaar")
    assert _steps(patient) == [("dm2", "included", _ago(400), "diagnose elders gesteld")]


@pytest.mark.parametrize("state", [DECLINED, SPECIALIST])
def test_who_does_not_join_is_not_called(patient, poh, programmes, state):
    enrolment = _enrol(patient, poh, state=state, reason="wil eerst nadenken")
    assert (enrolment.state, enrolment.next_due_on, enrolment.next_control) == (state, None, "")


def test_programme_that_the_practice_does_not_use_is_refused(patient, poh):
    with pytest.raises(services.NotEnrolled, match="De praktijk gebruikt nog geen protocol Diabetes"):
        _enrol(patient, poh)


def test_second_open_participation_is_refused(patient, poh, programmes):
    _enrol(patient, poh, state=DECLINED, reason="nu niet")
    with pytest.raises(services.NotEnrolled, match="heeft al een deelname"):
        _enrol(patient, poh)


def test_participation_does_not_begin_before_the_birth(patient, poh, programmes):
    with pytest.raises(services.DayImpossible, match="voor de geboorte"):
        _enrol(patient, poh, on=date(1959, 1, 1))


def test_other_error_of_the_database_is_not_taken_for_a_second_participation(practice, poh, programmes):
    nobody_knows = PatientFactory(practice=practice, birth_year=None, birth_month=None, birth_day=None)
    with pytest.raises(IntegrityError, match="started_on"):
        _enrol(nobody_knows, poh, on=None)


def test_diabetes_takes_the_cvrm_participation_in(patient, poh, programmes):
    _enrol(patient, poh, "cvrm", on=_ago(100))
    _enrol(patient, poh, on=_ago(30))
    assert _of(patient) == [("cvrm", "ended", _ago(100), _ago(30)), ("dm2", "included", _ago(30), None)]
    assert _steps(patient)[1:] == [
        ("dm2", "included", _ago(30), ""),
        ("cvrm", "ended", _ago(30), "gaat mee in Diabetes mellitus type 2"),
    ]


def test_cvrm_that_began_after_the_back_dated_diabetes_ends_on_the_day_it_began(patient, poh, programmes):
    _enrol(patient, poh, "cvrm", on=_ago(100))
    _enrol(patient, poh, on=_ago(300))
    assert _of(patient)[0] == ("cvrm", "ended", _ago(100), _ago(100))


def test_declined_diabetes_leaves_cvrm_as_it_is_until_the_patient_joins(patient, poh, programmes):
    _enrol(patient, poh, "cvrm", on=_ago(100))
    diabetes = _enrol(patient, poh, state=DECLINED, on=_ago(50), reason="nu niet")
    assert [row[1] for row in _of(patient)] == ["included", "declined"]
    _change(diabetes, poh, INCLUDED, on=_ago(10))
    assert _of(patient) == [("cvrm", "ended", _ago(100), _ago(10)), ("dm2", "included", _ago(10), None)]


def test_cvrm_is_refused_beside_diabetes(patient, poh, programmes):
    _enrol(patient, poh)
    with pytest.raises(services.NotEnrolled, match="is al deel van het programma Diabetes mellitus type 2"):
        _enrol(patient, poh, "cvrm")


def test_declined_cvrm_does_not_become_included_beside_diabetes(patient, poh, programmes):
    _enrol(patient, poh)
    declined = _enrol(patient, poh, "cvrm", DECLINED, reason="gaat mee")
    with pytest.raises(services.NotEnrolled):
        _change(declined, poh, INCLUDED)


def test_cvrm_can_follow_when_diabetes_ends(patient, poh, programmes):
    _change(_enrol(patient, poh, on=_ago(50)), poh, ENDED, on=_ago(5))
    _enrol(patient, poh, "cvrm", on=_ago(5))
    assert _of(patient) == [("dm2", "ended", _ago(50), _ago(5)), ("cvrm", "included", _ago(5), None)]


def test_who_joins_again_takes_part_from_that_day(patient, poh, programmes):
    enrolment = _enrol(patient, poh, state=DECLINED, on=_ago(700), reason="nu niet")
    _change(enrolment, poh, INCLUDED, on=_ago(3), reason="")
    with practice_scope(patient.practice):
        enrolment.refresh_from_db()
    assert (enrolment.started_on, enrolment.next_due_on) == (_ago(3), _ago(3))


def test_ended_participation_stays_and_a_new_one_follows(patient, poh, programmes):
    first = _change(_enrol(patient, poh, on=_ago(90)), poh, ENDED, on=_ago(60), reason="verhuisd")
    with pytest.raises(services.StepNotAllowed, match="gaat niet van gestopt naar doet mee"):
        _change(first, poh, INCLUDED)
    _enrol(patient, poh, on=_ago(30))
    assert _of(patient) == [("dm2", "ended", _ago(90), _ago(60)), ("dm2", "included", _ago(30), None)]


@pytest.mark.parametrize("state", [DECLINED, SPECIALIST, ENDED])
def test_who_stops_is_called_no_more(patient, poh, programmes, state):
    enrolment = _change(_enrol(patient, poh), poh, state)
    with practice_scope(patient.practice):
        enrolment.refresh_from_db()
    assert (enrolment.next_due_on, enrolment.next_control) == (None, "")


def test_step_before_the_last_one_is_refused(patient, poh, programmes):
    enrolment = _change(_enrol(patient, poh, on=_ago(90)), poh, DECLINED, on=_ago(20))
    with pytest.raises(services.DayImpossible, match="De deelname is wil niet sinds"):
        _change(enrolment, poh, SPECIALIST, on=_ago(21))
    _change(enrolment, poh, SPECIALIST, on=_ago(20))


def test_step_of_two_colleagues_is_taken_once(patient, poh, huisarts, programmes):
    enrolment = _enrol(patient, poh)
    with practice_scope(patient.practice):
        seen_by_other = Enrolment.objects.get(pk=enrolment.pk)
    _change(enrolment, poh, DECLINED)
    with pytest.raises(StaleVersion):
        _change(seen_by_other, huisarts, SPECIALIST)
    assert _of(patient)[0][1] == "declined"


def test_own_term_moves_the_next_control_and_is_told(patient, poh, programmes):
    enrolment = _enrol(patient, poh)
    with practice_scope(patient.practice, user=poh):
        services.set_personal_term(enrolment=enrolment, months=6, reason="goed ingesteld", on=TODAY, by=poh)
        services.set_personal_term(enrolment=enrolment, months=None, reason="weer ontregeld", on=TODAY, by=poh)
    with practice_scope(patient.practice):
        enrolment.refresh_from_db()
        steps = list(EnrolmentStatus.objects.for_practice(patient.practice).filter(kind=StepKind.TERM).order_by("pk"))
    assert (enrolment.personal_months, enrolment.personal_months_reason) == (None, "")
    assert [(step.personal_months, step.reason, step.recorded_by_id) for step in steps] == [
        (6, "goed ingesteld", poh.pk), (None, "weer ontregeld", poh.pk),
    ]  # fmt: skip


def test_own_term_is_for_whoever_takes_part(patient, poh, programmes):
    enrolment = _enrol(patient, poh, state=DECLINED, reason="nu niet")
    with pytest.raises(services.StepNotAllowed), practice_scope(patient.practice, user=poh):
        services.set_personal_term(enrolment=enrolment, months=6, reason="goed ingesteld", on=TODAY, by=poh)


def test_several_join_at_once_each_with_a_reason(practice, poh, programmes):
    new, there = PatientFactory.create_batch(2, practice=practice, bsn=None)
    child = PatientFactory(practice=practice, bsn=None, birth_year=TODAY.year)
    _enrol(there, poh)
    with practice_scope(practice, user=poh):
        joined = services.include_all(
            patients=[(new, "T90.02 in het dossier"), (there, "T90.02"), (child, "T90.02")],
            protocol=Protocol.objects.get(pk="dm2"),
            on=date(TODAY.year - 1, 1, 1),
            by=poh,
            today=TODAY,
        )
        [enrolment] = joined.enrolments
        enrolment.refresh_from_db()
    assert (enrolment.patient_id, enrolment.next_control) == (new.pk, "jaar")
    assert joined.refused == [
        (there, "Deze patiënt heeft al een deelname aan dit programma."),
        (child, "Deze dag ligt voor de geboorte van de patiënt."),
    ]
    assert _steps(new) == [("dm2", "included", date(TODAY.year - 1, 1, 1), "T90.02 in het dossier")]


def test_nobody_joins_when_nobody_can(practice, poh, patient):
    with practice_scope(practice, user=poh):
        joined = services.include_all(
            patients=[(patient, "T90.02")], protocol=Protocol.objects.get(pk="dm2"), on=TODAY, by=poh, today=TODAY
        )
    assert (joined.enrolments, len(joined.refused)) == ([], 1)


def test_each_step_stands_in_the_access_log(patient, poh, programmes):
    _change(_enrol(patient, poh), poh, DECLINED)
    with practice_scope(patient.practice):
        found = [(row.event_type, row.patient_ids) for row in AccessLog.objects.for_practice(patient.practice)]
    assert found == [("patient.enrolment_changed", [patient.pk])] * 2
