"""static/js/passkey.js: make a passkey, log in with it and unlock with it, on an authenticator in the browser."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect


@pytest.fixture
def authenticator(page: Page, context: BrowserContext) -> str:
    """A built-in authenticator that always recognises its owner."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def _make_passkey(page: Page) -> None:
    page.goto("/account/tweede-factor/passkey/nieuw/")
    page.get_by_role("textbox", name="Naam").fill("Werkplek")
    page.get_by_role("button", name="Maak de passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/passkey/nieuw/"))


def test_passkey_is_made_and_logs_in_without_a_password(page: Page, axe, authenticator, enter, poh):
    enter(poh)
    _make_passkey(page)
    page.goto("/account/")
    expect(page.get_by_role("rowheader", name="Werkplek")).to_be_visible()
    page.locator(".account summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Log in met een passkey").click()
    expect(page.locator(".account")).to_contain_text(poh.name)


def test_passkey_unlocks_the_screen_in_place(page: Page, authenticator, enter, poh):
    enter(poh)
    _make_passkey(page)
    page.goto("/mijn-dag/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Vergrendel", exact=True).click()
    lock = page.get_by_role("dialog", name="Scherm op slot")
    lock.get_by_role("button", name="Ontgrendel met een passkey").click()
    expect(lock).to_be_hidden()
    expect(page.locator(".app")).to_be_visible()


def test_passkey_that_is_refused_says_so(page: Page, context: BrowserContext, authenticator):
    page.goto("/account/inloggen/")
    page.get_by_role("button", name="Log in met een passkey").click()
    expect(page.get_by_role("alert").filter(has_text="afgebroken of duurde te lang")).to_be_visible()
