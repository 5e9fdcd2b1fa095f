"""Settings of the web server: read by gunicorn itself from the folder where it starts."""

import os
from pathlib import Path

from poh import env
from poh.base.logging import logging_settings

# Our own access line has the route; gunicorn's would have the address.
accesslog = None
logconfig_dict = logging_settings(production=env.choice("POH_ENV", ("development", "production")) == "production")


def on_starting(server) -> None:
    """Begin counting at zero: the files of an earlier run belong to processes that are gone."""
    folder = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(env.data_dir() / "metrics")))
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def child_exit(server, worker) -> None:
    """Forget what a web process that ended had in hand; what it counted stays."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
