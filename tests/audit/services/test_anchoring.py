import json
import os
import stat
from datetime import UTC, datetime

import pytest

from poh.audit.services.anchoring import anchor_files, anchor_log, read_anchors
from tests.factories.audit import log_entry

OCTOBER = datetime(2026, 10, 31, 23, 45, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 0, 15, tzinfo=UTC)


def _lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def file(chain, practice, poh):
    """Three anchors in one file, of a chain that grew between them."""
    anchor_log(at=NOVEMBER)
    log_entry(practice, poh)
    anchor_log(at=LATER)
    log_entry(practice, poh)
    return anchor_log(at=datetime(2026, 11, 1, 0, 30, tzinfo=UTC))


def test_anchor_holds_the_heads_and_is_private(chain, practice, anchor_folder):
    path = anchor_log(at=NOVEMBER)
    assert path == anchor_folder / "2026-11.jsonl"
    [line] = _lines(path)
    assert line["heads"] == [[practice.pk, 8, bytes(chain[7].hash).hex(), 0]]
    assert line["at"] == "2026-11-01T00:00:00+00:00"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_anchor_adds_only_chains_that_moved(chain, practice, other_practice, poh, stranger):
    log_entry(other_practice, stranger)
    anchor_log(at=NOVEMBER)
    log_entry(other_practice, stranger)
    path = anchor_log(at=LATER)
    assert [[head[:2] for head in line["heads"]] for line in _lines(path)] == [
        [[practice.pk, 8], [other_practice.pk, 1]],
        [[other_practice.pk, 2]],
    ]


def test_anchor_of_nothing_new_writes_nothing(chain):
    path = anchor_log(at=NOVEMBER)
    assert anchor_log(at=LATER) is None
    assert len(_lines(path)) == 1


def test_first_anchor_of_a_month_holds_all_heads_and_follows_the_month_before(chain, practice):
    before = _lines(anchor_log(at=OCTOBER))[0]
    [line] = _lines(anchor_log(at=NOVEMBER))
    assert [head[0] for head in line["heads"]] == [practice.pk]
    assert line["before"] == before["mac"]
    by_chain, findings = read_anchors(anchor_files())
    assert (len(by_chain[practice.pk]), findings) == (2, [])


def _rewrite(path, change):
    lines = path.read_text().splitlines()
    path.write_text("".join(f"{line}\n" for line in change(lines)))


CHANGES = {
    "changed": (lambda lines: [lines[0], lines[1].replace(", 9, ", ", 8, "), lines[2]], ["2 is gewijzigd"]),
    "removed": (lambda lines: [lines[0], lines[2]], ["2 sluit niet aan op de regel ervoor"]),
    "swapped": (lambda lines: [lines[1], lines[0], lines[2]], ["2 sluit niet aan op de regel ervoor"]),
    "torn": (lambda lines: [*lines, lines[0][:40]], ["4 is onleesbaar"]),
    "added": (lambda lines: [*lines, lines[2].replace('"at": "2026-11', '"at": "2026-12')], ["4 is gewijzigd"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_file_that_was_changed_is_found(file, name):
    change, expected = CHANGES[name]
    _rewrite(file, change)
    _, findings = read_anchors([file])
    texts = [finding.text for finding in findings]
    assert texts[: len(expected)] == [f"verankering 2026-11.jsonl:{text}." for text in expected]


def test_anchor_after_a_torn_line_goes_on_from_the_last_whole_one(file, practice, poh):
    with file.open("a") as torn:
        torn.write('{"at": "2026\n')
    log_entry(practice, poh)
    anchor_log(at=datetime(2026, 11, 1, 0, 45, tzinfo=UTC))
    _, findings = read_anchors([file])
    assert [finding.text for finding in findings] == ["verankering 2026-11.jsonl:4 is onleesbaar."]


def test_anchor_of_an_older_key_stays_valid(file, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    _, findings = read_anchors([file])
    assert findings == []
