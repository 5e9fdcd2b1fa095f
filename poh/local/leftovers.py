"""One POH for each data folder, and no trouble from one that was killed."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from poh.local.errors import LocalError
from poh.local.folder import DataFolder
from poh.local.options import Options
from poh.local.processes import Child, end_processes

STOP_SECONDS = 10


@contextmanager
def only_one(folder: DataFolder, options: Options) -> Iterator[None]:
    """Hold the data folder for this POH; a second one is told which process has it and where that listens."""
    with _lock_file(folder).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LocalError(
                f"POH draait al met de gegevens in {folder.path} ({lock.read().strip()}). "
                "Stop dat eerst, of kies met POH_DATA een andere map."
            ) from None
        lock.truncate(0)
        lock.write(f"proces {os.getpid()}, http://localhost:{options.port}")
        lock.flush()
        yield


def note_children(folder: DataFolder, children: list[Child]) -> None:
    """Remember which processes run, for a next start that must clean up after a kill."""
    seen = []
    for child in children:
        try:
            seen.append([child.process.pid, psutil.Process(child.process.pid).create_time()])
        except psutil.NoSuchProcess:
            continue
    draft = _note(folder).with_suffix(".new")
    draft.write_text(json.dumps(seen))
    draft.replace(_note(folder))


def end_leftovers(folder: DataFolder) -> None:
    """End the parts of a POH that was killed, as far as they still run."""
    if not _note(folder).exists():
        return
    left = []
    for pid, created in json.loads(_note(folder).read_text() or "[]"):
        try:
            process = psutil.Process(pid)
            # A number may have been given out again: only the same moment of birth is the same process.
            if process.create_time() == created and process.status() != psutil.STATUS_ZOMBIE:
                left.append(process)
        except psutil.NoSuchProcess:
            continue
    end_processes(left, patience=STOP_SECONDS)


def _note(folder: DataFolder) -> Path:
    return folder.run / "children.json"


def _lock_file(folder: DataFolder) -> Path:
    return folder.run / "supervisor"
