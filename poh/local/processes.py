"""Start and stop the programs of one POH, and find what a killed one left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psutil

from poh.local import launch
from poh.local.identity import Identity

Sink = Callable[[str], None]
KEPT_LINES = 20
LARGEST_LOG_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Program:
    """What is started and how it is stopped.

    `stop_signal` asks it to stop; `orphan_signal` (the same unless given) is what the kernel sends
    when the process that started it dies first.
    """

    name: str
    command: list[str | Path]
    folder: Path
    env: dict[str, str] | None = None
    identity: Identity | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals | None = None

    def launch_command(self) -> list[str]:
        """The command line that ties it to this process and changes the user."""
        uid, gid = (self.identity.uid, self.identity.gid) if self.identity and self.identity.switch else (-1, -1)
        orphan = int(self.orphan_signal or self.stop_signal)
        head = [sys.executable, "-I", "-S", launch.__file__, os.getpid(), orphan, uid, gid, self.folder]
        return [str(word) for word in [*head, *self.command]]


class Child:
    """One started program: its process, its last lines, and its end."""

    def __init__(self, program: Program, output: Sink | Path) -> None:
        """Start it; what it prints goes line by line to a function, or to the end of a file."""
        self.program = program
        self._kept: deque[str] = deque(maxlen=KEPT_LINES)
        self._file = output if isinstance(output, Path) else None
        out = _log_file(output) if isinstance(output, Path) else subprocess.PIPE
        self.process = subprocess.Popen(
            program.launch_command(),
            env=program.env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C in the terminal reaches POH alone, which stops the rest in order
        )
        self._reader = None
        if self._file:
            out.close()
        else:
            self._reader = threading.Thread(target=self._read, args=(output,), daemon=True)
            self._reader.start()

    def last_lines(self) -> list[str]:
        """The end of what it printed."""
        if self._file:
            return self._file.read_text(errors="replace").splitlines()[-KEPT_LINES:]
        self._reader.join(timeout=2)
        return list(self._kept)

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the stop signal; does not wait."""
        if self.is_alive:
            self.process.send_signal(self.program.stop_signal)

    def end(self, *, within: float) -> None:
        """Wait for the end; after `within` seconds kill it with all it started."""
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            kill_all([psutil.Process(self.process.pid)])
            self.process.wait()
        if self._reader:
            self._reader.join(timeout=2)

    def _read(self, sink: Sink) -> None:
        with self.process.stdout as out:
            for raw in out:
                line = raw.decode(errors="replace").rstrip()
                self._kept.append(line)
                sink(line)


def _log_file(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def wheel_folder(package: str) -> Path:
    """Where a wheel put its programs, found without running the wheel's own code."""
    return Path(find_spec(package).submodule_search_locations[0])


def processes_in(folder: Path) -> list[psutil.Process]:
    """The living processes that work in exactly this folder: a database server and all its parts."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def clear_folder(folder: Path, *, stop_signal: signal.Signals, patience: float) -> None:
    """End a server that a killed POH left in `folder`: asked first, waited for, killed in the end."""
    left = processes_in(folder)
    end_processes(_heads(left), stop_signal=stop_signal, patience=patience)
    end_processes(processes_in(folder), stop_signal=stop_signal, patience=2)


def end_processes(
    processes: Iterable[psutil.Process], *, stop_signal: signal.Signals = signal.SIGTERM, patience: float
) -> None:
    """Ask these processes to stop and kill those that still run after `patience` seconds."""
    asked = []
    for process in processes:
        try:
            process.send_signal(stop_signal)
            asked.append(process)
        except psutil.NoSuchProcess:
            continue
    _, stubborn = wait_gone(asked, patience)
    kill_all(stubborn)


def wait_gone(processes: list[psutil.Process], seconds: float) -> tuple[list[psutil.Process], list[psutil.Process]]:
    """Wait at most `seconds`; returns who is gone and who still runs. A zombie of another parent is gone."""
    until = time.monotonic() + seconds
    running = list(processes)
    while running and time.monotonic() < until:
        running = [process for process in running if _runs(process)]
        if running:
            time.sleep(0.05)
    return [process for process in processes if process not in running], running


def kill_all(processes: list[psutil.Process]) -> None:
    """Kill these processes and their descendants."""
    for process in processes:
        try:
            family = [*process.children(recursive=True), process]
        except psutil.NoSuchProcess:
            continue
        for member in family:
            try:
                member.kill()
            except psutil.NoSuchProcess:
                continue
        wait_gone(family, 5)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _heads(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those whose parent is not among them; all when that cannot be told."""
    pids = {process.pid for process in processes}
    heads = []
    for process in processes:
        try:
            if process.ppid() not in pids:
                heads.append(process)
        except psutil.NoSuchProcess:
            continue
    return heads
