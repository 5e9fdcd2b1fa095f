"""What is left of a request that was refused: nothing of what it changed, and every line of the access log."""

import pytest
from django.db import connection
from django.http import HttpResponse

from poh.accounts.models import Location
from poh.accounts.scope import practice_scope
from poh.audit.models import AccessLog
from poh.audit.services import recording
from tests.factories.accounts import MembershipFactory, PracticeFactory, UserFactory
from tests.personas import log_in, log_in_with_password_only

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.form_urls")]

DONE = [("practice.changed", 0), ("patient.opened", 0), ("patient.searched", 0)]
REFUSED = [("practice.changed", 4), ("patient.opened", 0), ("patient.searched", 0)]


def _places(practice) -> list[str]:
    with practice_scope(practice):
        return list(Location.objects.for_practice(practice).values_list("name", flat=True))


def _lines(practice) -> list[tuple[str, int]]:
    with practice_scope(practice):
        rows = AccessLog.objects.for_practice(practice).order_by("seq")
        return list(rows.values_list("event_type", "outcome"))


def _failed_log_ins(owner_sql) -> list[tuple]:
    return owner_sql("SELECT event_type, outcome, checks FROM audit_accesslog WHERE practice_id IS NULL")


@pytest.mark.parametrize("status", [200, 302, 399])
def test_answer_that_refuses_nothing_keeps_the_act_and_its_lines(client_of, poh, practice, status):
    assert client_of(poh).post(f"/answer/{status}/").status_code == status
    assert (_places(practice), _lines(practice)) == (["Noord"], DONE)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 499])
def test_refusal_undoes_the_act_and_keeps_its_lines(client_of, poh, practice, status):
    assert client_of(poh).post(f"/answer/{status}/").status_code == status
    assert (_places(practice), _lines(practice)) == ([], REFUSED)


@pytest.mark.parametrize("status", [500, 503])
def test_fault_leaves_neither_the_act_nor_its_lines(client_of, poh, practice, status):
    assert client_of(poh).post(f"/answer/{status}/").status_code == status
    assert (_places(practice), _lines(practice)) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_refusal_keeps_the_failed_password_in_it(client_of, poh, owner_sql):
    client_of(poh).post("/answer/422/")
    assert _failed_log_ins(owner_sql) == [("login.failed", 4, "password")]


def test_refusal_whose_line_cannot_be_written_is_a_fault(client_of, poh, practice, monkeypatch):
    def refuse(entries: list) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO audit_accesslog (event_type) VALUES (NULL)")

    client = client_of(poh)
    client.raise_request_exception = False
    monkeypatch.setattr(recording, "_insert", refuse)
    assert client.post("/answer/422/").status_code == 500
    monkeypatch.undo()
    assert (_places(practice), _lines(practice)) == ([], [])


def test_refusal_of_somebody_without_a_practice_ends_the_session(client, db):
    log_in_with_password_only(client, UserFactory())
    key = client.session.session_key
    assert client.get("/mijn-dag/").status_code == 403
    client.cookies["sessionid"] = key
    assert client.get("/mijn-dag/").status_code == 302


@pytest.fixture
def practice_seen(monkeypatch) -> list[str]:
    """The practice of the transaction in the database while the page is made."""
    seen = []

    def note(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('poh.practice_id', true)")
            seen.append(cursor.fetchone()[0] or "")
        return HttpResponse()

    monkeypatch.setattr("tests.accounts.form_urls.look", note)
    return seen


@pytest.mark.parametrize("lands", ["here", "there", "nowhere"])
def test_database_is_told_only_of_a_practice_where_somebody_works(
    client, floater, practice, other_practice, practice_seen, lands
):
    named = {"here": practice, "there": other_practice, "nowhere": PracticeFactory()}[lands]
    log_in(client, floater, practice=named)
    client.get("/look/")
    client.get("/look/")
    stays = other_practice if lands == "nowhere" else named
    assert practice_seen == [str(stays.pk)] * 2


def test_database_is_told_of_no_practice_before_the_second_factor(client, poh, practice, practice_seen):
    log_in_with_password_only(client, poh, practice=practice)
    assert client.get("/public/").status_code == 200
    assert practice_seen == [""]


def test_database_is_told_of_no_practice_after_the_last_day(client, practice, practice_seen):
    gone = MembershipFactory(practice=practice, ended=True).user
    log_in(client, gone, practice=practice)
    assert client.get("/public/").status_code == 200
    assert practice_seen == [""]
