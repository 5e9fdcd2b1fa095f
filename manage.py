#!/usr/bin/env python
"""Command line of POH."""

import os
import sys

# These write the schema or fill an empty database, so they log in as the owner of the tables.
# Everything else logs in as the application role, behind the practice wall.
OWNER_COMMANDS = {"migrate", "sqlmigrate", "flush", "load_reference", "seed_demo", "createcachetable", "expire_audit"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poh.settings")
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("POH_DB_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
