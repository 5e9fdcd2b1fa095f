"""Passkeys against the server: who lies about where, who or when is refused."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from poh.accounts import signals
from tests.accounts.authenticator import Passkey
from tests.factories.accounts import PASSWORD
from tests.personas import log_in_with_password_only

ADD, LOGIN, HOME = "/account/tweede-factor/passkey/nieuw/", "/account/inloggen/passkey/", "/mijn-dag/"
CODE, UNLOCK = "/account/inloggen/tweede-factor/", "/sessie/ontgrendel/"
NOT_RIGHT = "Deze code klopt niet (meer). Gebruik de code die nu in de app staat."


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False


@pytest.fixture
def passkey(poh) -> Passkey:
    """A passkey that `poh` set up."""
    key = Passkey()
    browser = Client()
    browser.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD})
    assert add(browser, key).status_code == 302
    return key


def add(browser: Client, key: Passkey):
    options = browser.get(ADD).context["passkey_options"]
    return browser.post(ADD, {"name": "Sleutel", "credential": json.dumps(key.register(_plain(options)))})


def log_in(browser: Client, key: Passkey, *, options: dict | None = None):
    options = options or asked(browser)
    return browser.post(LOGIN, {"credential": json.dumps(key.answer(options))})


def asked(browser: Client) -> dict:
    return browser.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]


def _plain(options) -> dict:
    return json.loads(json.dumps(options, default=dict))


def is_logged_in(browser: Client) -> bool:
    return browser.get(HOME).status_code == 200


def test_passkey_is_set_up_and_logs_in_without_a_password(client, passkey, poh, heard):
    told = heard(signals.signed_in)
    assert log_in(client, passkey).url == HOME
    assert is_logged_in(client) is True
    assert [(facts["user"], facts["method"]) for facts in told] == [(poh, "passkey")]
    assert Authenticator.objects.get(user=poh, type="webauthn").data["name"] == "Sleutel"


def test_passkey_is_the_second_factor_after_a_password(client, passkey, poh):
    client.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD})
    options = _plain(client.get(CODE).context["js_data"]["request_options"])
    response = client.post(CODE, {"credential": json.dumps(passkey.answer(options))})
    assert (response.status_code, response.url) == (302, HOME)


def test_passkey_unlocks_a_session(client, passkey):
    log_in(client, passkey)
    client.post("/sessie/vergrendel/")
    options = _plain(client.get(UNLOCK).context["passkey_options"])

    response = client.post(UNLOCK, {"credential": json.dumps(passkey.answer(options)), "next": "/praktijk/"})

    assert (response.status_code, response.url) == (302, "/praktijk/")


def test_passkey_of_another_unlocks_nothing(client, passkey):
    log_in(client, passkey)
    client.post("/sessie/vergrendel/")
    options = _plain(client.get(UNLOCK).context["passkey_options"])
    response = client.post(UNLOCK, {"credential": json.dumps(Passkey().answer(options))})
    assert response.status_code == 422
    assert response.context["passkey_form"].errors["credential"] == [NOT_RIGHT]
    assert NOT_RIGHT in response.content.decode()


def test_session_without_a_factor_confirms_nothing_with_a_passkey(client, passkey, poh):
    log_in_with_password_only(client, poh)
    page = client.get("/account/bevestig/passkey/")
    assert page.status_code == 302


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://testserver.elders.example"},
        {"origin": "http://testserver"},
        {"rp_id": "elders.example"},
        {"is_verified": False},
        {"key": Passkey().key},
        {"credential_id": b"onbekend"},
        {"user_handle": ""},
        {"user_handle": "AAAA"},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_passkey_that_lies_is_refused(client, passkey, lie):
    options = asked(client)
    for name, value in lie.items():
        setattr(passkey, name, value)
    assert log_in(client, passkey, options=options).url == "/account/inloggen/"
    assert is_logged_in(client) is False


def test_answer_to_an_old_question_is_refused(client, passkey):
    options = asked(client)
    answer = {"credential": json.dumps(passkey.answer(options))}
    assert client.post(LOGIN, answer).url == HOME
    replay = Client()
    assert replay.post(LOGIN, answer).url == "/account/inloggen/"
    asked(replay)
    assert replay.post(LOGIN, answer).url == "/account/inloggen/"
    assert is_logged_in(replay) is False


@pytest.mark.parametrize(("counts", "is_let_in"), [((0, 0), True), ((3, 4), True), ((3, 3), False), ((3, 2), False)])
def test_passkey_that_counts_back_is_a_copy(client, passkey, counts, is_let_in):
    for count in counts:
        browser = Client()
        passkey.count = count
        log_in(browser, passkey)
    assert is_logged_in(browser) is is_let_in


def test_passkey_without_verification_is_not_set_up(poh):
    browser = Client()
    browser.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD})
    response = add(browser, Passkey(is_verified=False))
    assert response.status_code == 200
    assert Authenticator.objects.filter(user=poh).exists() is False


NONSENSE = [
    "",
    "{}",
    "[]",
    "null",
    "geen json",
    '{"id": "x", "response": {}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "eA", "authenticatorData": "eA", "signature": "eA"}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "userHandle": 7}}',
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_instead_of_a_passkey_is_refused(client, poh, credential):
    asked(client)
    assert client.post(LOGIN, {"credential": credential}).url == "/account/inloggen/"
    client.post("/account/inloggen/", {"login": poh.email, "password": PASSWORD})
    client.get(ADD)
    response = client.post(ADD, {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert response.context["form"].is_valid() is False
