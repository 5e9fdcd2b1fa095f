"""static/js/rail.js: the width of the rail is kept; on a phone the rail folds behind the Menu button."""

from playwright.sync_api import Page, expect


def _width(page: Page) -> float:
    return page.locator(".rail").bounding_box()["width"]


def test_rail_is_compact_until_widened_and_stays_wide_on_the_next_page(page: Page):
    page.goto("/stijl/")
    assert _width(page) == 84
    page.get_by_role("button", name="Breed menu").click()
    assert _width(page) == 168
    page.goto("/stijl/conflict/")
    assert _width(page) == 168
    expect(page.locator("[data-rail-toggle]")).to_have_attribute("aria-pressed", "true")


def test_rail_is_compact_on_a_tablet_even_when_widened(page: Page):
    page.goto("/stijl/")
    page.get_by_role("button", name="Breed menu").click()
    page.set_viewport_size({"width": 1024, "height": 768})
    assert _width(page) == 84


def test_rail_folds_behind_the_menu_button_on_a_phone(page: Page, axe):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/stijl/")
    expect(page.locator(".rail")).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Patiënten")).to_be_visible()
    expect(page.get_by_role("combobox", name="Zoek patiënt")).to_be_visible()
    axe(page)

    page.keyboard.press("Escape")
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
