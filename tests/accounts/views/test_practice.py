from uuid import uuid4

import pytest
from django.test import Client

from poh.accounts.models import Location
from poh.accounts.scope import practice_scope
from tests.factories.accounts import LocationFactory

PRACTICE, CHANGE, ADD = "/praktijk/", "/praktijk/wijzig/", "/praktijk/locaties/nieuw/"
FIELDS = {"name": "De Nieuwe Singel", "agb_code": "01 012 345", "phone": "020 1234567", "email": "", "version": "1"}
BUILDING = {"name": "Noord", "street": "Noordweg 1", "postcode": "1012ab", "city": "Voorbeeldstad", "phone": ""}


@pytest.fixture
def desk(client_of, beheerder) -> Client:
    return client_of(beheerder)


def test_practice_page_is_for_everybody_and_its_buttons_for_the_beheerder(client_of, desk, directeur, location):
    seen = client_of(directeur).get(PRACTICE)
    assert (seen.status_code, list(seen.context["locations"])) == (200, [location])
    assert "Wijzig" not in seen.content.decode()
    assert "Wijzig" in desk.get(PRACTICE).content.decode()


def test_practice_page_without_locations_says_so(desk):
    assert "Er zijn nog geen locaties." in desk.get(PRACTICE).content.decode()


@pytest.mark.parametrize("address", [CHANGE, ADD])
def test_practice_is_changed_by_the_beheerder_only(client_of, huisarts, address):
    assert client_of(huisarts).get(address).status_code == 403


def test_change_practice_saves_what_was_typed(desk, practice):
    assert desk.get(CHANGE).context["form"].initial["name"] == "Praktijk De Singel"
    assert desk.post(CHANGE, FIELDS).url == PRACTICE
    practice.refresh_from_db()
    assert (practice.name, practice.agb_code, practice.phone) == ("De Nieuwe Singel", "01012345", "020 1234567")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name": ["Dit veld is verplicht."]}),
        ({"agb_code": "12"}, {"agb_code": ["Een AGB-code heeft 8 cijfers."]}),
        ({"phone": "bel maar"}, {"phone": ["Een telefoonnummer heeft 3 tot 15 cijfers, eventueel met + ervoor."]}),
        ({"email": "x"}, {"email": ["Voer een geldig e-mailadres in."]}),
    ],
)
def test_change_practice_says_beside_the_field_what_is_wrong(desk, changes, errors):
    response = desk.post(CHANGE, FIELDS | changes)
    assert (response.status_code, response.context["form"].errors) == (422, errors)


def test_change_practice_shows_what_a_colleague_saved(desk, practice):
    desk.post(CHANGE, FIELDS)
    second = desk.post(CHANGE, FIELDS | {"name": "Iets anders"})
    assert second.status_code == 422
    assert second.context["form"].non_field_errors()[0].endswith("Nu opgeslagen: Naam: De Nieuwe Singel.")
    practice.refresh_from_db()
    assert practice.name == "De Nieuwe Singel"


def test_add_location_saves_and_tidies_the_postcode(desk, practice):
    assert desk.get(ADD).status_code == 200
    response = desk.post(ADD, BUILDING | {"idempotency_key": str(uuid4())})
    with practice_scope(practice):
        location = Location.objects.get()
    assert (response.url, location.name, location.postcode) == (PRACTICE, "Noord", "1012 AB")


def test_add_location_of_a_name_that_is_there_is_refused(desk, location):
    response = desk.post(ADD, BUILDING | {"name": "CENTRUM", "idempotency_key": str(uuid4())})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_add_location_refuses_a_postcode_that_is_none(desk):
    response = desk.post(ADD, BUILDING | {"postcode": "12", "idempotency_key": str(uuid4())})
    assert response.context["form"].errors == {"postcode": ["Een postcode ziet eruit als 1012 NX."]}


def test_change_location_saves(desk, location, practice):
    address = f"/praktijk/locaties/{location.uuid}/"
    assert desk.get(address).context["form"].initial["name"] == "Centrum"
    assert desk.post(address, BUILDING | {"version": "1", "postcode": ""}).url == PRACTICE
    with practice_scope(practice):
        assert Location.objects.get().name == "Noord"


def test_change_location_refuses_a_name_that_is_there(desk, location, practice):
    LocationFactory(practice=practice, name="Noord")
    response = desk.post(f"/praktijk/locaties/{location.uuid}/", BUILDING | {"version": "1"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_location_of_another_practice_is_not_there(desk, other_practice):
    elsewhere = LocationFactory(practice=other_practice)
    assert desk.get(f"/praktijk/locaties/{elsewhere.uuid}/").status_code == 404
