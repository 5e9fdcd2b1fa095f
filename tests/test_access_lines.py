"""Every look at a patient leaves exactly one line in the access log."""

import uuid

import pytest
from django.db import connection
from django.urls import reverse

from poh.accounts.scope import practice_scope
from tests.furnish import furnish
from tests.routes import ask, has_row, own_routes

pytestmark = pytest.mark.django_db

# Pages that show nobody, and why.
SHOWS_NOBODY = {"patients:register": "an empty form", "patients:search_results": "nothing is asked yet"}


def _log_of(answer, practice) -> list[tuple[list[int], str]]:
    with practice_scope(practice), connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_ids, event_type FROM audit_accesslog WHERE request_id = %s",
            [str(uuid.UUID(answer["X-Request-ID"]))],
        )
        return cursor.fetchall()


def test_every_page_with_a_patient_leaves_one_line(rows, practice, everything, client_of):
    client = client_of(everything)
    wrong = {}
    for route in own_routes():
        if not route.name.startswith("patients:"):
            continue
        answer = ask(client, route.url(rows))
        if answer.status_code == 405:
            continue
        lines = _log_of(answer, practice)
        expected = [] if route.name in SHOWS_NOBODY else [rows["patient"].pk]
        if answer.status_code != 200 or [pk for ids, _ in lines for pk in ids] != expected or len(lines) > 1:
            wrong[route.name] = (answer.status_code, lines)
    assert wrong == {}


def test_every_post_about_a_patient_leaves_at_most_one_line(practice, everything, client_of):
    client = client_of(everything)
    wrong = {}
    for route in own_routes():
        if not route.name.startswith("patients:"):
            continue
        rows = furnish(practice)
        answer = ask(client, route.url(rows), "POST")
        lines = _log_of(answer, practice)
        shows = answer.status_code in {200, 403, 409, 422} and has_row(route)
        if len(lines) > 1 or (shows and len(lines) != 1):
            wrong[route.name] = (answer.status_code, lines)
    assert wrong == {}


def test_page_without_patients_leaves_no_line_of_a_patient(rows, practice, beheerder, client_of):
    client = client_of(beheerder)
    answer = client.get(reverse("home:my_day"))
    assert _log_of(answer, practice) == []
