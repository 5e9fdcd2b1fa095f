"""static/js/session-lock.js: the lock covers the page, lets its owner go on with what was typed, and nobody else."""

import time
from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from poh.accounts import sessions
from tests.factories.accounts import PASSWORD
from tests.factories.patients import PatientFactory
from tests.personas import TOTP_SECRET

STEP_SECONDS = 30


@pytest.fixture
def code():
    """The code that the app shows now, with time left to type it; used codes are forgotten, so that it works twice."""

    def now() -> str:
        cache.clear()
        left = STEP_SECONDS - time.time() % STEP_SECONDS
        if left < STEP_SECONDS / 2:
            time.sleep(left)
        return format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))

    return now


def _lock(page: Page):
    return page.get_by_role("dialog", name="Scherm op slot")


def _lock_now(page: Page) -> None:
    page.locator(".account summary").click()
    page.get_by_role("button", name="Vergrendel", exact=True).click()
    expect(_lock(page).get_by_label("Wachtwoord")).to_be_focused()


def _lock_at_server(context: BrowserContext) -> None:
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == settings.SESSION_COOKIE_NAME)
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie["value"])
    sessions.lock(SimpleNamespace(session=session))
    session.save()


def _unlock(page: Page, code: str, password: str = PASSWORD) -> None:
    _lock(page).get_by_label("Wachtwoord").fill(password)
    _lock(page).get_by_label("Code").fill(code)
    _lock(page).get_by_role("button", name="Ontgrendel", exact=True).click()


def test_session_that_ends_covers_the_page_and_keeps_the_text(page: Page, axe, enter, beheerder, code, monkeypatch):
    monkeypatch.setattr(settings, "SESSION_IDLE_SECONDS", 4)
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    name = page.get_by_role("textbox", name="Naam")
    name.fill("Praktijk De Nieuwe Singel")

    expect(_lock(page)).to_be_visible()
    expect(page.locator(".app")).not_to_be_visible()
    expect(page).to_have_title("Op slot · POH")
    expect(_lock(page).get_by_label("Wachtwoord")).to_be_focused()
    axe(page)

    monkeypatch.setattr(settings, "SESSION_IDLE_SECONDS", 1200)
    _unlock(page, code())
    expect(_lock(page)).to_be_hidden()
    expect(name).to_have_value("Praktijk De Nieuwe Singel")
    expect(name).to_be_focused()

    page.get_by_role("button", name="Sla op").click()
    expect(page.get_by_role("main")).to_contain_text("Praktijk De Nieuwe Singel")


def test_lock_cannot_be_left_with_escape(page: Page, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/")
    _lock_now(page)
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(_lock(page)).to_be_visible()
    expect(page.locator(".app")).not_to_be_visible()


def test_wrong_password_stays_locked_and_says_so(page: Page, axe, enter, beheerder, code):
    enter(beheerder)
    page.goto("/praktijk/")
    _lock_now(page)
    _unlock(page, code(), password="niet-het-wachtwoord")
    expect(_lock(page).locator(".form-field__error").first).to_be_visible()
    expect(page.locator(".app")).not_to_be_visible()
    axe(page)
    _unlock(page, code())
    expect(_lock(page)).to_be_hidden()


def test_locking_by_hand_also_locks_at_the_server(page: Page, context: BrowserContext, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/")
    _lock_now(page)
    other = context.new_page()
    other.goto("/praktijk/")
    expect(other.get_by_role("heading", name="Scherm op slot")).to_be_visible()


def test_unlocking_in_one_tab_opens_the_others(page: Page, context: BrowserContext, enter, beheerder, code):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    other = context.new_page()
    other.goto("/praktijk/")
    _lock_now(page)
    expect(_lock(other)).to_be_visible()
    _unlock(page, code())
    expect(_lock(page)).to_be_hidden()
    expect(_lock(other)).to_be_hidden()


def test_somebody_else_sees_nothing_of_the_page(page: Page, context: BrowserContext, enter, beheerder, poh):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    page.get_by_role("textbox", name="Naam").fill("Geheime naam")
    page.on("dialog", lambda dialog: dialog.accept())
    _lock_now(page)
    _lock(page).get_by_role("button", name="Iemand anders inloggen").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    assert "Geheime naam" not in page.content()
    page.go_back()
    expect(page.get_by_text("Geheime naam")).to_have_count(0)


def test_log_in_of_somebody_else_in_another_tab_replaces_the_page(page: Page, context, enter, beheerder, directeur):
    enter(beheerder)
    page.goto("/praktijk/")
    enter(directeur)
    other = context.new_page()
    other.goto("/praktijk/")
    expect(page.locator(".account")).to_contain_text(directeur.name)


def test_lock_without_network_says_so_and_opens_nothing(page: Page, context: BrowserContext, enter, beheerder, code):
    enter(beheerder)
    page.goto("/praktijk/")
    context.set_offline(True)
    page.locator(".account summary").click()
    page.get_by_role("button", name="Vergrendel", exact=True).click()
    expect(_lock(page).get_by_role("alert")).to_contain_text("Geen verbinding")
    expect(page.locator(".app")).not_to_be_visible()
    context.set_offline(False)
    _lock(page).get_by_role("button", name="Probeer opnieuw").click()
    _unlock(page, code())
    expect(_lock(page)).to_be_hidden()


def test_logging_out_in_one_tab_takes_the_others_along(page: Page, context: BrowserContext, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/")
    other = context.new_page()
    other.goto("/praktijk/")
    other.locator(".account summary").click()
    other.get_by_role("button", name="Uitloggen").click()
    expect(other.get_by_role("heading", name="Inloggen")).to_be_visible()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()


def test_locked_page_cannot_be_printed(page: Page, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/")
    _lock_now(page)
    page.emulate_media(media="print")
    assert page.evaluate("document.body.innerText.trim()") == ""


def test_request_that_met_the_lock_is_sent_again(page: Page, context: BrowserContext, enter, poh, practice, code):
    PatientFactory(practice=practice, birth_name="Pietersen", birth_name_prefix="")
    enter(poh)
    page.goto("/mijn-dag/")
    _lock_at_server(context)
    page.get_by_role("combobox", name="Zoek patiënt").press_sequentially("pietersen")
    expect(_lock(page)).to_be_visible()
    _unlock(page, code())
    expect(page.get_by_role("option", name="Pietersen")).to_be_visible()
