"""The worklist by keyboard: arrows choose a task, a letter acts on the task that is shown."""

from playwright.sync_api import Page, expect

from poh.accounts.scope import practice_scope
from poh.worklist.models import Task
from tests.factories.worklist import TaskFactory


def _three(practice, poh):
    with practice_scope(practice):
        member = poh.memberships.get()
    for title in ("Bel over kalium", "Verwijs voor fundusfoto", "Lees de notulen"):
        TaskFactory(practice=practice, member=member, title=title)


def test_arrows_choose_and_letters_act(page: Page, enter, axe, practice, poh):
    # Given three tasks
    _three(practice, poh)
    enter(poh)
    page.goto("/werklijst/")
    pane = page.locator("#taak")
    expect(pane.get_by_role("heading", level=2)).to_have_text("Bel over kalium")
    axe(page)

    # When somebody goes down one and takes it
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(pane.get_by_role("heading", level=2)).to_have_text("Verwijs voor fundusfoto")
    page.keyboard.press("t")
    expect(page.get_by_text("Verwijs voor fundusfoto: genomen.")).to_be_visible()

    # And finishes the first with what came of it
    page.keyboard.press("a")
    page.keyboard.type("Gesproken, herhaald")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bel over kalium: afgehandeld.")).to_be_visible()

    # Then that one has gone, with its outcome
    with practice_scope(practice):
        assert Task.objects.get(title="Bel over kalium").outcome == "Gesproken, herhaald"
        assert Task.objects.get(title="Verwijs voor fundusfoto").taken_by == poh
    axe(page)


def test_space_ticks_and_all_ticked_are_finished_at_once(page: Page, enter, practice, poh):
    _three(practice, poh)
    enter(poh)
    page.goto("/werklijst/")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
    page.locator("#samen").get_by_role("button", name="Handel af").press("Enter")
    expect(page.get_by_text("2 taken afgehandeld.")).to_be_visible()


def test_task_that_is_on_its_way_cannot_be_acted_on(page: Page, enter, practice, poh):
    _three(practice, poh)
    enter(poh)
    page.goto("/werklijst/")
    page.route("**/werklijst/*-*/", lambda route: None)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("t")
    expect(page.locator("#taak")).to_have_class("work__one is-waiting")
    with practice_scope(practice):
        assert not Task.objects.filter(state="taken").exists()
