"""What the application may do with the log: add within its practice, and read that. Nothing else, by any way."""

import io

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from tests.factories.audit import ChainCheckFactory, LogReviewFactory, log_entry

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "UPDATE audit_accesslog SET reason = 'x'",
    "DELETE FROM audit_accesslog",
    "TRUNCATE audit_accesslog",
    "ALTER TABLE audit_accesslog DISABLE TRIGGER ALL",
    "ALTER TABLE audit_accesslog DISABLE ROW LEVEL SECURITY",
    "DROP TRIGGER audit_b_seal ON audit_accesslog",
    "SET session_replication_role = replica",
    "DROP TABLE audit_accesslog_rest",
    "SELECT * FROM audit_chainhead",
    "UPDATE audit_chainhead SET seq = 0",
    "SELECT * FROM audit_accesslog_rest",
    "DELETE FROM audit_accesslog_rest",
    "SELECT audit_head(1)",
    "SELECT audit_make_partitions('2040-01-01', 1)",
    "SELECT audit_close_partition('audit_accesslog_rest')",
    "UPDATE audit_logreview SET note = 'x'",
    "DELETE FROM audit_logreview",
    "UPDATE audit_chaincheck SET findings = '{}'",
    "INSERT INTO audit_accesslog (at) VALUES (now())",
    "INSERT INTO audit_accesslog (seq) VALUES (1)",
    "INSERT INTO audit_accesslog (hash) VALUES ('x')",
    "INSERT INTO audit_accesslog (id) VALUES (1)",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_application_is_refused(practice, poh, sql):
    log_entry(practice, poh)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        practice_scope(practice),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_application_cannot_copy_into_the_log(practice):
    with (
        pytest.raises(psycopg2.Error, match="not supported with row-level security"),
        practice_scope(practice),
        connection.cursor() as cursor,
    ):
        cursor.copy_expert("COPY audit_accesslog (event_code) FROM STDIN", io.StringIO("x\n"))


def test_application_cannot_write_for_another_practice(practice, other_practice, app_sql):
    sql = (
        "INSERT INTO audit_accesslog (practice_id, event_code, event_type, action, user_id, user_name, user_role,"
        " is_requestor, object_id_type, auth_protocol, source, source_type)"
        " VALUES (%s, '110110', 'patient.opened', 'R', 1, 'x', 'x', true, 'patient', 'x', 'poh', 4)"
    )
    with practice_scope(practice):
        app_sql(sql, practice.pk)
    with pytest.raises(DatabaseError, match="row-level security"), practice_scope(practice):
        app_sql(sql, other_practice.pk)


def test_log_shows_the_own_practice_only(practice, other_practice, poh, stranger):
    log_entry(practice, poh, patients=[1])
    log_entry(other_practice, stranger, patients=[1])
    assert AccessLog.objects.count() == 0
    with practice_scope(practice):
        assert [entry.user_name for entry in AccessLog.objects.all()] == [poh.name]
    with practice_scope(other_practice), connection.cursor() as cursor:
        cursor.execute("SELECT user_name FROM audit_entries_of_patient(1, NULL, NULL)")
        assert cursor.fetchall() == [(stranger.name,)]


def test_functions_show_nothing_without_a_practice(practice, poh):
    log_entry(practice, poh, patients=[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entries_of_patient(1, NULL, NULL)")
        assert cursor.fetchall() == [(0,)]
        cursor.execute("SELECT count(*) FROM audit_logins_of_staff(NULL, NULL)")
        assert cursor.fetchall() == [(0,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sql", ["UPDATE audit_accesslog SET reason = 'x'", "DELETE FROM audit_accesslog"])
def test_owner_is_stopped_by_the_trigger(chain, owner_sql, sql):
    with pytest.raises(psycopg2.Error, match="kan niet worden gewijzigd"):
        owner_sql(sql)


def test_reviews_and_checks_stay_within_their_practice(practice, other_practice):
    LogReviewFactory(practice=practice)
    ChainCheckFactory(practice=practice)
    with practice_scope(other_practice), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT (SELECT count(*) FROM audit_logreview), (SELECT count(*) FROM audit_chaincheck)")
        assert cursor.fetchall() == [(0, 0)]


@pytest.mark.django_db
def test_every_partition_is_closed_to_the_application(app_sql):
    open_ones = app_sql(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'audit_accesslog'::regclass AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity"
        " OR has_table_privilege('poh_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE'))"
    )
    assert open_ones == []
