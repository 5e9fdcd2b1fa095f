"""How late something is, in words."""

from datetime import date

import pytest

from protocols.conditions.vocabulary import Vocabulary
from protocols.content import Control, Provenance
from protocols.presenters.due import ago_text, call_minutes, control_line, item_line, lateness
from protocols.rules.due import ControlDue, ItemDue, Term

ON = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("due_on", "text", "tone"),
    [
        (date(2026, 11, 26), "vanaf 26-11-2026", ""),
        (date(2026, 11, 25), "nu", ""),
        (date(2026, 11, 19), "nu", ""),
        (date(2026, 11, 18), "1 week te laat", "warn"),
        (date(2026, 11, 4), "3 weken te laat", "warn"),
        (date(2026, 8, 26), "13 weken te laat", "warn"),
        (date(2026, 8, 19), "3 maanden te laat", "stop"),
        (date(2024, 11, 26), "23 maanden te laat", "stop"),
        (date(2024, 11, 25), "2 jaar te laat", "stop"),
        (date(2022, 2, 2), "4 jaar te laat", "stop"),
    ],
)
def test_lateness_says_how_long_ago(due_on, text, tone):
    assert lateness(due_on, on=ON) == {"text": text, "tone": tone}


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 9, 25), "26 maanden geleden"),
        (date(2026, 10, 25), "1 maand geleden"),
        (date(2026, 10, 26), "30 dagen geleden"),
        (date(2026, 11, 24), "1 dag geleden"),
        (date(2026, 11, 25), "vandaag"),
    ],
)
def test_how_long_ago_in_words(day, text):
    assert ago_text(day, ON) == text


@pytest.mark.parametrize(
    ("last_on", "term", "why"),
    [
        (None, Term(24), "nog niet vastgelegd"),
        (date(2024, 9, 25), Term(24), "26 maanden geleden, interval 24"),
        (date(2024, 9, 25), Term(12, "retinopathie"), "26 maanden geleden, interval 12 (retinopathie)"),
        (date(2026, 8, 1), None, "3 maanden geleden"),
    ],
)
def test_item_tells_for_whom_and_why(last_on, term, why):
    due = ItemDue("fundus", ("dm2", "cvrm"), True, date(2026, 9, 1), last_on, term)
    letters = {"dm2": ("D", "Diabetes"), "cvrm": ("C", "CVRM")}
    assert item_line(due, letters=letters, vocabulary=Vocabulary(labels={"fundus": "Fundus"}), on=ON) == {
        "name": "Fundus",
        "letters": [("D", "Diabetes"), ("C", "CVRM")],
        "is_required": True,
        "since": date(2026, 9, 1),
        "why": why,
    }


@pytest.mark.parametrize(
    ("last_on", "term", "why"),
    [
        (None, Term(12), "nog niet gedaan, elke 12 maanden"),
        (date(2026, 8, 1), Term(1, "afgesproken"), "laatst 1-8-2026, elke maand (afgesproken)"),
    ],
)
def test_control_tells_why(last_on, term, why):
    control = Control("jaar", "Jaarcontrole", 40, ("poh_s",), Provenance("Verzonnen", is_verified=True), 12)
    line = control_line(ControlDue("dm2", control, last_on, ON, term), letters={"dm2": ("D", "Diabetes")}, on=ON)
    assert (line["why"], line["letter"], line["minutes"], line["late"]["text"]) == (why, ("D", "Diabetes"), 40, "nu")


def test_call_takes_as_long_as_the_longest_control():
    def due(minutes: int) -> ControlDue:
        control = Control("k", "Controle", minutes, ("poh_s",), Provenance("Verzonnen", is_verified=True), 12)
        return ControlDue("dm2", control, None, ON, Term(12))

    assert [call_minutes(found) for found in ([], [due(20)], [due(20), due(40)])] == [0, 20, 40]
