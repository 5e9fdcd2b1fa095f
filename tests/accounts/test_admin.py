import pytest

from poh.accounts.enums import Role
from tests.factories.accounts import LocationFactory, MembershipFactory
from tests.personas import PERSONAS, log_in, log_in_with_password_only

LISTS = ["membership", "location", "user", "practice"]


@pytest.mark.parametrize("role", Role)
def test_admin_is_for_the_beheerder(client, request, role):
    log_in(client, request.getfixturevalue(PERSONAS[role]))
    assert client.get("/beheer/").status_code == (200 if role == Role.BEHEERDER else 403)


def test_admin_sends_visitors_to_the_log_in_of_poh(client, db):
    response = client.get("/beheer/", follow=True)
    assert [url.partition("?")[0] for url, _ in response.redirect_chain] == ["/beheer/login/", "/account/inloggen/"]


def test_admin_asks_the_second_factor(client, beheerder):
    log_in_with_password_only(client, beheerder)
    assert client.get("/beheer/").url == "/account/tweede-factor/"


@pytest.mark.parametrize("name", LISTS)
def test_admin_shows_only_the_own_practice(client_of, beheerder, other_practice, location, stranger, name):
    LocationFactory(practice=other_practice, name="Overkant-Noord")
    page = client_of(beheerder).get(f"/beheer/accounts/{name}/")
    assert page.status_code == 200
    assert page.context["cl"].result_count == 1
    assert [word in page.content.decode() for word in ("Overkant", "Carla")] == [False, False]


def test_admin_opens_no_row_of_another_practice(client_of, beheerder, other_practice):
    other = MembershipFactory(practice=other_practice)
    rows = {"membership": other, "user": other.user, "practice": other_practice}
    client = client_of(beheerder)
    for name, row in rows.items():
        assert (
            client.get(f"/beheer/accounts/{name}/{row.pk}/change/").status_code == 302
        )  # to the index, "bestaat niet"


@pytest.mark.parametrize("name", LISTS)
def test_admin_changes_nothing(client_of, beheerder, location, practice, name):
    client = client_of(beheerder)
    row = client.get(f"/beheer/accounts/{name}/").context["cl"].result_list[0]
    address = f"/beheer/accounts/{name}/{row.pk}/"
    assert client.get(f"{address}change/").status_code == 200
    assert client.post(f"{address}change/", {"name": "Anders"}).status_code == 403
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"/beheer/accounts/{name}/add/").status_code == 403


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [("login/", "/beheer/"), ("logout/", "/account/uitloggen/"), ("password_change/", "/account/wachtwoord/")],
)
def test_admin_leaves_logging_in_and_out_to_the_account_pages(client_of, beheerder, page, leads_to):
    assert client_of(beheerder).post(f"/beheer/{page}").url == leads_to
