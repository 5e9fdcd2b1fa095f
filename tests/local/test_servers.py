"""The embedded servers of one data folder: started, shared, stopped, and back after any kill."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from poh.local import LocalError, celery_url
from poh.local.folder import DataFolder, open_folder
from poh.local.identity import server_identity
from poh.local.postgres import EmbeddedPostgres
from poh.local.processes import processes_in
from poh.local.redis import EmbeddedRedis
from tests.local.conftest import python, wait_until

KEY = "a secret key of the tests"
USE_SERVERS = """
import json, os, sys
from pathlib import Path
from poh.local import LocalError, ensure_servers
servers = ensure_servers(Path(os.environ["POH_DATA"]), secret_key="a secret key of the tests")
print(json.dumps(servers.__dict__), flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def folder(used_data: Path) -> DataFolder:
    """One folder for this module: initdb takes the most time."""
    return open_folder(used_data)


@pytest.fixture
def postgres(folder: DataFolder) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder, server_identity(), KEY)
    yield server
    server.stop()


@pytest.fixture
def broker(folder: DataFolder) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(folder, server_identity())
    yield server
    server.stop()


def _start(server: EmbeddedPostgres | EmbeddedRedis) -> dict[str, str]:
    return server.start(server.folder.log / f"{server.name}.log")


def _ask(url: str, question: str) -> str:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone()[0] if cursor.description else ""
    connection.close()
    return answer


def test_postgres_keeps_what_it_promised_about_durability(postgres: EmbeddedPostgres):
    urls = _start(postgres)

    found = {name: _ask(urls["app_url"], f"SHOW {name}") for name in ("fsync", "full_page_writes", "data_checksums")}
    assert found == {"fsync": "on", "full_page_writes": "on", "data_checksums": "on"}
    assert _ask(urls["app_url"], "SHOW synchronous_commit") == "on"


def test_postgres_listens_on_a_socket_only(postgres: EmbeddedPostgres):
    _start(postgres)

    process = psutil.Process(postgres.child.process.pid)
    assert process.net_connections(kind="inet") == []
    assert process.uids().real != 0


def test_postgres_log_does_not_tell_what_was_typed(postgres: EmbeddedPostgres):
    urls = _start(postgres)
    _ask(urls["owner_url"], "CREATE TABLE IF NOT EXISTS secret (bsn text PRIMARY KEY)")
    for _ in range(2):
        with pytest.raises(psycopg2.Error):
            _ask(urls["owner_url"], "INSERT INTO secret VALUES ('999990019'), ('999990019')")

    postgres.stop()

    assert "999990019" not in (postgres.folder.log / "postgres.log").read_text()


def test_postgres_killed_with_all_its_parts_starts_again_with_its_data(postgres: EmbeddedPostgres, folder: DataFolder):
    urls = _start(postgres)
    _ask(urls["owner_url"], "CREATE TABLE kept AS SELECT 1 AS one")
    for process in processes_in(folder.postgres):
        process.kill()
    wait_until(lambda: not processes_in(folder.postgres))

    # The killed server is our child and not waited for: a zombie, as after a kill of a whole POH.
    again = EmbeddedPostgres(folder, server_identity(), KEY)
    urls = _start(again)

    assert _ask(urls["app_url"], "SELECT one FROM kept") == 1
    again.stop()


def test_postgres_left_running_by_a_killed_process_is_replaced(postgres: EmbeddedPostgres, folder: DataFolder):
    _start(postgres)
    old = psutil.Process(postgres.child.process.pid)

    again = EmbeddedPostgres(folder, server_identity(), KEY)
    urls = _start(again)

    assert not old.is_running() or old.status() == psutil.STATUS_ZOMBIE
    assert _ask(urls["app_url"], "SELECT 1") == 1
    again.stop()


def test_postgres_follows_a_new_secret_key(folder: DataFolder):
    server = EmbeddedPostgres(folder, server_identity(), "a newer key")

    urls = _start(server)

    assert _ask(urls["app_url"], "SELECT current_user") == "poh_app"
    server.stop()


def test_creation_that_was_killed_halfway_is_done_again(data: Path):
    folder = open_folder(data)
    (data / "postgres.new").mkdir()
    (data / "postgres.new" / "PG_VERSION").write_text("18")
    server = EmbeddedPostgres(folder, server_identity(), KEY)

    urls = _start(server)

    assert _ask(urls["app_url"], "SELECT 1") == 1
    assert not (data / "postgres.new").exists()
    server.stop()


def test_data_of_another_version_are_refused(data: Path):
    folder = open_folder(data)
    folder.postgres.mkdir()
    (folder.postgres / "PG_VERSION").write_text("15\n")

    with pytest.raises(LocalError) as refusal:
        _start(EmbeddedPostgres(folder, server_identity(), KEY))

    assert str(refusal.value) == (
        f"De gegevens in {folder.postgres} zijn van PostgreSQL 15; deze POH gebruikt 18. "
        "Zet ze over met pg_dump van de oude versie, of kies met POH_DATA een andere map."
    )


def test_postgres_folder_with_something_else_in_it_is_refused(data: Path):
    folder = open_folder(data)
    folder.postgres.mkdir()

    with pytest.raises(LocalError, match="bestaat maar is geen databasemap"):
        _start(EmbeddedPostgres(folder, server_identity(), KEY))


def test_postgres_with_broken_files_says_why(data: Path):
    folder = open_folder(data)
    folder.postgres.mkdir(mode=0o700)
    (folder.postgres / "PG_VERSION").write_text("18\n")

    with pytest.raises(LocalError, match=r"PostgreSQL start niet: .*postgresql.conf"):
        _start(EmbeddedPostgres(folder, server_identity(), KEY))


def test_redis_is_set_to_lose_nothing(broker: EmbeddedRedis):
    client = redis.Redis.from_url(_start(broker)["redis_url"])

    wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "port": "0"}
    assert {key: client.config_get(key)[key] for key in wanted} == wanted
    client.close()


def test_redis_killed_starts_again_with_its_data(broker: EmbeddedRedis, folder: DataFolder):
    client = redis.Redis.from_url(_start(broker)["redis_url"])
    client.set("kept", "1")
    client.close()
    broker.child.process.kill()

    again = EmbeddedRedis(folder, server_identity())
    client = redis.Redis.from_url(_start(again)["redis_url"])

    assert client.get("kept") == b"1"
    client.close()
    again.stop()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("redis://localhost:6379/2", "redis://localhost:6379/2"),
        ("unix:///data/redis.sock?db=3", "redis+socket:///data/redis.sock?virtual_host=3"),
        ("unix:///data/redis.sock", "redis+socket:///data/redis.sock?virtual_host=0"),
    ],
)
def test_celery_gets_the_same_redis(given: str, expected: str):
    assert celery_url(given) == expected


def test_second_command_uses_the_servers_of_the_first_which_waits_for_it(folder: DataFolder):
    first = python(USE_SERVERS, folder.path)
    started = json.loads(first.stdout.readline())
    second = python(USE_SERVERS, folder.path)
    joined = json.loads(second.stdout.readline())

    assert started.pop("started") is True
    assert joined.pop("started") is False
    assert joined == started
    first.stdin.write("\n")
    first.stdin.flush()
    with pytest.raises(Exception, match="timed out"):
        first.wait(1)
    assert _ask(joined["app_url"], "SELECT 1") == 1

    assert second.communicate("\n") == ("", "")
    assert first.communicate() == ("", "")
    assert processes_in(folder.postgres) == []
    assert processes_in(folder.redis) == []


def test_command_that_is_killed_takes_its_servers_along(folder: DataFolder):
    command = python(USE_SERVERS, folder.path)
    command.stdout.readline()
    assert len(processes_in(folder.postgres)) > 1

    command.send_signal(signal.SIGKILL)
    command.communicate()

    wait_until(lambda: not processes_in(folder.postgres) and not processes_in(folder.redis))


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user needs no other user")
def test_root_lets_the_server_user_through_a_closed_folder_and_nothing_more(data: Path):
    closed = data / "closed"
    closed.mkdir(mode=0o700, parents=True)
    folder = open_folder(closed / "data")
    (folder.path / "secret_key").write_text("x")
    server = EmbeddedPostgres(folder, server_identity(), KEY)

    urls = _start(server)

    assert _ask(urls["app_url"], "SELECT 1") == 1
    assert closed.stat().st_mode & 0o007 == 0
    server.stop()
