"""static/js/keys.js: keys of the page, the help that lists them, and the switch that turns single keys off."""

from playwright.sync_api import Page, expect


def test_question_mark_lists_the_keys_of_the_frame_and_of_the_page(page: Page, axe):
    page.goto("/stijl/")
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Toetsen")
    expect(help_dialog).to_be_visible()
    for line in ("/Zoek patiënt", "gpPatiënten", "F2opslaan", "↑↓Vorige of volgende rij"):
        expect(help_dialog.locator(".keylist > div").filter(has_text=line)).to_have_count(1)
    axe(page)
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()


def test_slash_goes_to_the_search_field_and_is_not_typed(page: Page):
    page.goto("/stijl/")
    page.keyboard.press("/")
    search = page.get_by_role("combobox", name="Zoek patiënt")
    expect(search).to_be_focused()
    expect(search).to_have_value("")


def test_two_keys_after_each_other_open_a_part_of_the_rail(page: Page):
    page.goto("/stijl/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url("/stijl/#patienten")


def test_letters_are_only_typed_while_in_a_field(page: Page):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").focus()
    page.keyboard.type("gp?/")
    expect(page.get_by_label("Achternaam")).to_have_value("gp?/")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_hidden()
    expect(page).to_have_url("/stijl/")


def test_function_key_works_while_in_a_field(page: Page):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").fill("Smit")
    with page.expect_navigation():
        page.keyboard.press("F2")
    expect(page.locator("[data-error-summary]")).to_be_visible()


def test_key_outside_an_open_dialog_does_nothing(page: Page):
    page.goto("/stijl/")
    page.keyboard.press("?")
    page.locator("[data-keys-dialog] button").focus()
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    expect(page.locator("#zoek")).not_to_be_focused()


def test_single_keys_can_be_turned_off_and_stay_off(page: Page):
    page.goto("/stijl/")
    page.keyboard.press("?")
    page.get_by_label("Losse letters en tekens").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_hidden()
    expect(page.locator("#zoek")).not_to_be_focused()


def test_rail_of_a_person_has_keys_that_open_its_parts(page: Page, enter, poh):
    enter(poh)
    page.goto("/mijn-dag/")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page).to_have_url("/team/medewerkers/")
