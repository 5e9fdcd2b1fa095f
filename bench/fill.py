"""Fill the bench database, practice by practice, as its owner; what was filled before is left alone.

`python -m bench.fill small|full`. All values follow from hashes of numbers, so that two fills on the same day are
equal. Each practice is one transaction: a fill that was stopped goes on where it was.
"""

import hashlib
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.sizes import SIZES, Plan, Size, plan_of

SQL = Path(__file__).parent / "sql"
LARGE_TABLES = [
    *("patients_patient", "patients_episode", "patients_medicationline", "patients_ica", "patients_contactperson"),
    *("patients_consent", "patients_treatmentrelationship", "patients_measurement", "protocols_enrolment"),
    "protocols_enrolmentstatus",
    "scheduling_session",
    "scheduling_block",
    "scheduling_appointment",
]
STEPS = ("staff", "protocols", "register", "record", "measurements", "enrolments", "agenda", "log")


class OtherDatabase(Exception):
    """The database holds practices that the bench did not make, or made in another way."""


def recipe() -> str:
    """A fingerprint of how a practice is filled."""
    parts = [(SQL / f"{step}.sql").read_bytes() for step in ("helpers", *STEPS)]
    parts.append((Path(__file__).parent / "sizes.py").read_bytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def fill(size: Size, *, say=print) -> None:
    """Bring the database up to `size`; a database of somebody else is refused."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(sql("tables"))
        cursor.execute(sql("helpers"))
    missing = [plan_of(number) for number in range(1, size.practices + 1) if number not in _filled()]
    on, started = timezone.localdate(), time.monotonic()
    for at, plan in enumerate(missing, start=1):
        fill_practice(plan, on=on)
        if at % 10 == 0 or at == len(missing):
            say(f"gevuld: praktijk {plan.number} van {size.practices}, {time.monotonic() - started:.0f} s")
    with connection.cursor() as cursor:
        if missing:
            cursor.execute("VACUUM ANALYZE")
        # After the statistics: without them this takes minutes a practice.
        for number, practice_id in _without_due(cursor, size):
            keep_due(number, practice_id=practice_id, on=on)
        if missing:
            cursor.execute("VACUUM ANALYZE protocols_enrolment")


def fill_practice(plan: Plan, *, on: date) -> None:
    """One practice with its staff, patients, records, measurements, participations and log; all or nothing."""
    from django.db import connection

    from poh.accounts.models import Practice
    from poh.accounts.scope import practice_scope

    with practice_scope(None, job="bench") as scope, connection.cursor() as cursor:
        practice = Practice.objects.create(name=f"Praktijk {plan.number:03}", agb_code=f"{1000000 + plan.number:08}")
        scope.enter(practice, roles=())
        run_steps(cursor, values_of(plan, practice_id=practice.pk, on=on))
        cursor.execute(
            "INSERT INTO bench_practice VALUES (%s, %s, %s, %s, false)", [plan.number, practice.pk, recipe(), on]
        )


def run_steps(cursor: Any, values: dict[str, Any]) -> None:
    """Fill one practice, in a transaction of that practice by the owner of the tables; needs `sql/helpers.sql`."""
    _ignore_history(cursor)
    cursor.execute("SELECT pg_temp.drop_keys(%s::regclass[])", [LARGE_TABLES])
    for step in STEPS:
        cursor.execute(sql(step), values)
    cursor.execute("SELECT pg_temp.restore_keys()")


def keep_due(number: int, *, practice_id: int, on: date) -> None:
    """Let the product find the next control of every participation of a practice."""
    from django.db import connection

    from poh.accounts.models import Practice
    from poh.accounts.scope import practice_scope
    from protocols.services.due import recompute_next_controls

    practice = Practice.objects.get(pk=practice_id)
    with practice_scope(practice, job="bench"), connection.cursor() as cursor:
        _ignore_history(cursor)
        recompute_next_controls(practice=practice, on=on)
        cursor.execute("UPDATE bench_practice SET has_due = true WHERE number = %s", [number])


def _without_due(cursor: Any, size: Size) -> list[tuple[int, int]]:
    cursor.execute(
        "SELECT number, practice_id FROM bench_practice WHERE NOT has_due AND number <= %s ORDER BY number",
        [size.practices],
    )
    return cursor.fetchall()


def practices(size: Size) -> dict[int, int]:
    """The practices of the bench that belong to this size: number -> id."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT number, practice_id FROM bench_practice WHERE number <= %s", [size.practices])
        return dict(cursor.fetchall())


def _filled() -> set[int]:
    """The numbers of the practices that are there; refuses what the bench did not make like this."""
    from django.db import connection

    with connection.cursor() as cursor:
        # One statement, so that a fill that goes on beside this one is seen whole.
        cursor.execute(
            "SELECT b.number, b.recipe FROM accounts_practice p LEFT JOIN bench_practice b ON b.practice_id = p.id"
        )
        rows = cursor.fetchall()
    if any(number is None for number, _ in rows):
        raise OtherDatabase("hier staan praktijken die de bench niet heeft gemaakt. Kies met POH_DATA een andere map.")
    if {made for _, made in rows} - {recipe()}:
        raise OtherDatabase("deze vulling is van een andere versie van de bench. Verwijder de map en begin opnieuw.")
    return {number for number, _ in rows}


def sql(name: str) -> str:
    """The statements of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text()


def _ignore_history(cursor: Any) -> None:
    """Versions of rows are of no use here and would double the time.

    As `pgtrigger.ignore` does, which does not let a statement have named parameters.
    """
    import pgtrigger

    triggers = [trigger.get_pgid(model) for model, trigger in pgtrigger.registered()]
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(triggers)}}}"])


def values_of(plan: Plan, *, practice_id: int, on: date) -> dict[str, Any]:
    """What the statements ask for by name."""
    from poh.accounts.enums import Role
    from poh.audit.enums import Event
    from poh.base.validators import fictional_bsn
    from poh.home.demo.names import FIRST_NAMES, STREETS, SURNAMES

    surnames = [name for name in SURNAMES for _ in range(name[2])]
    return {
        "practice": practice_id,
        "number": plan.number,
        "patients": plan.patients,
        "staff": plan.staff,
        "lines": plan.log_lines,
        "on": on,
        "roles": [Role.HUISARTS, *Role.values],
        "prefixes": [prefix for prefix, _, _ in surnames],
        "surnames": [surname for _, surname, _ in surnames],
        "female": [name for names in FIRST_NAMES["female"] for name in names],
        "male": [name for names in FIRST_NAMES["male"] for name in names],
        "streets": STREETS,
        "bsns": [fictional_bsn(i) for i in range(plan.patients)],
        "event_code": Event.PATIENT_OPENED.code,
        "event_type": Event.PATIENT_OPENED.value,
    }


def main() -> int:
    """Fill up to the size that the first word names."""
    os.environ["POH_DB_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django
    from django.core.management import CommandError

    django.setup()
    try:
        fill(SIZES[sys.argv[1]])
    except (OtherDatabase, CommandError) as error:
        print(f"Bench: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
