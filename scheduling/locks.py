"""Who changes the agenda waits for whoever is doing so: locks that last until the transaction ends.

They keep order, so that a loser gets an answer and no deadlock; what may never happen is refused by the database.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from poh.accounts.models import Practice

ROSTER = "scheduling roster of practice %s"


def lock_roster(practice: Practice) -> None:
    """Change the roster alone: nobody books in this practice until the transaction ends."""
    _lock([(ROSTER % practice.pk, False)])


def lock_for_booking(practice: Practice, names: Iterable[str]) -> None:
    """Book on these days alone (`name_of`), in one order for everybody, while the roster stands still."""
    _lock([(ROSTER % practice.pk, True), *((name, False) for name in sorted(set(names)))])


def name_of(what: str, pk: int, on: object) -> str:
    """The name of a member, room or patient on a day."""
    return f"scheduling {what} {pk} on {on}"


def _lock(wanted: list[tuple[str, bool]]) -> None:
    calls = [
        f"pg_advisory_xact_lock{'_shared' if is_shared else ''}(hashtextextended(%s, 0))" for _, is_shared in wanted
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(calls)}", [name for name, _ in wanted])
