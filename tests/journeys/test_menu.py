"""static/js/menu.js: the practice switch and my account open, close and walk by keyboard."""

from playwright.sync_api import Page, expect


def _account(page: Page):
    return page.locator(".account details")


def test_menu_opens_with_enter_and_escape_closes_it_and_returns_the_focus(page: Page, axe):
    page.goto("/stijl/")
    page.locator(".account summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(_account(page)).not_to_have_attribute("open", "")
    expect(page.locator(".account summary")).to_be_focused()


def test_arrows_walk_through_the_menu_and_around(page: Page):
    page.goto("/stijl/")
    page.locator(".practice summary").click()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Praktijk De Singel")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Gezondheidscentrum Oost")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Praktijk De Singel")).to_be_focused()


def test_menu_closes_when_another_opens_or_the_page_is_clicked(page: Page):
    page.goto("/stijl/")
    page.locator(".practice summary").click()
    page.locator(".account summary").click()
    expect(page.locator(".practice details")).not_to_have_attribute("open", "")
    expect(_account(page)).to_have_attribute("open", "")
    page.locator("main").click(position={"x": 5, "y": 5})
    expect(_account(page)).not_to_have_attribute("open", "")


def test_current_practice_is_marked(page: Page):
    page.goto("/stijl/")
    page.locator(".practice summary").click()
    expect(page.get_by_role("button", name="Praktijk De Singel")).to_have_attribute("aria-current", "true")
