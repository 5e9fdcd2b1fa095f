"""A request from the telephone to its end, by keyboard alone: the assistent takes it in, the POH does the rest."""

from playwright.sync_api import Page, expect

from consultations.models import ConsultationRequest
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.requests import ConsultationRequestFactory


def _press(page: Page, key: str) -> None:
    """Press a key once the page listens: nobody is as quick as a test."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def _write_down(page: Page, axe) -> None:
    """The assistent writes down what a patient asks, and judges it at once."""
    _press(page, "n")
    expect(page.get_by_role("heading", name="Nieuwe aanvraag")).to_be_visible()
    page.get_by_label("Patiënt", exact=True).focus()
    page.keyboard.type("meulen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Meulen")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Mijn enkels zijn dik")
    page.get_by_role("radio", name="U4").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("POH som")
    axe(page)
    page.get_by_role("button", name="Leg vast").press("Enter")


def _lay_with_somebody(page: Page, axe) -> None:
    """It is laid with whoever has the role."""
    expect(page.get_by_text("Aanvraag vastgelegd", exact=False)).to_be_visible()
    axe(page)
    _press(page, "w")
    expect(page.get_by_label("Wijs toe aan")).to_be_focused()
    page.get_by_role("button", name="Wijs toe").press("Enter")
    expect(page.get_by_text("Toegewezen aan POH somatiek.")).to_be_visible()


def _take_and_plan(page: Page, axe) -> None:
    """The POH finds it on her day, takes it and plans a call."""
    page.goto("/mijn-dag/")
    axe(page)
    page.get_by_role("link", name="Meulen").press("Enter")
    expect(page.get_by_role("heading", name="Aanvraag", exact=True)).to_be_visible()
    _press(page, "t")
    expect(page.get_by_text("Aangenomen.")).to_be_visible()
    _press(page, "p")
    expect(page.get_by_label("Wat voor activiteit")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Bel over de enkels")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gepland: Bel over de enkels.")).to_be_visible()
    axe(page)


def _call(page: Page, axe) -> None:
    """She calls, finishes that task, and comes back to the request with one key."""
    page.get_by_role("link", name="Bel over de enkels").press("Enter")
    expect(page.get_by_role("heading", name="Taak", exact=True)).to_be_visible()
    axe(page)
    _press(page, "o")
    expect(page.get_by_role("heading", name="Aanvraag", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Taak", exact=True)).to_be_visible()
    axe(page)
    _press(page, "a")
    page.keyboard.type("Gesproken")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bel over de enkels: afgehandeld.")).to_be_visible()


def _tell_and_close(page: Page, axe) -> None:
    """She tells what came of it, and closes."""
    _press(page, "u")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Uitgevoerd.", exact=False).first).to_be_visible()
    _press(page, "a")
    page.keyboard.type("Minder zout, over twee weken bellen.")
    page.keyboard.press("Tab")
    page.keyboard.type("gebeld")
    page.get_by_role("button", name="Antwoord").press("Enter")
    expect(page.get_by_text("Antwoord vastgelegd.")).to_be_visible()
    _press(page, "v")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Verwerkt.")).to_be_visible()
    _press(page, "s")
    page.keyboard.type("behandeld")
    page.get_by_role("region", name="Sluit").get_by_role("button").press("Enter")
    expect(page.get_by_text("Gesloten.")).to_be_visible()
    axe(page)


def test_request_from_register_to_close_by_keyboard(page: Page, enter, axe, practice, poh, assistent):
    # Given an assistent at the telephone
    PatientFactory(practice=practice)
    enter(assistent)
    page.goto("/aanvragen/")
    axe(page)

    # When a patient calls, and the POH takes it from there
    _write_down(page, axe)
    _lay_with_somebody(page, axe)
    enter(poh)
    _take_and_plan(page, axe)
    _call(page, axe)
    with practice_scope(practice):
        uuid = ConsultationRequest.objects.get().uuid
    page.goto(f"/aanvragen/{uuid}/")
    _tell_and_close(page, axe)

    # Then it is closed
    with practice_scope(practice):
        assert ConsultationRequest.objects.get().state == "closed"


def test_requester_of_another_kind_shows_its_own_fields(page: Page, enter, axe, practice, poh):
    enter(poh)
    page.goto("/aanvragen/nieuw/")
    expect(page.get_by_label("Rol of instelling")).to_be_hidden()
    page.get_by_role("radio", name="iemand van buiten").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Rol of instelling")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Leg vast").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Schrijf op wie dit vraagt.")
    axe(page)


def test_refused_act_opens_with_its_error(page: Page, enter, axe, practice, poh):
    request = ConsultationRequestFactory(practice=practice, pooled=True)
    enter(poh)
    page.goto(f"/aanvragen/{request.uuid}/")
    _press(page, "r")
    page.get_by_role("button", name="Leg terug").press("Enter")
    expect(page.get_by_text("Schrijf in een zin waarom.").first).to_be_visible()
    axe(page)
