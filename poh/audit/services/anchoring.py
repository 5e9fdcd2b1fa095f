"""Copy the heads of the chains, signed, to a folder outside the database."""

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from poh.audit.rules.anchors import Anchored, anchor_line, parse_line, read_lines
from poh.audit.rules.chain import Finding
from poh.audit.selectors.chains import chain_heads


def anchor_files() -> list[Path]:
    """The anchor files, one a month, oldest first."""
    return sorted(settings.AUDIT_ANCHOR_DIR.glob("????-??.jsonl"))


def anchor_log(*, at: datetime) -> Path | None:
    """Add the heads that moved since the last anchor to the file of this month; None when nothing moved.

    The first line of a month holds all heads, so that one file is enough to check with.
    """
    folder = settings.AUDIT_ANCHOR_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / f"{at:%Y-%m}.jsonl"
        anchors, before = _read_back(path)
        moved = [head for head in chain_heads() if head.seq and anchors.get(head.chain) != (head.seq, head.hash.hex())]
        if not moved:
            return None
        line = anchor_line(moved, at=at, before=before, key=settings.SECRET_KEY)
        _append(path, line)
    return path


def read_anchors(files: Iterable[Path]) -> tuple[dict[int, list[Anchored]], list[Finding]]:
    """The anchors of each chain, oldest first, and what is wrong with the files."""
    by_chain: dict[int, list[Anchored]] = defaultdict(list)
    findings = []
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for found in read_lines(_lines(files), keys=keys):
        if isinstance(found, Finding):
            findings.append(found)
        else:
            by_chain[found.chain].append(found)
    return by_chain, findings


def _append(path: Path, line: str) -> None:
    """One whole line on the disk, readable by this user alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with open(descriptor, "w") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(descriptor)


def _lines(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in files:
        with path.open() as file:
            for number, line in enumerate(file, start=1):
                yield f"{path.name}:{number}", line


def _read_back(path: Path) -> tuple[dict[int, tuple[int, str]], str]:
    """The heads that the file of this month holds already, and the signature of the newest line of all files."""
    anchors, before = {}, ""
    for file in anchor_files()[-2:]:
        for _, line in _lines([file]):
            if parsed := parse_line(line):
                _, before, heads = parsed
                if file == path:
                    anchors |= {anchor.chain: (anchor.seq, anchor.hash) for anchor in heads}
    return anchors, before
