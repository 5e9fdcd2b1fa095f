"""A row of another practice looks like no row at all, and one patient does not lead to another."""

from itertools import product

import pytest
from django.urls import reverse

from poh.accounts.querysets import PracticeQuerySet
from tests.factories.patients import PatientFactory
from tests.furnish import furnish
from tests.routes import METHODS, NO_NUMBER, NOBODY, Route, ask, fill, filled_by, has_row, is_of_patient, own_routes

pytestmark = pytest.mark.django_db

# Answers that are the same for anybody's row, and neither show nor change anything.
SAME_FOR_ANYBODY = {"patients:close_tab": {302}}


def _strange_addresses(route: Route, own: dict, theirs: dict) -> list[tuple[str, str, str]]:
    """For each id in the address: the address with that id of another practice, and with an id of nobody."""
    pairs = []
    for parameter in route.parameters:
        row, _ = filled_by(route.name, parameter)
        if row is None:
            continue
        values = {name: fill(route.name, name, own) for name in route.parameters}
        nobody = NO_NUMBER if isinstance(values[parameter], int) else NOBODY
        strange = reverse(route.name, kwargs=values | {parameter: fill(route.name, parameter, theirs)})
        pairs.append((parameter, strange, reverse(route.name, kwargs=values | {parameter: nobody})))
    return pairs


def test_row_of_another_practice_looks_like_no_row_at_all(rows, their_rows, everything, client_of):
    assert _differences(rows, their_rows, everything, client_of) == []


def test_database_holds_when_the_code_forgets_the_practice(rows, their_rows, everything, client_of, monkeypatch):
    monkeypatch.setattr(PracticeQuerySet, "for_practice", lambda self, practice: self.all())
    assert _differences(rows, their_rows, everything, client_of) == []


def _differences(rows: dict, their_rows: dict, everything, client_of) -> list[tuple]:
    """Where the answer about a row of another practice is other than about a row of nobody."""
    client = client_of(everything)
    client.raise_request_exception = False
    differences = []
    for route, method in product([route for route in own_routes() if has_row(route)], METHODS):
        for parameter, strange, nobody in _strange_addresses(route, rows, their_rows):
            answers = [ask(client, address, method) for address in (strange, nobody)]
            bodies = {answer.content.decode().replace(answer["X-Request-ID"], "") for answer in answers}
            statuses = {answer.status_code for answer in answers}
            if len(bodies) != 1 or statuses not in ({404}, {405}, SAME_FOR_ANYBODY.get(route.name)):
                differences.append((route.name, method, parameter, statuses))
    return differences


def test_row_of_another_patient_is_not_reached_through_this_one(rows, practice, everything, client_of):
    client = client_of(everything)
    other = furnish(practice)
    reached = []
    of_patients = [route for route in own_routes() if is_of_patient(route)]
    for route, method in product(of_patients, ("GET", "POST")):
        for parameter in {name for name in route.parameters if filled_by(route.name, name)[0]} - {"uuid"}:
            mixed = {name: fill(route.name, name, rows) for name in route.parameters}
            mixed[parameter] = fill(route.name, parameter, other)
            answer = ask(client, reverse(route.name, kwargs=mixed), method)
            if answer.status_code not in {404, 405}:
                reached.append((route.name, method, answer.status_code))
    assert reached == []


def test_list_and_search_show_no_patient_of_another_practice(practice, other_practice, everything, client_of):
    own = PatientFactory(practice=practice, birth_name="Eigenman")
    theirs = PatientFactory(practice=other_practice, birth_name="Overkantman")
    client = client_of(everything)
    texts = ("man", "Eigenman", "Overkantman", own.bsn, theirs.bsn, "14-3-1958", "1012NX", "")
    for address, text in product(("/patienten/", "/patienten/zoeken/"), texts):
        page = client.get(address, {"q": text}, follow=True).content.decode()
        assert str(theirs.uuid) not in page
        assert theirs.list_name not in page


def test_practice_of_the_session_decides_and_not_the_people_of_both(rows, their_rows, floater, client_of, practice):
    client = client_of(floater, practice=practice)
    assert client.get(f"/patienten/{rows['patient'].uuid}/").status_code == 200
    assert client.get(f"/patienten/{their_rows['patient'].uuid}/").status_code == 404
    client.post("/praktijk/wissel/", {"practice": their_rows["patient"].practice.uuid})
    assert client.get(f"/patienten/{rows['patient'].uuid}/").status_code == 404
    assert client.get(f"/patienten/{their_rows['patient'].uuid}/").status_code == 200
