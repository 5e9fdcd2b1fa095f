"""A real browser on a real server. Journeys read in given / when / then; every page they see goes through axe.

Fixtures: `live` (address of the server), `page` (a tab at 1440 x 900 that fails the test on a script error or on a
breach of the content security policy), `axe` (call it with the page: no WCAG 2.2 A or AA violation), `enter`
(call it with a user: the tab is logged in).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from poh.accounts.models import Practice, User
from tests.personas import log_in

CHROMIUM = os.environ.get("POH_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
AXE_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
REPORT_BREACHES = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Milliseconds before a journey gives up; a busy machine is slow, not wrong.
PATIENCE = 20_000
# Chromium and htmx report an answer of 400 and up, and no answer, as an error; journeys check those themselves.
ANSWERS = ("Failed to load resource", "Response Status Error Code", "htmx:sendError", "htmx:afterRequest")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run; missing it skips, unless POH_REQUIRE_BROWSER says that it must be there."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("POH_REQUIRE_BROWSER") == "1":
            pytest.fail(f"Chromium ontbreekt: {CHROMIUM}")
        pytest.skip(f"Chromium ontbreekt: {CHROMIUM}")
    # Playwright keeps an event loop in this thread; the database calls of the test itself are still made one by one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live(live_server) -> str:
    """The address of the server."""
    return live_server.url


@pytest.fixture
def context(browser: Browser, live: str) -> Iterator[BrowserContext]:
    """A browser profile of its own, at the size of a desk."""
    profile = browser.new_context(
        viewport={"width": 1440, "height": 900}, base_url=live, locale="nl-NL", timezone_id=settings.TIME_ZONE
    )
    profile.set_default_timeout(PATIENCE)
    profile.add_init_script(REPORT_BREACHES)
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; script errors and breaches of the content security policy fail the test."""
    problems: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: message.type == "error" and problems.append(message.text))
    yield tab
    assert [problem for problem in problems if not problem.startswith(ANSWERS)] == []


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Hold a page against WCAG 2.2 A and AA as far as a machine can tell."""

    def check(page: Page) -> None:
        page.evaluate(AXE_SCRIPT)
        result = page.evaluate("(rules) => axe.run(document, rules)", AXE_RULES)
        found = [
            f"{violation['id']}: {node['html'][:160]} ({node['failureSummary']})"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
        assert found == []

    return check


@pytest.fixture
def enter(context: BrowserContext, live: str) -> Callable[..., None]:
    """Log somebody in within this browser, with both factors: `enter(poh)`."""

    def logged_in(user: User, *, practice: Practice | None = None) -> None:
        client = log_in(Client(), user, practice=practice)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live}])

    return logged_in
