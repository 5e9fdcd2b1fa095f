"""A change in the record brings the kept next control up to date, in the same transaction."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from patients.models import Determination
from patients.rules.values import Value
from patients.services.measurements import Correction, Entry, Observed, correct_measurement, record_measurements
from poh.accounts.scope import practice_scope
from protocols.rules.due import months_after
from tests.factories.protocols import EnrolmentFactory

pytestmark = pytest.mark.django_db
STARTED = date(2024, 1, 1)


@pytest.fixture
def enrolment(practice):
    return EnrolmentFactory(patient__practice=practice, started_on=STARTED, next_due_on=STARTED, next_control="jaar")


def _record(enrolment, poh, day: date, **values: str):
    entries = [Entry(Determination.objects.get(pk=key), Value(numeric=Decimal(value))) for key, value in values.items()]
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with practice_scope(enrolment.practice, user=poh):
        return record_measurements(
            patient=enrolment.patient, entries=entries, observed=Observed(at=at), by=poh, at=timezone.now()
        )


def _kept(enrolment):
    with practice_scope(enrolment.practice):
        enrolment.refresh_from_db()
    return enrolment.next_due_on, enrolment.next_control


def test_half_a_control_leaves_it_due(enrolment, poh):
    _record(enrolment, poh, timezone.localdate() - timedelta(days=1), gewicht="80")
    assert _kept(enrolment) == (STARTED, "jaar")


def test_complete_quarterly_control_leaves_the_yearly_one(enrolment, poh):
    _record(enrolment, poh, timezone.localdate() - timedelta(days=1), gewicht="80", hba1c="52")
    assert _kept(enrolment) == (STARTED, "jaar")


def test_complete_yearly_control_moves_the_next_one(enrolment, poh):
    day = timezone.localdate() - timedelta(days=1)
    _record(enrolment, poh, day, gewicht="80", hba1c="52")
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    smoking = Entry(Determination.objects.get(pk="roken"), Value(choice="nooit"))
    with practice_scope(enrolment.practice, user=poh):
        record_measurements(
            patient=enrolment.patient, entries=[smoking], observed=Observed(at=at), by=poh, at=timezone.now()
        )
    assert _kept(enrolment) == (months_after(day, 3), "kwartaal")


def test_corrected_moment_moves_the_next_one(enrolment, poh):
    today = timezone.localdate()
    smoking = Entry(Determination.objects.get(pk="roken"), Value(choice="nooit"))
    at = datetime(today.year, today.month, today.day, 1, tzinfo=UTC) - timedelta(days=10)
    with practice_scope(enrolment.practice, user=poh):
        record_measurements(
            patient=enrolment.patient, entries=[smoking], observed=Observed(at=at), by=poh, at=timezone.now()
        )
    weight, _ = _record(enrolment, poh, today - timedelta(days=1), gewicht="80", hba1c="52")
    earlier = at - timedelta(days=30)
    entry = Entry(Determination.objects.get(pk="gewicht"), Value(numeric=Decimal(80)))
    with practice_scope(enrolment.practice, user=poh):
        correct_measurement(
            measurement=weight,
            entry=entry,
            correction=Correction("andere dag", Observed(at=earlier)),
            by=poh,
            at=timezone.now(),
        )
    assert _kept(enrolment) == (months_after(earlier.date(), 3), "kwartaal")
