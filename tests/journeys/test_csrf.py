"""static/js/csrf.js: fragments are posted with the token of the page, also after it was renewed."""

from playwright.sync_api import Page, expect

from tests.factories.patients import PatientFactory

NEW_TOKEN = "x" * 32


def test_fragment_is_posted_with_the_token(page: Page, enter, poh, practice):
    patient = PatientFactory(practice=practice)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/")
    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.get_by_role("button", name="toon BSN").click()
    assert asked.value.headers["x-csrftoken"] == page.locator("meta[name=csrf-token]").get_attribute("content")
    expect(page.locator("#bsn")).to_contain_text(patient.bsn)


def test_renewed_token_reaches_every_form_and_fragment(page: Page):
    page.goto("/stijl/")
    page.evaluate(
        """(token) => document.dispatchEvent(
             new CustomEvent("session:unlocked", { detail: { seconds: 60, csrf_token: token } }))""",
        NEW_TOKEN,
    )
    tokens = page.evaluate("[...document.querySelectorAll('[name=csrfmiddlewaretoken]')].map((field) => field.value)")
    assert set(tokens) == {NEW_TOKEN}
    assert page.locator("meta[name=csrf-token]").get_attribute("content") == NEW_TOKEN
