"""static/js/failures.js: a part of the page that fails says so, and the sentence goes when it works again."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.patients import PatientFactory


@pytest.fixture
def record(page: Page, enter, poh, practice) -> Page:
    """The record of a patient."""
    patient = PatientFactory(practice=practice)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/")
    return page


def _show_bsn(record: Page) -> None:
    record.get_by_role("button", name="toon BSN").click()


def _said(record: Page):
    return record.get_by_role("status").locator("[data-failure]")


def test_failure_without_network_is_said_and_goes_when_it_works_again(record: Page, context: BrowserContext, axe):
    context.set_offline(True)
    _show_bsn(record)
    expect(_said(record)).to_contain_text("Geen verbinding met POH.")
    context.set_offline(False)
    axe(record)
    _show_bsn(record)
    expect(record.locator("#bsn [data-bsn-shown]")).to_be_visible()
    expect(_said(record)).to_have_count(0)


def test_refusal_is_said_in_words(record: Page):
    record.locator("meta[name=csrf-token]").evaluate("(meta) => { meta.content = 'x'.repeat(32); }")
    _show_bsn(record)
    expect(_said(record)).to_contain_text("Dat mag niet met deze rol, of de pagina is verlopen.")
