"""Somebody with the rights of the owner tampers with the log; the verification finds it and names it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog, ChainCheck
from poh.audit.rules.chain import Fault
from poh.audit.selectors.chains import suspects
from poh.audit.services.anchoring import anchor_log
from poh.audit.services.verification import check_log, verify_log
from tests.factories.audit import log_entry

pytestmark = pytest.mark.django_db(transaction=True)

RESEAL = """
UPDATE audit_accesslog l SET hash = audit_fingerprint(l, l.seq, l.prev_hash)
WHERE l.practice_id = %(practice)s AND l.seq = %(seq)s;
"""
RESEAL_FROM = """
DO $$ DECLARE entry audit_accesslog; before bytea; BEGIN
    SELECT prev_hash INTO before FROM audit_accesslog WHERE practice_id = %(practice)s AND seq = %(seq)s;
    FOR entry IN SELECT * FROM audit_accesslog WHERE practice_id = %(practice)s AND seq >= %(seq)s ORDER BY seq LOOP
        UPDATE audit_accesslog l SET prev_hash = before WHERE l.id = entry.id;
        UPDATE audit_accesslog l SET hash = audit_fingerprint(l, l.seq, l.prev_hash) WHERE l.id = entry.id
            RETURNING hash INTO before;
    END LOOP;
END $$;
"""
FORGE_HEAD = """
UPDATE audit_chainhead h SET seq = l.seq, hash = l.hash FROM audit_accesslog l
WHERE h.chain = %(practice)s AND l.practice_id = h.chain
AND l.seq = (SELECT max(seq) FROM audit_accesslog WHERE practice_id = %(practice)s);
"""
COPY_ROW = "CREATE TEMP TABLE copied AS SELECT * FROM audit_accesslog WHERE id = %(id)s;"


@pytest.fixture
def forge(practice, owner_sql):
    """Run SQL as the owner without the triggers; `%(practice)s` and the given names may stand in it."""

    def run(sql: str, **names: object) -> None:
        owner_sql(
            f"ALTER TABLE audit_accesslog DISABLE TRIGGER USER; {sql} ALTER TABLE audit_accesslog ENABLE TRIGGER USER",
            {"practice": practice.pk, **names},
        )

    return run


@pytest.fixture
def restore(owner_sql, forge):
    """Keep the log and its heads as they are now; gives a function that puts them back."""
    drop = "DROP TABLE IF EXISTS kept, kept_head"

    def keep():
        owner_sql(f"{drop}; CREATE TABLE kept AS SELECT * FROM audit_accesslog")
        owner_sql("CREATE TABLE kept_head AS SELECT * FROM audit_chainhead")

    def put_back():
        forge(
            "DELETE FROM audit_accesslog; INSERT INTO audit_accesslog SELECT * FROM kept;"
            " DELETE FROM audit_chainhead; INSERT INTO audit_chainhead SELECT * FROM kept_head;"
        )

    put_back.keep = keep
    yield put_back
    owner_sql(drop)


def _findings(practice):
    report = verify_log(at=timezone.now())
    others = [finding for chain in report.chains if chain.chain != practice.pk for finding in chain.findings]
    assert (others, report.anchor_findings) == ([], [])
    [own] = [chain for chain in report.chains if chain.chain == practice.pk]
    return [(finding.fault, finding.seqs) for finding in own.findings], own.findings


def test_whole_log_is_whole(chain, practice, other_practice, stranger):
    log_entry(other_practice, stranger)
    report = verify_log(at=timezone.now())
    assert report.is_whole
    assert [(row.chain, row.name, row.entries) for row in report.chains] == [
        (0, "buiten een praktijk", 0),
        (practice.pk, practice.name, 8),
        (other_practice.pk, other_practice.name, 1),
    ]


COLUMNS = [
    ("practice_agb", "'09999999'"), ("at", "at + interval '1 second'"), ("event_code", "'110111'"),
    ("event_type", "'patient.listed'"), ("action", "'U'"), ("outcome", "4"), ("checks", "'x'"), ("user_id", "999"),
    ("user_name", "'Een Ander'"), ("user_role", "'huisarts'"), ("responsible_ref", "'x'"),
    ("responsible_name", "'x'"), ("responsible_role", "'x'"), ("access_type", "5"), ("ip", "'192.0.2.9'"),
    ("session_hash", "'x'"), ("request_id", "gen_random_uuid()"), ("object_id_type", "'x'"), ("object_class", "'x'"),
    ("object_id", "'x'"), ("patient_ids", "'{99}'"), ("detail", "'{\"fields\": [\"x\"]}'"), ("auth_protocol", "'x'"),
    ("relation_basis", "''"), ("consent_profile", "'x'"), ("sensitivity", "'x'"), ("query", "'x'"),
    ("query_hash", "'x'"), ("reason", "'x'"), ("source", "'x'"), ("source_type", "5"), ("chain_version", "2"),
    ("is_requestor", "false, responsible_ref = 'x'"), ("id", "id + 1000"),
]  # fmt: skip


@pytest.mark.parametrize("place", [1, 5, 8])
def test_changed_field_is_found_and_named(chain, practice, forge, place):
    forge(f"UPDATE audit_accesslog SET reason = 'x' WHERE practice_id = %(practice)s AND seq = {place};")
    found, [finding] = _findings(practice)
    entry = chain[place - 1]
    assert (found, finding.ids) == ([(Fault.CHANGED, (place,))], (entry.pk,))
    assert finding.text == f"regel {place} (id {entry.pk}, {entry.at:%d-%m-%Y %H:%M:%S} UTC) is gewijzigd."


def test_changed_field_is_found_whatever_the_field(chain, practice, forge, restore):
    restore.keep()
    unseen = []
    for column, value in COLUMNS:
        forge(f"UPDATE audit_accesslog SET {column} = {value} WHERE practice_id = %(practice)s AND seq = 5;")
        if [(row.seq, row.is_own) for row in suspects(practice.pk)] != [(5, False), (8, True)]:
            unseen.append(column)
        restore()
    assert unseen == []
    assert {column for column, _ in COLUMNS} | {"practice_id", "seq", "prev_hash", "hash"} == {
        field.column for field in AccessLog._meta.fields
    }


def test_changed_practice_is_missing_in_one_chain_and_extra_in_the_other(chain, practice, other_practice, forge):
    forge(
        "UPDATE audit_accesslog SET practice_id = %(other)s WHERE id = %(id)s;", other=other_practice.pk, id=chain[3].pk
    )
    report = verify_log(at=timezone.now())
    found = {row.chain: [(f.fault, f.seqs) for f in row.findings] for row in report.chains if row.findings}
    assert found == {practice.pk: [(Fault.DELETED, (4,))], other_practice.pk: [(Fault.INSERTED, (4,))]}


@pytest.mark.parametrize(("first", "last"), [(1, 1), (4, 4), (8, 8), (3, 5), (6, 8), (1, 8)])
def test_deleted_entries_are_found(chain, practice, forge, first, last):
    forge(f"DELETE FROM audit_accesslog WHERE practice_id = %(practice)s AND seq BETWEEN {first} AND {last};")
    expected = (first,) if first == last else (first, last)
    assert _findings(practice)[0] == [(Fault.DELETED, expected)]


def test_deleted_entry_whose_number_is_closed_up_is_found(chain, practice, forge):
    forge("DELETE FROM audit_accesslog WHERE id = %(id)s;", id=chain[3].pk)
    forge("UPDATE audit_accesslog SET seq = seq - 1 WHERE practice_id = %(practice)s AND seq > 4;")
    assert _findings(practice)[0] == [(Fault.CHANGED, (4, 5, 6, 7)), (Fault.DELETED, (8,))]


@pytest.mark.parametrize("resealed", [False, True])
def test_inserted_entry_with_a_number_that_exists_is_found(chain, practice, forge, resealed):
    forge(
        COPY_ROW
        + "UPDATE copied SET id = id + 1000, patient_ids = '{77}';"
        + "INSERT INTO audit_accesslog SELECT * FROM copied; DROP TABLE copied;"
        + (
            "UPDATE audit_accesslog l SET hash = audit_fingerprint(l, l.seq, l.prev_hash) WHERE id = %(id)s + 1000;"
            if resealed
            else ""
        ),
        id=chain[4].pk,
    )
    found, [finding] = _findings(practice)
    assert (found, finding.ids) == ([(Fault.INSERTED, (5,))], (chain[4].pk + 1000,))


def test_inserted_entry_before_the_real_one_is_found(chain, practice, forge):
    forge(
        COPY_ROW
        + "UPDATE copied SET id = -1, patient_ids = '{77}'; INSERT INTO audit_accesslog SELECT * FROM copied;"
        + "DROP TABLE copied;"
        + "UPDATE audit_accesslog l SET hash = audit_fingerprint(l, l.seq, l.prev_hash) WHERE id = -1;",
        id=chain[7].pk,
    )
    found, [finding] = _findings(practice)
    assert (found, finding.ids) == ([(Fault.INSERTED, (8,))], (-1,))


def test_inserted_entry_between_numbers_moved_up_is_found(chain, practice, forge):
    forge(
        COPY_ROW
        + "UPDATE audit_accesslog SET seq = seq + 1 WHERE practice_id = %(practice)s AND seq >= 6;"
        + "UPDATE copied SET id = id + 1000, seq = 6; INSERT INTO audit_accesslog SELECT * FROM copied;"
        + "DROP TABLE copied;",
        id=chain[2].pk,
    )
    assert _findings(practice)[0] == [(Fault.CHANGED, (6, 7, 8)), (Fault.INSERTED, (9,))]


def test_entry_appended_past_the_end_is_found(chain, practice, forge):
    forge(
        COPY_ROW
        + "UPDATE copied SET id = id + 1000, seq = 9, prev_hash = hash;"
        + "INSERT INTO audit_accesslog SELECT * FROM copied; DROP TABLE copied;"
        + RESEAL,
        id=chain[7].pk,
        seq=9,
    )
    assert _findings(practice)[0] == [(Fault.INSERTED, (9,))]


SWAPS = {
    "number": "seq",
    "number_and_previous": "seq, prev_hash",
    "whole_place": "seq, prev_hash, hash",
    "fingerprint": "seq, hash",
}


@pytest.mark.parametrize("columns", SWAPS.values(), ids=SWAPS)
@pytest.mark.parametrize(("one", "other"), [(2, 3), (1, 8), (3, 6)])
def test_swapped_entries_are_found(chain, practice, forge, columns, one, other):
    values = ", ".join(f"b.{name}" for name in columns.split(", "))
    forge(
        f"UPDATE audit_accesslog a SET ({columns}) = ROW({values}) FROM audit_accesslog b"
        f" WHERE a.practice_id = %(practice)s AND b.practice_id = %(practice)s"
        f" AND (a.seq, b.seq) IN (({one}, {other}), ({other}, {one}));"
    )
    found, [finding] = _findings(practice)
    assert found == [(Fault.SWAPPED, (one, other))]
    assert set(finding.ids) == {chain[one - 1].pk, chain[other - 1].pk}


def test_entry_written_anew_with_a_fitting_fingerprint_is_found(chain, practice, forge):
    forge("UPDATE audit_accesslog SET patient_ids = '{77}' WHERE id = %(id)s;" + RESEAL, id=chain[4].pk, seq=5)
    assert _findings(practice)[0] == [(Fault.REWRITTEN, (5,))]


def test_last_entry_written_anew_is_found(chain, practice, forge):
    forge("UPDATE audit_accesslog SET patient_ids = '{77}' WHERE id = %(id)s;" + RESEAL, id=chain[7].pk, seq=8)
    assert _findings(practice)[0] == [(Fault.REWRITTEN, (8,))]


def test_rest_written_anew_without_the_head_is_found(chain, practice, forge):
    forge("UPDATE audit_accesslog SET patient_ids = '{77}' WHERE id = %(id)s;" + RESEAL_FROM, id=chain[4].pk, seq=5)
    assert _findings(practice)[0] == [(Fault.REWRITTEN, (8,))]


def test_rest_and_head_written_anew_are_found_by_the_anchor(chain, practice, poh, forge):
    forged = "UPDATE audit_accesslog SET patient_ids = '{77}' WHERE id = %(id)s;" + RESEAL_FROM + FORGE_HEAD
    anchor_log(at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    log_entry(practice, poh)
    anchor_log(at=datetime(2026, 11, 25, 10, 15, tzinfo=UTC))
    forge(forged, id=chain[4].pk, seq=5)
    found, [finding] = _findings(practice)
    assert found == [(Fault.ANCHOR, (8,))]
    assert "verankerd op 25-11-2026 10:00:00 UTC, is anders" in finding.text


def test_tail_and_head_cut_off_are_found_by_the_anchor(chain, practice, poh, forge):
    anchor_log(at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    log_entry(practice, poh)
    anchor_log(at=datetime(2026, 11, 25, 10, 15, tzinfo=UTC))
    forge("DELETE FROM audit_accesslog WHERE practice_id = %(practice)s AND seq > 8;" + FORGE_HEAD)
    found, [finding] = _findings(practice)
    assert found == [(Fault.ANCHOR, (9,))]
    assert finding.text.endswith(
        "ontbreekt: het log is daar ingekort of herschreven. Tot en met regel 8 klopt het log met de verankering."
    )


def test_whole_chain_and_head_removed_are_found_by_the_anchor(chain, practice, forge):
    anchor_log(at=timezone.now())
    forge("DELETE FROM audit_accesslog; DELETE FROM audit_chainhead;")
    assert _findings(practice)[0] == [(Fault.ANCHOR, (8,))]


def test_start_moved_past_young_entries_is_found(chain, practice, forge):
    forge(
        "UPDATE audit_chainhead h SET base_seq = l.seq, base_hash = l.hash, base_at = l.at FROM audit_accesslog l"
        " WHERE l.id = %(id)s AND h.chain = %(practice)s;"
        " DELETE FROM audit_accesslog WHERE practice_id = %(practice)s AND seq <= 3;",
        id=chain[2].pk,
    )
    assert _findings(practice)[0] == [(Fault.EARLY, (3,))]


def test_two_faults_are_both_named(chain, practice, forge):
    forge(
        "UPDATE audit_accesslog SET reason = 'x' WHERE practice_id = %(practice)s AND seq = 2;"
        "DELETE FROM audit_accesslog WHERE practice_id = %(practice)s AND seq = 6;"
    )
    assert _findings(practice)[0] == [(Fault.CHANGED, (2,)), (Fault.DELETED, (6,))]


def test_only_the_asked_practice_is_verified(chain, practice, other_practice, stranger, forge):
    log_entry(other_practice, stranger)
    forge("UPDATE audit_accesslog SET reason = 'x' WHERE practice_id = %(practice)s;")
    assert [row.chain for row in verify_log(at=timezone.now(), practice=other_practice).chains] == [other_practice.pk]
    assert verify_log(at=timezone.now(), practice=other_practice).is_whole
    assert not verify_log(at=timezone.now(), practice=practice).is_whole


ATTACKS = {
    "change": (
        "UPDATE audit_accesslog SET user_name = 'Iemand' WHERE practice_id = %(practice)s AND seq = %(at)s;",
        lambda at: [(Fault.CHANGED, (at,))],
    ),
    "delete": (
        "DELETE FROM audit_accesslog WHERE practice_id = %(practice)s AND seq = %(at)s;",
        lambda at: [(Fault.DELETED, (at,))],
    ),
    "swap": (
        "UPDATE audit_accesslog SET seq = %(at)s + %(next)s - seq WHERE seq IN (%(at)s, %(next)s);",
        lambda at: [(Fault.SWAPPED, (at, at + 1))],
    ),
    "insert": (
        COPY_ROW.replace("id = %(id)s", "practice_id = %(practice)s AND seq = %(at)s")
        + "UPDATE copied SET id = -5; INSERT INTO audit_accesslog SELECT * FROM copied; DROP TABLE copied;",
        lambda at: [(Fault.INSERTED, (at,))],
    ),
    "cut": (
        "DELETE FROM audit_accesslog WHERE practice_id = %(practice)s AND seq >= %(at)s;" + FORGE_HEAD,
        # Of an empty chain the head cannot be made to fit.
        lambda at: [(Fault.ANCHOR, (20,))] if at > 1 else [(Fault.DELETED, (1, 20))],
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_is_found_wherever_it_falls(practice, poh, forge, restore, attack):
    """Twenty lines, and every place: each attack is found, and at the right place."""
    for number in range(20):
        log_entry(practice, poh, patients=[number])
    anchor_log(at=timezone.now())
    restore.keep()
    sql, expected = ATTACKS[attack]
    for place in range(1, 20):
        forge(sql, at=place, next=place + 1)
        assert _findings(practice)[0] == expected(place)
        restore()


def test_check_keeps_the_outcome_for_each_practice(chain, practice, other_practice, stranger, forge):
    log_entry(other_practice, stranger)
    forge("UPDATE audit_accesslog SET reason = 'x' WHERE id = %(id)s;", id=chain[2].pk)
    now = timezone.now()
    assert not check_log(at=now).is_whole
    with practice_scope(practice):
        [check] = ChainCheck.objects.for_practice(practice)
        assert (check.checked_at, check.entries, check.is_whole) == (now, 8, False)
        assert check.findings[0].startswith(f"regel 3 (id {chain[2].pk}, ")
    with practice_scope(other_practice):
        [check] = ChainCheck.objects.for_practice(other_practice)
        assert (check.entries, check.is_whole) == (1, True)


def test_check_is_itself_logged(db, app_sql):
    check_log(at=timezone.now())
    assert app_sql("SELECT chain, seq FROM audit_chains()") == [(0, 1)]


def test_moment_comes_from_the_database(practice, poh):
    before = timezone.now() - timedelta(seconds=5)
    entry = log_entry(practice, poh)
    assert before < entry.at < timezone.now() + timedelta(seconds=5)
    with practice_scope(practice):
        assert AccessLog.objects.for_practice(practice).count() == 1
