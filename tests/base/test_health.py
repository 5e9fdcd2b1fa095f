import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from poh import env
from poh.base import health

ALL_OK = {"database": "ok", "migrations": "ok", "role": "ok", "redis": "ok"}


@pytest.fixture
def unreachable_database(transactional_db):
    """The connection of this process leads to a server that is not there."""
    address = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield
    connection.close()
    connection.settings_dict.clear()
    connection.settings_dict.update(address)


@pytest.fixture
def as_owner(transactional_db):
    """The connection of this process is logged in as the owner of the tables."""
    address = dict(connection.settings_dict)
    connection.close()
    owner = env.database(url=django_settings.SERVERS.owner_url)
    connection.settings_dict.update({key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
    yield
    connection.close()
    connection.settings_dict.clear()
    connection.settings_dict.update(address)


def test_healthz_answers_without_a_database():
    response = Client().get("/healthz")  # pytest-django refuses a query in a test without the database
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_is_ok_when_every_part_is():
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": ALL_OK})


@pytest.mark.usefixtures("unreachable_database")
def test_readyz_names_an_unreachable_database():
    response = Client().get("/readyz")
    failed = dict.fromkeys(("database", "migrations", "role"), "fail")
    assert (response.status_code, response.json()) == (503, {"status": "fail", "checks": ALL_OK | failed})


@pytest.mark.django_db
def test_readyz_names_an_unreachable_redis(settings):
    settings.SERVERS = type(settings.SERVERS)(
        owner_url="", app_url="", redis_url="redis://127.0.0.1:1/0", celery_url="", started=False
    )
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "fail", "checks": ALL_OK | {"redis": "fail"}})


def test_readyz_names_a_missing_migration(transactional_db, owner_sql):
    [(name, applied)] = owner_sql("SELECT name, applied FROM django_migrations WHERE app = 'base'")
    owner_sql("DELETE FROM django_migrations WHERE app = 'base'")
    try:
        response = Client().get("/readyz")
    finally:
        owner_sql("INSERT INTO django_migrations (app, name, applied) VALUES ('base', %s, %s)", (name, applied))
    assert response.json()["checks"] == ALL_OK | {"migrations": "fail"}


@pytest.mark.usefixtures("as_owner")
def test_readyz_refuses_to_serve_as_the_owner_of_the_tables():
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["checks"]) == (503, ALL_OK | {"role": "fail"})


@pytest.mark.django_db
def test_application_role_is_bound_and_superuser_is_not():
    assert health.role_is_bound() is True
    bound = health.ROLE_IS_BOUND.replace("current_user", "'postgres'")
    with connection.cursor() as cursor:
        cursor.execute(bound)
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_watching_addresses_only_read(address):
    assert Client().post(address).status_code == 405


@pytest.mark.usefixtures("unreachable_database")
def test_page_without_a_database_is_a_page_that_tells_nothing():
    client = Client(raise_request_exception=False)
    client.cookies[django_settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = client.get("/mijn-dag/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in page
    assert [word for word in ("127.0.0.1", "psycopg", "Traceback", "poh_app") if word in page] == []
