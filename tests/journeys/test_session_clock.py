"""static/js/session-clock.js: warns before the session ends, extends it while somebody works, one clock for all."""

import pytest
from playwright.sync_api import Page, expect

IDLE_SECONDS = 4  # the warning comes after half of it, quiet extension at most once per quarter


@pytest.fixture(autouse=True)
def _short_session(settings):
    settings.SESSION_IDLE_SECONDS = IDLE_SECONDS


def _warning(page: Page):
    return page.get_by_role("dialog", name="Nog aan het werk?")


def test_session_warns_before_it_ends_and_goes_on_when_asked(page: Page, axe, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    expect(_warning(page)).to_be_visible()
    axe(page)
    with page.expect_response("**/sessie/verleng/") as answer:
        page.get_by_role("button", name="Ga door").click()
    assert answer.value.json()["seconds"] == IDLE_SECONDS
    expect(_warning(page)).to_be_hidden()


def test_session_is_extended_without_a_question_while_somebody_types(page: Page, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    name = page.get_by_role("textbox", name="Naam")
    for _ in range(IDLE_SECONDS * 3):
        name.press("a")
        expect(_warning(page)).to_be_hidden()
        page.wait_for_timeout(400)
    expect(page.get_by_role("dialog", name="Scherm op slot")).to_be_hidden()


def test_session_is_extended_for_all_tabs_at_once(page: Page, context, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    other = context.new_page()
    other.goto("/praktijk/")
    expect(_warning(page)).to_be_visible()
    other.bring_to_front()
    other.get_by_role("button", name="Ga door").click()
    expect(_warning(page)).to_be_hidden()


def test_browser_keeps_only_who_and_until_when(page: Page, enter, beheerder):
    enter(beheerder)
    page.goto("/praktijk/wijzig/")
    kept = page.evaluate("JSON.parse(localStorage.getItem('poh:session'))")
    assert sorted(kept) == ["until", "user"]
    assert kept["user"] == str(beheerder.uuid)
    assert page.evaluate("Object.keys(localStorage)") == ["poh:session"]


def test_page_without_a_session_has_no_clock(page: Page):
    page.goto("/stijl/")
    assert page.evaluate("localStorage.getItem('poh:session')") is None
