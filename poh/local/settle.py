"""Bring the database up to date and fill an empty one with the demo: `python -m poh.local.settle FILE`.

One process for all commands, because loading the application is what takes the time. The demo
log-ins are written to FILE as JSON; in production there are none.
"""

import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands


def main(accounts_file: Path) -> None:
    """Migrate and load the reference rows; then the static files in production, elsewhere the demo and its log-ins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poh.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("load_reference")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    accounts = "[]"
    if os.environ.get("POH_ENV") == "production":
        call_command("collectstatic", interactive=False, verbosity=0)
    else:
        accounts = _demo()
    accounts_file.touch(mode=0o600)
    accounts_file.write_text(accounts)


def _demo() -> str:
    out = io.StringIO()
    if "seed_demo" in get_commands():
        call_command("seed_demo")
    if "demo_accounts" in get_commands():
        call_command("demo_accounts", json=True, stdout=out)
    return out.getvalue() or "[]"


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except CommandError as error:
        sys.exit(str(error))
