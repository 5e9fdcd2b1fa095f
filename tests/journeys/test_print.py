"""static/js/print.js: a button, or its key, opens the printer's dialog of the browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory

# The dialog of the browser itself cannot be driven: count that it was asked for.
COUNT_PRINTS = "window.printed = 0; window.print = () => { window.printed += 1; };"


@pytest.fixture
def paper(page: Page, enter, poh, practice) -> Page:
    """The access log of a patient, in the form to be printed."""
    patient = PatientFactory(practice=practice)
    enter(poh)
    page.add_init_script(COUNT_PRINTS)
    page.goto(f"/patienten/{patient.uuid}/inzage/?vorm=afdruk")
    return page


def test_print_button_opens_the_printer_once(paper: Page, axe):
    paper.get_by_role("button", name="Druk af").click()
    assert paper.evaluate("window.printed") == 1
    axe(paper)


def test_print_key_opens_the_printer(paper: Page):
    paper.keyboard.press("p")
    assert paper.evaluate("window.printed") == 1


def test_print_button_is_not_on_the_paper(paper: Page):
    paper.emulate_media(media="print")
    expect(paper.locator("[data-print]")).to_be_hidden()
    expect(paper.get_by_role("main")).to_contain_text("Wie zag dit dossier")
