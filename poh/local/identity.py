"""The system user that the embedded servers run as.

PostgreSQL refuses to run as root. An ordinary user runs the servers as itself; root runs them as
`poh-db`, a system user that is made when it is missing (or `nobody` where no user can be made).
That user must reach the data folder and the programs, also when they lie in a closed home such as
/root: it alone gets the right to pass through (an access list entry), nobody gets to read more.
"""

import os
import pwd
import shutil
import stat
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from poh.local.errors import LocalError

SERVER_USER = "poh-db"
LAST_RESORT = "nobody"

ACCESS_LIST = "system.posix_acl_access"
ACCESS_LIST_VERSION = struct.pack("<I", 2)
ENTRY = struct.Struct("<HHI")
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
NO_ID = 0xFFFFFFFF
PASS = 0o1


@dataclass(frozen=True)
class Identity:
    """A system user; `switch` tells that a server must change to it."""

    uid: int
    gid: int
    switch: bool

    def take(self, path: Path) -> None:
        """Give this user the folder `path` and all in it, when it belongs to another."""
        if not self.switch or path.stat().st_uid == self.uid:
            return
        for root, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(root, name), self.uid, self.gid, follow_symlinks=False)
        # Last, so that a kill halfway is repaired by the next start.
        os.chown(path, self.uid, self.gid)


def server_identity() -> Identity:
    """Who runs the servers: this user, or for root an unprivileged one."""
    if os.geteuid() != 0:
        return Identity(uid=os.geteuid(), gid=os.getegid(), switch=False)
    entry = _entry(SERVER_USER) or _made(SERVER_USER) or _entry(LAST_RESORT)
    if entry is None:
        raise LocalError(
            "PostgreSQL kan niet als root draaien en er is geen andere gebruiker: start POH niet als root."
        )
    return Identity(uid=entry.pw_uid, gid=entry.pw_gid, switch=True)


def open_way(identity: Identity, path: Path) -> None:
    """Let the server user pass through every folder above `path`, and nothing more."""
    if not identity.switch:
        return
    for folder in Path(path).resolve().parents:
        if not _may_pass(identity, folder.stat()):
            _let_pass(identity, folder)


def open_programs(identity: Identity, package: Path) -> None:
    """Let the server user read and run what a wheel installed, also after an install with a strict umask."""
    if not identity.switch:
        return
    open_way(identity, package)
    # Libraries that a wheel brings lie beside it; not every wheel has them.
    libraries = package.with_name(f"{package.name}.libs")
    for folder in [package, *([libraries] if libraries.exists() else [])]:
        for path in [folder, *folder.rglob("*")]:
            mode = path.stat().st_mode
            wanted = mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0)
            if mode != wanted:
                path.chmod(wanted)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made(name: str) -> pwd.struct_passwd | None:
    command = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if command:
        options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        # A failure shows in the look-up below: another start may have made the user in the meantime.
        subprocess.run([command, *options, name], check=False, capture_output=True)
    return _entry(name)


def _may_pass(identity: Identity, found: os.stat_result) -> bool:
    if found.st_uid == identity.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == identity.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _let_pass(identity: Identity, folder: Path) -> None:
    try:
        os.setxattr(folder, ACCESS_LIST, _access_list(identity, folder))
    except OSError:
        # No access lists on this file system: passing (not reading) is then opened to all.
        try:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
        except OSError as error:
            raise LocalError(f"De databaseserver kan niet bij {folder} ({error.strerror}).") from error


def _access_list(identity: Identity, folder: Path) -> bytes:
    """The access list of `folder` with one entry more: `identity` may pass."""
    mode = folder.stat().st_mode
    try:
        raw = os.getxattr(folder, ACCESS_LIST)[len(ACCESS_LIST_VERSION) :]
        entries = {(tag, who): rights for tag, rights, who in ENTRY.iter_unpack(raw)}
    except OSError:
        entries = {
            (USER_OBJ, NO_ID): mode >> 6 & 0o7,
            (GROUP_OBJ, NO_ID): mode >> 3 & 0o7,
            (OTHER, NO_ID): mode & 0o7,
        }
    entries[USER, identity.uid] = entries.get((USER, identity.uid), 0) | PASS
    # Without a mask the group's rights bound the whole class; with one they must stay what they were.
    entries[MASK, NO_ID] = entries.get((MASK, NO_ID), entries[GROUP_OBJ, NO_ID]) | PASS
    return ACCESS_LIST_VERSION + b"".join(
        ENTRY.pack(tag, rights, who) for (tag, who), rights in sorted(entries.items())
    )
