"""The walls between practices in the database itself, and the five leaks that such walls are known to have."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from psycopg2 import sql

from patients.models import Patient
from poh import env
from poh.accounts.models import Membership, Practice, PracticeModel
from poh.accounts.scope import practice_scope
from tests.catalog import PLANTED_FAULTS, PLANTED_FINDINGS, findings
from tests.factories.accounts import MembershipFactory, PracticeFactory
from tests.factories.patients import PatientFactory
from tests.furnish import furnish

# Tables of ours that belong to no practice, and why.
OF_NO_PRACTICE = {
    "accounts_user": "a person can work in several practices",
    "accounts_userevent": "history of a person",
    "accounts_practice": "the practices themselves: name, AGB code, address",
    "accounts_practiceevent": "history of a practice",
    "accounts_user_groups": "made by Django, not used",
    "accounts_user_user_permissions": "made by Django, not used",
    "audit_chainhead": "last number and fingerprint of each chain; the application cannot reach it",
    "patients_determination": "the catalogue of determinations",
    "protocols_protocol": "the list of programmes",
}
# Tables from which the application may delete.
DELETABLE = {
    "accounts_idempotencykey": "forgotten after a day",
}
# Functions that run as the owner of the tables: each was read for what it lets out.
FUNCTIONS_OF_THE_OWNER = {
    "audit_make_coming_partitions": "makes the coming months of the log; takes nothing, shows names of partitions",
    "audit_chains": "number and fingerprint of the last entry of each chain, for the check of the log",
    "audit_verify": "number, moment and fingerprint of entries that do not fit, for the check of the log",
    "audit_swapped": "numbers of two entries that changed places, for the check of the log",
    "audit_hashes_at": "fingerprints at given numbers, for the check of the log",
    "audit_entries_of_patient": "entries of the practice of this transaction only, by an index that policies would bar",
    "audit_logins_of_staff": "log-ins of people who work or worked in the practice of this transaction",
    "patients_keep_latest_measurement": "trigger: keeps the latest value; no way to call it otherwise",
}
# The owner is bound like the application, but for these.
OWNER_SEES = {"audit_accesslog": "the owner keeps and checks the chain of all practices"}

# Tables with rows of all practices beside those of one: these have no practice, and hold nothing of one.
SHARED = {"protocols_protocolversion": "versions that come with POH", "protocols_protocolversionevent": "their history"}

COUNT = "SELECT count(*) FROM {} WHERE practice_id IS NOT NULL"


def _run(query, parameters=None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def _walled_tables() -> list[str]:
    return [
        name
        for (name,) in _run(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice_id'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " ORDER BY 1"
        )
    ]


def _counts() -> dict[str, int]:
    return {name: _run(sql.SQL(COUNT).format(sql.Identifier(name)))[0][0] for name in _walled_tables()}


def _practices_seen(table: str) -> set[int]:
    seen = {row[0] for row in _run(sql.SQL("SELECT DISTINCT practice_id FROM {}").format(sql.Identifier(table)))}
    return seen - {None} if table in SHARED else seen


def _practice_fields() -> list[tuple[type[PracticeModel], str]]:
    """Fields of rows of a practice that point at rows of a practice."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, PracticeModel)
        for field in model._meta.fields
        if field.is_relation and issubclass(field.related_model, PracticeModel)
    ]


@pytest.fixture
def both(practice, other_practice, client_of, poh, stranger):
    """Two practices with a row of every kind in each, the access log included."""
    rows = {home.pk: furnish(home) for home in (practice, other_practice)}
    for user, home in ((poh, practice), (stranger, other_practice)):
        client_of(user).get(f"/patienten/{rows[home.pk]['patient'].uuid}/")
    return rows


# The catalogue


def test_catalogue_breaks_no_rule(db):
    assert findings(_run) == {}


def test_catalogue_rules_find_planted_faults(django_db_setup, owner_sql, django_db_blocker):
    with django_db_blocker.unblock():
        login = env.database(url=settings.SERVERS.owner_url) | {"NAME": connection.settings_dict["NAME"]}
    owner = psycopg2.connect(
        dbname=login["NAME"], user=login["USER"], password=login["PASSWORD"], host=login["HOST"], port=login["PORT"]
    )
    try:
        with owner.cursor() as cursor:
            cursor.execute(PLANTED_FAULTS)

            def run(query, parameters):
                cursor.execute(query, parameters)
                return cursor.fetchall()

            names = {
                rule: [name.removeprefix("scratch.") for name in names]
                for rule, names in findings(run, "scratch").items()
            }
    finally:
        owner.rollback()
        owner.close()
    assert names == PLANTED_FINDINGS


def test_application_role_is_nothing_special(db):
    [flags] = _run(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
        " has_schema_privilege('poh_app', 'public', 'CREATE') FROM pg_roles WHERE rolname = 'poh_app'"
    )
    memberships = _run("SELECT roleid::regrole FROM pg_auth_members WHERE member = 'poh_app'::regrole")
    assert (flags, memberships) == ((False,) * 6, [])
    assert _run("SELECT current_user, session_user") == [("poh_app", "poh_app")]


def test_every_table_of_ours_belongs_to_a_practice_or_says_why_not(db):
    ours = {"accounts", "audit", "patients", "protocols", "exchange", "scheduling", "home", "base"}
    of_none = {
        name
        for (name,) in _run(
            "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'practice_id')"
        )
        if name.split("_")[0] in ours
    }
    assert of_none - set(OF_NO_PRACTICE) == set()


def test_every_field_within_a_practice_has_a_key_that_carries_the_practice(db):
    keys = {
        (table, frozenset(columns))
        for table, columns in _run(
            "SELECT conrelid::regclass::text, array_agg(attname::text) FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) WHERE contype = 'f'"
            " GROUP BY pg_constraint.oid, conrelid"
        )
    }
    loose = [
        f"{model._meta.db_table}.{name}"
        for model, name in _practice_fields()
        if (model._meta.db_table, frozenset({"practice_id", model._meta.get_field(name).column})) not in keys
    ]
    assert loose == []


def test_history_can_only_be_added_to(db):
    changeable = [
        name
        for (name,) in _run(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'pgh_id')"
            " AND has_table_privilege('poh_app', oid, 'UPDATE, DELETE')"
        )
    ]
    assert changeable == []


def test_row_of_a_practice_is_ended_and_not_deleted(db):
    deletable = {
        name
        for (name,) in _run(
            "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice_id'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND has_table_privilege('poh_app', c.oid, 'DELETE')"
        )
    }
    assert deletable == set(DELETABLE)


def test_function_of_the_owner_is_known(db):
    found = {
        name
        for (name,) in _run(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND has_function_privilege('poh_app', oid, 'EXECUTE')"
        )
    }
    assert found == set(FUNCTIONS_OF_THE_OWNER)


# The rows


def test_without_a_scope_no_table_shows_a_row(both):
    assert {name: count for name, count in _counts().items() if count} == {}


@pytest.mark.parametrize("which", [0, 1])
def test_within_a_scope_every_table_shows_its_practice_and_only_that(both, which):
    own = Practice.objects.get(pk=list(both)[which])
    with practice_scope(own):
        seen = {name: _practices_seen(name) for name in _walled_tables()}
    assert seen == {name: {own.pk} for name in _walled_tables()}


def test_person_sees_the_own_memberships_everywhere_and_no_others(both, floater, practice):
    with practice_scope(practice, user=floater):
        elsewhere = Membership.objects.exclude(practice=practice)
        assert [membership.user for membership in elsewhere] == [floater]


def test_shared_rows_belong_to_no_practice_and_cannot_be_changed(both, practice):
    for table in SHARED:
        with practice_scope(practice), connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT count(*) FROM {} WHERE practice_id IS NULL").format(sql.Identifier(table)))
            shared = cursor.fetchone()[0]
        try:
            with practice_scope(practice), connection.cursor() as cursor:
                query = sql.SQL("UPDATE {} SET practice_id = %s WHERE practice_id IS NULL")
                cursor.execute(query.format(sql.Identifier(table)), [practice.pk])
                changed = cursor.rowcount
        except DatabaseError:
            changed = 0
        assert (table, changed) == (table, 0), shared


def test_row_cannot_be_moved_to_another_practice(both, practice, other_practice):
    moved = []
    for table in _walled_tables():
        try:
            with practice_scope(practice):
                _run(sql.SQL("UPDATE {} SET practice_id = %s").format(sql.Identifier(table)), [other_practice.pk])
                moved.append(table)
        except DatabaseError:
            continue
    assert moved == []


def test_row_cannot_be_written_for_another_practice(practice, other_practice):
    with pytest.raises(ProgrammingError, match="row-level security"), practice_scope(practice):
        Patient.objects.create(practice=other_practice, number=1, initials="A.", birth_name="Vreemd")


# The five leaks (finding 6 of the reference on security)


@pytest.mark.django_db(transaction=True)
def test_leak_1_owner_of_the_tables_is_bound_as_well(both, owner_sql):
    seen = {
        name
        for name in _walled_tables()
        if owner_sql(f'SELECT count(*) FROM "{name}" WHERE practice_id IS NOT NULL')[0][0]
    }
    assert seen == set(OWNER_SEES)


def test_leak_2_view_asks_with_the_rights_of_who_looks(both, practice, owner_sql, django_db_blocker):
    [views] = _run("SELECT count(*) FROM pg_views WHERE schemaname = 'public'")
    assert (views, "view that is not security_invoker" in findings(_run)) == ((0,), False)


def test_leak_3_key_to_a_row_of_another_practice_is_refused(both, practice, other_practice):
    accepted = []
    for model, name in _practice_fields():
        column = model._meta.get_field(name).column
        target = model._meta.get_field(name).related_model
        with practice_scope(other_practice):
            theirs = target._base_manager.order_by("pk").values_list("pk", flat=True)[0]
        try:
            with practice_scope(practice):
                query = sql.SQL("UPDATE {} SET {} = %s").format(*map(sql.Identifier, (model._meta.db_table, column)))
                _run(query, [theirs])
                _run("SET CONSTRAINTS ALL IMMEDIATE")
                accepted.append(f"{model._meta.db_table}.{column}")
        except DatabaseError:
            continue
    assert accepted == []


def test_leak_3_key_is_refused_as_a_key(practice, other_practice):
    own, theirs = PatientFactory(practice=practice), MembershipFactory(practice=other_practice)
    with practice_scope(practice):
        Patient.objects.filter(pk=own.pk).update(gp_id=theirs.pk)
        with pytest.raises(IntegrityError, match="same_practice"):
            _run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_leak_4_bsn_of_another_practice_stays_unknown(practice, other_practice):
    theirs = PatientFactory(practice=other_practice)
    assert PatientFactory(practice=practice, bsn=theirs.bsn).bsn == theirs.bsn


def test_leak_4_bsn_twice_in_one_practice_is_refused(practice):
    first = PatientFactory(practice=practice)
    with pytest.raises(IntegrityError):
        PatientFactory(practice=practice, bsn=first.bsn)


@pytest.mark.django_db(transaction=True)
def test_leak_5_scope_ends_with_its_transaction(practice):
    PatientFactory(practice=practice)
    with practice_scope(practice):
        assert Patient.objects.count() == 1
    assert _run("SELECT current_setting('poh.practice_id', true), current_setting('poh.user_id', true)") == [("", "")]
    with transaction.atomic():
        assert Patient.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_leak_5_scope_that_fails_leaves_nothing_behind(practice):
    with pytest.raises(ZeroDivisionError), practice_scope(practice):
        Patient.objects.update(number=1 // Patient.objects.count())
    assert _run("SELECT current_setting('poh.practice_id', true)") in ([("",)], [(None,)])


@pytest.mark.django_db(transaction=True)
def test_leak_5_connections_shared_by_practices_mix_nothing():
    homes = [PracticeFactory(), PracticeFactory()]
    own = {home.pk: {PatientFactory(practice=home).pk for _ in range(3)} for home in homes}

    def work(number: int) -> bool:
        home = homes[number % 2]
        try:
            with practice_scope(home):
                seen = set(Patient.objects.values_list("pk", flat=True))
                if number % 5 == 0:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        left = _run("SELECT coalesce(current_setting('poh.practice_id', true), '')")
        return seen == own[home.pk] and left == [("",)] and Patient.objects.count() == 0

    def client(numbers) -> list[bool]:
        try:
            return [work(number) for number in numbers]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(itertools.chain(*pool.map(client, [range(start, 500, 4) for start in range(4)])))
    assert (len(outcomes), all(outcomes)) == (500, True)
