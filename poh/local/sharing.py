"""One server, many users: who owns an embedded server and who only uses it.

The process that starts a server holds the lock `run/<name>.owner` for as long as the server lives and
notes the addresses in `run/<name>.json`; each process that uses it (the owner too) holds a share of
`run/<name>.users`. Locks vanish with their process, however it ends, so nothing here can go stale.
"""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import IO, Protocol

import psutil

from poh.local.errors import LocalError
from poh.local.folder import DataFolder
from poh.local.processes import Sink

JOIN_SECONDS = 300


class Server(Protocol):
    """What can be shared: a server of one data folder."""

    name: str
    folder: DataFolder

    def start(self, output: Sink | Path) -> dict[str, str]:
        """Start it and return its addresses."""

    def stop(self) -> None:
        """Stop it in order."""


class Share:
    """This process's part in one server: as its owner, or as one of its users."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.is_owner = False
        self.addresses: dict[str, str] = {}
        self._owner_lock = _open_lock(server.folder.run / f"{server.name}.owner")
        self._users_lock = _open_lock(server.folder.run / f"{server.name}.users")
        self._note = server.folder.run / f"{server.name}.json"

    def join(self, output: Path) -> dict[str, str]:
        """Use the server that runs, or start it; returns its addresses."""
        until = time.monotonic() + JOIN_SECONDS
        while time.monotonic() < until:
            if not _try(self._users_lock, fcntl.LOCK_SH):
                time.sleep(0.05)  # its owner is stopping it
                continue
            if _try(self._owner_lock, fcntl.LOCK_EX):
                return self._start(output)
            if self._note.exists():
                self.addresses = json.loads(self._note.read_text())["addresses"]
                return self.addresses
            fcntl.flock(self._users_lock, fcntl.LOCK_UN)
            time.sleep(0.05)  # its owner is starting it
        raise LocalError(f"{self.server.name} wordt al {JOIN_SECONDS} seconden gestart door een ander POH-commando.")

    def own(self, output: Sink, *, patience: float) -> dict[str, str]:
        """Start the server as its only owner; in use by another command for longer than `patience` is an error."""
        until = time.monotonic() + patience
        while not _try(self._owner_lock, fcntl.LOCK_EX):
            if time.monotonic() > until:
                raise LocalError(
                    f"De gegevens in {self.server.folder.path} zijn in gebruik door {self._owner_in_words()}. "
                    "Wacht tot dat klaar is of sluit het af."
                )
            time.sleep(0.1)
        fcntl.flock(self._users_lock, fcntl.LOCK_SH)
        return self._start(output)

    def leave(self, *, wait_for_users: bool) -> None:
        """Stop using it; its owner also stops the server, after the last user when `wait_for_users`."""
        fcntl.flock(self._users_lock, fcntl.LOCK_UN)
        if self.is_owner:
            if wait_for_users:
                fcntl.flock(self._users_lock, fcntl.LOCK_EX)
            self._note.unlink(missing_ok=True)
            self.server.stop()
            self.is_owner = False
        self._owner_lock.close()
        self._users_lock.close()

    def _start(self, output: Sink | Path) -> dict[str, str]:
        self._note.unlink(missing_ok=True)
        self.is_owner = True
        try:
            self.addresses = self.server.start(output)
        except BaseException:
            self.leave(wait_for_users=False)
            raise
        draft = self._note.with_suffix(".new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump({"pid": os.getpid(), "addresses": self.addresses}, out)
        draft.replace(self._note)
        return self.addresses

    def _owner_in_words(self) -> str:
        try:
            pid = json.loads(self._note.read_text())["pid"]
            return f"proces {pid} ({' '.join(psutil.Process(pid).cmdline()[:4])})"
        except (FileNotFoundError, psutil.NoSuchProcess, psutil.AccessDenied):
            return "een ander POH-commando"


def _open_lock(path: Path) -> IO[bytes]:
    return path.open("ab")


def _try(lock: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
