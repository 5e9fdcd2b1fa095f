"""static/js/unsaved.js: asks before a changed form is left, and only then."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The questions that the browser asked; each is answered with "leave"."""
    questions: list[str] = []

    def leave(dialog) -> None:
        questions.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    return questions


def test_leaving_an_untouched_form_asks_nothing(page: Page, asked):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").click()
    page.goto("/stijl/conflict/")
    assert asked == []


def test_leaving_a_changed_form_asks(page: Page, asked):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").fill("Smit")
    page.goto("/stijl/conflict/")
    assert asked == ["beforeunload"]


def test_leaving_a_form_that_was_changed_back_asks_nothing(page: Page, asked):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").fill("Smit")
    page.get_by_label("Achternaam").fill("")
    page.goto("/stijl/conflict/")
    assert asked == []


def test_sending_the_form_asks_nothing_but_leaving_it_with_errors_does(page: Page, asked):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").fill("Smit")
    page.locator("#voorbeeld-opslaan").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert asked == []
    page.get_by_role("textbox", name="Geboortedatum").click()
    page.goto("/stijl/conflict/")
    assert asked == ["beforeunload"]


def test_sending_another_form_asks_for_the_changed_one(page: Page, asked):
    page.goto("/stijl/")
    page.get_by_label("Achternaam").fill("Smit")
    page.get_by_role("combobox", name="Programma").select_option("diabetes")
    expect(page).to_have_url(re.compile("programma=diabetes"))
    assert asked == ["beforeunload"]
