"""static/js/form.js: errors take the focus, lead to their fields, and a form is sent once."""

from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory


def _send_empty(page: Page) -> None:
    page.goto("/stijl/")
    page.locator("#voorbeeld-opslaan").click()


def test_error_summary_takes_the_focus_and_names_every_error(page: Page, axe):
    _send_empty(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.locator("[data-error-summary] li").all_inner_texts() == [
        "Achternaam: Dit veld is verplicht.",
        "Geboortedatum: Dit veld is verplicht.",
        "Geslacht: Dit veld is verplicht.",
        "Toestemming is besproken: Dit veld is verplicht.",
    ]
    axe(page)


def test_error_summary_leads_to_the_field(page: Page):
    _send_empty(page)
    page.get_by_role("link", name="Geboortedatum").click()
    expect(page.get_by_role("textbox", name="Geboortedatum")).to_be_focused()
    page.get_by_role("link", name="Geslacht").click()
    expect(page.get_by_label("Vrouw")).to_be_focused()


def test_error_is_tied_to_its_field_and_typed_text_is_kept(page: Page):
    page.goto("/stijl/")
    page.get_by_role("textbox", name="Geboortedatum").fill("31-2-1958")
    page.locator("#voorbeeld-opslaan").click()
    field = page.get_by_role("textbox", name="Geboortedatum")
    expect(field).to_have_value("31-2-1958")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Bijvoorbeeld 14-3-1958. Fout: Voer een geldige datum in.")


def test_form_is_sent_once_however_often_the_button_is_pressed(page: Page):
    page.goto("/stijl/")
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.locator("#voorbeeld-opslaan").evaluate("(button) => { button.click(); button.click(); button.click(); }")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert len(posts) == 1


def test_filters_refresh_the_list_on_change_and_keep_the_sorting(page: Page):
    page.goto("/stijl/?sort=-name")
    expect(page.get_by_role("button", name="Toon", exact=True)).to_be_hidden()
    with page.expect_navigation():
        page.get_by_role("combobox", name="Programma").select_option("diabetes")
    assert "sort=-name" in page.url
    assert "programma=diabetes" in page.url


def test_filters_have_a_button_without_javascript(browser, live):
    context = browser.new_context(java_script_enabled=False, base_url=live)
    page = context.new_page()
    page.goto("/stijl/")
    expect(page.get_by_role("button", name="Toon", exact=True)).to_be_visible()
    context.close()


def test_filter_with_a_typed_day_keeps_its_button_and_is_sent_by_enter(page: Page, enter, practice, poh):
    patient = PatientFactory(practice=practice)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/inzage/")
    expect(page.get_by_role("button", name="Toon", exact=True)).to_be_visible()
    page.get_by_role("textbox", name="Van").press_sequentially("01112026")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "van=01112026" in page.url
