"""Logging in as at a desk: with the keyboard, a passkey of the browser, an app with codes, and without scripts."""

import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from poh.accounts import sessions
from poh.accounts.models import Practice, User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.personas import TOTP_SECRET

HAND = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def device(context: BrowserContext, page: Page) -> Callable[[bool], None]:
    """A device with a passkey reader; call it with False when somebody else holds it."""
    browser = context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    number = browser.send("WebAuthn.addVirtualAuthenticator", {"options": HAND})["authenticatorId"]

    def hold(is_owner: bool) -> None:
        browser.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": is_owner})

    return hold


@pytest.fixture
def without_scripts(browser: Browser, live: str) -> Iterator[Page]:
    """A tab that runs no script at all."""
    profile = browser.new_context(base_url=live, locale="nl-NL", java_script_enabled=False)
    yield profile.new_page()
    profile.close()


def code(secret: str = TOTP_SECRET) -> str:
    """What the app shows, with time left to type it."""
    left = 30 - time.time() % 30
    if left < 10:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def type_and_go(page: Page, *texts: str) -> None:
    """Type into the fields in the order of the keyboard, and press Enter in the last."""
    for number, text in enumerate(texts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def give_password(page: Page, user: User, *, to: str = "/") -> None:
    page.goto(to)
    page.get_by_label("E-mailadres").focus()
    type_and_go(page, user.email, PASSWORD)


def test_new_colleague_makes_a_passkey_and_logs_in_with_it(page: Page, live: str, poh: User, device, axe):
    # given somebody with only a password
    give_password(page, poh, to="/team/medewerkers/")
    expect(page.get_by_role("heading", name="Stel een tweede factor in")).to_be_visible()
    axe(page)

    # when they make a passkey, with the keyboard alone
    page.get_by_role("link", name="Maak een passkey").press("Enter")
    expect(page.get_by_role("heading", name="Passkey maken")).to_be_visible()
    axe(page)
    page.get_by_label("Naam").fill("Laptop spreekkamer 2")
    page.get_by_role("button", name="Maak de passkey").press("Enter")

    # then the recovery codes are shown, once
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    axe(page)
    page.get_by_role("link", name="Ik heb ze bewaard").press("Enter")
    expect(page).to_have_url(f"{live}/mijn-dag/")

    # and a next time the passkey is enough
    page.goto("/account/uitloggen/")
    axe(page)
    page.get_by_role("button", name="Log uit").press("Enter")
    page.get_by_role("button", name="Log in met een passkey").press("Enter")
    expect(page).to_have_url(f"{live}/mijn-dag/")
    page.goto("/account/")
    expect(page.get_by_role("row", name="Laptop spreekkamer 2")).to_be_visible()
    axe(page)


def test_passkey_in_the_hands_of_another_opens_nothing(page: Page, poh: User, device, axe):
    give_password(page, poh)
    page.get_by_role("link", name="Maak een passkey").click()
    page.get_by_role("button", name="Maak de passkey").click()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.goto("/account/uitloggen/")
    page.get_by_role("button", name="Log uit").click()

    device(False)
    page.get_by_role("button", name="Log in met een passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Dat is afgebroken of duurde te lang.")
    axe(page)


def test_app_with_codes_is_set_up_and_asked(page: Page, live: str, huisarts: User, axe):
    # given somebody at the page for an app
    give_password(page, huisarts)
    page.get_by_role("link", name="Gebruik een app met codes").press("Enter")
    expect(page.get_by_role("img", name="QR-code")).to_be_visible()
    axe(page)
    secret = page.locator("code.code").inner_text()

    # when the code is wrong, the page says so beside the field; when it is right it goes on
    page.get_by_label("Code uit de app").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Deze code klopt niet (meer).").first).to_be_visible()
    axe(page)
    page.get_by_label("Code uit de app").fill(code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()

    # then a next log-in asks for it
    page.goto("/account/uitloggen/")
    page.get_by_role("button", name="Log uit").press("Enter")
    give_password(page, huisarts)
    expect(page.get_by_role("heading", name="Tweede factor")).to_be_visible()
    axe(page)
    recovery = "niet-een-code"
    page.get_by_label("Code").fill(recovery)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Inloggen is niet gelukt")
    axe(page)


def test_wrong_password_is_said_on_top_and_takes_the_focus(page: Page, live: str, poh: User, axe):
    page.goto("/")
    axe(page)
    page.get_by_label("E-mailadres").focus()
    type_and_go(page, poh.email, "fout-wachtwoord")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_contain_text("horen niet bij elkaar")
    axe(page)


def test_lost_password_pages_can_be_read_by_all(page: Page, live: str, axe):
    page.goto("/account/inloggen/")
    page.get_by_role("link", name="Wachtwoord vergeten").press("Enter")
    axe(page)
    page.get_by_label("E-mailadres").fill("niemand@example.nl")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kijk in de mail")).to_be_visible()
    axe(page)
    for address in ("/account/wachtwoord/nieuw/1-abc/", "/account/geblokkeerd/"):
        page.goto(address)
        axe(page)


def test_typed_form_survives_the_lock_without_scripts(
    without_scripts: Page, live: str, practice: Practice, beheerder: User
):
    # given a form that was filled in before the session locked
    page = without_scripts
    TOTP.activate(beheerder, TOTP_SECRET)
    give_password(page, beheerder, to="/praktijk/wijzig/")
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Naam").fill("Praktijk De Nieuwe Singel")
    _walk_away(page)
    cache.clear()  # the code of this half minute may be used once more

    # when it is sent, and the lock is opened
    page.get_by_role("button", name="Sla op").click()
    expect(page.get_by_text("Wat was ingevuld, is bewaard.")).to_be_visible()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_label("Code uit de app").fill(code())
    page.get_by_role("button", name="Ontgrendel").click()

    # then it is there, and can be sent again
    expect(page.get_by_text("Praktijk De Nieuwe Singel")).to_be_visible()
    page.get_by_role("button", name="Verstuur opnieuw").click()
    expect(page.get_by_role("heading", name="Praktijk De Nieuwe Singel")).to_be_visible()
    practice.refresh_from_db()
    assert practice.name == "Praktijk De Nieuwe Singel"


def test_locked_pages_can_be_read_by_all(page: Page, enter, beheerder: User, axe):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    _walk_away(page)
    page.goto("/praktijk/")
    expect(page.get_by_role("heading", name="Scherm op slot")).to_be_visible()
    axe(page)


def test_no_practice_page_can_be_read_by_all(page: Page, enter, db, live: str, axe):
    enter(UserFactory())
    page.goto("/mijn-dag/")
    expect(page.get_by_role("heading", name="Vandaag niet in dienst")).to_be_visible()
    axe(page)


def _walk_away(page: Page) -> None:
    """Let the session of this tab be idle for longer than it may."""
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(cookie["value"])
    session[sessions.ACTIVE_AT] -= 3600
    session.save()
