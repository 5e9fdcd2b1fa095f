"""How values are written, and what they can tell."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.enums_record import Operator
from patients.rules.values import (
    Value,
    choice_label,
    is_certain,
    is_normal,
    meaning_text,
    number_text,
    signal_of,
    unit_text,
    value_text,
    with_unit,
)
from tests.patients.rules.definitions import defined


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("mm[Hg]", "mmHg"),
        ("kg/m2", "kg/m²"),
        ("mL/min/{1.73_m2}", "ml/min/1,73 m²"),
        ("umol/L", "µmol/l"),
        ("mmol/mol", "mmol/mol"),
        ("%", "%"),
        ("1", ""),
        ("{score}", ""),
        ("{aantal}", ""),
        ("", ""),
    ],
)
def test_unit_text_is_what_people_write(unit, text):
    assert unit_text(unit) == text


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (Decimal("81.4"), 1, "81,4"),
        (Decimal("81.45"), 1, "81,5"),
        (Decimal(58), 0, "58"),
        (Decimal("58.0000"), None, "58"),
        (Decimal("0.6670"), None, "0,667"),
        (Decimal(30), None, "30"),
        (Decimal("-2.08"), 2, "−2,08"),
        (Decimal("1E+3"), None, "1000"),
    ],
)
def test_number_text_has_a_decimal_comma(number, decimals, text):
    assert number_text(number, decimals=decimals) == text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("gewicht", Value(numeric=Decimal("81.4000")), "81,4"),
        ("egfr", Value(numeric=Decimal(90), operator=Operator.ABOVE), "> 90"),
        ("acr", Value(numeric=Decimal(3), operator=Operator.AT_MOST), "≤ 3,0"),
        ("acr", Value(numeric=Decimal(3), operator=Operator.AT_LEAST), "≥ 3,0"),
        ("bewegen", Value(choice="voldoet_niet"), "voldoet niet"),
        ("bewegen", Value(choice="oude_code"), "oude_code"),
        ("kwetsbaar", Value(choice="ja"), "ja"),
        ("fundus", Value(date=date(2026, 3, 1)), "1-3-2026"),
        ("voeding", Value(text="eet laat"), "eet laat"),
        ("voeding", Value(), ""),
    ],
)
def test_value_text_is_dutch(key, value, text):
    assert value_text(defined(key), value) == text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("gewicht", Value(numeric=Decimal(80)), "80,0 kg"),
        ("mrc", Value(numeric=Decimal(3)), "3"),
        ("roken", Value(choice="nooit"), "nooit gerookt"),
    ],
)
def test_with_unit_names_the_unit_of_a_number(key, value, text):
    assert with_unit(defined(key), value) == text


def test_meaning_text_explains_a_step_of_a_scale():
    mrc = defined("mrc")
    assert meaning_text(mrc, Value(numeric=Decimal("3.0000"))) == mrc.choices[2]["label"]
    assert meaning_text(mrc, Value(numeric=Decimal(9))) == ""
    assert meaning_text(defined("gewicht"), Value(numeric=Decimal(80))) == ""
    assert meaning_text(defined("roken"), Value(choice="ja")) == ""


def test_choice_label_of_an_unknown_code_is_the_code():
    assert choice_label(defined("roken"), "pijp") == "pijp"


@pytest.mark.parametrize(
    ("operator", "number", "comparison", "limit", "expected"),
    [
        ("", 3, ">=", 3, True),
        ("", 3, ">", 3, False),
        ("", 3, "<", 3, False),
        ("", 3, "<=", 3, True),
        ("<", 3, "<", 3, True),
        ("<", 3, "<=", 3, True),
        ("<", 3, "<", 2, False),
        ("<", 3, ">", 1, False),
        (">", 90, ">", 90, True),
        (">", 90, ">=", 90, True),
        (">", 90, ">", 91, False),
        (">", 90, "<", 100, False),
        (">=", 90, ">=", 90, True),
        (">=", 90, ">", 90, False),
        ("<=", 3, "<=", 3, True),
        ("<=", 3, "<", 3, False),
        ("<=", 3, ">=", 0, False),
    ],
)
def test_is_certain_knows_what_an_operator_leaves_open(operator, number, comparison, limit, expected):
    value = Value(numeric=Decimal(number), operator=Operator(operator))
    assert is_certain(value, comparison, Decimal(limit)) is expected


def test_is_certain_of_no_number_is_false():
    assert is_certain(Value(text="x"), "<", Decimal(1)) is False


COMPARE = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "": lambda a, b: a == b,
}


@settings(max_examples=2000)
@given(
    number=st.integers(-5, 5),
    operator=st.sampled_from(list(Operator)),
    comparison=st.sampled_from(["<", "<=", ">", ">="]),
    limit=st.integers(-5, 5),
)
def test_is_certain_holds_for_every_value_that_the_report_allows(number, operator, comparison, limit):
    candidates = [Decimal(half) / 4 for half in range(-120, 121)]
    allowed = [each for each in candidates if COMPARE[operator.value](each, number)]
    certain = all(COMPARE[comparison](each, limit) for each in allowed)
    assert is_certain(Value(numeric=Decimal(number), operator=operator), comparison, Decimal(limit)) is certain


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("acr", Value(numeric=Decimal(3), operator=Operator.BELOW), None),
        ("acr", Value(numeric=Decimal("2.9")), None),
        ("acr", Value(numeric=Decimal(3)), "A2: 3 tot en met 30"),
        ("acr", Value(numeric=Decimal(30)), "A2: 3 tot en met 30"),
        ("acr", Value(numeric=Decimal("30.1")), "A3: hoger dan 30"),
        ("egfr", Value(numeric=Decimal(60), operator=Operator.ABOVE), None),
        ("egfr", Value(numeric=Decimal(59)), "lager dan 60"),
        ("roken", Value(choice="ja"), "rookt: bied hulp bij stoppen aan"),
        ("roken", Value(choice="nooit"), None),
        ("act", Value(numeric=Decimal(19)), "lager dan 20: onvoldoende controle"),
        ("act", Value(numeric=Decimal(20)), None),
        ("voeding", Value(text="eet laat"), None),
    ],
)
def test_signal_of_is_the_first_that_surely_holds(key, value, text):
    signal = signal_of(defined(key), value)
    assert (signal["text"] if signal else None) == text


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("monofil_li", Value(choice="normaal"), True),
        ("monofil_li", Value(choice="afwijkend"), False),
        ("kwetsbaar", Value(choice="nee"), True),
        ("keten_cv", Value(choice="ja"), None),
        ("mrc", Value(numeric=Decimal(1)), None),
        ("gewicht", Value(numeric=Decimal(80)), None),
    ],
)
def test_is_normal_is_unknown_without_a_normal_answer(key, value, expected):
    assert is_normal(defined(key), value) is expected


def test_value_columns_are_the_fields_of_a_measurement():
    value = Value(numeric=Decimal(3), operator=Operator.BELOW)
    assert value.columns() == {"numeric": Decimal(3), "operator": "<", "choice": None, "text": None, "date": None}
