"""All pages in a real browser, with hostile text in the record: nothing runs, nothing is fetched, nothing is kept."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.factories.patients import ContactPersonFactory, PatientFactory
from tests.furnish import furnish
from tests.routes import ENDINGS, own_routes

HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
# Not pages for people, or pages that the style guide itself is tested with.
NO_PAGES = ("healthz", "readyz", "metrics", "home:styleguide")


@pytest.fixture
def patient(practice):
    """A patient whose every text tries to be code."""
    hostile = PatientFactory(
        practice=practice, birth_name="Kanarie<b>piet", calling_name=HOSTILE[:40], street=HOSTILE, city=HOSTILE[:60]
    )
    ContactPersonFactory(patient=hostile, name=HOSTILE)
    return hostile


@pytest.fixture
def addresses(practice, patient, everything, client_of) -> list[str]:
    """The addresses that answer with a page."""
    rows = furnish(practice) | {"patient": patient}
    rows["contactperson"] = ContactPersonFactory(patient=patient, name=HOSTILE)
    pages = [route for route in own_routes() if not route.name.startswith(NO_PAGES) and route.name not in ENDINGS]
    known = [route.url(rows) for route in pages] + [
        "/patienten/?q=kanarie",
        "/patienten/?q=<img src=x onerror=alert(1)>",
    ]
    client = client_of(everything)
    return [address for address in known if b"<main" in client.get(address).getvalue()]


def test_every_page_is_accessible_runs_no_text_and_fetches_nothing_elsewhere(
    page: Page, live, enter, axe, everything, addresses
):
    asked, dialogs, violations = set(), [], []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc or urlsplit(request.url).scheme))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    enter(everything)

    for address in addresses:
        page.goto(address)
        try:
            axe(page)
        except AssertionError as found:
            violations.append((address, str(found).partition("\n")[0]))

    assert len(addresses) > 20
    assert violations == []
    assert dialogs == []
    assert asked - {"data"} == {urlsplit(live).netloc}


def test_browser_keeps_nothing_of_a_patient(page: Page, live, enter, everything, patient):
    enter(everything)
    page.goto(f"/patienten/{patient.uuid}/")
    page.goto(f"/patienten/{patient.uuid}/contact/")

    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    databases = page.evaluate("indexedDB.databases().then(found => found.length)")
    caches = page.evaluate("caches.keys().then(found => found.length)")

    assert "Kanarie" not in kept
    assert (databases, caches) == (0, 0)


def test_page_back_after_logging_out_shows_no_patient(page: Page, live, enter, everything, patient):
    enter(everything)
    page.goto(f"/patienten/{patient.uuid}/")
    page.goto("/account/uitloggen/")
    page.locator("main form button, .bare form button").first.click()
    page.wait_for_load_state()

    page.go_back()
    page.go_back()
    page.wait_for_load_state()

    assert "Kanarie" not in page.content()
