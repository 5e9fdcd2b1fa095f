"""Time what happens inside the database, of the product and of a statement written by hand alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

SQL = Path(__file__).parent / "sql"


@dataclass
class DatabaseTime:
    """Sums the time of all statements while it is the execute wrapper."""

    seconds: float = 0.0
    statements: int = 0
    texts: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started
            self.statements += 1
            self.texts.append(str(sql))


def database_time(act: Callable[[], Any]) -> DatabaseTime:
    """Do something and tell how long the database was busy with it."""
    spent = DatabaseTime()
    with connection.execute_wrapper(spent):
        act()
    return spent


def by_hand(name: str, **values: Any) -> list[tuple]:
    """The rows of the statement in `sql/by_hand/<name>.sql`."""
    with connection.cursor() as cursor:
        cursor.execute((SQL / "by_hand" / f"{name}.sql").read_text(), values)
        return cursor.fetchall()


def compare(ours: Callable[[], Any], theirs: Callable[[], Any], *, times: int) -> tuple[float, float]:
    """The median time in the database of both, done in turns; the first turn is not counted."""
    turns = [(database_time(ours).seconds, database_time(theirs).seconds) for _ in range(times + 1)][1:]
    return statistics.median(turn[0] for turn in turns), statistics.median(turn[1] for turn in turns)
