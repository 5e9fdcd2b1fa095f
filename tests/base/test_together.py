"""Several lists in one statement: the rows that each queryset would give by itself."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import F

from patients.models import Determination, Episode, Measurement
from poh.accounts.scope import practice_scope
from poh.base.together import read_together
from tests.factories.patients import PatientFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def patient(practice):
    patient = PatientFactory(practice=practice)
    for value in ("7.2500", "4"):
        MeasurementFactory(patient=patient, determination_id="chol", numeric=Decimal(value), observed_at=AT)
    EpisodeFactory(patient=patient, title='Kop "pijn" é', onset_on=date(2020, 2, 29))
    return patient


def test_lists_are_those_of_the_querysets_in_their_order(patient, django_assert_num_queries):
    with practice_scope(patient.practice):
        asked = {
            "values": Measurement.objects.of_patient(patient).order_by("-numeric"),
            "episodes": Episode.objects.filter(patient=patient),
            "words": Determination.objects.filter(key__in=["rr_sys", "roken"]),
        }
        with django_assert_num_queries(1):
            found = read_together(**asked)
        for name, rows in asked.items():
            expected = list(rows)
            assert [_columns(row) for row in found[name]] == [_columns(row) for row in expected]
            assert [row._state.db for row in found[name]] == [row._state.db for row in expected]


def test_numbers_keep_their_decimals_and_moments_their_zone(patient):
    with practice_scope(patient.practice):
        found = read_together(values=Measurement.objects.of_patient(patient).order_by("numeric"))
    assert [str(row.numeric) for row in found["values"]] == ["4.0000", "7.2500"]
    assert found["values"][0].observed_at == AT
    assert found["values"][0].observed_on == date(2026, 11, 2)


def test_annotations_come_along_and_deferred_fields_are_read_later(patient, django_assert_num_queries):
    with practice_scope(patient.practice):
        rows = Episode.objects.filter(patient=patient).only("title").annotate(whose=F("patient__number"))
        [episode] = read_together(episodes=rows)["episodes"]
        assert (episode.whose, episode.get_deferred_fields() >= {"icpc", "onset_on"}) == (patient.number, True)
        with django_assert_num_queries(1):
            assert episode.onset_on == date(2020, 2, 29)


def test_what_can_have_no_rows_is_not_asked(patient, django_assert_num_queries):
    with practice_scope(patient.practice):
        with django_assert_num_queries(1):
            found = read_together(none=Episode.objects.none(), episodes=Episode.objects.filter(title="anders"))
        assert found == {"none": [], "episodes": []}
        with django_assert_num_queries(0):
            assert read_together(none=Episode.objects.filter(pk__in=[])) == {"none": []}


def _columns(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
