"""Anchors: heads of chains, signed and kept outside the database.

An anchor is a JSON line: when, the heads of the chains that moved, the signature of the line before, its own
signature. Who changes the log and its heads in the database cannot make these fit as well.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from poh.audit.rules.chain import Fault, Finding, Head


@dataclass(frozen=True)
class Anchored:
    """What a chain was at a moment: its last number and fingerprint (hex)."""

    at: datetime
    chain: int
    seq: int
    hash: str


def anchor_line(heads: Iterable[Head], *, at: datetime, before: str, key: str) -> str:
    """One signed line for these heads."""
    body = {
        "at": at.isoformat(),
        "heads": [[head.chain, head.seq, bytes(head.hash).hex(), head.base_seq] for head in heads],
        "before": before,
    }
    return json.dumps(body | {"mac": _signature(body, key)})


def read_lines(lines: Iterable[tuple[str, str]], *, keys: list[str]) -> Iterator[Anchored | Finding]:
    """The anchored heads, and a finding for each line that is not as it was written or misses the one before.

    `lines` are pairs of where a line stands and the line.
    """
    before = None
    for place, line in lines:
        parsed = parse_line(line)
        if parsed is None:
            yield _fault(place, "is onleesbaar")
            continue
        body, mac, heads = parsed
        if not any(hmac.compare_digest(mac, _signature(body, key)) for key in keys):
            yield _fault(place, "is gewijzigd")
        elif before is not None and body["before"] != before:
            yield _fault(place, "sluit niet aan op de regel ervoor")
        else:
            yield from heads
        before = mac


def parse_line(line: str) -> tuple[dict, str, list[Anchored]] | None:
    """The signed body, the signature and the heads of a line; None for what is no anchor."""
    try:
        body = json.loads(line)
        mac = str(body.pop("mac"))
        at = datetime.fromisoformat(body["at"])
        heads = [Anchored(at, int(chain), int(seq), str(mark)) for chain, seq, mark, _ in body["heads"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return body, mac, heads


def differences(anchored: list[Anchored], hashes: dict[int, str], head: Head) -> list[Finding]:
    """Where one chain (`hashes` by number) is not what it was; `anchored` is of that chain, oldest first."""
    kept = [anchor for anchor in anchored if anchor.seq > head.base_seq]
    wrong = next((anchor for anchor in kept if hashes.get(anchor.seq) != anchor.hash), None)
    if wrong is None:
        return []
    good = [anchor.seq for anchor in kept if anchor.seq < wrong.seq and hashes.get(anchor.seq) == anchor.hash]
    what = "ontbreekt" if wrong.seq not in hashes else "is anders"
    since = f" Tot en met regel {max(good)} klopt het log met de verankering." if good else ""
    moment = f"{wrong.at:%d-%m-%Y %H:%M:%S} UTC"
    text = f"regel {wrong.seq}, verankerd op {moment}, {what}: het log is daar ingekort of herschreven.{since}"
    return [Finding(Fault.ANCHOR, (wrong.seq,), text, at=wrong.at)]


def _fault(place: str, what: str) -> Finding:
    return Finding(Fault.ANCHOR, (), f"verankering {place} {what}.")


def _signature(body: dict, key: str) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(f"audit.anchor:{key}".encode(), text, hashlib.sha256).hexdigest()
