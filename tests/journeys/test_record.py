"""A POH reads a record, measures, answers a question, puts a slip right and warns for an allergy; by keyboard."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory
from tests.factories.record import (
    OBSERVED_AT,
    EpisodeFactory,
    IcaFactory,
    MeasurementFactory,
    MedicationLineFactory,
    TreatmentLimitFactory,
)


def _furnished(practice, poh):
    patient = PatientFactory(practice=practice)
    EpisodeFactory(patient=patient, attention=True)
    MedicationLineFactory(patient=patient)
    IcaFactory(patient=patient)
    TreatmentLimitFactory(patient=patient)
    for days, upper, lower, weight in ((0, 142, 84, 84), (200, 138, 82, 85), (400, 150, 90, 86)):
        at = OBSERVED_AT - timedelta(days=days)
        for key, number in (("rr_sys", upper), ("rr_dia", lower), ("gewicht", weight)):
            MeasurementFactory(patient=patient, determination_id=key, numeric=number, observed_at=at, entered_by=poh)
    return patient


def test_measure_by_keyboard(page: Page, enter, axe, practice, poh):
    # Given a patient with three earlier measurements
    patient = _furnished(practice, poh)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/dossier/")
    expect(page.get_by_role("row", name="Bloeddruk")).to_contain_text("142/84")
    axe(page)

    # When the POH opens the form with a key and types an unusual pressure and a slip
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Metingen invoeren")).to_be_visible()
    page.get_by_label("Systolische bloeddruk, spreekkamer", exact=True).focus()
    page.keyboard.type("182")
    page.keyboard.press("Tab")
    page.keyboard.type("88")
    page.get_by_label("Gewicht", exact=True).focus()
    page.keyboard.type("841")
    page.keyboard.press("F2")

    # Then the one is asked about and the other refused, with what was meant; what was typed stays
    expect(page.get_by_text("182 is hoger dan gebruikelijk: klopt dit?")).to_be_visible()
    expect(page.get_by_role("link", name="Gewicht: 841 kg kan niet")).to_be_visible()
    expect(page.get_by_label("Diastolische bloeddruk, spreekkamer", exact=True)).to_have_value("88")
    axe(page)

    # When the slip is put right and the pressure confirmed
    page.get_by_role("button", name="Maak er 84,1 van").press("Enter")
    expect(page.get_by_label("Gewicht", exact=True)).to_have_value("84,1")
    page.get_by_role("button", name="Ja, klopt").press("Enter")

    # Then the record shows the new values with the ones before, and the signal
    expect(page.get_by_text("3 waarden zijn vastgelegd.")).to_be_visible()
    row = page.get_by_role("row", name="Bloeddruk")
    expect(row).to_contain_text("182/88")
    expect(row).to_contain_text("142/84")
    expect(row).to_contain_text("ernstig verhoogd")


def test_history_and_correction(page: Page, enter, axe, practice, poh):
    # Given a weight that was typed wrong
    patient = _furnished(practice, poh)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/dossier/")

    # When the POH opens its history and puts it right
    page.get_by_role("link", name="Gewicht", exact=True).press("Enter")
    expect(page.get_by_role("img", name="Verloop van Gewicht")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Verbeter de waarde van 12-10-2026").press("Enter")
    axe(page)
    page.get_by_label("Gewicht", exact=True).fill("83,2")
    page.get_by_label("Reden").first.fill("verkeerd afgelezen")
    page.get_by_role("button", name="Verbeter").press("Enter")

    # Then the old value stays to be seen, with why and by whom
    expect(page.get_by_role("row", name="83,2")).to_be_visible()
    gone = page.get_by_role("row", name="vervallen waarde: 84,0")
    expect(gone).to_contain_text("verbeterd door Anja de Vries")
    expect(gone).to_contain_text("verkeerd afgelezen")
    axe(page)


def test_line_is_written_in_place(page: Page, enter, axe, practice, poh):
    # Given a record
    patient = _furnished(practice, poh)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/dossier/")

    # When a warning is added beside the measurements, first without what it is for
    page.get_by_role("link", name="Voeg toe aan ICA").press("Enter")
    heading = page.get_by_role("heading", name="ICA toevoegen")
    expect(heading).to_be_focused()
    axe(page)
    page.get_by_label("Soort").select_option("intolerance")
    page.get_by_role("button", name="Sla op").press("Enter")
    expect(page.get_by_role("link", name="Waarvoor: Dit veld is verplicht.")).to_be_visible()
    page.get_by_label("Waarvoor").fill("NSAID")
    page.get_by_role("button", name="Sla op").press("Enter")

    # Then it stands in the record and in the patient bar
    expect(page.get_by_text("ICA: NSAID is vastgelegd.")).to_be_visible()
    expect(page.locator("#ica")).to_contain_text("NSAID")
    expect(page.get_by_role("region", name="Patiënt").get_by_role("link", name="2")).to_be_visible()
    axe(page)


def test_record_works_without_javascript(browser, live, context, enter, practice, poh):
    # Given a browser that runs no scripts
    patient = _furnished(practice, poh)
    enter(poh)
    plain = browser.new_context(base_url=live, java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()

    # When a value is entered with a determination added to the form
    page.goto(f"/patienten/{patient.uuid}/metingen/nieuw/")
    page.get_by_label("Gewicht", exact=True).fill("82,5")
    page.get_by_label("Bepaling erbij").select_option("hba1c")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_label("Gewicht", exact=True)).to_have_value("82,5")
    page.get_by_label("HbA1c", exact=True).fill("58")
    page.get_by_role("button", name="Sla op").click()

    # Then both are in the record
    expect(page.get_by_text("2 waarden zijn vastgelegd.")).to_be_visible()
    expect(page.get_by_role("row", name="HbA1c 58 mmol/mol")).to_be_visible()
    plain.close()
