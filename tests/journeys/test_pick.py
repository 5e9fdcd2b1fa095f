"""A patient is chosen within a form, by keyboard: type, Enter takes the first hit and does not send the form."""

from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory

NEW = "/aanvragen/nieuw/"


def test_enter_takes_the_first_hit_and_sends_nothing(page: Page, enter, axe, practice, poh):
    # Given two patients with the same surname
    for name in ("Truus", "Annie"):
        PatientFactory(practice=practice, calling_name=name)
    enter(poh)
    page.goto(NEW)

    # When somebody types the name and presses Enter
    page.get_by_label("Patiënt", exact=True).focus()
    page.keyboard.type("meulen")
    page.keyboard.press("Enter")

    # Then the first is chosen, and the form is still there
    hits = page.get_by_role("radiogroup", name="Gekozen patiënt").get_by_role("radio")
    chosen = hits.first
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    assert page.url.endswith(NEW)
    axe(page)

    # And arrows go to the other
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_checked()


def test_only_hit_is_chosen_and_none_is_said(page: Page, enter, practice, poh):
    PatientFactory(practice=practice)
    enter(poh)
    page.goto(NEW)
    field = page.get_by_label("Patiënt", exact=True)
    field.fill("meulen")
    expect(page.get_by_role("radio", name="Meulen")).to_be_checked()
    field.fill("xyzzy")
    expect(page.get_by_text("Geen patiënt gevonden met “xyzzy”.")).to_be_visible()
