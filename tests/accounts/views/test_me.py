"""The own account: password, factors, sessions."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils.http import int_to_base36

from poh.accounts import signals
from tests.factories.accounts import PASSWORD
from tests.personas import log_in, log_in_with_password_only

ME, CHANGE, RESET, HOME = "/account/", "/account/wachtwoord/", "/account/wachtwoord/vergeten/", "/mijn-dag/"
NEW = "vier gele fietsen in de regen"


def change(client: Client, **fields):
    return client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | fields)


def test_account_page_shows_where_one_works_and_with_what_one_logs_in(client_of, floater):
    page = client_of(floater).get(ME)
    assert [membership.roles_label for membership in page.context["memberships"]] == ["Huisarts", "POH somatiek"]
    assert [row["name"] for row in page.context["factors"]] == ["App met codes"]
    assert (page.context["codes_left"], page.context["has_app"]) == (0, True)


def test_account_page_says_when_a_password_alone_is_enough(client, directeur):
    log_in_with_password_only(client, directeur)
    assert "een wachtwoord alleen is genoeg" in client.get(ME).content.decode()


def test_password_is_changed_and_other_sessions_end(client_of, poh, heard):
    told = heard(signals.password_changed)
    here, there = client_of(poh), client_of(poh)
    here.get(HOME)
    before = here.session.session_key

    assert change(here).url == ME

    assert here.get(HOME).status_code == 200
    assert here.session.session_key != before
    assert there.get(HOME).status_code == 302
    assert [(facts["user"], facts["how"]) for facts in told] == [(poh, "change")]


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"oldpassword": "fout"}, "oldpassword", "Dit is niet het huidige wachtwoord."),
        ({"password2": "anders dan de eerste"}, "password2", "Je moet hetzelfde wachtwoord twee keer intoetsen."),
        (
            {"password1": "Welkom2026!!", "password2": "Welkom2026!!"},
            "password1",
            (
                "Woorden als praktijk, huisarts of welkom, seizoenen en jaartallen zijn snel geraden. "
                "Kies een zin van eigen woorden."
            ),
        ),
    ],
)
def test_password_is_not_changed_when_something_is_wrong(client_of, poh, fields, field, message):
    response = change(client_of(poh), **fields)
    assert response.context["form"].errors[field] == [message]
    poh.refresh_from_db()
    assert poh.check_password(PASSWORD) is True


@pytest.mark.parametrize("email", ["anja@example.nl", "niemand@example.nl"])
def test_lost_password_answers_the_same_for_everybody(client, poh, email, queued):
    response = client.post(RESET, {"email": email})
    assert response.url == "/account/wachtwoord/vergeten/verstuurd/"
    whose = poh.pk if email == poh.email else None
    assert queued() == [("send_password_reset", [whose, "http://testserver/"])]
    assert client.get(response.url).status_code == 200


def test_lost_password_is_throttled_per_address(client, poh, queued):
    answers = [client.post(RESET, {"email": poh.email}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(queued()) == 5


def test_link_that_is_none_says_so(client, db):
    response = client.get("/account/wachtwoord/nieuw/1-set-password/")
    assert response.status_code == 200
    assert "Deze link werkt niet (meer)" in response.content.decode()


def test_failed_attempts_do_not_count_after_a_new_password(client, poh):
    for _ in range(5):
        client.post("/account/inloggen/", {"login": poh.email, "password": "fout"})
    _reset(client, poh)
    assert client.post("/account/inloggen/", {"login": poh.email, "password": NEW}).status_code == 302


def _reset(client: Client, user) -> None:
    key = f"{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"
    page = client.get(f"/account/wachtwoord/nieuw/{key}/").url
    client.post(page, {"password1": NEW, "password2": NEW})


def test_reset_tells_that_the_password_changed(client, poh, heard):
    told = heard(signals.password_changed)
    _reset(client, poh)
    assert [(facts["user"], facts["how"]) for facts in told] == [(poh, "reset")]


def test_other_sessions_are_ended_on_request(client, poh):
    here = log_in(client, poh)
    for user_agent, browser in (("Mozilla/5.0 (Windows NT 10.0) Edg/120", here), ("curl", log_in(Client(), poh))):
        UserSession.objects.create(
            user=poh, session_key=browser.session.session_key, ip="192.0.2.7", user_agent=user_agent
        )
    page = here.get("/account/sessies/")
    assert page.context["session_count"] == 2
    assert "Edge op Windows" in page.content.decode()

    here.post("/account/sessies/")

    assert UserSession.objects.filter(user=poh).count() == 1
    assert here.get(HOME).status_code == 200
    assert browser.get(HOME).status_code == 302


def test_new_recovery_codes_take_the_place_of_the_old(client_of, poh):
    client = client_of(poh)
    assert client.get("/account/tweede-factor/herstelcodes/").status_code == 404
    first = client.post("/account/tweede-factor/herstelcodes/nieuw/")
    codes = client.get(first.url).context["unused_codes"]
    second = client.post("/account/tweede-factor/herstelcodes/nieuw/")
    assert set(codes) & set(client.get(second.url).context["unused_codes"]) == set()


@pytest.mark.parametrize("page", ["tweede-factor/overzicht/", "tweede-factor/passkeys/"])
def test_overviews_of_allauth_lead_to_the_account_page(client_of, poh, page):
    assert client_of(poh).get(f"/account/{page}").url == ME
