from datetime import UTC, datetime

import pytest
from django.utils import timezone

from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from poh.audit.services.partitions import TermTooShort, expire_entries, make_partitions
from poh.audit.services.verification import verify_log
from tests.factories.audit import log_entry


def _partitions(app_sql):
    return [
        name
        for (name,) in app_sql(
            "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            " WHERE inhparent = 'audit_accesslog'::regclass ORDER BY relname"
        )
    ]


@pytest.fixture
def as_owner(db):
    """Run what follows as the owner of the tables, like the command does."""
    from django.db import connection

    from tests.conftest import APP, OWNER, _log_in_as

    _log_in_as(OWNER)
    yield
    _log_in_as(APP)
    assert connection.settings_dict["USER"] == APP["USER"]


@pytest.fixture
def aged(practice, poh, owner_sql):
    """Three lines in each of July, August and September 2020, written at that time; the months exist."""
    owner_sql("SELECT audit_make_partitions('2020-07-01', 3)")
    for month in (7, 8, 9):
        owner_sql(f"ALTER TABLE audit_accesslog ALTER at SET DEFAULT '2020-0{month}-15'")
        for number in range(3):
            log_entry(practice, poh, patients=[month * 10 + number])
    yield practice
    owner_sql("ALTER TABLE audit_accesslog ALTER at SET DEFAULT clock_timestamp()")
    owner_sql("DROP TABLE IF EXISTS audit_accesslog_y2020m07, audit_accesslog_y2020m08, audit_accesslog_y2020m09")


def _kept(practice):
    with practice_scope(practice):
        return list(AccessLog.objects.for_practice(practice).order_by("seq").values_list("seq", flat=True))


def test_months_ahead_exist_and_are_made_once(db, app_sql):
    now = timezone.now()
    month = f"audit_accesslog_y{now:%Y}m{now:%m}"
    assert make_partitions() == []
    partitions = _partitions(app_sql)
    assert partitions[0] == "audit_accesslog_rest"
    assert month in partitions
    assert len(partitions) == 15


def test_entry_lies_in_the_partition_of_its_month(practice, poh, app_sql, owner_sql):
    entry = log_entry(practice, poh)
    with practice_scope(practice):
        [(name,)] = app_sql("SELECT tableoid::regclass::text FROM audit_accesslog WHERE id = %s", entry.pk)
    assert name == f"audit_accesslog_y{entry.at:%Y}m{entry.at:%m}"


@pytest.mark.django_db(transaction=True)
def test_missing_month_is_made_with_everything_that_guards_it(app_sql, owner_sql):
    owner_sql("SELECT audit_make_partitions('2031-02-01', 1)")
    guards = app_sql(
        "SELECT c.relrowsecurity, c.relforcerowsecurity,"
        " (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid),"
        " (SELECT count(*) FROM pg_index WHERE indrelid = c.oid),"
        " (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c'),"
        " has_table_privilege('poh_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')"
        " FROM pg_class c WHERE relname = 'audit_accesslog_y2031m02'"
    )
    owner_sql("DROP TABLE audit_accesslog_y2031m02")
    assert guards == [(True, True, 2, 6, 10, False)]


@pytest.mark.django_db(transaction=True)
def test_missing_month_ahead_is_made_by_the_application(app_sql, owner_sql):
    month = _partitions(app_sql)[-1]
    owner_sql(f"DROP TABLE {month}")
    assert make_partitions() == [month]


@pytest.mark.django_db(transaction=True)
def test_month_of_which_the_rest_holds_entries_is_left_there(practice, poh, owner_sql, app_sql):
    owner_sql("ALTER TABLE audit_accesslog ALTER at SET DEFAULT '2019-05-05'")
    log_entry(practice, poh)
    owner_sql("ALTER TABLE audit_accesslog ALTER at SET DEFAULT clock_timestamp()")
    assert owner_sql("SELECT * FROM audit_make_partitions('2019-04-01', 2)") == [("audit_accesslog_y2019m04",)]
    owner_sql("DROP TABLE audit_accesslog_y2019m04")
    with practice_scope(practice):
        assert app_sql("SELECT tableoid::regclass::text FROM audit_accesslog") == [("audit_accesslog_rest",)]


@pytest.mark.django_db(transaction=True)
def test_nothing_expires_before_five_years(aged, as_owner, app_sql):
    expiry = expire_entries(at=datetime(2025, 7, 31, 23, 59, 59, tzinfo=UTC), years=5)
    assert (expiry.removed, expiry.left) == ([], [])
    assert "audit_accesslog_y2020m07" in _partitions(app_sql)


@pytest.mark.django_db(transaction=True)
def test_term_shorter_than_the_law_is_refused(db):
    with pytest.raises(TermTooShort):
        expire_entries(at=timezone.now(), years=4)


@pytest.mark.django_db(transaction=True)
def test_expired_months_go_and_the_chain_begins_after_them(aged, as_owner, app_sql):
    expiry = expire_entries(at=datetime(2025, 9, 1, tzinfo=UTC), years=5)
    assert (expiry.removed, expiry.left) == (["audit_accesslog_y2020m07", "audit_accesslog_y2020m08"], [])
    assert _kept(aged) == [7, 8, 9]
    report = verify_log(at=datetime(2025, 9, 2, tzinfo=UTC))
    assert [(row.chain, row.entries, row.findings) for row in report.chains] == [(0, 1, []), (aged.pk, 3, [])]
    assert app_sql("SELECT base_seq FROM audit_chains() WHERE chain = %s", aged.pk) == [(6,)]


@pytest.mark.django_db(transaction=True)
def test_expired_months_can_be_kept_apart(aged, as_owner, owner_sql):
    expire_entries(at=datetime(2025, 8, 1, tzinfo=UTC), years=5, keep_detached=True)
    assert owner_sql(
        "SELECT relispartition, has_table_privilege('poh_app', oid, 'SELECT') FROM pg_class"
        " WHERE relname = 'audit_accesslog_y2020m07'"
    ) == [(False, False)]


@pytest.mark.django_db(transaction=True)
def test_month_with_a_later_number_than_the_next_stays(aged, as_owner, owner_sql):
    owner_sql(
        "ALTER TABLE audit_accesslog DISABLE TRIGGER USER;"
        "UPDATE audit_accesslog SET seq = 13 - seq WHERE seq IN (6, 7);"
        "ALTER TABLE audit_accesslog ENABLE TRIGGER USER"
    )
    expiry = expire_entries(at=datetime(2025, 9, 1, tzinfo=UTC), years=5)
    assert (expiry.removed, expiry.left) == (["audit_accesslog_y2020m07"], ["audit_accesslog_y2020m08"])
    assert expire_entries(at=datetime(2025, 10, 1, tzinfo=UTC), years=5).removed == [
        "audit_accesslog_y2020m08",
        "audit_accesslog_y2020m09",
    ]
