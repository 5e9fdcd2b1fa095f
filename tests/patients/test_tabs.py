from uuid import uuid4

from django.urls import reverse

from patients.tabs import SESSION_KEY
from tests.factories.patients import PatientFactory


def _url(name, patient):
    return reverse(f"patients:{name}", args=[patient.uuid])


def _tabs(response):
    return [(tab["label"], tab["colour"], tab["is_open"]) for tab in response.context["open_patients"]]


def _people(practice, count):
    return [PatientFactory(practice=practice, birth_name=f"Naam{n}", birth_name_prefix="") for n in range(count)]


def test_opened_patients_stand_beside_each_other_in_their_own_colour(client_of, poh, practice):
    first, second = _people(practice, 2)
    client = client_of(poh)
    client.get(_url("detail", first))
    assert _tabs(client.get(_url("detail", second))) == [("T.A. Naam0", 1, False), ("T.A. Naam1", 2, True)]
    assert _tabs(client.get(_url("edit_reach", first))) == [("T.A. Naam0", 1, True), ("T.A. Naam1", 2, False)]
    assert _tabs(client.get(reverse("patients:list"))) == [("T.A. Naam0", 1, False), ("T.A. Naam1", 2, False)]


def test_sixth_patient_takes_the_place_and_the_colour_of_the_first(client_of, poh, practice):
    people = _people(practice, 6)
    client = client_of(poh)
    for patient in people:
        response = client.get(_url("detail", patient))
    assert _tabs(response) == [
        ("T.A. Naam1", 2, False),
        ("T.A. Naam2", 3, False),
        ("T.A. Naam3", 4, False),
        ("T.A. Naam4", 5, False),
        ("T.A. Naam5", 1, True),
    ]


def test_closed_tab_is_gone(client_of, poh, practice):
    first, second = _people(practice, 2)
    client = client_of(poh)
    for patient in (first, second):
        client.get(_url("detail", patient))
    assert client.post(_url("close_tab", first)).url == reverse("patients:list")
    assert client.post(reverse("patients:close_tab", args=[uuid4()])).status_code == 302
    assert _tabs(client.get(reverse("patients:list"))) == [("T.A. Naam1", 2, False)]
    assert client.get(_url("close_tab", second)).status_code == 405


def test_closed_record_opens_no_tab(client_of, poh, practice):
    client = client_of(poh)
    client.get(_url("detail", PatientFactory(practice=practice, restricted=True)))
    assert SESSION_KEY not in client.session


def test_tabs_belong_to_the_practice(client_of, floater, practice, other_practice):
    here, there = PatientFactory(practice=practice), PatientFactory(practice=other_practice)
    client = client_of(floater, practice=practice)
    client.get(_url("detail", here))
    session = client.session
    session["practice_id"] = other_practice.pk
    session.save()
    assert _tabs(client.get(reverse("patients:list"))) == []
    assert _tabs(client.get(_url("detail", there))) == [("T.A. van der Meulen", 1, True)]


def test_tab_of_a_patient_that_cannot_be_found_is_left_out(client_of, poh, practice):
    patient = PatientFactory(practice=practice)
    client = client_of(poh)
    client.get(_url("detail", patient))
    session = client.session
    session[SESSION_KEY] = {str(practice.pk): [[str(uuid4()), 1], [str(patient.uuid), 2]]}
    session.save()
    assert _tabs(client.get(reverse("patients:list"))) == [("T.A. van der Meulen", 2, False)]
