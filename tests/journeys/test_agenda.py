"""An assistent books a free place, moves it, checks the patient in and a POH closes it; by keyboard alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import Page, expect

from scheduling.enums import AppointmentState
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import AppointmentFactory, AppointmentKindFactory, BlockFactory, SessionFactory


def _tomorrow(practice, location):
    """Somebody with a morning of spreekuur tomorrow, at a day that is no holiday."""
    day = timezone.localdate() + timedelta(days=1)
    if (day.month, day.day) in {(12, 25), (12, 26), (1, 1), (4, 27)}:
        day += timedelta(days=3)
    member = MembershipFactory(practice=practice, user__name="Samira El Amrani")
    session = SessionFactory(practice=practice, member=member, location=location, day=day)
    BlockFactory(practice=practice, session=session)
    AppointmentKindFactory(practice=practice, code="KC", label="Kwartaalcontrole", roles=["poh_s"])
    return day


def _opened(page: Page) -> None:
    """Open the appointment of the day with the keyboard."""
    page.locator("a.ev", has_text="Van der Meulen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Meld aan")).to_be_visible()


def test_book_by_keyboard(page: Page, enter, axe, practice, location, assistent):
    # Given a morning with free places, and a patient on the phone
    day = _tomorrow(practice, location)
    PatientFactory(practice=practice)
    enter(assistent)
    page.goto(f"/agenda/?datum={day}")
    axe(page)

    # When the assistent takes the first free place and finds the patient
    page.locator("a.free").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Afspraak boeken")).to_be_visible()
    expect(page.locator("#id_at")).to_have_value("08:00")
    page.get_by_role("searchbox").last.focus()
    page.keyboard.type("meulen")
    expect(page.locator(".pick__hit")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_label("Reden, in eigen woorden").focus()
    page.keyboard.type("Mijn voeten tintelen")
    axe(page)
    page.keyboard.press("Enter")

    # Then it stands in the day
    expect(page.locator("a.ev", has_text="Van der Meulen")).to_be_visible()


def test_move_and_close_by_keyboard(page: Page, enter, axe, practice, location, poh):
    # Given an appointment at eight
    day = _tomorrow(practice, location)
    AppointmentFactory(practice=practice, location=location, day=day, hours="08:00-08:20", is_extra=True)
    enter(poh)
    page.goto(f"/agenda/?datum={day}")
    _opened(page)
    axe(page)

    # When it is moved to nine, and the patient comes, is seen and leaves
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="Afspraak verplaatsen")).to_be_visible()
    page.locator("#id_at").fill("9:00")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("a.ev", has_text="09:00").first).to_be_visible()
    _opened(page)
    for key, state in (("a", "Aangemeld"), ("b", "In consult"), ("k", "Afgerond")):
        page.keyboard.press(key)
        expect(page.locator(".page-head .state")).to_contain_text(state)

    # Then everything that happened stands there
    expect(page.locator(".appt__history")).to_contain_text("verplaatst van")
    axe(page)


def test_pages_around_the_day(page: Page, enter, axe, practice, location, poh):
    # Given a day of today with somebody in the waiting room
    _tomorrow(practice, location)
    today = timezone.localdate()
    start = datetime.now(ZoneInfo("Europe/Amsterdam"))
    AppointmentFactory(
        practice=practice, day=today, hours="12:00-12:20", state=AppointmentState.CHECKED_IN, checked_in_at=start
    )
    enter(poh)

    # When the POH walks through the other pages of the agenda, then each is sound
    names = ("wachtkamer", "vrij", "wachtlijst", "wachtlijst/nieuw", "bellen", "bellen/nieuw", "rooster")
    for name in (*names, "rooster/nieuw", "zittingen/nieuw", "blokkeren", "instellingen", "abonnementen"):
        page.goto(f"/agenda/{name}/")
        axe(page)
