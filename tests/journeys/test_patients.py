"""The patients of a practice with the keyboard alone: find, open, enter, change, and the noodknop."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from patients.models import BreakGlass, Patient
from poh.accounts.scope import practice_scope
from tests.factories.accounts import PASSWORD
from tests.factories.patients import ConsentFactory, ContactPersonFactory, PatientFactory

MOST_TABS = 90


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus stands on the first element that fits `selector`."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"met Tab niet te bereiken: {selector}")


def type_in(page: Page, name: str, text: str) -> None:
    """Go to a field with Tab and type over what stands in it."""
    tab_to(page, f"[name={name}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def act(page: Page, selector: str) -> None:
    """Go to a button or link with Tab and press Enter."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def test_find_and_open_a_patient(page: Page, enter, poh, practice, axe):
    PatientFactory(practice=practice, birth_name="Bakker", birth_name_prefix="")
    PatientFactory(practice=practice)
    enter(poh)
    # given the list of patients
    page.goto("/patienten/")
    expect(page.get_by_role("row")).to_have_count(3)
    axe(page)
    # when somebody types parts of the name in any order and presses Enter
    page.keyboard.press("/")
    page.keyboard.type("meulen van der t")
    expect(page.locator("#zoek-hits [role=option]")).to_have_count(1)
    axe(page)
    page.keyboard.press("Enter")
    # then that record opens
    expect(page.get_by_role("heading", level=1)).to_have_text("mw. T.A. van der Meulen")
    axe(page)


def test_filter_the_list(page: Page, enter, poh, practice, axe):
    PatientFactory(practice=practice, birth_name="Hier", birth_name_prefix="")
    PatientFactory(practice=practice, birth_name="Weg", birth_name_prefix="", left=True)
    enter(poh)
    page.goto("/patienten/")
    tab_to(page, ".toolbar [name=q]")
    page.keyboard.type("weg")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Niemand heet precies zo.").or_(page.get_by_text("Geen patiënt gevonden"))).to_be_visible()
    axe(page)
    page.goto("/patienten/?state=left")
    expect(page.get_by_text("Dossier gesloten")).to_be_visible()
    axe(page)


def test_enter_a_patient(page: Page, enter, poh, practice, axe):
    known = PatientFactory(practice=practice)
    enter(poh)
    # given the form of a new patient, sent empty
    page.goto("/patienten/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patiënt inschrijven")
    axe(page)
    act(page, ".form-actions .btn--primary")
    # then the summary of errors has the focus, and leads to the field
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    act(page, "[data-error-summary] a")
    expect(page.locator("[name=birth_name]")).to_be_focused()
    # when somebody known already is typed
    page.keyboard.type("Meulen")
    type_in(page, "birth_date", "14-3-1958")
    tab_to(page, "[name=sex]")
    page.keyboard.press("ArrowRight")
    # then it says so while typing
    expect(page.get_by_role("heading", name="Lijkt op iemand die hier bekend is")).to_be_visible()
    act(page, ".form-actions .btn--primary")
    expect(page.locator("[name=is_somebody_else]")).to_be_visible()
    axe(page)
    # when it is somebody else after all
    tab_to(page, "[name=is_somebody_else]")
    page.keyboard.press("Space")
    act(page, ".form-actions .btn--primary")
    # then the record of the new patient opens
    expect(page.get_by_text("is ingeschreven.")).to_be_visible()
    axe(page)
    with practice_scope(practice):
        assert Patient.objects.exclude(pk=known.pk).get().birth_name == "Meulen"


def test_change_a_patient_that_a_colleague_changed(page: Page, enter, poh, practice, axe):
    patient = PatientFactory(practice=practice)
    enter(poh)
    # given the form of the address, while a colleague saves another one
    page.goto(f"/patienten/{patient.uuid}/")
    act(page, "a[href$='/contact/']")
    expect(page.get_by_role("heading", name="Adres en contact", level=2)).to_be_visible()
    axe(page)
    with practice_scope(practice):
        Patient.objects.filter(pk=patient.pk).update(city="Eerst", version=2)
    # when mine is saved too late
    type_in(page, "city", "Later")
    act(page, ".form-actions .btn--primary")
    # then both texts stand beside each other and nothing is lost
    expect(page.get_by_role("cell", name="Eerst", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="Later", exact=True)).to_be_visible()
    expect(page.locator("[name=city]")).to_have_value("Later")
    axe(page)
    act(page, ".form-actions .btn--primary")
    expect(page.get_by_text("Adres en contact: opgeslagen.")).to_be_visible()
    with practice_scope(practice):
        assert Patient.objects.get(pk=patient.pk).city == "Later"


def test_note_a_contact_and_a_consent(page: Page, enter, poh, practice, axe):
    patient = PatientFactory(practice=practice, minor=True)
    enter(poh)
    page.goto(f"/patienten/{patient.uuid}/")
    act(page, "a[href$='/contactpersonen/nieuw/']")
    expect(page.get_by_role("heading", name="Contactpersoon toevoegen")).to_be_visible()
    axe(page)
    type_in(page, "name", "Sanne de Vries")
    tab_to(page, "[name=relation]")
    page.keyboard.type("ouder")
    tab_to(page, "[name=is_representative]")
    page.keyboard.press("Space")
    tab_to(page, "[name=representation_basis]")
    page.keyboard.type("ouder")
    act(page, ".form-actions .btn--primary")
    expect(page.get_by_text("ouder met gezag")).to_be_visible()
    act(page, "a[href$='/toestemmingen/nieuw/']")
    expect(page.get_by_text("Kind en ouders of voogd beslissen samen (12 tot 16 jaar).")).to_be_visible()
    axe(page)
    tab_to(page, "[name=kind]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=state]")
    page.keyboard.press("Space")
    tab_to(page, "[name=manner]")
    page.keyboard.press("Space")
    tab_to(page, "[name=given_by]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=representative]")
    page.keyboard.type("Sanne")
    act(page, ".form-actions .btn--primary")
    expect(page.get_by_text("gegevens delen met de huisartsenpost: gegeven is vastgelegd.")).to_be_visible()
    axe(page)


def test_open_a_closed_record_with_the_noodknop(page: Page, enter, poh, practice, axe):
    patient = PatientFactory(practice=practice, restricted=True)
    enter(poh)
    # given a record that is closed
    page.goto(f"/patienten/{patient.uuid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gesloten dossier")
    axe(page)
    # when the noodknop is used without a word
    act(page, ".form-actions .btn--danger")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    axe(page)
    # and then with a reason and the password
    tab_to(page, "[name=category]")
    page.keyboard.press("Space")
    type_in(page, "reason", "Patiënt op de spoedpost")
    type_in(page, "password", PASSWORD)
    act(page, ".form-actions .btn--danger")
    # then it opens to read, and says so
    expect(page.get_by_role("heading", level=1)).to_have_text("mw. T.A. van der Meulen")
    expect(page.get_by_text("Met de noodknop geopend: alleen lezen")).to_be_visible()
    expect(page.get_by_role("link", name="Wijzig", exact=True)).to_have_count(0)
    axe(page)
    with practice_scope(practice):
        assert BreakGlass.objects.get().reason == "Patiënt op de spoedpost"


def test_restrict_and_deregister(page: Page, enter, huisarts, practice, axe):
    patient = PatientFactory(practice=practice)
    enter(huisarts)
    page.goto(f"/patienten/{patient.uuid}/")
    act(page, "[data-dialog-open=afschermen]")
    expect(page.get_by_role("dialog")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    act(page, "a[href$='/uitschrijven/']")
    expect(page.get_by_role("heading", name="Patiënt uitschrijven")).to_be_visible()
    axe(page)
    tab_to(page, "[name=reason]")
    page.keyboard.type("verhuisd")
    act(page, ".form-actions .btn--primary")
    expect(page.get_by_text("mw. T.A. van der Meulen is uitgeschreven.")).to_be_visible()
    with practice_scope(practice):
        assert Patient.objects.get().registered_to == timezone.localdate()
    page.goto(f"/patienten/{patient.uuid}/opnieuw-inschrijven/")
    axe(page)
    act(page, ".form-actions .btn--primary")
    expect(page.get_by_text("mw. T.A. van der Meulen is opnieuw ingeschreven.")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (720, 450), (390, 844), (320, 640)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_at_every_size(page: Page, enter, poh, practice, axe, width, height, scheme):
    patient = PatientFactory(practice=practice)
    contact = ContactPersonFactory(patient=patient, representative=True, is_first_contact=True)
    ConsentFactory(patient=patient, refused=True, given_by="both", representative=contact)
    closed = PatientFactory(practice=practice, restricted=True)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": height})
    enter(poh)
    for address in ("", "nieuw/", f"{patient.uuid}/", f"{patient.uuid}/persoon/", f"{patient.uuid}/inzage/",
                    f"{patient.uuid}/wijzigingen/", f"{closed.uuid}/"):  # fmt: skip
        page.goto(f"/patienten/{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
