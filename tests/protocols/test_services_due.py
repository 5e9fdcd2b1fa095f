"""The kept next control is what the record says, also after a night in which only the date changed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from protocols import tasks
from protocols.models import Enrolment
from protocols.rules.due import months_after
from protocols.services import versions
from protocols.services.due import Difference, check_next_controls, recompute_next_controls
from tests.factories.patients import PatientFactory
from tests.factories.protocols import (
    SMALL_CONTENT,
    EnrolmentFactory,
    PracticeProtocolFactory,
    ProtocolVersionFactory,
    content_data,
)
from tests.factories.record import MeasurementFactory

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now(), timezone.localdate()
STARTED = date(2024, 1, 1)
ONCE_A_YEAR = SMALL_CONTENT["controls"][1]
# Every three months until 70, from then on every six.
BY_AGE = content_data(
    "dm2",
    controls=[
        SMALL_CONTENT["controls"][0]
        | {
            "intervals": [
                {"key": "oud", "when": {"fact": "age", "op": ">=", "years": 70}, "months": 6, "reason": "vanaf 70 jaar",
                 "source": "Verzonnen voor een test"}
            ]
        },
        SMALL_CONTENT["controls"][1],
    ],
)  # fmt: skip


@pytest.fixture
def enrolment(practice):
    return EnrolmentFactory(patient__practice=practice, started_on=STARTED)


def _kept(enrolment):
    with practice_scope(enrolment.practice):
        enrolment.refresh_from_db()
    return enrolment.next_due_on, enrolment.next_control


def _measured(patient, day: date) -> None:
    for key, value in (("gewicht", {"numeric": 80}), ("hba1c", {"numeric": 52}),
                       ("roken", {"numeric": None, "choice": "nooit"})):  # fmt: skip
        at = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))
        MeasurementFactory(patient=patient, determination_id=key, observed_at=at, **value)


def test_check_reports_what_differed_once_and_mends_it(practice, enrolment):
    with practice_scope(practice, job="test"):
        found = [check_next_controls(practice=practice, on=TODAY, at=NOW) for _ in range(2)]
    assert found == [[Difference(enrolment.pk, enrolment.patient_id, None, STARTED)], []]
    assert _kept(enrolment) == (STARTED, "jaar")
    with practice_scope(practice):
        [line] = AccessLog.objects.for_practice(practice)
    assert (line.event_type, line.patient_ids, line.detail) == (
        "patient.due_checked", [enrolment.patient_id], {"results": 1},
    )  # fmt: skip


def test_value_that_came_in_past_the_services_is_found_at_night(practice, enrolment):
    day = TODAY - timedelta(days=10)
    with practice_scope(practice):
        recompute_next_controls(practice=practice, on=TODAY)
    _measured(enrolment.patient, day)
    tasks.check_next_controls(practice.pk)
    assert _kept(enrolment) == (months_after(day, 3), "kwartaal")


def test_night_on_which_an_age_is_reached_moves_the_next_control(practice):
    birthday = date(2026, 3, 1)
    enrolment = EnrolmentFactory(
        patient=PatientFactory(practice=practice, birth_year=1956, birth_month=3, birth_day=1),
        protocol_version=ProtocolVersionFactory(practice=practice, data=BY_AGE),
        started_on=STARTED,
    )
    _measured(enrolment.patient, date(2026, 1, 15))
    seen = []
    for on in (birthday - timedelta(days=1), birthday):
        with practice_scope(practice, job="test"):
            check_next_controls(practice=practice, on=on, at=NOW)
        seen.append(_kept(enrolment))
    assert seen == [(date(2026, 4, 15), "kwartaal"), (date(2026, 7, 15), "kwartaal")]


def test_only_the_patients_that_are_named_are_recomputed(practice, enrolment):
    other = EnrolmentFactory(
        patient__practice=practice, protocol_version=enrolment.protocol_version, started_on=STARTED
    )
    with practice_scope(practice):
        found = recompute_next_controls(practice=practice, on=TODAY, patient_ids=[other.patient_id])
    assert [difference.enrolment_id for difference in found] == [other.pk]
    assert (_kept(enrolment), _kept(other)) == ((None, ""), (STARTED, "jaar"))


def test_programme_without_a_term_has_no_next_control(practice):
    controls = [{key: value for key, value in ONCE_A_YEAR.items() if key != "months"}]
    items = [{"determination": "gewicht", "section": "alles", "controls": ["jaar"]}]
    version = ProtocolVersionFactory(practice=practice, data=content_data("smr", controls=controls, items=items))
    enrolment = EnrolmentFactory(patient__practice=practice, protocol_version=version, next_due_on=STARTED,
                                 next_control="jaar")  # fmt: skip
    with practice_scope(practice):
        recompute_next_controls(practice=practice, on=TODAY)
    assert _kept(enrolment) == (None, "")


def test_version_that_the_practice_starts_to_use_leaves_who_takes_part_by_another(practice, enrolment, huisarts):
    with practice_scope(practice):
        recompute_next_controls(practice=practice, on=TODAY)
    version = ProtocolVersionFactory(practice=practice, data=content_data("dm2", controls=[ONCE_A_YEAR], items=[]))
    PracticeProtocolFactory(practice=practice, protocol_version=enrolment.protocol_version)
    with practice_scope(practice, user=huisarts):
        versions.switch_on(version=version, practice=practice, by=huisarts, at=NOW)
        assert recompute_next_controls(practice=practice, on=TODAY) == []


def test_version_to_which_participations_go_over_counts_at_once(practice, enrolment, huisarts):
    day = TODAY - timedelta(days=10)
    _measured(enrolment.patient, day)
    yearly = ProtocolVersionFactory(practice=practice, data=content_data("dm2", controls=[ONCE_A_YEAR], items=[]))
    with practice_scope(practice, user=huisarts):
        recompute_next_controls(practice=practice, on=TODAY)
        versions.migrate_enrolments(
            from_version=enrolment.protocol_version, to_version=yearly, by=huisarts, at=NOW, reason="minder vaak"
        )
        assert recompute_next_controls(practice=practice, on=TODAY) == []
    assert _kept(enrolment) == (months_after(day, 12), "jaar")


def test_every_practice_is_checked_by_a_job_of_its_own(practice, other_practice, enrolment):
    other = EnrolmentFactory(patient__practice=other_practice, started_on=STARTED)
    for each in (practice, other_practice):
        tasks.check_next_controls(each.pk)
    assert {_kept(enrolment), _kept(other)} == {(STARTED, "jaar")}
    with practice_scope(other_practice):
        assert Enrolment.objects.for_practice(other_practice).count() == 1
