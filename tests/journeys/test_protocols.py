"""A beheerder who knows no code changes a protocol, sees what it means, and a huisarts publishes it."""

import re

import pytest
from playwright.sync_api import Page, expect

from poh.accounts.scope import practice_scope
from protocols.models import ProtocolVersion
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory

ADVICE = "HbA1c te hoog bij een jonge patiënt"


@pytest.fixture
def delivered(practice):
    with practice_scope(practice):
        return ProtocolVersion.objects.get(practice=None, protocol="dm2")


@pytest.fixture
def participant(practice, delivered):
    patient = PatientFactory(practice=practice, birth_year=1990)
    EnrolmentFactory(patient=patient, protocol_version=delivered)
    return patient


def _go(page: Page, part: str) -> None:
    page.get_by_role("navigation", name="Onderdelen en versies").get_by_role("link", name=part).click()


def _save(page: Page) -> None:
    page.get_by_role("button", name="Sla op").last.click()
    expect(page.get_by_text("Opgeslagen.")).to_be_visible()


def _copy_to_draft(page: Page, axe) -> None:
    page.goto("/beheer/protocols/protocolversion/")
    page.get_by_role("link", name="Diabetes mellitus type 2").first.click()
    expect(page.get_by_role("heading", name="Diabetes mellitus type 2", level=1)).to_be_visible()
    expect(page.get_by_text("te accorderen").first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Maak concept").click()
    expect(page.get_by_text("Er staat een concept klaar.")).to_be_visible()
    axe(page)


def _ask_weight_less_often(page: Page, axe) -> None:
    _go(page, "Bepalingen")
    axe(page)
    page.get_by_role("link", name="wijzig Gewicht", exact=True).first.click()
    page.get_by_label("Opnieuw vragen na zoveel maanden").fill("6")
    axe(page)
    _save(page)
    expect(page.get_by_role("row", name="Gewicht").first).to_contain_text("gewijzigd")


def _aim_lower(page: Page, axe) -> None:
    _go(page, "Streefwaarden")
    page.get_by_role("link", name="wijzig ten hoogste 53 mmol/mol").first.click()
    page.get_by_label("Tot en met of tot").fill("drieënvijftig")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Tot en met of tot: Vul een getal in")).to_be_visible()
    axe(page)
    page.get_by_label("Tot en met of tot").fill("51")
    _save(page)


def _settle(page: Page) -> None:
    """Wait until the page listens to what was put into it: nobody is as quick as a test."""
    expect(page.locator(".htmx-request, .htmx-added, .htmx-settling, .htmx-swapping")).to_have_count(0)


def _fill_in_two_rows(page: Page) -> None:
    page.get_by_label("Waar de regel over gaat").select_option(label="uitslag of antwoord")
    _settle(page)
    page.get_by_label("Bepaling", exact=True).fill("HbA1c")
    page.keyboard.press("Tab")
    _settle(page)
    page.get_by_label("Waarde").fill("51,5")
    page.keyboard.press("Tab")
    expect(page.get_by_text("HbA1c is hoger dan 51,5 mmol/mol")).to_be_visible()
    _settle(page)
    page.get_by_role("button", name="regel erbij").click()
    second = page.get_by_role("group", name="Regel 2")
    expect(second).to_be_visible()
    _settle(page)
    second.get_by_label("Waar de regel over gaat").select_option(label="leeftijd")
    expect(second.get_by_label("Vergelijking")).to_be_visible()
    _settle(page)
    second.get_by_label("Vergelijking").select_option(label="jonger dan")
    _settle(page)
    second.get_by_label("Jaren").fill("50")
    page.keyboard.press("Tab")
    expect(page.get_by_text("HbA1c is hoger dan 51,5 mmol/mol en jonger dan 50 jaar")).to_be_visible()


def _add_advice(page: Page, axe) -> None:
    _go(page, "Adviezen")
    expect(page.get_by_role("heading", name="Adviezen")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    page.get_by_label("Kop").fill(ADVICE)
    _fill_in_two_rows(page)
    axe(page)
    page.get_by_label("Advies verplicht").fill("Bespreek wat er nodig is om lager uit te komen.")
    page.get_by_label("Gewicht verplicht").fill("60")
    page.get_by_label("Bron verplicht").fill("NHG-Standaard Diabetes mellitus type 2, 2023")
    page.get_by_label("nee: te accorderen").check()
    page.get_by_label("Wat is niet nagelezen").fill("Grens van de praktijk.")
    page.keyboard.press("F2")
    expect(page.get_by_role("row", name=re.compile(ADVICE))).to_contain_text("nieuw")


def _see_what_changes(page: Page, axe) -> None:
    page.get_by_role("link", name="Verschillen").click()
    expect(page.get_by_role("row", name=re.compile("Gewicht"))).to_contain_text("na 6 maanden")
    expect(page.get_by_role("row", name=re.compile("ten hoogste 51"))).to_contain_text("ten hoogste 53 mmol/mol")
    expect(page.locator(".statusbar")).to_contain_text("3 verschillen met versie 1")
    axe(page)
    page.get_by_role("link", name="Gevolgen").click()
    expect(page.get_by_text("patiënt krijgt een andere streefwaarde")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Geschiedenis").click()
    expect(page.get_by_text(f"Adviezen: “{ADVICE}” erbij")).to_be_visible()
    axe(page)


def _offer(page: Page) -> None:
    page.get_by_role("link", name="Wijzigen").click()
    page.get_by_role("button", name="Bied aan ter beoordeling").click()
    expect(page.get_by_text("Schrijf eerst op wat er anders is")).to_be_visible()
    page.get_by_role("link", name="Wijzigen").click()
    page.get_by_label("Wat is er anders").fill("Strengere grens voor HbA1c en minder vaak wegen.")
    _save(page)
    page.get_by_role("button", name="Bied aan ter beoordeling").click()
    expect(page.get_by_text("Het concept is aangeboden.")).to_be_visible()
    expect(page.get_by_role("button", name="Publiceer")).to_have_count(0)


def _publish(page: Page, axe, participant) -> None:
    page.get_by_role("button", name="Publiceer en neem in gebruik").click()
    expect(page.get_by_text("De versie is gepubliceerd en in gebruik")).to_be_visible()
    page.get_by_role("link", name="Gevolgen").click()
    page.get_by_role("link", name=re.compile("krijgt een andere streefwaarde")).click()
    expect(page.get_by_role("row", name=participant.list_name)).to_contain_text("HbA1c")
    axe(page)


def _move_participants(page: Page, axe) -> None:
    page.get_by_role("link", name="Zet deelnames over").click()
    axe(page)
    page.get_by_label("Reden").fill("Nieuwe grens afgesproken.")
    page.get_by_role("button", name="Zet over").click()
    expect(page.get_by_text("1 deelname is overgezet.")).to_be_visible()


def test_protocol_is_changed_by_a_person_who_knows_no_code(
    page: Page, enter, axe, practice, beheerder, huisarts, delivered, participant
):
    # Given a draft of the delivered version, reached from the admin site
    enter(beheerder)
    _copy_to_draft(page, axe)

    # When the beheerder changes how often something is asked and a target, and adds an advice
    _ask_weight_less_often(page, axe)
    _aim_lower(page, axe)
    _add_advice(page, axe)

    # Then the differences and what they mean are told before anything is published
    _see_what_changes(page, axe)

    # When it is offered, with what is different, and a huisarts publishes it
    _offer(page)
    address = page.url
    enter(huisarts)
    page.goto(address)
    _publish(page, axe, participant)

    # Then it stays as it is for good
    enter(beheerder)
    page.goto(address + "concept/bepalingen/0/")
    expect(page.get_by_text("Deze versie ligt vast.")).to_be_visible()
    expect(page.get_by_role("link", name="Wijzigen")).to_have_count(0)

    # And who takes part goes over, with a reason
    _move_participants(page, axe)


def test_rows_of_a_condition_work_without_scripts(browser, live, context, enter, beheerder, delivered):
    # Given a browser that runs no scripts
    enter(beheerder)
    plain = browser.new_context(java_script_enabled=False, base_url=live, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"/protocollen/{delivered.uuid}/")
    page.get_by_role("button", name="Maak concept").click()
    page.get_by_role("link", name="Adviezen").click()
    page.get_by_role("link", name="advies erbij").click()

    # When rows are added by round trips
    page.get_by_label("Kop").fill("Zonder scripts")
    page.get_by_label("Waar de regel over gaat").select_option(label="medicijn in gebruik")
    page.get_by_role("button", name="Toon wat er nu staat").click()
    page.get_by_label("Nog een middel").fill("metformine (A10BA02)")
    page.get_by_role("button", name="regel erbij").click()

    # Then nothing typed is lost and the sentence is there
    expect(page.get_by_label("Kop")).to_have_value("Zonder scripts")
    expect(page.get_by_role("group", name="Regel 1")).to_contain_text("metformine (A10BA02)")
    expect(page.get_by_role("group", name="Regel 2")).to_be_visible()
    page.get_by_role("button", name="Haal regel 2 weg").click()
    expect(page.get_by_text("gebruikt metformine (A10BA02)")).to_be_visible()
    plain.close()
