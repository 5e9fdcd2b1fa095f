"""How long a second `make run` takes to its first page."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.bench import Bench
from bench.table import Budget, Line
from poh.local.options import ROOT

NAME = "start"
WHEN = 90
START = Budget(8, "s")
FIRST_START_SECONDS, STOP_SECONDS = 600, 60


def run(bench: Bench) -> list[Line]:
    """Start twice in a data folder of its own; the first start also makes the demo, where there is none yet."""
    _seconds_to_first_page()
    seconds = _seconds_to_first_page()
    return [Line("tweede `make run` tot de eerste bladzijde", seconds, START, median_ms=seconds * 1000)]


def _seconds_to_first_page() -> float:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    own = {"POH_DATA": str(Path(os.environ["POH_DATA"]) / "start"), "PORT": str(port), "POH_ENV": "development"}
    given = {"DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "POH_DB_ROLE"}
    env = {key: value for key, value in os.environ.items() if key not in given} | own
    started = time.monotonic()
    command = [sys.executable, "-m", "poh.local", "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - started > FIRST_START_SECONDS:
                raise RuntimeError("make run gaf geen bladzijde; start het met deze map om de reden te zien")
            time.sleep(0.05)
        return time.monotonic() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/account/inloggen/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
