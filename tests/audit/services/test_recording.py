import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from poh.accounts.enums import Role
from poh.accounts.models import Location
from poh.accounts.scope import NoScope, practice_scope
from poh.audit.enums import Event, Outcome
from poh.audit.models import AccessLog
from poh.audit.services import NoActor, record, record_outside
from tests.factories.accounts import LocationFactory
from tests.factories.audit import log_entry

REQUEST = {"ip": "192.0.2.7", "request_id": uuid.UUID(int=7).hex, "session": "a" * 32, "path": "/patienten/"}

# What the log keeps of a use of the noodknop, whoever did it.
RECORDED = {
    "seq": 1,
    "event_code": "110127",
    "event_type": "patient.break_glass",
    "action": "E",
    "outcome": 0,
    "checks": "reden",
    "user_name": "Anja de Vries",
    "user_role": "poh_s,huisarts",
    "is_requestor": True,
    "responsible_ref": "",
    "access_type": 2,
    "ip": "192.0.2.7",
    "session_hash": "a" * 32,
    "request_id": uuid.UUID(int=7),
    "object_id_type": "patient",
    "object_class": "",
    "object_id": "",
    "patient_ids": [5, 12],
    "detail": {"fields": ["birth_date"]},
    "relation_basis": "noodknop",
    "consent_profile": "eigen praktijk",
    "sensitivity": "afgeschermd",
    "query": "",
    "query_hash": "",
    "reason": "Spoed, BSN *********",
    "source": "poh",
    "source_type": 4,
    "chain_version": 1,
}


def _entries(practice):
    with practice_scope(practice):
        return list(AccessLog.objects.for_practice(practice).order_by("seq"))


def test_record_fills_the_fields_of_nen_7513(practice, poh):
    with practice_scope(practice, user=poh, roles=("poh_s", "huisarts"), request=REQUEST):
        record(
            Event.BREAK_GLASS_USED,
            patients=[12, 5, 12],
            reason="Spoed, BSN 999990019",
            detail=["birth_date"],
            relation="noodknop",
            checks="reden",
            consent="eigen praktijk",
            sensitivity="afgeschermd",
        )
    [entry] = _entries(practice)
    kept = {name: getattr(entry, name) for name in (
        "practice_id", "seq", "event_code", "event_type", "action", "outcome", "checks", "user_id", "user_name",
        "user_role", "is_requestor", "responsible_ref", "access_type", "ip", "session_hash", "request_id",
        "object_id_type", "object_class", "object_id", "patient_ids", "detail", "relation_basis", "consent_profile",
        "sensitivity", "query", "query_hash", "reason", "practice_agb", "source", "source_type", "chain_version",
    )}  # fmt: skip
    assert kept == RECORDED | {
        "practice_id": practice.pk,
        "user_id": poh.pk,
        "practice_agb": practice.agb_code,
    }
    assert entry.auth_protocol.startswith("rolpermissies-")
    assert (len(entry.prev_hash), len(entry.hash)) == (32, 32)


def test_record_of_a_search_keeps_the_shape_only(practice, poh):
    with practice_scope(practice, user=poh, roles=("poh_s",)):
        record(Event.PATIENT_SEARCHED, query="de Vries 1958", detail={"results": 0})
    [entry] = _entries(practice)
    assert (entry.query, entry.object_id_type, entry.action, entry.detail) == (
        "aa aaaaa 9999",
        "zoekvraag",
        "E",
        {"results": 0},
    )
    assert "vries" not in str(list(vars(entry).values())).lower().replace("anja de vries", "")


def test_record_of_a_row_names_its_class_and_number(practice, poh):
    location = LocationFactory(practice=practice)
    with practice_scope(practice, user=poh, roles=("beheerder",)):
        record(Event.PRACTICE_CHANGED, object=location, detail=["name"], action="C", outcome=Outcome.REFUSED)
    [entry] = _entries(practice)
    assert (entry.object_id_type, entry.object_class, entry.object_id) == (
        "rij",
        "accounts.location",
        str(location.pk),
    )
    assert (entry.action, entry.outcome) == ("C", 4)


def test_record_by_a_job_names_the_practice_that_answers_for_it(practice):
    with practice_scope(practice, job="recalls.nightly"):
        record(Event.PATIENT_LISTED, patients=[1])
    [entry] = _entries(practice)
    assert (entry.is_requestor, entry.user_id, entry.user_name, entry.user_role) == (
        False,
        None,
        "recalls.nightly",
        "taak",
    )
    assert (entry.responsible_ref, entry.responsible_name, entry.responsible_role) == (
        f"praktijk:{practice.pk}",
        practice.name,
        "zorgaanbieder",
    )


def test_record_by_a_job_for_a_person_names_the_person(practice, poh):
    with practice_scope(practice, user=poh, roles=("poh_s",), job="exports.run"):
        record(Event.RECORD_EXPORTED, patients=[1])
    [entry] = _entries(practice)
    assert (entry.responsible_ref, entry.responsible_name, entry.responsible_role) == (
        f"medewerker:{poh.pk}",
        poh.name,
        "poh_s",
    )


def test_record_without_a_scope_is_refused():
    with pytest.raises(NoScope):
        record(Event.PATIENT_OPENED, patients=[1])


def test_record_outside_a_practice_is_refused(db, poh):
    with pytest.raises(NoScope), practice_scope(None, user=poh):
        record(Event.PATIENT_OPENED, patients=[1])


def test_record_without_anyone_is_refused(practice):
    with pytest.raises(NoActor), practice_scope(practice):
        record(Event.PATIENT_OPENED, patients=[1])


def test_record_without_a_role_says_so(practice, poh):
    assert log_entry(practice, poh, roles=()).user_role == "geen rol"


def test_noodknop_without_a_reason_is_refused_by_the_database(practice, poh):
    with pytest.raises(DatabaseError, match="noodknop_has_reason"):
        log_entry(practice, poh, Event.BREAK_GLASS_USED, patients=[1])


def test_records_of_one_scope_are_written_in_one_statement(practice, poh, django_assert_num_queries):
    with practice_scope(practice, user=poh, roles=("poh_s",)), django_assert_num_queries(0):
        record(Event.PATIENT_OPENED, patients=[1])
        record(Event.BSN_SHOWN, patients=[1])
    # savepoint, the settings, the lines, release, and the settings of the scope around
    with django_assert_num_queries(5), practice_scope(practice, user=poh, roles=("poh_s",)):
        record(Event.PATIENT_OPENED, patients=[1])
        record(Event.BSN_SHOWN, patients=[1])
    assert [entry.event_type for entry in _entries(practice)] == ["patient.opened", "patient.bsn_shown"] * 2


def test_record_made_while_closing_is_written_too(practice, poh):
    with practice_scope(practice, user=poh, roles=("poh_s",)) as scope:
        record(Event.PATIENT_OPENED, patients=[1])
        scope.before_commit(lambda: record(Event.BSN_SHOWN, patients=[1]))
    assert [entry.event_type for entry in _entries(practice)] == ["patient.opened", "patient.bsn_shown"]


def test_record_of_an_undone_act_leaves_no_line(practice, poh):
    with practice_scope(practice, user=poh, roles=("poh_s",)):
        record(Event.PATIENT_OPENED, patients=[1])
        transaction.set_rollback(True)
    transaction.set_rollback(False)
    assert _entries(practice) == []


def _rename(practice):
    Location.objects.create(practice=practice, name="Dependance")
    record(Event.PRACTICE_CHANGED)


def test_act_is_undone_when_its_line_cannot_be_written(practice, poh, settings):
    settings.AUDIT_SOURCE = "x" * 61
    with pytest.raises(DatabaseError, match="too long"), practice_scope(practice, user=poh):
        _rename(practice)
    with practice_scope(practice):
        assert list(Location.objects.for_practice(practice)) == []
    assert _entries(practice) == []


def test_nested_scope_writes_into_its_own_practice(practice, other_practice, poh):
    with practice_scope(practice, user=poh, roles=("poh_s",)):
        record(Event.PATIENT_OPENED, patients=[1])
        with practice_scope(other_practice, job="sync"):
            record(Event.PATIENT_LISTED, patients=[9])
    assert [entry.patient_ids for entry in _entries(practice)] == [[1]]
    assert [entry.patient_ids for entry in _entries(other_practice)] == [[9]]


def test_record_outside_writes_chain_zero_that_the_application_cannot_read(practice, poh, app_sql):
    record_outside(Event.LOGGED_IN, user=poh, access_point=REQUEST, checks="password+mfa")
    record_outside(Event.LOGIN_FAILED, outcome=Outcome.REFUSED)
    record_outside(Event.LOG_VERIFIED, job="verify_audit")
    assert app_sql("SELECT chain, seq FROM audit_chains() ORDER BY 1") == [(0, 3)]
    assert _entries(practice) == []
    with practice_scope(practice):
        [row] = app_sql("SELECT event_type, user_name, checks, session_hash FROM audit_logins_of_staff(NULL, NULL)")
    assert row == ("login.in", poh.name, "password+mfa", "a" * 32)


def test_log_in_that_succeeds_needs_a_person(db):
    with pytest.raises(DatabaseError, match="person_has_id"):
        record_outside(Event.LOGGED_IN)


@pytest.mark.django_db(transaction=True)
def test_chains_stay_whole_when_many_write_at_once(practice, other_practice, poh, stranger, app_sql):
    """Four connections, two practices: numbers without a gap, moments in the same order, no deadlock."""
    failures = []

    def work(home, user):
        try:
            for number in range(25):
                with practice_scope(home, user=user, roles=("poh_s",)):
                    record(Event.PATIENT_OPENED, patients=[number])
                    record(Event.BSN_SHOWN, patients=[number])
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    homes = [(practice, poh), (practice, poh), (other_practice, stranger), (other_practice, stranger)]
    threads = [threading.Thread(target=work, args=home) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for home in (practice, other_practice):
        entries = _entries(home)
        assert [entry.seq for entry in entries] == list(range(1, 101))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        verified = app_sql("SELECT seq, is_own, is_linked FROM audit_verify(%s)", home.pk)
        assert verified == [(100, True, True)]


def test_role_of_the_log_is_the_one_at_that_time(practice, poh):
    assert log_entry(practice, poh, roles=(Role.HUISARTS.value,)).user_role == "huisarts"
