"""The production parts: the logins that the database of docker-compose.yml starts with."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import errors
from psycopg2.extensions import parse_dsn

from poh.local import prepare_database
from poh.local.postgres import PROGRAMS
from poh.local.preparation import url_from_dsn
from tests.local.test_preparation import _run, server, superuser_url  # noqa: F401 - fixtures

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SCRIPT = "docker/postgres-logins.sql"
# Roles belong to a whole server, and that of these tests has its own of the usual names.
RENAMED = {"poh_owner": "compose_owner", "poh_app": "compose_app"}


@pytest.fixture
def logins(server, superuser_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:  # noqa: F811
    """The script has run in an empty database, as the image runs it: the address of each login."""
    with (server.folder.postgres / "pg_hba.conf").open("a") as access:
        access.write("local all all scram-sha-256\n")
    _run(superuser_url, "SELECT pg_reload_conf()")
    dsn = parse_dsn(superuser_url)
    script = (ROOT / SCRIPT).read_text()
    for usual, other in RENAMED.items():
        script = script.replace(usual, other)
    # In the image `poh_app` is the login itself; here that name is taken and the login becomes a member of it.
    script += "GRANT poh_app TO compose_app;"
    (tmp_path / "logins.sql").write_text(script)
    passwords = {"OWNER_PASSWORD": "van-de-eigenaar", "APP_PASSWORD": "van de 'applicatie'"}
    subprocess.run(
        [PROGRAMS / "psql", "--no-psqlrc", "--quiet", "--file", tmp_path / "logins.sql", superuser_url],
        check=True,
        env=os.environ | passwords | {"POSTGRES_DB": dsn["dbname"]},
    )
    names = {"owner": ("compose_owner", "OWNER_PASSWORD"), "app": ("compose_app", "APP_PASSWORD")}
    yield {name: url_from_dsn(dsn | {"user": role, "password": passwords[key]}) for name, (role, key) in names.items()}
    _run(superuser_url, f"ALTER DATABASE {dsn['dbname']} OWNER TO postgres")
    for role in RENAMED.values():
        _run(superuser_url, f"DROP OWNED BY {role} CASCADE")
        _run(superuser_url, f"DROP ROLE {role}")


def test_logins_of_the_database_are_bound_by_its_walls(logins):
    for url in logins.values():
        asked = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert _run(url, asked) == [(False, False, False, False)]
    owner_of = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert _run(logins["owner"], owner_of) == [("compose_owner",)]


def test_owner_prepares_the_database_without_a_superuser(logins):
    prepare_database(logins["owner"], app_login_url=logins["app"])
    _run(logins["owner"], "CREATE TABLE told (practice_id int)")
    _run(logins["owner"], "ALTER TABLE told ENABLE ROW LEVEL SECURITY")
    _run(logins["owner"], "ALTER TABLE told FORCE ROW LEVEL SECURITY")
    assert _run(logins["owner"], "SELECT count(*) FROM told") == [(0,)]
    with pytest.raises(errors.InsufficientPrivilege):
        _run(logins["owner"], "INSERT INTO told VALUES (1)")


def test_others_do_not_reach_the_database(logins, superuser_url):  # noqa: F811
    _run(superuser_url, "CREATE ROLE passer_by LOGIN PASSWORD 'x'")
    url = url_from_dsn(parse_dsn(superuser_url) | {"user": "passer_by", "password": "x"})
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        _run(url, "SELECT 1")
    _run(superuser_url, "DROP ROLE passer_by")


def test_compose_lets_the_image_run_the_script_and_log_in_as_nobody_else():
    assert f"./{SCRIPT}:/docker-entrypoint-initdb.d/10-logins.sql:ro" in COMPOSE
    assert re.findall(r"POSTGRES_USER: (\w+)", COMPOSE) == ["postgres"]
    assert re.findall(r"postgresql://(\w+):\$\{(\w+)\}", COMPOSE) == [
        ("poh_app", "APP_PASSWORD"),
        ("poh_owner", "OWNER_PASSWORD"),
    ]


def test_every_setting_of_compose_is_told():
    asked = set(re.findall(r"\$\{(\w+)\}", COMPOSE))
    told = set(re.findall(r"^#   (\w+) ", COMPOSE, re.MULTILINE))
    manual = (ROOT / "docs/beheer/installatie.md").read_text()
    assert (asked, [name for name in sorted(asked) if f"\n{name}=" not in manual]) == (told, [])
