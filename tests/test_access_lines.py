"""Every look at a patient leaves exactly one line in the access log."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from poh.accounts.scope import practice_scope
from tests.furnish import furnish
from tests.routes import Route, ask, has_row, is_of_patient, own_routes

pytestmark = pytest.mark.django_db

# Pages that show nobody, and why.
SHOWS_NOBODY = {
    "patients:register": "an empty form",
    "patients:search_results": "nothing is asked yet",
    "patients:pick": "as well",
}


# Lists of other apps: which patients stand on them is tested there.
LISTS = {"patients:list", "protocols:due_list", "protocols:candidates"}
# What goes on while somebody types in a consult belongs to the line that opening it left, and closing it leaves one.
WITHIN_A_CONSULT = {"consultations:save_field", "consultations:effects"}


def shows_patients(route: Route) -> bool:
    """Whether the address is of the register or of a record, and leaves a line of its own."""
    is_elsewhere = route.name in LISTS | WITHIN_A_CONSULT
    return (route.name.startswith("patients:") or is_of_patient(route)) and not is_elsewhere


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
        answer = ask(client, route.url(rows))
        if not shows_patients(route) or answer.status_code == 405:
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
        if not shows_patients(route):
            continue
        rows = furnish(practice)
        answer = ask(client, route.url(rows), "POST")
        lines = _log_of(answer, practice)
        shows = answer.status_code in {200, 403, 409, 422} and has_row(route)
        if len(lines) > 1 or (shows and len(lines) != 1):
            wrong[route.name] = (answer.status_code, lines)
    assert wrong == {}


def test_list_of_patients_leaves_one_line_with_whom_it_shows(rows, practice, everything, client_of):
    client = client_of(everything)
    name = rows["patient"].birth_name
    addresses = [route.url(rows) for route in own_routes() if route.name in LISTS]
    for address in [*addresses, f"/patienten/?q={name}", f"/patienten/zoeken/?q={name}"]:
        answer = client.get(address)
        [(logged, _)] = _log_of(answer, practice)
        page = answer.content.decode()
        # Outside the content proper a patient can stand on a tab, opened and logged before.
        is_shown = str(rows["patient"].uuid) in (page.partition("<main")[2] or page)
        assert (address, rows["patient"].pk in logged) == (address, is_shown)


def test_page_without_patients_leaves_no_line_of_a_patient(rows, practice, beheerder, client_of):
    client = client_of(beheerder)
    answer = client.get(reverse("home:my_day"))
    assert _log_of(answer, practice) == []


def test_moment_of_the_line_agrees_with_the_clock_of_the_application(rows, practice, everything, client_of):
    before = timezone.now()
    answer = client_of(everything).get(f"/patienten/{rows['patient'].uuid}/")
    after = timezone.now()
    with practice_scope(practice), connection.cursor() as cursor:
        cursor.execute("SELECT at FROM audit_accesslog WHERE request_id = %s", [str(uuid.UUID(answer["X-Request-ID"]))])
        [(at,)] = cursor.fetchall()
    assert at.utcoffset() is not None
    assert before - timedelta(seconds=1) < at < after + timedelta(seconds=1)
