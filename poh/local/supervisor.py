"""`make run`: PostgreSQL, Redis, web, worker and beat as one, from start to stop."""

import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable

from poh.local.errors import LocalError
from poh.local.folder import open_folder
from poh.local.identity import server_identity
from poh.local.leftovers import end_leftovers, note_children, only_one
from poh.local.log import Log
from poh.local.options import ROOT, Options
from poh.local.ports import refuse_taken_port
from poh.local.postgres import EmbeddedPostgres
from poh.local.preparation import app_url, prepare_database
from poh.local.processes import Child, Program
from poh.local.redis import EmbeddedRedis
from poh.local.sharing import Share
from poh.local.welcome import welcome

OTHER_COMMAND_SECONDS = 5
ANSWER_SECONDS = 120
PART_STOP_SECONDS = 15


class StopRequested(BaseException):
    """Ctrl-C, or another request to stop; no error."""


class Supervisor:
    """Starts all parts in order, watches them, and stops them in the opposite order."""

    def __init__(self, options: Options, log: Log) -> None:
        self.options = options
        self.log = log
        self.folder = open_folder(options.data_dir)
        self.secret_key = options.secret_key()
        self.shares: list[Share] = []
        self.parts: list[Child] = []
        self.env = {key: value for key, value in os.environ.items() if key != "POH_STOP_WITH_PARENT"}
        self.env |= {"POH_DATA": str(self.folder.path), "PYTHONUNBUFFERED": "1"}

    def run(self) -> int:
        """Run until it is asked to stop (0) or a part dies (1)."""
        with only_one(self.folder, self.options):
            _on_stop(_raise_stop)
            try:
                self._start()
                return self._watch()
            except StopRequested:
                self.log.say("Stoppen ...")
                return 0
            except LocalError as error:
                self.log.say(str(error))
                return 1
            finally:
                self._stop()

    def _start(self) -> None:
        end_leftovers(self.folder)
        refuse_taken_port(self.options.host, self.options.port)
        urls = self._start_servers()
        owner = self.env | urls | {"POH_DB_ROLE": "owner"}
        # The running parts do not get the owner's login: they have no use for it.
        self.env |= urls | {"POH_DB_ROLE": "app"}
        self.env.pop("DATABASE_URL", None)
        accounts = self._settle(owner)
        web, *jobs = self._programs()
        self._add(web)
        self._wait_until_web_answers()
        for program in jobs:
            self._add(program)
        self.log.write(welcome(self.options.port, self.folder.path, accounts))

    def _start_servers(self) -> dict[str, str]:
        """The addresses of both servers: given ones are prepared, the others started."""
        urls = {
            key: os.environ[key] for key in ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL") if os.environ.get(key)
        }
        if "DATABASE_URL" in urls:
            urls.setdefault("DATABASE_APP_URL", app_url(urls["DATABASE_URL"], self.secret_key))
            prepare_database(urls["DATABASE_URL"], app_login_url=urls["DATABASE_APP_URL"])
        elif "DATABASE_APP_URL" in urls:
            raise LocalError("Zet bij DATABASE_APP_URL ook DATABASE_URL: die login maakt de tabellen.")
        else:
            found = self._own(EmbeddedPostgres(self.folder, server_identity(), self.secret_key))
            urls |= {"DATABASE_URL": found["owner_url"], "DATABASE_APP_URL": found["app_url"]}
        if "REDIS_URL" not in urls:
            urls["REDIS_URL"] = self._own(EmbeddedRedis(self.folder, server_identity()))["redis_url"]
        return urls

    def _own(self, server: EmbeddedPostgres | EmbeddedRedis) -> dict[str, str]:
        share = Share(server)
        addresses = share.own(self.log.sink(server.name), patience=OTHER_COMMAND_SECONDS)
        self.shares.append(share)
        return addresses

    def _settle(self, env: dict[str, str]) -> list[dict]:
        """Migrate and load the demo; returns its log-ins."""
        file = self.folder.run / "demo-accounts.json"
        command = [sys.executable, "-m", "poh.local.settle", file]
        child = Child(Program("settle", command, ROOT, env), self.log.sink("settle"))
        self.parts.append(child)
        while child.is_alive:
            self._refuse_dead_server()
            time.sleep(0.05)
        self.parts.remove(child)
        if code := child.process.returncode:
            child.last_lines()
            raise LocalError(f"Het bijwerken van de database is mislukt ({_ending(code)}); de reden staat hierboven.")
        accounts = json.loads(file.read_text())
        file.unlink()
        return accounts

    def _add(self, program: Program) -> None:
        self.parts.append(Child(program, self.log.sink(program.name)))
        note_children(self.folder, self.parts)

    def _programs(self) -> list[Program]:
        python, options = sys.executable, self.options
        web = options.web_command("poh.wsgi", port=options.port)
        celery = [python, "-m", "celery", "--app", "poh", "--skip-checks", "--quiet"]
        worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip"]
        beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(self.folder.run / "beat-schedule")]
        # Root has no other user to run the worker as.
        calm = self.env | {"PYTHONWARNINGS": "ignore:You're running the worker"}
        # An orphaned worker has lost its broker, and while it starts it would wait for it: the next start must not
        # wait too. Its tasks were not acknowledged, so the broker gives them out again.
        return [
            Program("web", web, ROOT, self.env),
            Program("worker", worker, ROOT, calm, orphan_signal=signal.SIGKILL),
            Program("beat", beat, ROOT, self.env),
        ]

    def _wait_until_web_answers(self) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until:
            self._refuse_dead_part()
            if _answers(self.options):
                return
            time.sleep(0.1)
        raise LocalError(f"De website antwoordt na {ANSWER_SECONDS} seconden nog niet goed; de reden staat hierboven.")

    def _watch(self) -> int:
        while not self.log.is_broken:
            self._refuse_dead_part()
            time.sleep(0.2)
        return 0

    def _refuse_dead_part(self) -> None:
        self._refuse_dead_server()
        for child in self.parts:
            _refuse_dead(child)

    def _refuse_dead_server(self) -> None:
        for share in self.shares:
            _refuse_dead(share.server.child)

    def _stop(self) -> None:
        """Stop beat, worker and web together, then Redis, then PostgreSQL. A second Ctrl-C skips the patience."""
        _on_stop(lambda *_: [child.process.kill() for child in self.parts])
        for child in reversed(self.parts):
            child.ask_to_stop()
        until = time.monotonic() + PART_STOP_SECONDS
        for child in reversed(self.parts):
            child.end(within=max(0.1, until - time.monotonic()))
        for share in reversed(self.shares):
            share.leave(wait_for_users=False)
        note_children(self.folder, [])
        self.log.say("Alles is gestopt.")


def _refuse_dead(child: Child) -> None:
    if not child.is_alive:
        ending = _ending(child.process.returncode)
        raise LocalError(f"Onderdeel {child.program.name} is onverwacht gestopt ({ending}). POH stopt alles.")


def _ending(code: int) -> str:
    """How a process ended, in words."""
    return f"signaal {signal.Signals(-code).name}" if code < 0 else f"code {code}"


def _answers(options: Options) -> bool:
    """Whether the web part answers with anything but an error of its own."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, options.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _on_stop(handler: Callable[..., object]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to go on without a terminal
        signal.signal(signal.SIGHUP, handler)


def _raise_stop(*_: object) -> None:
    raise StopRequested
