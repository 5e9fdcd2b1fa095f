"""The data folder (`POH_DATA`): ours or not, and where everything in it lies."""

import os
import pwd
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from poh.local.errors import LocalError, cannot_write

MARK = ".poh-data"
FORMAT = "1"
# What may stand in a folder of ours that no server has used yet.
EARLY_GUESTS = {"test", "static", "metrics", "secret_key", "lost+found"}
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
SHORT_TEMPORARY = "/tmp"  # noqa: S108 - holds private folders only, of mode 700
NEEDED_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class DataFolder:
    """One data folder that has been found to be ours."""

    path: Path

    @property
    def postgres(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.path / "postgres"

    @property
    def redis(self) -> Path:
        """Where Redis keeps its files."""
        return self.path / "redis"

    @property
    def run(self) -> Path:
        """Locks and addresses of what runs now."""
        return self.path / "run"

    @property
    def log(self) -> Path:
        """Logs of servers that run without a supervisor."""
        return self.path / "log"

    def sockets(self) -> Path:
        """The folder for unix sockets: inside the data folder, or a short private one where that path is too long."""
        inside = self.path / "sockets"
        if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            inside.mkdir(mode=0o700, exist_ok=True)
            return inside
        note = self.run / "sockets"
        if note.exists() and self._is_private(known := Path(note.read_text())):
            return known
        short = Path(tempfile.mkdtemp(prefix="poh-", dir=SHORT_TEMPORARY))
        note.write_text(str(short))
        return short

    def _is_private(self, sockets: Path) -> bool:
        """A folder in /tmp may have been swept and made again by a stranger: only our own counts."""
        try:
            found = sockets.lstat()
        except FileNotFoundError:
            return False
        ours = {os.geteuid()} | ({self.postgres.stat().st_uid} if self.postgres.exists() else set())
        return stat.S_ISDIR(found.st_mode) and found.st_mode & 0o077 == 0 and found.st_uid in ours


def open_folder(path: Path) -> DataFolder:
    """The data folder at `path`, made when it does not exist; a foreign or unusable folder is refused in words."""
    path = Path(path).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise LocalError(f"{path} is een bestand, geen map. Kies met POH_DATA een andere map.") from None
    except OSError as error:
        raise cannot_write(path, error) from error
    _refuse_other_owner(path)
    try:
        _refuse_foreign(path)
        if not (path / MARK).exists():
            (path / MARK).write_text(FORMAT + "\n")
        for part in ("run", "log"):
            (path / part).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
    _refuse_full_disk(path)
    return DataFolder(path)


def local_secret(path: Path) -> str:
    """The secret key of this data folder; made once, readable by its owner only."""
    file = open_folder(path).path / "secret_key"
    if not file.exists():
        draft = file.with_name(f"secret_key.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its key counts
        finally:
            draft.unlink()
    return file.read_text().strip()


def user_name(uid: int) -> str:
    """The name of a system user, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _refuse_other_owner(path: Path) -> None:
    owner = path.stat().st_uid
    if owner != os.geteuid():
        raise LocalError(
            f"{path} is van gebruiker {user_name(owner)} en dit is {user_name(os.geteuid())}. "
            "Start POH als die gebruiker, of kies met POH_DATA een andere map."
        )


def _refuse_foreign(path: Path) -> None:
    mark = path / MARK
    if mark.exists():
        # Empty: the disk was full, or a kill came between making and filling it.
        if (found := mark.read_text().strip()) not in {FORMAT, ""}:
            raise LocalError(f"{path} is gemaakt door een andere versie van POH (indeling {found!r}).")
        return
    strangers = sorted(set(os.listdir(path)) - EARLY_GUESTS)
    if strangers:
        raise LocalError(
            f"{path} is geen gegevensmap van POH: er staat al iets anders in ({', '.join(strangers[:3])}). "
            "Kies met POH_DATA een lege of nieuwe map."
        )


def _refuse_full_disk(path: Path) -> None:
    free = shutil.disk_usage(path).free
    if free < NEEDED_BYTES:
        raise LocalError(
            f"De schijf is vol: bij {path} is nog {free // 2**20} MB vrij, nodig is {NEEDED_BYTES // 2**20} MB."
        )
