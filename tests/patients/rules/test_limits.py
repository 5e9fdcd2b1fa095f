"""What cannot be, and what is asked."""

from datetime import date
from decimal import Decimal

import pytest

from patients.enums_record import Operator
from patients.rules.limits import Problem, pressure_problems, question, refusal
from patients.rules.reading import Offer
from patients.rules.values import Value
from tests.patients.rules.definitions import defined

TODAY = date(2026, 10, 15)
WEIGHT_REASON = "voor een volwassene ongewoon, of meer dan 10% anders dan de vorige keer"
HEIGHT_REASON = "voor een volwassene ongewoon, of meer dan 3 cm anders dan de vorige keer"


def number(value: str, operator: str = "") -> Value:
    return Value(numeric=Decimal(value), operator=Operator(operator))


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("middelomtrek", number("960"), "960 cm kan niet. Vul een waarde in tussen 50 en 200 cm."),
        ("middelomtrek", number("50"), ""),
        ("middelomtrek", number("200"), ""),
        ("middelomtrek", number("49"), "49 cm kan niet. Vul een waarde in tussen 50 en 200 cm."),
        ("mrc", number("6"), "6 kan niet. Vul een waarde in tussen 1 en 5."),
        ("acr", number("2000", ">"), "> 2000 mg/mmol kan niet. Vul een waarde in tussen 0 en 1500 mg/mmol."),
        ("fundus", Value(date=date(2026, 10, 15)), ""),
        ("fundus", Value(date=date(2026, 10, 16)), "Deze datum ligt na de dag waarop dit is vastgesteld."),
        ("fundus", Value(date=date(1899, 12, 31)), "Deze datum ligt te ver terug."),
        ("smr_stopdatum", Value(date=date(2026, 11, 1)), ""),
        ("roken", Value(choice="ja"), ""),
    ],
)
def test_refusal_says_why_a_value_cannot_be(key, value, text):
    problem = refusal(defined(key), value, observed_on=TODAY)
    assert (problem.text if problem else "") == text


def test_refusal_offers_what_was_meant():
    problem = refusal(defined("hba1c"), number("7.2"), observed_on=TODAY)
    assert problem == Problem(
        "hba1c",
        "7,2 mmol/mol kan niet. Vul een waarde in tussen 15 en 200 mmol/mol.",
        offers=(Offer("55", "7,2% is 55 mmol/mol"),),
    )


@pytest.mark.parametrize(
    ("key", "value", "previous", "text"),
    [
        (
            "rr_sys",
            number("182"),
            number("142"),
            "182 is hoger dan gebruikelijk: klopt dit? (180 of hoger is ernstig verhoogd) Vorige keer was het 142.",
        ),
        ("rr_sys", number("179"), None, ""),
        ("rr_sys", number("90"), None, ""),
        ("rr_dia", number("45"), None, "45 is lager dan gebruikelijk: klopt dit?"),
        ("gewicht", number("88"), number("80"), ""),
        (
            "gewicht",
            number("88.1"),
            number("80"),
            f"88,1 verschilt veel van de vorige keer: klopt dit? ({WEIGHT_REASON}) Vorige keer was het 80,0.",
        ),
        (
            "lengte",
            number("172"),
            number("175.5"),
            f"172,0 verschilt veel van de vorige keer: klopt dit? ({HEIGHT_REASON}) Vorige keer was het 175,5.",
        ),
        ("lengte", number("172.5"), number("175.5"), ""),
        ("gewicht", number("60", "<"), number("80"), ""),
        ("gewicht", number("60"), number("80", "<"), ""),
        ("gewicht", number("80"), Value(text="onbekend"), ""),
        ("roken", Value(choice="ja"), Value(choice="nooit"), ""),
        ("middelomtrek", number("199"), number("60"), ""),
    ],
)
def test_question_asks_about_an_unusual_value(key, value, previous, text):
    problem = question(defined(key), value, previous=previous)
    assert (problem.text if problem else "") == text
    assert problem is None or problem.is_question


def test_question_about_hba1c_that_looks_like_a_percentage_offers_the_conversion():
    problem = question(defined("hba1c"), number("15"), previous=None)
    assert (problem.text, problem.offers) == (
        "15 is lager dan gebruikelijk: klopt dit?",
        (Offer("140", "15% is 140 mmol/mol"),),
    )


def pressures(upper: str, lower: str, *, at_home: bool = False) -> list[Problem]:
    keys = ("rr_thuis_sys", "rr_thuis_dia") if at_home else ("rr_sys", "rr_dia")
    values = dict(zip(keys, (number(upper), number(lower)), strict=True))
    return pressure_problems(values, {key: defined(key) for key in keys})


def test_pressure_problems_offer_to_swap():
    assert pressures("84", "142") == [
        Problem(
            "rr_sys",
            "De bovendruk (84) is niet hoger dan de onderdruk (142).",
            offers=(Offer("142/84", "Wissel om: 142/84"),),
        )
    ]


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("142", "84", ""),
        ("84", "84", "De bovendruk (84) is niet hoger dan de onderdruk (84)."),
        ("70", "165", "De bovendruk (70) is niet hoger dan de onderdruk (165)."),
        ("55", "142", "De bovendruk (55) is niet hoger dan de onderdruk (142)."),
    ],
)
def test_pressure_problems_of_two_values(upper, lower, text):
    assert [problem.text for problem in pressures(upper, lower)] == ([text] if text else [])


def test_pressure_problems_offer_nothing_that_cannot_be():
    assert pressures("20", "142") == [Problem("rr_sys", "De bovendruk (20) is niet hoger dan de onderdruk (142).")]


def test_pressure_problems_know_home_values():
    assert [problem.key for problem in pressures("80", "130", at_home=True)] == ["rr_thuis_sys"]


def test_pressure_problems_of_one_half_are_none():
    assert pressure_problems({"rr_sys": number("80")}, {"rr_sys": defined("rr_sys")}) == []
    both = {"rr_sys": number("80", "<"), "rr_dia": number("90")}
    assert pressure_problems(both, {key: defined(key) for key in both}) == []
