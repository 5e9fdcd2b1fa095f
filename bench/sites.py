"""The two sites that are compared, each under its own gunicorn with the options of `make run`."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from poh.local.options import ROOT, Options
from poh.local.processes import Child, Program

START_SECONDS = 60
STOP_SECONDS = 15


@contextmanager
def site(name: str, application: str, settings: str) -> Iterator[int]:
    """Serve `application` with `settings` on a free port, which is given; its output stands in `<name>.log`."""
    port, options = _free_port(), Options.from_environment()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "POH_DB_ROLE": "app",
        "PROMETHEUS_MULTIPROC_DIR": str(options.data_dir / f"metrics-{name}"),
    }
    command = options.web_command(application, port=port)
    child = Child(Program(name, command, ROOT, env), options.data_dir / "log" / f"{name}.log")
    try:
        _wait_until_open(child, port)
        yield port
    finally:
        child.ask_to_stop()
        child.end(within=STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _wait_until_open(child: Child, port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if not child.is_alive:
            raise RuntimeError("\n".join(child.last_lines()))
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{child.program.name} does not answer after {START_SECONDS} seconds")
