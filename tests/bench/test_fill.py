"""A filled practice is whole, and equal at every fill; the real tables say whether the statements still fit them."""

from collections.abc import Iterator
from datetime import date

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from bench import fill
from bench.sizes import Plan

ON = date(2026, 11, 25)
PLAN = Plan(number=9001, patients=30, staff=10, log_lines=12)
ROWS = {
    "accounts_membership": 10,
    "patients_patient": 30,
    "patients_measurement": 600,
    "protocols_enrolment": 60,
    "patients_episode": 120,
    "audit_accesslog": 12,
}


@pytest.fixture
def owner(db) -> Iterator[object]:
    """A transaction of the owner of the tables that leaves nothing behind."""
    owner = psycopg2.connect(settings.SERVERS.owner_url, dbname=connection.settings_dict["NAME"])
    with owner.cursor() as cursor:
        cursor.execute(fill.sql("helpers"))
        yield cursor
    owner.rollback()
    owner.close()


def _fill(cursor) -> int:
    cursor.execute(
        "INSERT INTO accounts_practice (uuid, created_at, updated_at, name, agb_code, phone, email, version)"
        " VALUES (gen_random_uuid(), now(), now(), 'Bench', '', '', '', 1) RETURNING id"
    )
    practice = cursor.fetchone()[0]
    cursor.execute("SELECT set_config('poh.practice_id', %s, true)", [str(practice)])
    fill.run_steps(cursor, fill.values_of(PLAN, practice_id=practice, on=ON))
    return practice


def _fingerprint(cursor, practice: int) -> str:
    cursor.execute(
        """
        SELECT md5(string_agg(concat_ws(';', p.uuid, p.search_text, p.born_from, m.determination_id, m.numeric,
            m.choice, m.observed_at), '|' ORDER BY m.uuid))
        FROM patients_measurement m JOIN patients_patient p ON p.id = m.patient_id
        WHERE m.practice_id = %s
        """,
        [practice],
    )
    return cursor.fetchone()[0]


def test_practice_gets_all_that_its_plan_says(owner):
    practice = _fill(owner)

    found = {}
    for table in ROWS:
        owner.execute(f"SELECT count(*) FROM {table} WHERE practice_id = %s", [practice])
        found[table] = owner.fetchone()[0]
    assert found == ROWS


def test_latest_values_are_kept_for_every_determination(owner):
    practice = _fill(owner)

    owner.execute(
        """
        SELECT (SELECT count(DISTINCT (patient_id, determination_id)) FROM patients_measurement WHERE practice_id = %s),
            (SELECT count(*) FROM patients_latestmeasurement WHERE practice_id = %s)
        """,
        [practice, practice],
    )
    assert owner.fetchone() == (290, 290)


def test_second_fill_is_equal(owner):
    first = _fingerprint(owner, _fill(owner))
    owner.connection.rollback()
    owner.execute(fill.sql("helpers"))

    assert _fingerprint(owner, _fill(owner)) == first


def test_foreign_keys_of_the_tables_are_back_afterwards(owner):
    names = "SELECT array_agg(conname ORDER BY conname) FROM pg_constraint WHERE contype = 'f'"
    owner.execute(names)
    before = owner.fetchone()[0]

    _fill(owner)

    owner.execute(names)
    assert owner.fetchone()[0] == before


def test_recipe_follows_from_what_fills():
    assert fill.recipe() == fill.recipe()
    assert len(fill.recipe()) == 16
