"""static/js/dialog.js: a dialog opens, keeps the focus inside, closes and gives the focus back."""

from playwright.sync_api import Page, expect


def test_confirm_dialog_asks_and_can_be_left(page: Page, axe):
    page.goto("/stijl/")
    page.get_by_role("button", name="Bevestig").click()
    dialog = page.get_by_role("dialog", name="Patiënt uitschrijven?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Reden")).to_be_focused()
    axe(page)
    dialog.get_by_role("button", name="Annuleer").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Bevestig")).to_be_focused()


def test_dialog_closes_with_escape(page: Page):
    page.goto("/stijl/")
    page.get_by_role("button", name="Bevestig").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Patiënt uitschrijven?")).to_be_hidden()


def test_dialog_opened_from_a_menu_closes_the_menu(page: Page):
    page.goto("/stijl/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Toetsen").first.click()
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    expect(page.locator(".account details")).not_to_have_attribute("open", "")
