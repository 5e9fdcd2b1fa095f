"""static/js/patients-bsn.js: a BSN is shown on request, and masked again after half a minute."""

import pytest
from playwright.sync_api import Page, expect

from patients.models import Patient
from tests.factories.patients import PatientFactory


@pytest.fixture
def patient(practice) -> Patient:
    return PatientFactory(practice=practice)


@pytest.fixture
def bar(page: Page, enter, poh, patient):
    """The BSN in the patient bar, with the clock of the browser in hand."""
    enter(poh)
    page.clock.install()
    page.goto(f"/patienten/{patient.uuid}/")
    return page.locator("#bsn")


def _show(bar) -> None:
    bar.get_by_role("button", name="toon BSN").click()


def test_bsn_is_masked_until_it_is_asked_for(bar, patient):
    expect(bar).not_to_contain_text(patient.bsn)
    expect(bar).to_contain_text(patient.bsn[-3:])
    _show(bar)
    expect(bar).to_have_text(patient.bsn)


def test_bsn_is_masked_again_after_half_a_minute_and_can_be_asked_again(bar, page: Page, patient):
    _show(bar)
    expect(bar).to_have_text(patient.bsn)
    page.clock.fast_forward(29_000)
    expect(bar).to_have_text(patient.bsn)
    page.clock.fast_forward(2_000)
    expect(bar).not_to_contain_text(patient.bsn)
    _show(bar)
    expect(bar).to_have_text(patient.bsn)
