"""`make run` as a person meets it: start, stop, kill, a second start, and each thing that can be wrong."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.local.conftest import ROOT, RunningPoh, environment, is_running, wait_until

StartPoh = Callable[..., RunningPoh]


def _status(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.status


def _refusal(data: Path, port: str) -> str:
    """What a start that cannot succeed says, after it ended with an error."""
    done = subprocess.run(
        [sys.executable, "-m", "poh.local", "run"],
        cwd=ROOT,
        env=environment(data) | {"PORT": port},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def test_poh_serves_shares_refuses_a_second_and_stops_whole_on_ctrl_c(used_data: Path, start_poh: StartPoh):
    poh = start_poh(used_data)
    poh.wait_until_up()
    wait_until(lambda: poh.child(" beat "))
    family = poh.family()

    assert {path: _status(poh.port, path) for path in ("/", "/healthz", "/readyz")} == {
        "/": 200,
        "/healthz": 200,
        "/readyz": 200,
    }
    assert re.search(r"Demo-accounts \(wachtwoord van allemaal: .+\)", poh.log())
    for words in ("gunicorn", " worker ", " beat "):
        child = poh.child(words).environ()
        assert (words, child["POH_DB_ROLE"], "poh_owner" in "".join(child.values())) == (words, "app", False)
    second = _refusal(used_data, "1")
    assert second == (
        f"POH: POH draait al met de gegevens in {used_data} (proces {poh.process.pid}, http://localhost:{poh.port}). "
        "Stop dat eerst, of kies met POH_DATA een andere map.\n"
    )
    command = subprocess.run(
        [sys.executable, "manage.py", "demo_accounts", "--json"],
        cwd=ROOT,
        env=environment(used_data),
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"email", "password"} <= set(json.loads(command.stdout)[0])

    assert poh.stop() == 0
    assert [process for process in family if is_running(process.pid)] == []
    assert poh.log().splitlines()[-1] == "poh      | Alles is gestopt."


def test_death_of_a_part_stops_the_rest_and_a_hard_kill_leaves_nothing(used_data: Path, start_poh: StartPoh):
    poh = start_poh(used_data)
    poh.wait_until_up()
    poh.dies_of("bin/postgres", name="postgres")

    killed = start_poh(used_data)
    killed.wait_until_up()
    family = killed.family()
    killed.process.kill()

    last = start_poh(used_data)
    last.wait_until_up()
    assert [process.pid for process in family if is_running(process.pid)] == []
    assert _status(last.port, "/readyz") == 200
    last.dies_of(" worker ", name="worker")


def test_taken_port_is_named_with_its_holder(data: Path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        said = _refusal(data, str(port))

    assert said.splitlines()[0] == (
        f"poh      | Poort {port} is bezet door proces {os.getpid()} ({psutil.Process().name()}). "
        f"Kies een andere met PORT, bijvoorbeeld: make run PORT={port + 1}"
    )
    assert not (data / "postgres").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", ""])
def test_port_that_is_no_port_is_refused(data: Path, port: str):
    assert _refusal(data, port) == f"POH: PORT moet een getal van 1 tot 65535 zijn, niet {port!r}.\n"


def test_foreign_folder_is_refused(data: Path):
    data.mkdir()
    (data / "vakantie.jpg").write_text("foto")

    assert _refusal(data, "8000").startswith(f"POH: {data} is geen gegevensmap van POH")
    assert os.listdir(data) == ["vakantie.jpg"]


def test_management_command_with_a_foreign_folder_ends_with_one_sentence(data: Path):
    data.mkdir()
    (data / "vakantie.jpg").write_text("foto")

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"{data} is geen gegevensmap van POH: er staat al iets anders in (vakantie.jpg). "
        "Kies met POH_DATA een lege of nieuwe map.\n"
    )


def test_folder_that_a_command_is_using_is_waited_for_and_then_refused_with_its_name(used_data: Path):
    script = "import sys; from poh import env; env.servers(env.secret_key(production=False)); print(flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{script}; sys.stdin.readline()"],
        cwd=ROOT,
        env=environment(used_data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        command.stdout.readline()

        said = _refusal(used_data, "1024")

        command.communicate("\n")
    assert f"zijn in gebruik door proces {command.pid} (" in said
