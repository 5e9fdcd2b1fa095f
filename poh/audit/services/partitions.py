"""The months of the log: made ahead, and taken away after the term."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction

from poh.audit.enums import Event
from poh.audit.services.recording import record_outside

# Five years from the writing of a line (Staatscourant 2019, 38007).
LEAST_YEARS = 5
PREFIX = "audit_accesslog_y"


class TermTooShort(ValueError):
    """The log must be kept longer than was asked."""


@dataclass(frozen=True)
class Expiry:
    """What a run removed, and what it left although the term is over."""

    removed: list[str]
    left: list[str]


def make_partitions() -> list[str]:
    """Make the partitions of this month and the coming year; the names of those that were missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_make_coming_partitions()")
        return [name for (name,) in cursor.fetchall()]


@transaction.atomic
def expire_entries(*, at: datetime, years: int, keep_detached: bool = False) -> Expiry:
    """Detach the months of which every line is older than `years`, and let each chain begin after them.

    Drops them, unless `keep_detached`. Runs as the owner of the log. A month stays when that would break a chain
    (lines whose number and moment run crosswise around its end); it goes with the month after it.
    """
    if years < max(LEAST_YEARS, settings.AUDIT_YEARS):
        raise TermTooShort(f"Het toegangslog wordt ten minste {max(LEAST_YEARS, settings.AUDIT_YEARS)} jaar bewaard.")
    over = [month for month in _months() if _end_of(month) <= _years_before(at, years)]
    removed = list(over)
    while removed and not _can_cut(_end_of(removed[-1])):
        removed.pop()
    if removed:
        _move_start(_end_of(removed[-1]))
        _detach(removed, keep=keep_detached)
        record_outside(Event.LOG_EXPIRED, job="expire_audit")
    return Expiry(removed=removed, left=over[len(removed) :])


def _months() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'audit_accesslog'::regclass AND c.relname LIKE %s ORDER BY c.relname",
            [f"{PREFIX}%"],
        )
        return [name for (name,) in cursor.fetchall()]


def _end_of(partition: str) -> datetime:
    year, month = (int(part) for part in partition.removeprefix(PREFIX).split("m"))
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _years_before(at: datetime, years: int) -> datetime:
    day = at.astimezone(UTC)
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def _can_cut(end: datetime) -> bool:
    """Whether in every chain all numbers before `end` come before all numbers from it on, and none lies in the rest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT NOT EXISTS (SELECT FROM (
                SELECT practice_id, max(seq) AS last FROM audit_accesslog WHERE at < %(end)s GROUP BY practice_id
            ) old WHERE EXISTS (
                SELECT FROM audit_accesslog l
                WHERE l.practice_id IS NOT DISTINCT FROM old.practice_id AND l.seq < old.last AND l.at >= %(end)s
            )) AND NOT EXISTS (
                SELECT FROM audit_accesslog WHERE at < %(end)s AND tableoid = 'audit_accesslog_rest'::regclass
            )
            """,
            {"end": end},
        )
        (can_cut,) = cursor.fetchone()
    return can_cut


def _move_start(end: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE audit_chainhead head SET base_seq = last.seq, base_hash = last.hash, base_at = last.at
            FROM (
                SELECT DISTINCT ON (practice_id) coalesce(practice_id, 0) AS chain, seq, hash, at
                FROM audit_accesslog WHERE at < %s ORDER BY practice_id, seq DESC
            ) last WHERE head.chain = last.chain
            """,
            [end],
        )


def _detach(partitions: list[str], *, keep: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        for name in partitions:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"ALTER TABLE audit_accesslog DETACH PARTITION {quoted}")
            if not keep:
                cursor.execute(f"DROP TABLE {quoted}")
