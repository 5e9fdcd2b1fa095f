"""A POH of its own for each test: own data folder, own port, nothing taken from the environment of the tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_INHERITED = (
    *("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "SECRET_KEY", "PORT", "POH_DATA", "POH_DB_ROLE"),
    *("POH_ENV", "POH_STOP_WITH_PARENT", "DJANGO_SETTINGS_MODULE"),
)
START_SECONDS = 90


def environment(data: Path, port: int = 8000) -> dict[str, str]:
    """The environment of a person who starts POH with this data folder and port."""
    kept = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
    return kept | {"POH_DATA": str(data), "PORT": str(port), "PYTHONPATH": str(ROOT)}


def python(script: str, data: Path) -> subprocess.Popen[str]:
    """A Python process that runs `script` with `data` as its data folder."""
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for a condition; fail when it does not come true."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether the process lives; a zombie does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class RunningPoh:
    """`make run` without make, and its log."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.port = port
        self._log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "poh.local", "run"],
                cwd=ROOT,
                env=environment(data, port),
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def log(self) -> str:
        """All it said so far."""
        return self._log.read_text()

    def wait_until_up(self) -> None:
        """Wait for the box with the address."""
        address = f"POH draait op http://localhost:{self.port}/"
        wait_until(lambda: address in self.log() or self.process.poll() is not None, START_SECONDS)
        assert address in self.log(), self.log()

    def family(self) -> list[psutil.Process]:
        """All it started, at any depth."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, words: str) -> psutil.Process | None:
        """The direct child with these words in its command line."""
        children = psutil.Process(self.process.pid).children()
        return next((child for child in children if words in " ".join(child.cmdline())), None)

    def dies_of(self, words: str, *, name: str) -> None:
        """Kill one part; all the others end, and the log names the part that did not survive."""
        wait_until(lambda: self.child(words))
        family = self.family()

        self.child(words).kill()

        assert self.process.wait(60) == 1
        assert f"Onderdeel {name} is onverwacht gestopt (signaal SIGKILL). POH stopt alles." in self.log()
        assert [process.pid for process in family if is_running(process.pid)] == []

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that pytest does not know: another pytest closes all of its own to the user of the servers."""
    place = Path(tempfile.mkdtemp(prefix="poh-test-"))
    yield place
    shutil.rmtree(place)


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that does not exist yet."""
    with private_folder() as place:
        yield place / "data"


@pytest.fixture(scope="module")
def used_data() -> Iterator[Path]:
    """One data folder for the tests of a module, so that only the first start has to fill it."""
    with private_folder() as place:
        yield place / "data"


@pytest.fixture(scope="session")
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def start_poh(tmp_path: Path, free_port: int) -> Iterator[Callable[..., RunningPoh]]:
    """Start whole POHs; what still runs at the end is stopped."""
    started: list[RunningPoh] = []

    def start(data: Path, port: int = free_port) -> RunningPoh:
        started.append(RunningPoh(data, port, tmp_path / f"poh-{len(started)}.log"))
        return started[-1]

    yield start
    for poh in started:
        poh.stop()
