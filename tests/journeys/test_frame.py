"""The frame around every page, seen on the style guide: no violation, no side scroll, keyboard alone suffices."""

import pytest
from playwright.sync_api import Page, expect

# A desk, a tablet, a desk at 200 % zoom, two phones.
SIZES = [(1440, 900), (1024, 768), (720, 450), (390, 844), (320, 640)]

# Links within a sentence and the native box of a choice are exempt: WCAG 2.5.8, "inline" and "user agent control".
SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .filter((e) => !e.matches(".skip, p:not(.btns) a, input[type=checkbox], input[type=radio]"))
  .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""

# What has the focus and can be seen in none of three places lies below a bar.
HIDDEN_FOCUS = """() => {
  const e = document.activeElement;
  if (e === document.body || e.closest(".seg")) return [];
  const box = e.getBoundingClientRect();
  const seen = [4, box.height / 2, box.height - 4].some((y) => {
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + y);
    return at && (e.contains(at) || at.contains(e));
  });
  return seen ? [] : [e.outerHTML.slice(0, 120)];
}"""


def _open_at(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/stijl/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_style_guide_has_no_violation(page: Page, axe, width, height, scheme):
    page.emulate_media(color_scheme=scheme)
    _open_at(page, width, height)
    axe(page)


@pytest.mark.parametrize("theme", ["licht", "donker"])
def test_theme_can_be_forced_on_the_style_guide(page: Page, theme):
    page.goto(f"/stijl/?thema={theme}")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"licht": "rgb(255, 255, 255)", "donker": "rgb(27, 28, 27)"}[theme]


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_has_no_violation(page: Page, axe, name):
    page.goto(f"/stijl/fout/{name}/")
    axe(page)


def test_conflict_page_shows_both_texts_without_violation(page: Page, axe):
    page.goto("/stijl/conflict/")
    expect(page.get_by_text("van der Molen")).to_be_visible()
    expect(page.locator("input[name=name]")).to_have_value("van der Meulen")
    axe(page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_page_never_scrolls_sideways(page: Page, width, height):
    _open_at(page, width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("main").evaluate("(main) => main.scrollWidth <= main.clientWidth")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_targets_are_at_least_24_pixels(page: Page, width, height):
    _open_at(page, width, height)
    assert page.evaluate(SMALL_TARGETS) == []


def test_every_id_is_used_once(page: Page):
    page.goto("/stijl/")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert sorted(ids) == sorted(set(ids))


def test_skip_link_comes_first_and_goes_to_the_content(page: Page):
    page.goto("/stijl/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_focus_is_never_hidden_while_walking_with_tab(page: Page, width, height):
    _open_at(page, width, height)
    hidden = []
    for _ in range(90):
        page.keyboard.press("Tab")
        hidden += page.evaluate(HIDDEN_FOCUS)
    assert hidden == []


def test_paper_shows_the_page_without_the_frame(page: Page):
    page.goto("/stijl/")
    page.emulate_media(media="print", color_scheme="dark")
    for part in (".rail", ".topbar", ".statusbar", ".toolbar"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".patientbar")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("main").evaluate("(main) => main.scrollHeight <= main.clientHeight")
