"""A POH does a control with the keyboard alone; nothing that was kept is lost when the server or the session goes."""

import re
import tomllib
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from consultations.enums_consult import ConsultState
from consultations.models import Consultation, DraftField
from patients.models import Measurement
from poh.accounts.scope import practice_scope
from protocols.reference import FOLDER
from tests.factories.patients import PatientFactory
from tests.factories.protocols import EnrolmentFactory, PracticeProtocolFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory
from tests.journeys.test_session_lock import _lock_at_server, _unlock, code  # noqa: F401

LAB = {
    "hba1c": 61, "egfr": 54, "kreat": 93, "acr": "4.1", "chol": "4.4", "hdl": "1.3", "ldl": "2.4", "trig": "1.6",
    "kalium": "4.4", "gluc_n": "8.2",
}  # fmt: skip
BEFORE = {"gewicht": 84, "lengte": 171, "rr_sys": 142, "rr_dia": 84, "alcohol": 1, "longaanvallen": 0, "mrc": 2}
# What the screen says to a POH who counts: a field that is filled, or a command that is given.
YEARLY, QUARTERLY = 25, 10


def delivered(protocol: str) -> dict:
    data = tomllib.loads((FOLDER / f"{protocol}-1.toml").read_text(encoding="utf-8"))
    return {key: value for key, value in data.items() if key != "version"}


def somebody(practice, *protocols: str):
    """A patient like those of the demo practice: programmes, episodes, a control of last year and fresh lab."""
    patient = PatientFactory(practice=practice, sex="female", birth_year=1958)
    PracticeProtocolFactory(practice=practice, protocol_version__protocol_id="cvrm",
                            protocol_version__data=delivered("cvrm"))  # fmt: skip
    for protocol in protocols:
        EnrolmentFactory(patient=patient, protocol_version__protocol_id=protocol,
                         protocol_version__data=delivered(protocol))  # fmt: skip
    for icpc, title in (("T90.02", "Diabetes mellitus type 2"), ("R95", "COPD")):
        EpisodeFactory(patient=patient, icpc=icpc, title=title)
    now = timezone.now()
    for key, value in BEFORE.items():
        MeasurementFactory(patient=patient, determination_id=key, numeric=value, observed_at=now - timedelta(days=380))
    for key, value in LAB.items():
        MeasurementFactory(
            patient=patient, determination_id=key, numeric=value, lab=True, observed_at=now - timedelta(days=5)
        )
    return patient


class Hands:
    """The keyboard of a POH, with a count of what she does: digits, Enter and Tab to go on are not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, key: str) -> "Hands":
        """Go on with Enter until the field of this determination has the focus."""
        for _ in range(80):
            if self.page.evaluate("document.activeElement.dataset.field ?? ''") == f"m:{key}":
                return self
            self.page.keyboard.press("Enter")
        raise AssertionError(f"{key} was not reached with Enter")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += 1

    def give(self, *keys: str) -> None:
        """One command."""
        for key in keys:
            self.page.keyboard.press(key)
        self.count += 1

    def choose(self, key: str, value: str) -> None:
        """Answer a question with the arrow keys."""
        self.on(key)
        self.page.locator(f'[data-field="m:{key}"]').first.evaluate("(e) => e.matches('select') && e.focus()")
        field = self.page.locator(f'[data-field="m:{key}"]')
        if field.count() == 1:
            field.press(value[0])
        else:
            self.page.keyboard.press("Space")
            while self.page.evaluate("document.activeElement.value") != value:
                self.page.keyboard.press("ArrowRight")
        self.count += 1


@pytest.fixture
def start(page: Page, enter, poh):
    """Start a consult from the record with `c`."""

    def started(patient) -> Hands:
        enter(poh)
        page.goto(f"/patienten/{patient.uuid}/dossier/")
        hands = Hands(page)
        hands.give("c")
        expect(page.locator("[data-consult]")).to_be_visible()
        expect(page.locator("[data-working] [data-field]:focus")).to_have_count(1)
        return hands

    return started


def kept(page: Page) -> None:
    """Wait until everything is kept."""
    expect(page.locator("[data-consult]")).to_have_attribute("data-unsaved", "")


def close(hands: Hands) -> None:
    kept(hands.page)
    hands.give("F8")
    hands.page.wait_for_url(re.compile("/mijn-dag/|afsluiten="))
    if hands.page.locator("#nog-open").count():
        hands.give("F8")
    expect(hands.page).to_have_url(re.compile("/mijn-dag/$"))


def test_yearly_control_of_three_programmes_by_keyboard(page: Page, practice, start, axe):
    # Given a patient with diabetes, vascular risk and COPD, whose blood was drawn last week
    patient = somebody(practice, "dm2", "copd")
    hands = start(patient)
    axe(page)
    working = page.locator(".col--measure")
    assert working.evaluate("(e) => e.scrollHeight - e.clientHeight") <= 0

    # When the POH measures and asks, with the keyboard alone
    hands.on("gewicht").type("81,4")
    hands.on("rr_sys").type("138")
    hands.on("rr_dia").type("82")
    hands.choose("mrc", "3")
    hands.on("hypo_aantal").type("0")
    hands.give("n")
    hands.on("medicatie_besproken").give("n")
    hands.on("voetinsp_li").give("n")
    hands.on("fundus").give("-", "l")
    hands.on("visus_klachten").give("n")
    hands.on("alcohol").give("=")
    hands.on("bewegen").give("n")
    hands.on("longaanvallen").type("1")
    hands.on("longaanval_opnames").type("0")
    hands.on("ziektelast_copd").give("n")
    hands.on("gewichtsverlies_ongewild").give("n")
    kept(page)
    axe(page)
    hands.give("Alt+3")
    hands.type("Voelt zich goed.")

    # Then the consult is closed, within the budget, and all of it is in the record
    close(hands)
    assert hands.count <= YEARLY
    with practice_scope(practice):
        consult = Consultation.objects.get()
        values = Measurement.objects.for_practice(practice).filter(consultation=consult.uuid, determination="rr_sys")
        assert (consult.state, [int(row.numeric) for row in values]) == (ConsultState.FINAL, [138])


def test_quarterly_control_by_keyboard(page: Page, practice, start):
    # Given a patient with diabetes whose yearly control is not due
    patient = somebody(practice, "dm2")
    hands = start(patient)
    page.get_by_role("combobox", name="Diabetes").select_option("kwartaal")
    expect(page.locator("[data-working] [data-field]:focus")).to_have_count(1)
    hands.count += 1

    # When the POH measures
    hands.on("gewicht").type("81,4")
    hands.on("rr_sys").type("138")
    hands.on("rr_dia").type("82")
    hands.on("hypo_aantal").type("0")
    hands.give("n")

    # Then it is closed within the budget
    close(hands)
    assert hands.count <= QUARTERLY


def test_what_was_typed_without_a_server_is_sent_again(page: Page, practice, start, live):
    # Given a consult in which a value was kept
    patient = somebody(practice, "dm2")
    hands = start(patient)
    hands.on("gewicht").type("81,4")
    kept(page)

    # When the server is gone while the POH types on
    gone = True

    def answer(route: Route) -> None:
        route.abort() if gone else route.continue_()

    page.route("**/consult/**", answer)
    hands.on("rr_sys").type("138")
    expect(page.get_by_text("Nog niet opgeslagen")).to_be_visible()

    # Then what was kept is there, what was not is told, and goes again when the server is back
    with practice_scope(practice):
        assert [row.key for row in DraftField.objects.all()] == ["m:gewicht"]
    gone = False
    expect(page.get_by_text("Nog niet opgeslagen")).to_be_hidden()
    kept(page)
    with practice_scope(practice):
        assert {row.key: row.typed for row in DraftField.objects.all()} == {"m:gewicht": "81,4", "m:rr_sys": "138"}


def test_a_locked_session_lets_the_typing_wait(page: Page, context, practice, start, code):  # noqa: F811
    # Given a consult, of which the session is locked while the POH types
    hands = start(somebody(practice, "dm2"))
    kept(page)
    _lock_at_server(context)
    hands.on("gewicht").type("81,4")
    expect(page.get_by_role("dialog", name="Scherm op slot")).to_be_visible()

    # When she unlocks it
    _unlock(page, code())

    # Then what waited is kept
    expect(page.get_by_text("Concept opgeslagen")).to_be_visible()
    with practice_scope(practice):
        assert [row.typed for row in DraftField.objects.all()] == ["81,4"]


def test_two_screens_show_both_values(page: Page, practice, start):
    # Given the same consult on two screens
    hands = start(somebody(practice, "dm2"))
    other = page.context.new_page()
    other.goto(page.url)
    other.locator('[data-field="m:gewicht"]').fill("82")
    kept(other)

    # When the first screen, which has not seen that, types another value
    hands.on("gewicht").type("81")

    # Then both are shown, and the POH chooses
    expect(page.get_by_role("alert").filter(has_text="schreef hier intussen: 82")).to_be_visible()
    page.get_by_role("button", name="Houd het mijne").click()
    kept(page)
    with practice_scope(practice):
        assert DraftField.objects.get().typed == "81"


def test_history_opens_in_the_row(page: Page, practice, start, axe):
    # Given a row with values of before
    patient = somebody(practice, "dm2")
    MeasurementFactory(
        patient=patient, determination_id="gewicht", numeric=86, observed_at=timezone.now() - timedelta(days=700)
    )
    hands = start(patient)

    # When the POH asks for the course
    hands.on("gewicht").give("h")

    # Then it stands under the row, and Esc closes it
    expect(page.locator("[data-history-of=gewicht]")).to_contain_text("86,0")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("[data-history-of=gewicht]")).to_have_count(0)
