"""Command line: `python -m poh.local run` (all of POH) or `python -m poh.local prepare` (a given database only)."""

import os
import signal
import sys

from poh.local.errors import LocalError
from poh.local.launch import die_with_parent
from poh.local.log import Log
from poh.local.options import Options
from poh.local.preparation import app_url, prepare_database
from poh.local.supervisor import Supervisor


def run() -> int:
    """Run POH until it is stopped."""
    if os.environ.get("POH_STOP_WITH_PARENT"):
        die_with_parent(signal.SIGTERM, os.getppid())
    return Supervisor(Options.from_environment(), Log()).run()


def prepare() -> int:
    """Make the database of DATABASE_URL ready; the embedded one is made ready whenever it starts."""
    if owner_url := os.environ.get("DATABASE_URL"):
        app = os.environ.get("DATABASE_APP_URL") or app_url(owner_url, Options.from_environment().secret_key())
        prepare_database(owner_url, app_login_url=app)
    return 0


def main() -> int:
    """Do what the first word says; what is wrong is told in one sentence."""
    commands = {"run": run, "prepare": prepare}
    if sys.argv[1:2] == [] or sys.argv[1] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return commands[sys.argv[1]]()
    except LocalError as error:
        print(f"POH: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
