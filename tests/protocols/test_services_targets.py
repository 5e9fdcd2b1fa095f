"""Targets agreed with one patient: which holds, who may change it, and that HbA1c has one truth."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from patients.models import Determination, LatestMeasurement, Measurement
from patients.rules.values import Value
from patients.services.measurements import Entry, Observed, record_measurements, withdraw_measurement
from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from protocols.models import PersonalTarget
from protocols.services import targets
from tests.factories.patients import PatientFactory
from tests.factories.protocols import PersonalTargetFactory
from tests.factories.record import MeasurementFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def _agree(patient, by, *, key="rr_sys", low=None, high=None, on=TODAY, reason="samen besloten", replaces=None):
    with practice_scope(patient.practice, user=by):
        return targets.agree_target(
            patient=patient,
            agreed=targets.AgreedTarget(Determination.objects.get(pk=key), low, high, on, reason, replaces),
            by=by,
            at=timezone.now(),
        )


def _end(target, by, *, on=TODAY, reason="weer volgens het protocol"):
    with practice_scope(target.practice, user=by):
        return targets.end_target(target=target, on=on, reason=reason, by=by, at=timezone.now())


def _record(patient, by, number, *, days_ago=0, note=""):
    at = timezone.now() - timedelta(days=days_ago)
    entry = Entry(Determination.objects.get(pk="hbsw"), Value(numeric=Decimal(number)), note=note)
    with practice_scope(patient.practice, user=by):
        [row] = record_measurements(
            patient=patient, entries=[entry], observed=Observed(at=at), by=by, at=timezone.now()
        )
    return row


def _agreements(patient):
    with practice_scope(patient.practice):
        return [
            (row.low, row.high, row.started_on, row.ended_on, row.end_reason)
            for row in PersonalTarget.objects.of_patient(patient).order_by("pk")
        ]


def _recorded(patient):
    with practice_scope(patient.practice):
        return LatestMeasurement.objects.of_patient(patient).of("hbsw").values_list("numeric", flat=True).first()


def test_agreed_target_holds_from_its_day_and_says_who_and_why(patient, poh):
    target = _agree(patient, poh, high=Decimal(150), on=TODAY - timedelta(days=3))
    assert (target.set_by, target.reason, target.started_on) == (poh, "samen besloten", TODAY - timedelta(days=3))
    with practice_scope(patient.practice):
        held = PersonalTarget.objects.of_patient(patient)
        assert [list(held.current(on=TODAY - timedelta(days=days))) for days in (4, 3)] == [[], [target]]


def test_new_target_ends_the_one_before(patient, poh):
    first = _agree(patient, poh, high=Decimal(150), on=TODAY - timedelta(days=9))
    _agree(patient, poh, high=Decimal(160), replaces=first.uuid)
    assert _agreements(patient) == [
        (None, 150, TODAY - timedelta(days=9), TODAY, "vervangen"),
        (None, 160, TODAY, None, ""),
    ]


@pytest.mark.parametrize("replaces", [None, uuid4()])
def test_target_agreed_on_an_old_page_is_refused(patient, poh, replaces):
    _agree(patient, poh, high=Decimal(150))
    with pytest.raises(targets.TargetChanged):
        _agree(patient, poh, high=Decimal(160), replaces=replaces)
    assert _agreements(patient) == [(None, 150, TODAY, None, "")]


def test_target_does_not_begin_before_the_one_it_replaces(patient, poh):
    first = _agree(patient, poh, high=Decimal(150))
    with pytest.raises(targets.TargetImpossible, match="Kies die dag of later"):
        _agree(patient, poh, high=Decimal(160), on=TODAY - timedelta(days=1), replaces=first.uuid)


def test_ended_target_leaves_the_protocol(patient, poh):
    target = _agree(patient, poh, low=Decimal(100), on=TODAY - timedelta(days=3))
    _end(target, poh)
    assert _agreements(patient) == [(100, None, TODAY - timedelta(days=3), TODAY, "weer volgens het protocol")]
    with pytest.raises(targets.TargetChanged):
        _end(target, poh)


def test_target_that_was_replaced_cannot_be_ended(patient, poh):
    first = _agree(patient, poh, high=Decimal(150))
    _agree(patient, poh, high=Decimal(160), replaces=first.uuid)
    with pytest.raises(targets.TargetChanged):
        _end(first, poh)


def test_target_does_not_end_before_it_began(patient, poh):
    target = _agree(patient, poh, high=Decimal(150))
    with pytest.raises(targets.TargetImpossible, match="Kies die dag of later"):
        _end(target, poh, on=TODAY - timedelta(days=1))


def test_each_agreement_stands_in_the_access_log(patient, poh):
    _end(_agree(patient, poh, high=Decimal(150)), poh)
    with practice_scope(patient.practice):
        found = [row.event_type for row in AccessLog.objects.for_practice(patient.practice)]
    assert found == ["patient.target_changed"] * 2


# HbA1c: the agreement and the recorded determination (HBSW) are one.


def test_agreed_hba1c_target_is_recorded_as_the_determination(patient, poh):
    _agree(patient, poh, key="hba1c", low=Decimal(54), high=Decimal(64))
    assert (_recorded(patient), _agreements(patient)) == (Decimal(64), [(54, 64, TODAY, None, "")])


def test_back_dated_hba1c_target_is_recorded_on_its_day(patient, poh):
    day = TODAY - timedelta(days=40)
    _agree(patient, poh, key="hba1c", high=Decimal(64), on=day)
    with practice_scope(patient.practice):
        assert LatestMeasurement.objects.of_patient(patient).of("hbsw").get().observed_on == day


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (Decimal(54), None, "Vul voor HbA1c in tot en met welke waarde het goed is."),
        (None, Decimal(90), "90 mmol/mol kan niet. Vul een waarde in tussen 40 en 86 mmol/mol."),
    ],
)
def test_hba1c_target_that_cannot_be_recorded_is_refused_whole(patient, poh, low, high, expected):
    with pytest.raises(targets.TargetImpossible) as refusal:
        _agree(patient, poh, key="hba1c", low=low, high=high)
    assert (str(refusal.value), _agreements(patient), _recorded(patient)) == (expected, [], None)


def test_recorded_hba1c_target_becomes_the_agreement(patient, poh):
    _record(patient, poh, 60, days_ago=2, note="ouder en alleen")
    with practice_scope(patient.practice):
        target = PersonalTarget.objects.of_patient(patient).get()
    assert (target.high, target.started_on, target.reason, target.set_by_id) == (
        60, TODAY - timedelta(days=2), "ouder en alleen", poh.pk,
    )  # fmt: skip


def test_recorded_hba1c_target_replaces_the_agreement(patient, poh):
    _agree(patient, poh, key="hba1c", low=Decimal(54), high=Decimal(64), on=TODAY - timedelta(days=5))
    _record(patient, poh, 70)
    assert _agreements(patient) == [
        (54, 64, TODAY - timedelta(days=5), TODAY, "vervangen"),
        (None, 70, TODAY, None, ""),
    ]


def test_older_recorded_target_entered_later_changes_nothing(patient, poh):
    _agree(patient, poh, key="hba1c", high=Decimal(64), on=TODAY - timedelta(days=5))
    _record(patient, poh, 70, days_ago=30)
    assert _agreements(patient) == [(None, 64, TODAY - timedelta(days=5), None, "")]


def test_withdrawn_value_ends_the_agreement(patient, poh):
    value = _record(patient, poh, 60, days_ago=2)
    with practice_scope(patient.practice, user=poh):
        withdraw_measurement(measurement=value, reason="andere patiënt", by=poh, at=timezone.now())
    assert _agreements(patient) == [(None, 60, TODAY - timedelta(days=2), TODAY, "de waarde is ingetrokken")]


def test_withdrawn_value_without_an_agreement_leaves_nothing(patient, poh):
    value = MeasurementFactory(patient=patient, determination_id="hbsw", numeric=60)
    with practice_scope(patient.practice, user=poh):
        withdraw_measurement(measurement=value, reason="andere patiënt", by=poh, at=timezone.now())
    assert _agreements(patient) == []


def test_ended_hba1c_target_takes_every_recorded_one_back(patient, poh):
    _record(patient, poh, 58, days_ago=300)
    _record(patient, poh, 60, days_ago=100)
    with practice_scope(patient.practice):
        target = PersonalTarget.objects.of_patient(patient).get(ended_on=None)
    _end(target, poh, reason="herstel na operatie")
    assert _recorded(patient) is None
    assert [row[1:] for row in _agreements(patient)] == [
        (58, TODAY - timedelta(days=300), TODAY - timedelta(days=100), "vervangen"),
        (60, TODAY - timedelta(days=100), TODAY, "herstel na operatie"),
    ]
    with practice_scope(patient.practice):
        reasons = set(Measurement.objects.of_patient(patient).filter(is_withdrawal=True).values_list(
            "correction_reason", flat=True))  # fmt: skip
    assert reasons == {"Afspraak beëindigd: herstel na operatie"}


def test_target_may_be_agreed_anew_after_it_ended(patient, poh):
    _end(_agree(patient, poh, key="hba1c", high=Decimal(64)), poh)
    _agree(patient, poh, key="hba1c", high=Decimal(58))
    assert ([row[1] for row in _agreements(patient)], _recorded(patient)) == ([64, 58], Decimal(58))


def test_targets_that_came_in_are_taken_over_at_night_once(patient, practice, poh):
    MeasurementFactory(patient=patient, determination_id="hbsw", numeric=66, lab=True,
                       observed_at=datetime(2026, 3, 1, 12, tzinfo=UTC))  # fmt: skip
    agreed = _agree(PatientFactory(practice=practice), poh, key="hba1c", high=Decimal(64))
    with practice_scope(practice, job="test"):
        counts = [targets.follow_recorded_targets(practice=practice, at=timezone.now()) for _ in range(2)]
    assert (counts, _agreements(patient)) == ([1, 0], [(None, 66, date(2026, 3, 1), None, "")])
    assert _agreements(agreed.patient) == [(None, 64, TODAY, None, "")]


def test_recorded_target_from_before_the_agreement_is_not_taken_over(patient, poh):
    MeasurementFactory(patient=patient, determination_id="hbsw", numeric=66, observed_at=timezone.now())
    PersonalTargetFactory(patient=patient)
    with practice_scope(patient.practice, job="test"):
        assert targets.follow_recorded_targets(practice=patient.practice, at=timezone.now()) == 0
    assert _agreements(patient) == [(54, 64, date(2026, 1, 1), None, "")]
