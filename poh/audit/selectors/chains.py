"""What the database says about the chains: numbers and fingerprints, no contents."""

from collections.abc import Iterable

from django.db import connection

from poh.audit.rules.chain import Head, Suspect


def chain_heads() -> list[Head]:
    """The end of every chain, the one outside all practices (0) included."""
    rows = _rows("SELECT chain, seq, hash, base_seq, base_hash, base_at FROM audit_chains()")
    return [
        Head(chain, seq, bytes(mark), base_seq, bytes(base_mark), base_at)
        for chain, seq, mark, base_seq, base_mark, base_at in rows
    ]


def suspects(chain: int) -> list[Suspect]:
    """The entries of a chain that do not fit, and its end."""
    columns = "place, seq, id, at, hash, prev_hash, before_seq, is_own, is_linked"
    rows = _rows(f"SELECT {columns} FROM audit_verify(%s)", chain)  # noqa: S608 - our own column names
    return [
        Suspect(place, seq, entry_id, at, bytes(mark), bytes(before), before_seq, is_own, is_linked)
        for place, seq, entry_id, at, mark, before, before_seq, is_own, is_linked in rows
    ]


def swapped_pairs(chain: int, ids: list[int]) -> list[tuple[int, int]]:
    """Which of these entries stand in each other's place."""
    return [(one, other) for one, other in _rows("SELECT one, other FROM audit_swapped(%s, %s)", chain, ids)]


def fingerprints(chain: int, seqs: Iterable[int]) -> dict[int, str]:
    """The fingerprint (hex) that stands at each of these numbers, for those that exist."""
    rows = _rows("SELECT seq, hash FROM audit_hashes_at(%s, %s::bigint[])", chain, list(seqs))
    return {seq: bytes(mark).hex() for seq, mark in rows}


def _rows(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
