"""What the database itself refuses: impossible values, changes in place, other practices, the wrong hands."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection
from psycopg2 import errorcodes, errors

from patients.enums_record import Source
from patients.models import Determination, Episode, LatestMeasurement, Measurement
from poh.accounts.scope import practice_scope
from tests.factories.accounts import UserFactory
from tests.factories.patients import PatientFactory
from tests.factories.record import OBSERVED_AT, EpisodeFactory, MeasurementFactory, MedicationLineFactory


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def refused(practice, act) -> str:
    """Run `act` within the practice; the constraint (or the SQL state) that refused it."""
    try:
        with practice_scope(practice):
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        cause = error.__cause__
        return cause.diag.constraint_name or cause.pgcode
    return ""


def measured(patient, **fields) -> Measurement:
    fields = {"determination_id": "hba1c", "observed_at": OBSERVED_AT, "source": Source.LAB, **fields}
    return Measurement(practice=patient.practice, patient=patient, **fields)


POSSIBLE = "patients_measurement_possible"
ONE_VALUE = "patients_measurement_has_one_value"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"numeric": 15}, ""),
        ({"numeric": 200}, ""),
        ({"numeric": Decimal("14.9999")}, POSSIBLE),
        ({"numeric": Decimal("200.0001")}, POSSIBLE),
        ({"numeric": 15, "operator": "<"}, ""),
        ({"choice": "ja"}, POSSIBLE),
        ({"text": "58"}, POSSIBLE),
        ({"date": date(2026, 1, 1)}, POSSIBLE),
        ({}, ONE_VALUE),
        ({"numeric": 58, "text": "58"}, ONE_VALUE),
        ({"determination_id": "mrc", "numeric": 3}, ""),
        ({"determination_id": "mrc", "numeric": Decimal("2.5")}, POSSIBLE),
        ({"determination_id": "mrc", "numeric": 0}, POSSIBLE),
        ({"determination_id": "roken", "choice": "nooit"}, ""),
        ({"determination_id": "roken", "choice": "soms"}, POSSIBLE),
        ({"determination_id": "kwetsbaar", "choice": "ja"}, ""),
        ({"determination_id": "kwetsbaar", "choice": "onbekend"}, POSSIBLE),
        ({"determination_id": "kwetsbaar", "numeric": 1}, POSSIBLE),
        ({"determination_id": "fundus", "date": OBSERVED_AT.date()}, ""),
        ({"determination_id": "fundus", "date": OBSERVED_AT.date() + timedelta(days=1)}, POSSIBLE),
        ({"determination_id": "fundus", "date": date(1899, 12, 31)}, POSSIBLE),
        ({"determination_id": "smr_stopdatum", "date": OBSERVED_AT.date() + timedelta(days=20)}, ""),
        ({"determination_id": "voeding", "text": "eet laat"}, ""),
        ({"determination_id": "voeding", "text": "  "}, POSSIBLE),
        ({"determination_id": "bestaat_niet", "numeric": 1}, POSSIBLE),
        ({"numeric": 58, "operator": "~"}, "patients_measurement_operator_with_number"),
        ({"determination_id": "roken", "choice": "ja", "operator": "<"}, "patients_measurement_operator_with_number"),
        ({"numeric": 58, "source": "gok"}, "patients_measurement_known_source"),
        ({"numeric": 58, "source": Source.CONSULT}, "patients_measurement_by_hand_names_person"),
        ({"numeric": 58, "source": Source.HOME}, "patients_measurement_by_hand_names_person"),
        ({"numeric": 58, "asked": "klopt dit?"}, "patients_measurement_confirms_a_question"),
        ({"numeric": 58, "correction_reason": "zomaar"}, "patients_measurement_corrects_with_reason"),
        ({"is_withdrawal": True}, "patients_measurement_corrects_with_reason"),
        ({"numeric": 58, "source": Source.CALCULATED}, "patients_measurement_calculated_names_algorithm"),
        (
            {"numeric": 58, "algorithm": "x", "algorithm_version": "1"},
            "patients_measurement_calculated_names_algorithm",
        ),
        ({"numeric": 58, "source": Source.CALCULATED, "algorithm": "x", "algorithm_version": "1"}, ""),
        (
            {"numeric": 58, "observed_at": datetime(1899, 12, 31, tzinfo=UTC)},
            "patients_measurement_observed_before_entry",
        ),
        (
            {"numeric": 58, "observed_at": datetime(2150, 1, 1, tzinfo=UTC)},
            "patients_measurement_observed_before_entry",
        ),
    ],
)
def test_measurement_is_refused_by_the_database_when_it_cannot_be(patient, fields, constraint):
    assert refused(patient.practice, measured(patient, **fields).save) == constraint


def test_measurement_is_refused_in_bulk_for_one_impossible_value(patient):
    rows = [measured(patient, numeric=50), measured(patient, numeric=500), measured(patient, numeric=60)]
    assert refused(patient.practice, lambda: Measurement.objects.bulk_create(rows)) == POSSIBLE
    with practice_scope(patient.practice):
        assert Measurement.objects.of_patient(patient).count() == 0


def test_measurement_keeps_the_local_day_of_its_moment(patient):
    just_after_midnight = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    row = MeasurementFactory(patient=patient, observed_at=just_after_midnight)
    with practice_scope(patient.practice):
        assert Measurement.objects.get(pk=row.pk).observed_on == date(2026, 7, 1)


def test_correction_of_another_patient_is_refused(patient):
    other = MeasurementFactory(patient=PatientFactory(practice=patient.practice, bsn=None))
    wrong = measured(patient, numeric=50, supersedes=other, correction_reason="tikfout")
    assert refused(patient.practice, wrong.save) == POSSIBLE


def test_correction_of_another_determination_is_refused(patient):
    other = MeasurementFactory(patient=patient, determination_id="gewicht", numeric=80)
    wrong = measured(patient, numeric=50, supersedes=other, correction_reason="tikfout")
    assert refused(patient.practice, wrong.save) == POSSIBLE


def test_second_correction_of_one_value_is_refused(patient):
    wrong = MeasurementFactory(patient=patient)
    MeasurementFactory(patient=patient, numeric=57, supersedes=wrong, correction_reason="tikfout")
    again = measured(patient, numeric=56, supersedes=wrong, correction_reason="tikfout")
    assert refused(patient.practice, again.save) == "patients_measurement_corrected_once"


def test_correction_marks_what_it_supersedes(patient):
    wrong = MeasurementFactory(patient=patient)
    right = MeasurementFactory(patient=patient, numeric=57, supersedes=wrong, correction_reason="tikfout")
    with practice_scope(patient.practice):
        marks = list(Measurement.objects.order_by("pk").values_list("pk", "is_superseded"))
    assert marks == [(wrong.pk, True), (right.pk, False)]


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE patients_measurement SET "numeric" = 40',
        "UPDATE patients_measurement SET observed_at = now()",
        "UPDATE patients_measurement SET is_superseded = true",
        "UPDATE patients_measurement SET note = 'x'",
        "DELETE FROM patients_measurement",
        'UPDATE patients_latestmeasurement SET "numeric" = 40',
        "DELETE FROM patients_latestmeasurement",
        "INSERT INTO patients_latestmeasurement DEFAULT VALUES",
        "UPDATE patients_determination SET hard_max = 1000",
        "INSERT INTO patients_determination (key) VALUES ('x')",
        "DELETE FROM patients_determination",
        "TRUNCATE patients_measurement CASCADE",
        "DELETE FROM patients_episode",
        "DELETE FROM patients_medicationline",
        "UPDATE patients_episodeevent SET title = 'x'",
    ],
)
def test_application_role_cannot_change_what_was_measured_by_raw_sql(patient, statement):
    MeasurementFactory(patient=patient)
    EpisodeFactory(patient=patient)

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert refused(patient.practice, act) == errorcodes.INSUFFICIENT_PRIVILEGE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE patients_measurement SET "numeric" = 40',
        "UPDATE patients_measurement SET is_superseded = true",
        "UPDATE patients_measurement SET is_superseded = true, note = 'x'",
        "DELETE FROM patients_measurement",
    ],
)
def test_owner_of_the_table_cannot_change_a_measurement_either(patient, owner_sql, statement):
    MeasurementFactory(patient=patient)
    scope = f"SELECT set_config('poh.practice_id', '{patient.practice_id}', true);"
    with pytest.raises(errors.RestrictViolation):
        owner_sql(f"{scope} {statement}")


def test_measurements_of_another_practice_are_invisible(patient, other_practice):
    MeasurementFactory(patient=patient)
    EpisodeFactory(patient=patient)
    MedicationLineFactory(patient=patient)
    with practice_scope(other_practice):
        assert Measurement.objects.count() == 0
        assert LatestMeasurement.objects.count() == 0
    assert Measurement.objects.count() == 0


def test_measurement_for_another_practice_is_refused(patient, other_practice):
    stranger = PatientFactory(practice=other_practice)
    outside = errorcodes.INSUFFICIENT_PRIVILEGE
    assert refused(patient.practice, measured(stranger, numeric=50).save) == outside
    crossed = measured(stranger, numeric=50)
    crossed.practice = patient.practice
    assert refused(patient.practice, crossed.save) == "patients_measurement_patient_id_same_practice"


def test_line_of_a_patient_of_another_practice_is_refused(practice, other_practice):
    stranger = PatientFactory(practice=other_practice)
    line = Episode(practice=practice, patient=stranger, title="Diabetes mellitus type 2")
    assert refused(practice, line.save) == "patients_episode_patient_id_same_practice"


def test_determination_is_readable_without_a_practice(db):
    assert Determination.objects.get(pk="hba1c").unit == "mmol/mol"


def test_confirmed_value_names_who_confirmed(patient):
    person = UserFactory()
    row = measured(patient, numeric=150, asked="150 is hoger dan gebruikelijk: klopt dit?", confirmed_by=person)
    assert refused(patient.practice, row.save) == ""
