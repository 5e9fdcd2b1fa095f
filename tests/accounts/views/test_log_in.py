"""Logging in as people do: real passwords, real codes, the real cache."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from poh.accounts import signals
from poh.accounts.enums import Role
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.personas import TOTP_SECRET, log_in

LOGIN, CODE, HOME = "/account/inloggen/", "/account/inloggen/tweede-factor/", "/mijn-dag/"
MISMATCH = "Dit e-mailadres en wachtwoord horen niet bij elkaar."


@pytest.fixture
def anja(poh):
    """`poh`, with an app that makes codes."""
    TOTP.activate(poh, TOTP_SECRET)
    return poh


def give_password(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def give_code(client: Client, code: str):
    return client.post(CODE, {"code": code})


def is_logged_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def test_visitor_is_sent_to_log_in_and_comes_back(client, anja, code):
    response = client.get("/team/medewerkers/?role=poh_s")
    assert (response.status_code, response.url) == (302, f"{LOGIN}?next=/team/medewerkers/%3Frole%3Dpoh_s")

    client.post(LOGIN, {"login": anja.email, "password": PASSWORD, "next": "/team/medewerkers/?role=poh_s"})
    response = give_code(client, code())

    assert (response.status_code, response.url) == (302, "/team/medewerkers/?role=poh_s")


def test_next_to_another_site_is_not_followed(client, anja, code):
    client.post(LOGIN, {"login": anja.email, "password": PASSWORD, "next": "https://elders.example/"})
    assert give_code(client, code()).url == HOME


def test_script_of_a_visitor_gets_401_instead_of_a_page(client, db):
    htmx = client.get("/team/medewerkers/", headers={"HX-Request": "true"})
    fetch = client.get("/team/medewerkers/", headers={"Sec-Fetch-Dest": "empty"})
    assert (htmx.status_code, htmx.content, htmx["HX-Redirect"]) == (401, b"", f"{LOGIN}?next=/team/medewerkers/")
    assert (fetch.status_code, fetch.content, fetch["X-Session-Locked"]) == (401, b"", "1")


def test_log_in_takes_password_and_code_and_a_new_session_each_time(client, anja, code, heard):
    told = heard(signals.signed_in)
    client.get(LOGIN)
    session = client.session
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    assert give_password(client, anja.email).url == CODE
    assert is_logged_in(client) is False
    response = give_code(client, code())

    after = client.cookies["sessionid"].value
    assert (response.url, is_logged_in(client)) == (HOME, True)
    assert before != after
    assert Session.objects.filter(session_key=before).exists() is False
    assert [(facts["user"], facts["method"]) for facts in told] == [(anja, "password+mfa")]
    assert told[0]["access_point"]["ip"] == "127.0.0.1"


def test_password_alone_is_enough_for_who_sees_no_patients(client, practice):
    director = MembershipFactory(practice=practice, roles=[Role.DIRECTEUR]).user
    assert give_password(client, director.email.upper()).url == HOME
    assert is_logged_in(client) is True


@pytest.mark.parametrize("email", ["anja@example.nl", "niemand@example.nl"])
def test_wrong_password_tells_not_whether_the_address_is_known(client, anja, email, heard):
    told = heard(signals.sign_in_failed)

    response = give_password(client, email, "niet-het-wachtwoord")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [MISMATCH]
    user = anja if email == anja.email else None
    assert [(facts["user"], facts["reason"]) for facts in told] == [(user, "password")]


def test_five_wrong_passwords_close_the_account_for_a_while_from_everywhere(client, anja, heard):
    told = heard(signals.sign_in_failed)
    for number in range(5):
        give_password(client, anja.email, "fout", REMOTE_ADDR=f"192.0.2.{number}")

    response = give_password(client, anja.email, REMOTE_ADDR="192.0.2.99")

    assert response.context["form"].non_field_errors() == [
        "Te vaak een verkeerd wachtwoord. Probeer het over 5 minuten opnieuw, of log in met een passkey."
    ]
    assert [facts["reason"] for facts in told] == ["password"] * 5 + ["throttled"]


def test_wait_is_told_for_an_unknown_address_too(client, db):
    for _ in range(5):
        give_password(client, "niemand@example.nl", "fout")
    errors = give_password(client, "niemand@example.nl", "fout").context["form"].non_field_errors()
    assert errors[0].startswith("Te vaak een verkeerd wachtwoord. Probeer het over 5 minuten opnieuw")


def test_wrong_passwords_of_one_leave_others_alone(client, anja, practice):
    director = MembershipFactory(practice=practice, roles=[Role.DIRECTEUR]).user
    for _ in range(6):
        give_password(client, anja.email, "fout")
    assert give_password(client, director.email).url == HOME


def test_twenty_wrong_passwords_close_one_address_for_a_minute(client, anja):
    for number in range(20):
        give_password(client, f"gok{number}@example.nl", "fout", REMOTE_ADDR="192.0.2.7")

    blocked = give_password(client, anja.email, REMOTE_ADDR="192.0.2.7")
    elsewhere = give_password(client, anja.email, REMOTE_ADDR="192.0.2.8")

    assert blocked.context["form"].non_field_errors() == [
        "Te vaak een verkeerd wachtwoord. Probeer het over 1 minuut opnieuw, of log in met een passkey."
    ]
    assert elsewhere.url == CODE


def test_wrong_codes_are_counted_too(client, anja, code, heard):
    told = heard(signals.sign_in_failed)
    give_password(client, anja.email)
    for _ in range(5):
        give_code(client, "000000")

    response = give_code(client, code())

    assert response.status_code == 200
    assert is_logged_in(client) is False
    assert [facts["reason"] for facts in told] == ["mfa"] * 5


@pytest.mark.parametrize("steps", [-1, 1])
def test_code_of_another_half_minute_is_refused(client, anja, code, steps):
    give_password(client, anja.email)
    response = give_code(client, code(steps=steps))
    assert response.context["form"].errors["code"] == [
        "Deze code klopt niet (meer). Gebruik de code die nu in de app staat."
    ]


def test_code_counts_once(client, anja, code):
    now = code()
    log_in_first, log_in_second = Client(), Client()
    for browser in (log_in_first, log_in_second):
        give_password(browser, anja.email)
    assert give_code(log_in_first, now).status_code == 302
    assert give_code(log_in_second, now).status_code == 200
    assert is_logged_in(log_in_second) is False


@pytest.mark.django_db(transaction=True)
def test_code_counts_once_for_two_at_the_same_moment(anja, code):
    browsers = [Client(), Client(), Client()]
    for browser in browsers:
        give_password(browser, anja.email)
    now = code()

    def try_code(browser: Client) -> int:
        try:
            return give_code(browser, now).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(try_code, browsers))

    assert answers == [200, 200, 302]


def test_recovery_code_counts_once(client, anja):
    recovery = RecoveryCodes.activate(anja)
    first, *_ = recovery.get_unused_codes()
    give_password(client, anja.email)
    assert give_code(client, first).url == HOME

    other = Client()
    give_password(other, anja.email)
    assert give_code(other, first).status_code == 200


def test_secrets_of_factors_are_not_readable_in_the_database(poh):
    secret = get_mfa_adapter().encrypt(TOTP_SECRET)
    assert TOTP_SECRET not in secret
    assert get_mfa_adapter().decrypt(secret) == TOTP_SECRET


def test_secrets_stay_readable_after_a_change_of_key(settings):
    secret = get_mfa_adapter().encrypt(TOTP_SECRET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "een-heel-andere-sleutel"
    assert get_mfa_adapter().decrypt(secret) == TOTP_SECRET


def test_nobody_logs_in_while_attempts_cannot_be_counted(client, anja, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    response = give_password(client, anja.email)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Dit kan nu even niet" in response.content.decode()
    assert is_logged_in(client) is False


def test_who_was_logged_in_works_on_while_redis_is_away(client_of, poh, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert is_logged_in(client_of(poh)) is True


def test_inactive_account_is_told_so_after_the_right_password_only(client, practice):
    gone = MembershipFactory(practice=practice, user__is_active=False).user
    assert give_password(client, gone.email).url == "/account/geblokkeerd/"
    assert give_password(client, gone.email, "fout").context["form"].non_field_errors() == [MISMATCH]


def test_account_made_inactive_is_out_at_the_next_request(client_of, poh):
    client = client_of(poh)
    assert is_logged_in(client) is True
    poh.is_active = False
    poh.save()
    assert client.get(HOME).url == f"{LOGIN}?next={HOME}"


def test_account_without_a_practice_is_logged_out_and_told(client, db, heard):
    told = heard(signals.signed_out)
    nobody = UserFactory()
    give_password(client, nobody.email)

    response = client.get(HOME)

    assert response.status_code == 403
    assert "Vandaag niet in dienst" in response.content.decode()
    assert client.get(HOME).url == f"{LOGIN}?next={HOME}"
    assert [facts["user"] for facts in told] == [nobody]


def test_log_out_kills_the_session(client_of, poh, heard):
    told = heard(signals.signed_out)
    client = client_of(poh)
    cookie = client.cookies["sessionid"].value

    assert client.post("/account/uitloggen/").url == LOGIN

    replay = Client()
    replay.cookies["sessionid"] = cookie
    assert is_logged_in(replay) is False
    assert [facts["user"] for facts in told] == [poh]


def test_log_out_is_asked_on_get(client_of, poh):
    client = client_of(poh)
    assert client.get("/account/uitloggen/").status_code == 200
    assert is_logged_in(client) is True


def test_nobody_can_sign_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert get_adapter().is_open_for_signup(None) is False


def test_address_cannot_be_changed_by_oneself():
    with pytest.raises(NoReverseMatch):
        reverse("account_email")


@pytest.mark.parametrize(("setting", "lets_in"), [("required", False), ("demo-off", True)])
def test_password_only_goes_on_only_in_the_demo(client, poh, settings, setting, lets_in):
    settings.SECOND_FACTOR = setting
    give_password(client, poh.email)
    assert is_logged_in(client) is lets_in


def test_own_factor_is_asked_in_the_demo_too(client, anja, settings):
    settings.SECOND_FACTOR = "demo-off"
    assert give_password(client, anja.email).url == CODE


def test_persona_is_logged_in_as_by_hand(client, poh):
    log_in(client, poh)
    assert is_logged_in(client) is True
    assert Authenticator.objects.filter(user=poh).count() == 1
