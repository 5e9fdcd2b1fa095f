"""Weighty acts ask for a factor that was used in the last five minutes."""

import pytest
from allauth.account.internal.flows import login as login_flow
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.test import Client

from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.factories.patients import PatientFactory

STAFF = "/team/medewerkers/"
CODE, PASSWORD_AGAIN = "/account/bevestig/code/", "/account/bevestig/"


@pytest.fixture
def anja(practice) -> Membership:
    return MembershipFactory(practice=practice, user__name="Anja", roles=["poh_s"])


@pytest.fixture
def desk(client_of, beheerder) -> Client:
    return client_of(beheerder)


def _let_time_pass(client: Client, seconds: int = 301) -> None:
    session = client.session
    for record in session[login_flow.AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    session.save()


def _roles(member: Membership) -> list[str]:
    with practice_scope(member.practice):
        return Membership.objects.get(pk=member.pk).roles


@pytest.mark.parametrize("act", ["nieuw/", "{}/wijzig/"])
def test_page_of_a_weighty_act_asks_a_factor_first(desk, anja, act, code):
    page = STAFF + act.format(anja.uuid)
    assert desk.get(page).status_code == 200
    _let_time_pass(desk)

    asked = desk.get(page)

    assert asked.url == f"{CODE}?next={page.replace('/', '%2F')}"
    assert desk.post(CODE, {"code": code(), "next": page}).url == page
    assert desk.get(page).status_code == 200


def test_page_is_open_for_five_minutes(desk, anja):
    _let_time_pass(desk, 295)
    assert desk.get(f"{STAFF}{anja.uuid}/wijzig/").status_code == 200


@pytest.mark.parametrize("act", ["einde/", "tweede-factor/", "wijzig/"])
def test_act_that_comes_too_late_is_not_done(desk, anja, act):
    _let_time_pass(desk)
    fields = {"last_day": "1-1-2027", "roles": ["huisarts"]} if act != "tweede-factor/" else {}
    answer = desk.post(f"{STAFF}{anja.uuid}/{act}", fields)
    assert answer.url.startswith(f"{CODE}?next=")
    assert _roles(anja) == ["poh_s"]
    with practice_scope(anja.practice):
        assert Membership.objects.get(pk=anja.pk).period.upper is None


def test_typed_form_is_kept_and_sent_after_the_proof(desk, anja, code):
    _let_time_pass(desk)
    asked = desk.post(f"{STAFF}{anja.uuid}/einde/", {"last_day": "1-1-2027"})
    assert asked.url == f"{CODE}?next=%2Fsessie%2Fbewaard%2F"

    desk.post(CODE, {"code": code(), "next": "/sessie/bewaard/"})
    kept = desk.get("/sessie/bewaard/")
    assert kept.context["kept"] | {"user": 0} == {
        "user": 0,
        "path": f"{STAFF}{anja.uuid}/einde/",
        "fields": [["last_day", "1-1-2027"]],
    }
    desk.post(kept.context["kept"]["path"], dict(kept.context["kept"]["fields"]))
    with practice_scope(anja.practice):
        assert str(Membership.objects.get(pk=anja.pk).period.upper) == "2027-01-02"


@pytest.mark.parametrize(
    ("referer", "after"),
    [
        ("http://testserver/team/medewerkers/?wie=alle", "/team/medewerkers/"),
        ("https://elders.example/val", "/mijn-dag/"),
        ("", "/mijn-dag/"),
    ],
)
def test_act_without_fields_leads_back_to_its_page_with_a_word(desk, anja, code, referer, after):
    Authenticator.objects.create(user=anja.user, type=Authenticator.Type.TOTP, data={})
    _let_time_pass(desk)
    reset = f"{STAFF}{anja.uuid}/tweede-factor/"
    asked = desk.post(reset, headers={"Referer": referer})
    assert asked.url == f"{CODE}?next={after.replace('/', '%2F')}"
    assert [str(word) for word in get_messages(asked.wsgi_request)] == ["Bevestigd. Geef de opdracht nu nog een keer."]
    assert Authenticator.objects.filter(user=anja.user).count() == 1

    desk.post(CODE, {"code": code(), "next": after})
    desk.post(reset)
    assert Authenticator.objects.filter(user=anja.user).count() == 0


def test_wrong_code_opens_nothing(desk, anja):
    _let_time_pass(desk)
    page = desk.post(CODE, {"code": "000000", "next": STAFF})
    assert page.context["form"].errors["code"] == [
        "Deze code klopt niet (meer). Gebruik de code die nu in de app staat."
    ]
    assert desk.get(f"{STAFF}nieuw/").status_code == 302


def test_who_has_no_factor_in_the_demo_is_asked_the_password(client, beheerder, settings):
    settings.SECOND_FACTOR = "demo-off"
    client.post("/account/inloggen/", {"login": beheerder.email, "password": PASSWORD})
    assert client.get(f"{STAFF}nieuw/").status_code == 200
    _let_time_pass(client)
    assert client.get(f"{STAFF}nieuw/").url.startswith(f"{PASSWORD_AGAIN}?next=")
    client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": f"{STAFF}nieuw/"})
    assert client.get(f"{STAFF}nieuw/").status_code == 200


def test_file_of_who_saw_a_record_asks_a_factor(client_of, poh, practice):
    client, patient = client_of(poh), PatientFactory(practice=practice)
    page = f"/patienten/{patient.uuid}/inzage/"
    assert client.get(f"{page}?van=1-1-2026&vorm=csv")["Content-Type"].startswith("text/csv")
    _let_time_pass(client)
    asked = client.get(f"{page}?van=1-1-2026&vorm=csv")
    assert asked.url == f"{CODE}?next={page.replace('/', '%2F')}%3Fvan%3D1-1-2026"
    assert client.get(page).status_code == 200
