"""A POH looks through the quarantine, keeps one value, leaves the rest out; by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories.exchange import ImportFactory, QuarantinedItemFactory
from tests.factories.patients import PatientFactory

pytestmark = pytest.mark.browser


def test_judge_what_waits_in_quarantine_by_keyboard(page: Page, enter, axe, practice, poh):
    # Given a ratio of which the code does not say when it was blown, and two values without a unit
    patient, run = PatientFactory(practice=practice), ImportFactory(practice=practice)
    QuarantinedItemFactory(practice=practice, patient=patient, import_run=run, ambiguous=True)
    for _ in range(2):
        QuarantinedItemFactory(practice=practice, patient=patient, import_run=run)
    enter(poh)
    page.goto("/import/")
    axe(page)
    page.get_by_role("link", name="20-11-2026").press("Enter")
    expect(page.get_by_role("heading", name="Verslag van een import")).to_be_visible()
    axe(page)

    # When the POH chooses what it is and keeps it
    page.goto("/import/quarantaine/?reden=ambiguous")
    axe(page)
    page.get_by_role("link", name="FEV1/FVC").press("Enter")
    page.get_by_role("combobox", name="Bepaling").select_option(label="FEV1/FVC na luchtwegverwijding")
    expect(page.get_by_role("textbox", name="Waarde")).to_have_value("66,7")
    axe(page)
    page.get_by_role("button", name="Leg vast als FEV1/FVC na luchtwegverwijding").press("Enter")

    # Then it stands in the record
    expect(page.get_by_text("De waarde is vastgelegd in het dossier.")).to_be_visible()
    page.goto(f"/patienten/{patient.uuid}/metingen/fev1_fvc_post/")
    expect(page.get_by_role("table").first).to_contain_text("0,667")

    # When the others are left out at once
    page.goto("/import/quarantaine/?reden=no_unit")
    page.get_by_role("button", name="Wijs alle open rijen met deze reden af").press("Enter")
    page.get_by_label("Waarom").fill("het lab kent de eenheid niet meer")
    axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Wijs af").press("Enter")

    # Then nothing waits any more, and what came in is still to be seen
    expect(page.get_by_text("2 rijen zijn afgewezen.")).to_be_visible()
    page.goto("/import/quarantaine/?stand=dismissed")
    expect(page.get_by_role("row", name="HbA1c")).to_have_count(2)
