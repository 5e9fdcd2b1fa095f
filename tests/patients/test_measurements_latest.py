"""LatestMeasurement is what a plain look through all measurements gives, whatever happened and in whatever order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.enums_record import Source
from patients.models import LatestMeasurement, Measurement, Patient
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import MeasurementFactory

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
KEYS = ("hba1c", "gewicht")

# Few moments and values, so that ties and equal values are common.
moments = st.integers(0, 5).map(lambda days: START + timedelta(days=days))
values = st.integers(40, 60).map(Decimal)
keys = st.sampled_from(KEYS)
new_rows = st.tuples(keys, values, moments)
operations = st.one_of(
    st.tuples(st.just("insert"), st.lists(new_rows, min_size=1, max_size=4)),
    st.tuples(st.just("correct"), st.integers(0, 100), values, moments),
    st.tuples(st.just("withdraw"), st.integers(0, 100)),
    st.tuples(st.just("insert_and_correct"), new_rows, values, moments),
    st.tuples(st.just("copy"), st.lists(new_rows, min_size=1, max_size=4)),
)


def row(patient: Patient, key: str, at: datetime, **fields) -> Measurement:
    fields = {"source": Source.LAB, "practice": patient.practice, "patient": patient} | fields
    return Measurement(determination_id=key, observed_at=at, **fields)


def current_rows(patient: Patient) -> list[Measurement]:
    """What holds, by the definition alone: nothing corrects it and it is no withdrawal."""
    everything = list(Measurement.objects.of_patient(patient).order_by("id"))
    corrected = {each.supersedes_id for each in everything}
    return [each for each in everything if each.pk not in corrected and not each.is_withdrawal]


def recomputed(patient: Patient) -> dict[str, tuple]:
    latest: dict[str, Measurement] = {}
    for each in current_rows(patient):
        held = latest.get(each.determination_id)
        if held is None or (each.observed_at, each.pk) > (held.observed_at, held.pk):
            latest[each.determination_id] = each
    return {key: (each.pk, each.observed_at, each.numeric) for key, each in latest.items()}


def kept(patient: Patient) -> dict[str, tuple]:
    rows = LatestMeasurement.objects.of_patient(patient)
    return {each.determination_id: (each.measurement_id, each.observed_at, each.numeric) for each in rows}


def apply(patient: Patient, operation: tuple) -> None:
    kind, *rest = operation
    if kind == "insert":
        Measurement.objects.bulk_create([row(patient, key, at, numeric=number) for key, number, at in rest[0]])
    elif kind == "copy":
        copy_in(patient, rest[0])
    elif kind == "insert_and_correct":
        insert_with_correction(patient, *rest)
    elif holding := current_rows(patient):
        wrong = holding[rest[0] % len(holding)]
        value = {"is_withdrawal": True} if kind == "withdraw" else {"numeric": rest[1]}
        at = wrong.observed_at if kind == "withdraw" else rest[2]
        row(patient, wrong.determination_id, at, supersedes=wrong, correction_reason="tikfout", **value).save()


def insert_with_correction(patient: Patient, new: tuple, number: Decimal, at: datetime) -> None:
    """A value and its correction in one statement, as an import of a preliminary and a final result gives them."""
    key, first, moment = new
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('patients_measurement', 'id'))")
        (first_id,) = cursor.fetchone()
    wrong = row(patient, key, moment, numeric=first)
    wrong.pk = first_id
    right = row(patient, key, at, numeric=number, supersedes_id=first_id, correction_reason="definitieve uitslag")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('patients_measurement', 'id'))")
        (right.pk,) = cursor.fetchone()
    Measurement.objects.bulk_create([wrong, right])


def copy_in(patient: Patient, rows: list[tuple]) -> None:
    """A bulk load: PostgreSQL refuses COPY into a table behind a wall, so it goes by way of a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE load (key text, value numeric, at timestamptz) ON COMMIT DROP")
        cursor.executemany("INSERT INTO load VALUES (%s, %s, %s)", rows)
        cursor.execute(
            "INSERT INTO patients_measurement (uuid, created_at, updated_at, practice_id, patient_id,"
            ' determination_id, "numeric", observed_at, source)'
            " SELECT gen_random_uuid(), now(), now(), %s, %s, key, value, at, 'import' FROM load",
            [patient.practice_id, patient.pk],
        )
        cursor.execute("DROP TABLE load")


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(operations, min_size=10, max_size=20))
def test_latest_measurement_equals_a_plain_recomputation(practice, steps):
    """200 examples of 10 to 20 operations, compared after every operation: more than 2,000 comparisons."""
    patient = PatientFactory(practice=practice, bsn=None)
    with practice_scope(practice):
        for step in steps:
            apply(patient, step)
            assert kept(patient) == recomputed(patient)
        word = Measurement.objects.of_patient(patient).latest_per_determination()
        assert {each.determination_id: each.pk for each in word} == {
            key: found[0] for key, found in kept(patient).items()
        }
        marked = Measurement.objects.of_patient(patient).current().order_by("id")
        assert [each.pk for each in marked] == [each.pk for each in current_rows(patient)]


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def latest(patient: Patient) -> LatestMeasurement:
    with practice_scope(patient.practice):
        return LatestMeasurement.objects.of_patient(patient).get()


def test_latest_measurement_ignores_a_value_of_an_earlier_day_entered_later(patient):
    now = MeasurementFactory(patient=patient, numeric=58)
    MeasurementFactory(patient=patient, numeric=70, observed_at=now.observed_at - timedelta(days=200))
    assert latest(patient).measurement_id == now.pk


def test_latest_measurement_of_one_moment_is_the_last_entered(patient):
    MeasurementFactory(patient=patient, numeric=58)
    second = MeasurementFactory(patient=patient, numeric=59)
    assert (latest(patient).measurement_id, latest(patient).numeric) == (second.pk, Decimal(59))


def test_rows_name_determination_and_day(patient):
    row = MeasurementFactory(patient=patient)
    with practice_scope(patient.practice):
        names = {str(Measurement.objects.get(pk=row.pk)), str(latest(patient))}
    assert names == {"hba1c op 12-10-2026"}


def test_latest_measurement_falls_back_when_a_correction_moves_the_moment(patient):
    older = MeasurementFactory(patient=patient, numeric=61, observed_at=START)
    newest = MeasurementFactory(patient=patient, numeric=58, observed_at=START + timedelta(days=9))
    MeasurementFactory(
        patient=patient,
        numeric=58,
        observed_at=START - timedelta(days=9),
        supersedes=newest,
        correction_reason="verkeerde datum",
    )
    assert latest(patient).measurement_id == older.pk


def test_latest_measurement_disappears_when_the_only_value_is_withdrawn(patient):
    only = MeasurementFactory(patient=patient)
    MeasurementFactory(
        patient=patient, numeric=None, is_withdrawal=True, supersedes=only, correction_reason="andere patiënt"
    )
    with practice_scope(patient.practice):
        assert list(LatestMeasurement.objects.of_patient(patient)) == []


def test_latest_measurement_returns_when_a_withdrawal_is_corrected(patient):
    only = MeasurementFactory(patient=patient)
    taken = MeasurementFactory(
        patient=patient, numeric=None, is_withdrawal=True, supersedes=only, correction_reason="andere patiënt"
    )
    again = MeasurementFactory(patient=patient, supersedes=taken, correction_reason="toch van deze patiënt")
    assert latest(patient).measurement_id == again.pk


def test_latest_measurement_takes_all_kinds_of_value(patient):
    MeasurementFactory(patient=patient, boolean=True)
    MeasurementFactory(patient=patient, determination_id="fundus", numeric=None, date=START.date())
    MeasurementFactory(patient=patient, determination_id="voeding", numeric=None, text="eet laat")
    MeasurementFactory(patient=patient, determination_id="acr", numeric=3, operator="<")
    with practice_scope(patient.practice):
        rows = LatestMeasurement.objects.of_patient(patient).order_by("determination_id")
        found = [
            (each.determination_id, each.operator, each.numeric, each.choice, each.text, each.date) for each in rows
        ]
    assert found == [
        ("acr", "<", Decimal(3), None, None, None),
        ("fundus", "", None, None, None, START.date()),
        ("kwetsbaar", "", None, "ja", None, None),
        ("voeding", "", None, None, "eet laat", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_latest_measurement_read_is_one_index_lookup(practice, owner_sql):
    patients = PatientFactory.create_batch(40, practice=practice, bsn=None)
    with practice_scope(practice):
        Measurement.objects.bulk_create(
            row(each, key, START, numeric=50) for each in patients for key in ("hba1c", "gewicht", "lengte", "egfr")
        )
    owner_sql("ANALYZE patients_latestmeasurement")
    with practice_scope(practice), connection.cursor() as cursor:
        # The table of a test is so small that reading all of it is cheaper still.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = LatestMeasurement.objects.of_patient(patients[0]).of("hba1c").explain()
    scans = [line.split("  (cost")[0].strip(" ->") for line in plan.splitlines() if "Scan" in line]
    assert scans == ["Index Scan using patients_latestmeasurement_pkey on patients_latestmeasurement"]


def at_once(*acts) -> list[BaseException | None]:
    """Run each act on a connection of its own, all at once; what each one raised."""
    gate = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            gate.wait(timeout=10)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(run, act) for act in acts]
    return [each.exception() for each in running]


@pytest.mark.django_db(transaction=True)
def test_latest_measurement_of_values_entered_at_the_same_time_is_the_latest(patient):
    def enter(days: int):
        def act() -> None:
            with practice_scope(patient.practice):
                row(patient, "hba1c", START + timedelta(days=days), numeric=40 + days).save()

        return act

    for _ in range(5):
        assert at_once(*(enter(days) for days in (3, 1, 4, 2))) == [None] * 4
        assert latest(patient).numeric == Decimal(44)
    with practice_scope(patient.practice):
        assert kept(patient) == recomputed(patient)


@pytest.mark.django_db(transaction=True)
def test_latest_measurement_stays_right_when_a_correction_meets_a_new_value(patient):
    for turn in range(6):
        with practice_scope(patient.practice):
            wrong = row(patient, "hba1c", START + timedelta(days=10 * turn + 9), numeric=99)
            wrong.save()

        def withdraw(wrong=wrong) -> None:
            with practice_scope(patient.practice):
                fields = {"is_withdrawal": True, "supersedes": wrong, "correction_reason": "tikfout"}
                row(patient, "hba1c", wrong.observed_at, **fields).save()

        def enter(turn=turn) -> None:
            with practice_scope(patient.practice):
                row(patient, "hba1c", START + timedelta(days=10 * turn + 8), numeric=50 + turn).save()

        assert at_once(withdraw, enter) == [None, None]
        assert latest(patient).numeric == Decimal(50 + turn)
    with practice_scope(patient.practice):
        assert kept(patient) == recomputed(patient)


def test_measurement_imported_twice_is_stored_once(patient):
    known = uuid4()
    with practice_scope(patient.practice):
        for _ in range(2):
            again = [row(patient, "hba1c", START, numeric=50, uuid=known)]
            Measurement.objects.bulk_create(again, ignore_conflicts=True)
        assert Measurement.objects.of_patient(patient).count() == 1
        assert kept(patient) == recomputed(patient)
