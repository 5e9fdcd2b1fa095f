"""What is wrong with a chain of log entries, said in words.

The database gives the entries that do not fit (`Suspect`). An entry fits when its fingerprint is that of its own
contents (`is_own`), it carries the fingerprint of the entry before it (`is_linked`), and its number follows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby


class Fault(StrEnum):
    """What happened to the log."""

    CHANGED = "gewijzigd"
    DELETED = "verwijderd"
    INSERTED = "toegevoegd"
    SWAPPED = "verwisseld"
    REWRITTEN = "herschreven"
    EARLY = "te vroeg verwijderd"
    ANCHOR = "verankering"


@dataclass(frozen=True)
class Suspect:
    """An entry that does not fit, or stands at the end of its chain. `place` counts the entries as they lie."""

    place: int
    seq: int
    id: int
    at: datetime
    hash: bytes
    prev_hash: bytes
    before_seq: int
    is_own: bool
    is_linked: bool


@dataclass(frozen=True)
class Head:
    """Where a chain ends, and after which entry it begins (`base`: the last one removed after its term)."""

    chain: int
    seq: int
    hash: bytes
    base_seq: int = 0
    base_hash: bytes = b""
    base_at: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """One fault: the numbers it touches, and a Dutch sentence that names the entries."""

    fault: Fault
    seqs: tuple[int, ...]
    text: str
    ids: tuple[int, ...] = ()
    at: datetime | None = None

    @property
    def touched(self) -> Iterable[int]:
        """Every number that this explains; of deleted entries only the first and last are in `seqs`."""
        return range(self.seqs[0], self.seqs[-1] + 1) if self.fault is Fault.DELETED else self.seqs


def faults(suspects: list[Suspect], head: Head, swapped: Iterable[tuple[int, int]] = ()) -> list[Finding]:
    """Everything wrong with one chain, in the order of its numbers; `swapped` are pairs of ids."""
    if not suspects:
        missing = head.seq > head.base_seq
        return [_deleted(head.base_seq + 1, head.seq, tail=True)] if missing else []
    pairs = list(swapped)
    explained = {entry_id for pair in pairs for entry_id in pair}
    inserted = _inserted(suspects, head)
    found = [*_swaps(suspects, pairs), *inserted]
    explained |= {entry_id for finding in inserted for entry_id in finding.ids}
    found += _changes([s for s in suspects if not s.is_own and s.id not in explained])
    found += _gaps(suspects, head)
    found += _broken_links(suspects, head, explained)
    return sorted(found, key=lambda finding: (finding.seqs, finding.fault))


def _name(entry: Suspect) -> str:
    return f"regel {entry.seq} (id {entry.id}, {entry.at:%d-%m-%Y %H:%M:%S} UTC)"


def _swaps(suspects: list[Suspect], pairs: list[tuple[int, int]]) -> Iterator[Finding]:
    by_id = {entry.id: entry for entry in suspects}
    for one, other in pairs:
        first, second = sorted((by_id[one], by_id[other]), key=lambda entry: entry.seq)
        text = f"{_name(first)} en {_name(second)} zijn verwisseld."
        yield Finding(Fault.SWAPPED, (first.seq, second.seq), text, (first.id, second.id), first.at)


def _inserted(suspects: list[Suspect], head: Head) -> list[Finding]:
    """Entries beyond the end or before the start of the chain, and doubles of a number."""
    extra = [entry for entry in suspects if not head.base_seq < entry.seq <= head.seq]
    inside = [entry for entry in suspects if head.base_seq < entry.seq <= head.seq]
    for _, same in groupby(inside, key=lambda entry: entry.seq):
        double = list(same)
        if len(double) > 1:
            real = _real_one(double, suspects, head)
            extra += [entry for entry in double if entry is not real]
    return [
        Finding(Fault.INSERTED, (entry.seq,), f"{_name(entry)} is toegevoegd buiten het log om.", (entry.id,), entry.at)
        for entry in extra
    ]


def _real_one(double: list[Suspect], suspects: list[Suspect], head: Head) -> Suspect:
    """Of entries with the same number the one that the next entry, or the end of the chain, refers to."""
    last = double[-1]
    after = next((entry for entry in suspects if entry.place == last.place + 1), None)
    if last.seq == head.seq:
        referred_to = head.hash
    elif after is None:
        referred_to = last.hash
    else:
        referred_to = after.prev_hash
    return next((entry for entry in double if entry.hash == referred_to and entry.is_own), double[0])


def _changes(changed: list[Suspect]) -> Iterator[Finding]:
    """One finding for each run of changed entries that lie side by side."""
    runs: list[list[Suspect]] = []
    for entry in changed:
        if runs and runs[-1][-1].place + 1 == entry.place:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    for run in runs:
        text = f"{_name(run[0])} is gewijzigd."
        if len(run) > 1:
            text = f"{_name(run[0])} tot en met {_name(run[-1])}: {len(run)} regels zijn gewijzigd."
        seqs, ids = tuple(entry.seq for entry in run), tuple(entry.id for entry in run)
        yield Finding(Fault.CHANGED, seqs, text, ids, run[0].at)


def _gaps(suspects: list[Suspect], head: Head) -> Iterator[Finding]:
    for entry in suspects:
        first = max(entry.before_seq, head.base_seq) + 1
        if first < entry.seq <= head.seq:
            yield _deleted(first, entry.seq - 1)
    if suspects[-1].seq < head.seq:
        yield _deleted(max(suspects[-1].seq, head.base_seq) + 1, head.seq, tail=True)


def _deleted(first: int, last: int, *, tail: bool = False) -> Finding:
    where = " aan het eind" if tail else ""
    if first == last:
        return Finding(Fault.DELETED, (first,), f"regel {first}{where} is verwijderd.")
    count = last - first + 1
    return Finding(Fault.DELETED, (first, last), f"regels {first} tot en met {last}{where} ({count}) zijn verwijderd.")


def _broken_links(suspects: list[Suspect], head: Head, explained: set[int]) -> Iterator[Finding]:
    """Entries that fit themselves and yet not each other: one of them was written anew."""
    places = {entry.place: entry for entry in suspects}
    for entry in suspects:
        before = places.get(entry.place - 1)
        if entry.is_linked or not _is_sound(entry, explained) or entry.seq != entry.before_seq + 1:
            continue
        if before and not _is_sound(before, explained):
            continue
        # Who carries the chain on is the real one; then the entry before it was replaced.
        is_real = _carries_on(entry, places.get(entry.place + 1), head) and entry.seq > head.base_seq + 1
        yield _rewritten(entry.seq - 1 if is_real else entry.seq)
    for end in suspects:
        if end.seq == head.seq and end.hash != head.hash and end.is_linked and _is_sound(end, explained):
            yield _rewritten(end.seq)


def _is_sound(entry: Suspect, explained: set[int]) -> bool:
    return entry.is_own and entry.id not in explained


def _carries_on(entry: Suspect, after: Suspect | None, head: Head) -> bool:
    if entry.seq == head.seq:
        return entry.hash == head.hash
    return after is None or after.prev_hash == entry.hash


def _rewritten(seq: int) -> Finding:
    return Finding(
        Fault.REWRITTEN, (seq,), f"regel {seq} is herschreven: de regels erna of het eind passen er niet bij."
    )
