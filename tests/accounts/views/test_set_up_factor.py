"""A password alone shows nothing: what somebody can do until they have a second factor, and how they get one."""

import re
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from poh.accounts import signals
from poh.accounts.enums import Role
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.factories.patients import PatientFactory
from tests.personas import PERSONAS, TOTP_SECRET, log_in, log_in_with_password_only

HOME, SET_UP, APP = "/mijn-dag/", "/account/tweede-factor/", "/account/tweede-factor/app/"
CODES = "/account/tweede-factor/herstelcodes/"
CANARY = "Kanariegeel"
REACHABLE = {SET_UP, APP, "/account/tweede-factor/passkey/nieuw/", "/account/bevestig/"}
CONVERTERS = {"uuid": None, "int": "1", "str": "x", "slug": "x", "path": "x"}


def addresses(uuid: str, resolver: URLResolver | None = None, prefix: str = "/") -> list[str]:
    """Every address of the application, with `uuid` wherever one is asked."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        part = str(pattern.pattern).removeprefix("^").removesuffix("$")
        part = re.sub(r"<(?:(\w+):)?\w+>", lambda match: CONVERTERS[match[1] or "str"] or uuid, part)
        part = re.sub(r"\(\?P<\w+>[^)]*\)", "1", part)
        if isinstance(pattern, URLPattern):
            found.append(prefix + part)
        else:
            found += addresses(uuid, pattern, prefix + part)
    return found


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice, birth_name=CANARY)


@pytest.fixture
def password_only(poh) -> Client:
    return log_in_with_password_only(Client(), poh)


@pytest.mark.parametrize("method", ["get", "post"])
def test_password_only_reaches_no_page_with_anything_on_it(password_only, patient, poh, method):
    for address in addresses(str(patient.uuid)):
        log_in_with_password_only(password_only, poh)
        response = getattr(password_only, method)(address)
        assert CANARY not in response.content.decode(errors="replace"), address
        assert response.wsgi_request.practice is None, address
        assert response.wsgi_request.permissions == frozenset(), address


def test_locked_session_reaches_no_page_with_anything_on_it(client_of, patient, poh):
    client = client_of(poh)
    client.get(HOME)
    for address in addresses(str(patient.uuid)):
        session = log_in(client, poh).session
        session["locked"] = True
        session.save()
        response = client.get(address)
        assert CANARY not in response.content.decode(errors="replace"), address
        assert response.wsgi_request.practice is None, address


def test_walk_meets_the_pages_that_matter(patient):
    found = set(addresses(str(patient.uuid)))
    assert {"/mijn-dag/", "/team/medewerkers/", "/beheer/", f"/patienten/{patient.uuid}/", *REACHABLE} - found == set()


@pytest.mark.parametrize("role", Role)
def test_password_only_is_sent_to_set_up_when_the_role_asks_it(client, request, role):
    log_in_with_password_only(client, request.getfixturevalue(PERSONAS[role]))
    response = client.get(HOME)
    if role in {Role.POH_MMT, Role.DIRECTEUR}:
        assert response.status_code == 200
    else:
        assert (response.status_code, response.url) == (302, SET_UP)


def test_password_only_script_is_told_where_to_go(password_only):
    response = password_only.get(HOME, headers={"HX-Request": "true"})
    assert (response.status_code, response.content, response["HX-Redirect"]) == (401, b"", SET_UP)


def test_set_up_page_leads_on_when_nothing_lacks(client_of, poh):
    assert client_of(poh).get(SET_UP).url == "/account/"


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_proves_it_and_shows_codes_once(client, poh, heard):
    told = heard(signals.factor_added)
    client.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD})
    other = log_in_with_password_only(Client(), poh)
    other.get(HOME)
    before = client.session.session_key
    secret = client.get(APP).context["form"].secret

    typed = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    response = client.post(APP, {"code": typed})

    assert (response.status_code, response.url) == (302, CODES)
    assert client.session.session_key != before
    assert Session.objects.filter(session_key=before).exists() is False
    shown = client.get(CODES).context
    assert (len(shown["unused_codes"]), shown["can_view_codes"]) == (10, True)
    assert client.get(CODES).context["unused_codes"] == ["****"] * 10
    assert client.get(HOME).status_code == 200
    assert {facts["factor"] for facts in told} >= {"totp"}


def test_setting_up_refuses_a_wrong_code(password_only, poh):
    log_in_by_hand = Client()
    log_in_by_hand.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD})
    log_in_by_hand.get(APP)
    response = log_in_by_hand.post(APP, {"code": "000000"})
    assert response.context["form"].errors["code"] == [
        "Deze code klopt niet (meer). Gebruik de code die nu in de app staat."
    ]
    assert Authenticator.objects.filter(user=poh).exists() is False


def test_old_password_only_session_cannot_replace_the_factor(password_only, poh):
    TOTP.activate(poh, TOTP_SECRET)
    for address in ("/account/tweede-factor/app/verwijder/", APP):
        response = password_only.get(address)
        assert response.status_code == 302
        log_in_with_password_only(password_only, poh)
    response = password_only.get(SET_UP)
    assert (response.status_code, response.url) == (302, "/account/inloggen/")
    assert password_only.get(HOME).url == f"/account/inloggen/?next={HOME}"


def test_set_up_asks_the_password_again_when_the_log_in_was_long_ago(password_only):
    assert password_only.get(APP).url == "/account/bevestig/?next=%2Faccount%2Ftweede-factor%2Fapp%2F"
    assert password_only.post("/account/bevestig/", {"password": PASSWORD, "next": APP}).url == APP
    assert password_only.get(APP).status_code == 200


def test_removing_the_last_factor_asks_a_new_one_at_once(client_of, poh, heard):
    told = heard(signals.factor_removed)
    client = client_of(poh)

    assert client.post("/account/tweede-factor/app/verwijder/").status_code == 302

    assert client.get(HOME).url == SET_UP
    assert [facts["factor"] for facts in told] == ["totp"]


def test_removing_one_of_two_factors_leaves_the_session(client_of, poh):
    client = client_of(poh)
    key = Authenticator.objects.create(
        user=poh, type=Authenticator.Type.WEBAUTHN, data={"name": "Sleutel", "credential": {}}
    )
    assert client.post(f"/account/tweede-factor/passkey/{key.pk}/verwijder/").status_code == 302
    assert client.get(HOME).status_code == 200
    assert Authenticator.objects.filter(pk=key.pk).exists() is False


def test_passkey_of_somebody_else_is_not_there(client_of, poh, huisarts):
    key = Authenticator.objects.create(
        user=huisarts, type=Authenticator.Type.WEBAUTHN, data={"name": "Sleutel", "credential": {}}
    )
    client = client_of(poh)
    for address in (f"/account/tweede-factor/passkey/{key.pk}/", f"/account/tweede-factor/passkey/{key.pk}/verwijder/"):
        assert client.get(address).status_code == 404


def test_passkey_gets_another_name(client_of, poh):
    client = client_of(poh)
    key = Authenticator.objects.create(
        user=poh, type=Authenticator.Type.WEBAUTHN, data={"name": "Sleutel", "credential": {}}
    )
    assert client.post(f"/account/tweede-factor/passkey/{key.pk}/", {"name": "Blauwe sleutel"}).status_code == 302
    key.refresh_from_db()
    assert key.data["name"] == "Blauwe sleutel"


def test_passkey_is_asked_with_a_person_behind_it_and_kept_on_the_device(client_of, poh):
    options = client_of(poh).get("/account/tweede-factor/passkey/nieuw/").context["passkey_options"]["publicKey"]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"] == {"id": "testserver", "name": "POH"}
    assert options["user"]["displayName"] == "Anja de Vries"


def test_passkey_names_count_on(poh):
    kind = Authenticator.Type.WEBAUTHN
    assert get_adapter().generate_authenticator_name(poh, kind) == "Passkey 1"
    Authenticator.objects.create(user=poh, type=kind, data={"name": "x", "credential": {}})
    assert get_adapter().generate_authenticator_name(poh, kind) == "Passkey 2"


def test_floater_needs_the_factor_only_where_the_role_asks_it(client, practice, other_practice):
    user = MembershipFactory(practice=practice, roles=[Role.DIRECTEUR]).user
    MembershipFactory(practice=other_practice, user=user, roles=[Role.HUISARTS])
    log_in_with_password_only(client, user, practice=practice)
    assert client.get(HOME).status_code == 200
    client.post("/praktijk/wissel/", {"practice": str(other_practice.uuid)})
    assert client.get(HOME).url == SET_UP
