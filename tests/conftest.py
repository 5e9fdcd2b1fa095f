"""The test database: made by the owner of the tables, used as the application role, like production."""

from collections.abc import Iterator
from io import StringIO

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from poh import env
from poh.local import grant_app_role

pytest_plugins = ["tests.personas", "tests.furnish"]

LOGIN_KEYS = ("USER", "PASSWORD", "HOST", "PORT")
OWNER, APP = (
    {key: env.database(url=url)[key] for key in LOGIN_KEYS}
    for url in (settings.SERVERS.owner_url, settings.SERVERS.app_url)
)

# Rows that migrations and definition files made and that all tests share.
KEPT_TABLES = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "patients_determination",
    "protocols_protocol",
}
# Delivered versions stand in a table that points at practices, so emptying those empties it too.
REFILLED_TABLE = "protocols_protocolversion"


def _log_in_as(login: dict[str, str]) -> None:
    connection.close()
    connection.settings_dict.update(login)


def _let_application_in(**_: object) -> None:
    connection.ensure_connection()
    grant_app_role(connection.connection)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings) -> Iterator[None]:
    """Make the database as its owner; the tests then connect as the application."""
    with django_db_blocker.unblock():
        _log_in_as(OWNER)
        pre_migrate.connect(_let_application_in, sender=apps.get_app_config("base"))
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        call_command("load_reference", stdout=StringIO())
        _log_in_as(APP)
    yield
    with django_db_blocker.unblock():
        for login in (APP, OWNER):
            _end_other_sessions(login)
        _log_in_as(OWNER)
        teardown_databases(made, verbosity=0)


def _end_other_sessions(login: dict[str, str]) -> None:
    """A thread of a live server may still hold a connection; a role may end the sessions of its own."""
    _log_in_as(login)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
    connection.close()


@pytest.fixture(scope="session")
def owner_sql(django_db_setup):
    """Run SQL as the owner of the tables, on a connection of its own."""

    def run(sql: str, params: tuple = ()) -> list[tuple]:
        with psycopg2.connect(**_dsn(OWNER)) as owner, owner.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall() if cursor.description else []
        owner.close()
        return rows

    return run


def _dsn(login: dict[str, str]) -> dict[str, str]:
    names = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {names[key]: value for key, value in login.items() if value} | {"dbname": connection.settings_dict["NAME"]}


def _truncate_as_owner(self: TransactionTestCase) -> None:
    """The application may not empty tables, so a test that commits is cleaned up by their owner."""
    with psycopg2.connect(**_dsn(OWNER)) as owner, owner.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        tables = sorted({name for (name,) in cursor.fetchall()} - KEPT_TABLES)
        cursor.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM {REFILLED_TABLE}")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute(f"INSERT INTO {REFILLED_TABLE} SELECT * FROM kept")
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{REFILLED_TABLE}', 'id'), max(id)) FROM {REFILLED_TABLE}"
        )
    owner.close()


TransactionTestCase._fixture_teardown = _truncate_as_owner
