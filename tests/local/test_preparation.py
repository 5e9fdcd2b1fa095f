"""A database made ready: extensions, and an application login weaker than the walls it stands behind."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import errors, sql
from psycopg2.extensions import parse_dsn

from poh.local import LocalError, app_password, prepare_database
from poh.local.folder import open_folder
from poh.local.identity import server_identity
from poh.local.postgres import EmbeddedPostgres
from poh.local.preparation import app_url, connect, url_from_dsn

KEY = "a secret key of the tests"


@pytest.fixture(scope="module")
def server(used_data: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this module alone: roles belong to a whole server."""
    folder = open_folder(used_data)
    postgres = EmbeddedPostgres(folder, server_identity(), KEY)
    postgres.start(folder.log / "postgres.log")
    yield postgres
    postgres.stop()


@pytest.fixture
def superuser_url(server: EmbeddedPostgres) -> str:
    """The superuser of an empty database, let in by its system user."""
    name = f"db_{secrets.token_hex(4)}"
    parts = {"user": "postgres", "host": str(server.sockets)}
    _run(url_from_dsn(parts | {"dbname": "postgres"}), f"CREATE DATABASE {name} TEMPLATE template0")
    return url_from_dsn(parts | {"dbname": name})


@pytest.fixture
def owner_url(superuser_url: str) -> str:
    """The owner of an empty database."""
    dsn = parse_dsn(superuser_url)
    _run(superuser_url, f"ALTER DATABASE {dsn['dbname']} OWNER TO poh_owner")
    return url_from_dsn(dsn | {"user": "poh_owner", "password": app_password(KEY, "poh_owner")})


def _run(url: str, command: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(command)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def test_prepared_database_has_the_extensions(owner_url: str):
    prepare_database(owner_url, app_login_url=app_url(owner_url, KEY))

    found = _run(owner_url, "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1")
    assert found == [("btree_gist",), ("pg_trgm",), ("unaccent",)]


def test_preparation_may_be_repeated(owner_url: str):
    for _ in range(2):
        prepare_database(owner_url, app_login_url=app_url(owner_url, KEY))

    assert _run(app_url(owner_url, KEY), "SELECT 1") == [(1,)]


def test_application_may_use_what_the_owner_makes_but_not_change_its_shape(owner_url: str):
    prepare_database(owner_url, app_login_url=app_url(owner_url, KEY))
    _run(owner_url, "CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY, word text)")

    _run(app_url(owner_url, KEY), "INSERT INTO later (word) VALUES ('kept'), ('gone')")
    _run(app_url(owner_url, KEY), "DELETE FROM later WHERE word = 'gone'")

    assert _run(app_url(owner_url, KEY), "SELECT id, word FROM later") == [(1, "kept")]
    for command in ("TRUNCATE later", "DROP TABLE later", "CREATE TABLE own (id int)"):
        with pytest.raises(errors.InsufficientPrivilege):
            _run(app_url(owner_url, KEY), command)


@pytest.mark.parametrize("role", ["poh_owner", "poh_app"])
def test_embedded_roles_cannot_pass_by_row_level_security(server: EmbeddedPostgres, superuser_url: str, role: str):
    found = _run(superuser_url, f"SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = '{role}'")

    assert found == [(False, False, False)]


@pytest.mark.parametrize("role", ["postgres", "poh_owner", "poh_app"])
def test_embedded_login_with_another_password_is_refused(owner_url: str, role: str):
    wrong = url_from_dsn(parse_dsn(owner_url) | {"user": "poh_owner", "password": app_password("another key", role)})

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        _run(wrong, "SELECT 1")


def test_named_application_login_becomes_a_member_of_the_application_role(superuser_url: str):
    login = url_from_dsn(parse_dsn(superuser_url) | {"user": "poh_web", "password": "een ander wachtwoord"})

    with pytest.raises(LocalError, match="Geen verbinding met PostgreSQL"):
        prepare_database(superuser_url, app_login_url=login)  # the embedded server lets in its own roles alone

    assert _run(superuser_url, "SELECT pg_has_role('poh_web', 'poh_app', 'USAGE')") == [(True,)]


def test_application_login_that_is_a_superuser_is_refused(superuser_url: str):
    with pytest.raises(LocalError) as refusal:
        prepare_database(superuser_url, app_login_url=superuser_url)

    assert str(refusal.value) == (
        "De rol postgres uit DATABASE_APP_URL is te sterk: geen superuser, geen BYPASSRLS, geen eigenaar. "
        "Anders werkt de muur tussen praktijken niet."
    )


def test_application_login_that_owns_the_database_is_refused(owner_url: str):
    with pytest.raises(LocalError, match=r"mag poh_owner geen lid maken van poh_app|is te sterk"):
        prepare_database(owner_url, app_login_url=owner_url)


def test_owner_without_the_right_to_make_roles_is_told_what_an_administrator_can_run(owner_url: str):
    login = url_from_dsn(parse_dsn(owner_url) | {"user": "poh_new", "password": "een ander wachtwoord"})

    with pytest.raises(LocalError) as refusal:
        prepare_database(owner_url, app_login_url=login)

    assert str(refusal.value).startswith(
        "De login uit DATABASE_URL mag de rol poh_new niet maken. Laat een beheerder dit uitvoeren: "
        'CREATE ROLE "poh_new" LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD \'SCRAM-SHA-256$'
    )


def test_server_that_does_not_answer_is_named():
    with pytest.raises(LocalError, match=r"Geen verbinding met PostgreSQL op 127\.0\.0\.1 als poh: "):
        connect("postgresql://poh:x@127.0.0.1:1/poh")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://poh:geheim@localhost:5433/poh",
        "postgresql://poh:p%40ss%2Fw%3Ard@db.example/poh?sslmode=verify-full",
        "postgresql://poh@[::1]:5432/poh",
        "postgresql://poh:x@/poh?host=%2Fvar%2Frun%2FPostgres&port=5433",
    ],
)
def test_address_survives_being_taken_apart(url: str):
    assert parse_dsn(url_from_dsn(parse_dsn(url))) == parse_dsn(url)


def test_derived_password_depends_on_key_and_role():
    found = {app_password("a"), app_password("b"), app_password("a", "poh_owner")}

    assert len(found) == 3
    assert app_password("a") == app_password("a")


def test_role_names_are_quoted(owner_url: str):
    login = url_from_dsn(parse_dsn(owner_url) | {"user": 'x"; DROP TABLE y; --', "password": "z"})

    with pytest.raises(LocalError) as refusal:
        prepare_database(owner_url, app_login_url=login)

    assert sql.Identifier('x"; DROP TABLE y; --').strings == ('x"; DROP TABLE y; --',)
    assert 'CREATE ROLE "x""; DROP TABLE y; --" LOGIN' in str(refusal.value)
