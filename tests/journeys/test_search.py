"""static/js/search.js: find a patient from any page by keyboard; the first hit is never one of an older text."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory


@pytest.fixture
def patients(practice, poh):
    """Three patients: Jansen, Jansen-de Boer and Pietersen."""
    return [
        PatientFactory(practice=practice, initials=initials, birth_name=name, birth_name_prefix="", birth_year=year)
        for initials, name, year in (("A.", "Jansen", 1950), ("B.", "Jansen", 1960), ("C.", "Pietersen", 1970))
    ]


def _search(page: Page):
    return page.get_by_role("combobox", name="Zoek patiënt")


@pytest.fixture
def my_day(page: Page, enter, poh, patients) -> Page:
    enter(poh)
    page.goto("/mijn-dag/")
    return page


def test_typing_shows_hits_and_says_how_many(my_day: Page, axe):
    my_day.keyboard.press("/")
    my_day.keyboard.type("jansen")
    expect(my_day.get_by_role("option")).to_have_count(2)
    expect(my_day.locator("[data-search-status]")).to_have_text("2 patiënten gevonden")
    expect(_search(my_day)).to_have_attribute("aria-expanded", "true")
    axe(my_day)


def test_arrows_choose_a_hit_and_enter_opens_it(my_day: Page):
    _search(my_day).press_sequentially("jansen")
    expect(my_day.get_by_role("option")).to_have_count(2)
    my_day.keyboard.press("ArrowDown")
    my_day.keyboard.press("ArrowDown")
    second = my_day.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(_search(my_day)).to_have_attribute("aria-activedescendant", "zoek-2")
    address = second.get_attribute("href")
    my_day.keyboard.press("Enter")
    expect(my_day).to_have_url(address)


def test_enter_before_the_hits_are_in_opens_the_first_of_the_new_text(my_day: Page, patients):
    _search(my_day).press_sequentially("jansen")
    expect(my_day.get_by_role("option")).to_have_count(2)
    _search(my_day).fill("pietersen")
    my_day.keyboard.press("Enter")
    expect(my_day).to_have_url(f"/patienten/{patients[2].uuid}/")


def test_enter_without_hits_goes_to_the_list(my_day: Page):
    _search(my_day).press_sequentially("qqqqqq")
    expect(my_day.get_by_text("Geen patiënt gevonden met “qqqqqq”")).to_be_visible()
    my_day.keyboard.press("Enter")
    expect(my_day).to_have_url(re.compile(r"/patienten/\?q=qqqqqq$"))


def test_escape_closes_the_hits_and_then_empties_the_field(my_day: Page):
    _search(my_day).press_sequentially("jansen")
    expect(my_day.get_by_role("listbox")).to_be_visible()
    my_day.keyboard.press("Escape")
    expect(my_day.get_by_role("listbox")).to_be_hidden()
    expect(_search(my_day)).to_have_value("jansen")
    my_day.keyboard.press("Escape")
    expect(_search(my_day)).to_have_value("")


def test_click_elsewhere_closes_the_hits(my_day: Page):
    _search(my_day).press_sequentially("jansen")
    expect(my_day.get_by_role("listbox")).to_be_visible()
    my_day.locator("main").click(position={"x": 300, "y": 600})
    expect(my_day.get_by_role("listbox")).to_be_hidden()


def test_search_stands_in_the_menu_on_a_phone(my_day: Page, patients, axe):
    my_day.set_viewport_size({"width": 390, "height": 844})
    my_day.get_by_role("button", name="Menu").click()
    _search(my_day).press_sequentially("pietersen")
    hit = my_day.get_by_role("option", name="Pietersen")
    expect(hit).to_be_visible()
    axe(my_day)
    hit.click()
    expect(my_day).to_have_url(f"/patienten/{patients[2].uuid}/")


def test_search_works_without_javascript(browser, live, enter, context, poh, patients):
    enter(poh)
    plain = browser.new_context(java_script_enabled=False, base_url=live, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto("/mijn-dag/")
    page.locator("#zoek").fill("pietersen")
    page.locator("#zoek").press("Enter")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    plain.close()


def test_last_choice_shows_all_hits_when_there_are_more(page: Page, enter, poh, practice):
    for number in range(12):
        PatientFactory(practice=practice, birth_name=f"Smit{number}", birth_name_prefix="")
    enter(poh)
    page.goto("/mijn-dag/")
    _search(page).press_sequentially("smit")
    everything = page.get_by_role("option", name="Toon alle treffers")
    expect(everything).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(everything).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/patienten/\?q=smit"))
    expect(page.get_by_role("rowheader")).to_have_count(12)
