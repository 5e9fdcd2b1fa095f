"""The style guide: development only, and a form that shows every error."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from poh.home import styleguide

pytestmark = pytest.mark.django_db


def test_style_guide_is_there_in_development(client):
    assert client.get("/stijl/").status_code == 200


def test_style_guide_has_no_address_in_production(settings):
    settings.PRODUCTION = True
    assert styleguide.development_only() == []


def test_style_guide_refuses_an_empty_form_with_all_errors(client):
    response = client.post("/stijl/", {})
    assert response.status_code == 422
    assert sorted(response.context["form"].errors) == ["birth_date", "consent", "language", "name", "sex"]


def test_style_guide_takes_a_right_form(client):
    fields = {"name": "Smit", "birth_date": "14-3-1958", "sex": "v", "language": "nl", "consent": "on"}
    assert client.post("/stijl/", fields).status_code == 200


@pytest.mark.parametrize("name", styleguide.ERROR_PAGES)
def test_error_page_is_shown_with_the_number_of_the_request(client, name):
    response = client.get(f"/stijl/fout/{name}/")
    assert response.status_code == 200
    assert response.headers["X-Request-ID"] in response.content.decode()


def test_error_page_that_does_not_exist_is_not_found(client):
    assert client.get("/stijl/fout/onzin/").status_code == 404


def test_conflict_page_has_its_own_status(client):
    assert client.get("/stijl/conflict/").status_code == 409


@pytest.mark.parametrize("name", styleguide.ERROR_PAGES)
def test_error_page_needs_no_context_and_no_query(django_assert_num_queries, name):
    with django_assert_num_queries(0):
        html = render_to_string(f"{name}.html")
    assert "Verwijsnummer" not in html
    assert '<html lang="nl">' in html


def test_error_page_shows_the_reference_that_its_handler_gives():
    html = render_to_string("500.html", {"reference": "abc123"})
    assert "<code>abc123</code>" in html


def test_error_page_shows_the_reason_of_a_refusal():
    html = render_to_string("403.html", {"exception": "Dit dossier is <afgeschermd>."})
    assert "<p>Dit dossier is &lt;afgeschermd&gt;.</p>" in html


def test_every_icon_of_the_sprite_is_shown(client):
    names = styleguide.sprite_names()
    assert len(names) == len(set(names))
    html = client.get("/stijl/").content.decode()
    assert [name for name in names if f"sprite.svg#i-{name}" not in html] == []


def test_no_page_has_inline_script_or_style(client):
    html = client.get("/stijl/").content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=") + html.count("<script defer src=") + html.count(
        '<script type="module" src='
    )


def test_every_style_sheet_is_linked():
    base = settings.BASE_DIR
    templates = "".join(path.read_text() for path in (base / "templates").rglob("*.html"))
    sheets = [path.relative_to(base / "static").as_posix() for path in (base / "static/css").rglob("*.css")]
    assert [sheet for sheet in sheets if f"'{sheet}'" not in templates] == []


def test_every_behaviour_is_linked_and_has_its_own_test():
    base = settings.BASE_DIR
    templates = "".join(path.read_text() for path in (base / "templates").rglob("*.html"))
    scripts = sorted((base / "static/js").glob("*.js"))
    # A screen of several behaviours (`consult-fields`, `consult-keys`) loads one from another, and has one journey.
    loaded = "".join(path.read_text() for path in scripts)
    tests = {path.stem for path in (base / "tests/journeys").glob("test_*.py")}

    def has_test(path: Path) -> bool:
        name = path.stem.replace("-", "_")
        return f"test_{name}" in tests or f"test_{name.partition('_')[0]}" in tests

    is_linked = {path.name: f"js/{path.name}'" in templates or f'"./{path.name}"' in loaded for path in scripts}
    assert [name for name, linked in is_linked.items() if not linked] == []
    assert [path.name for path in scripts if not has_test(path)] == []


def test_dark_colours_have_the_names_of_the_light_ones():
    css = settings.BASE_DIR / "static/css"
    names = {
        sheet: set(re.findall(r"(--[\w-]+):", (css / sheet).read_text())) for sheet in ("tokens.css", "tokens-dark.css")
    }
    assert names["tokens-dark.css"] - names["tokens.css"] == set()
    coloured = {name for name in names["tokens.css"] if name.startswith(("--c-prog", "--c-pt"))}
    assert coloured - names["tokens-dark.css"] == set()
