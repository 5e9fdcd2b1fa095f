"""A POH fills in a questionnaire with the keyboard alone, and reads what it means."""

from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory


def test_fill_in_by_keyboard(page: Page, enter, axe, practice, poh):
    # Given a patient without questionnaires
    patient = PatientFactory(practice=practice)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/vragenlijsten/")
    axe(page)

    # When the POH opens the GAD-7 and answers each question with the keyboard
    page.get_by_role("link", name="Vul in GAD-7").press("Enter")
    expect(page.get_by_role("heading", name="GAD-7 invullen")).to_be_visible()
    axe(page)
    page.get_by_label("Ingevuld op").focus()
    for _ in range(7):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    # Then the score stands there with its meaning and every answer
    expect(page.get_by_text("GAD-7 is vastgelegd.")).to_be_visible()
    expect(page.get_by_role("row", name="Totaal")).to_contain_text("7")
    expect(page.get_by_role("row", name="1 ", exact=False).first).to_be_visible()
    axe(page)

    # And the list of questionnaires shows it as the last outcome
    page.get_by_role("link", name="Vragenlijsten", exact=True).press("Enter")
    expect(page.get_by_role("row", name="GAD-7")).to_contain_text("Totaal 7")
