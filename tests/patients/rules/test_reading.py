"""What people type, and what it stands for."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.enums_record import Operator
from patients.rules.reading import NotAValue, offers_for, read_value
from patients.rules.values import Value, number_text, value_text
from tests.patients.rules.definitions import defined


@pytest.mark.parametrize(
    ("key", "typed", "number", "operator"),
    [
        ("gewicht", "81,4", "81.4", ""),
        ("gewicht", "81.4", "81.4", ""),
        ("gewicht", " 81,4 kg ", "81.4", ""),
        ("gewicht", "81400 g", "81.4", ""),
        ("hba1c", "58", "58", ""),
        ("hba1c", "7,2%", "55", ""),
        ("hba1c", "58 mmol/mol", "58", ""),
        ("lengte", "1,75 m", "175", ""),
        ("lengte", "175cm", "175", ""),
        ("acr", "<3", "3", "<"),
        ("acr", "< 0,3", "0.3", "<"),
        ("egfr", ">90", "90", ">"),
        ("egfr", ">= 90", "90", ">="),
        ("egfr", "≥90", "90", ">="),
        ("acr", "≤ 3", "3", "<="),
        ("fev1_z", "-2,08", "-2.08", ""),
        ("fev1_z", "−2,08", "-2.08", ""),
        ("fev1_post", "2500 ml", "2.50", ""),
        ("fev1_fvc_post", "66,7%", "0.667", ""),
        ("fev1_fvc_post", "0.667", "0.667", ""),
        ("rr_sys", "142 mmHg", "142", ""),
        ("egfr", "54 ml/min/1,73 m²", "54", ""),
        ("mrc", "3", "3", ""),
        ("hba1c", "7,2", "7.2", ""),
        ("lengte", "1,75", "1.75", ""),
    ],
)
def test_read_value_of_a_number(key, typed, number, operator):
    assert read_value(defined(key), typed) == Value(numeric=Decimal(number), operator=Operator(operator))


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("gewicht", "", "Vul een waarde in."),
        ("gewicht", "   ", "Vul een waarde in."),
        ("gewicht", "zwaar", "Schrijf een getal, zoals 7,2 of < 3."),
        ("gewicht", "8 1", "Schrijf een getal, zoals 7,2 of < 3."),
        ("gewicht", "81,45", "Ten hoogste 1 cijfer achter de komma."),
        ("hdl", "1,234", "Ten hoogste 2 cijfers achter de komma."),
        ("hba1c", "58,5", "Vul een heel getal in."),
        ("ntprobnp", "1.200", "Is dit 1200 of 1,2? Schrijf het zonder punt, of met een komma."),
        ("gewicht", "81 stone", "De eenheid stone kan hier niet. Vul de waarde in kg in."),
        ("mrc", "3 punten", "De eenheid punten kan hier niet. Vul de waarde in zonder eenheid in."),
        ("hba1c", "7,2 mmol/l", "De eenheid mmol/l kan hier niet. Vul de waarde in mmol/mol in."),
        ("ntprobnp", "999999999", "Dit getal is te groot."),
        ("roken", "misschien", "Kies een van de antwoorden."),
        ("kwetsbaar", "1", "Kies een van de antwoorden."),
        ("fundus", "vorig jaar", "Schrijf een datum als 14-3-2026."),
        ("fundus", "31-2-2026", "Deze datum bestaat niet."),
    ],
)
def test_read_value_refuses_with_a_reason(key, typed, message):
    with pytest.raises(NotAValue, match="^" + message.replace("?", r"\?").replace(".", r"\.") + "$"):
        read_value(defined(key), typed)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("roken", "voorheen", Value(choice="voorheen")),
        ("roken", "Gestopt", Value(choice="voorheen")),
        ("kwetsbaar", "ja", Value(choice="ja")),
        ("fundus", "14-3-2026", Value(date=date(2026, 3, 14))),
        ("fundus", "14/03/2026", Value(date=date(2026, 3, 14))),
        ("fundus", "2026-03-14", Value(date=date(2026, 3, 14))),
        ("voeding", " eet laat ", Value(text="eet laat")),
    ],
)
def test_read_value_of_an_answer_a_date_or_a_text(key, typed, value):
    assert read_value(defined(key), typed) == value


@settings(max_examples=2000)
@given(tenths=st.integers(20, 3500), operator=st.sampled_from(list(Operator)))
def test_read_value_takes_back_what_value_text_wrote(tenths, operator):
    weight, value = defined("gewicht"), Value(numeric=Decimal(tenths) / 10, operator=operator)
    assert read_value(weight, value_text(weight, value)) == value


@settings(max_examples=2000)
@given(typed=st.text(max_size=30), key=st.sampled_from(["gewicht", "roken", "fundus", "voeding", "mrc"]))
def test_read_value_gives_a_value_or_a_reason_whatever_is_typed(typed, key):
    try:
        value = read_value(defined(key), typed)
    except NotAValue as error:
        reason, parts = str(error), 0
    else:
        reason, parts = "", sum(part is not None for part in (value.numeric, value.choice, value.text, value.date))
    assert (bool(reason), parts) in {(True, 0), (False, 1)}


@pytest.mark.parametrize(
    ("key", "number", "offers"),
    [
        ("hba1c", "7.2", [("55", "7,2% is 55 mmol/mol")]),
        ("hba1c", "15", [("140", "15% is 140 mmol/mol")]),
        ("hba1c", "58", []),
        ("hba1c", "580", [("58", "Maak er 58 van")]),
        ("lengte", "1.75", [("175,0", "1,75 m is 175,0 cm")]),
        ("middelomtrek", "960", [("96", "Maak er 96 van")]),
        ("gewicht", "814", [("81,4", "Maak er 81,4 van")]),
        ("fev1_post", "2500", [("2,50", "2500 ml is 2,50 l")]),
        ("fev1_fvc_post", "66.7", [("0,667", "66,7% is 0,667")]),
        ("mrc", "9", []),
        ("mrc", "30", [("3", "Maak er 3 van")]),
        ("rr_sys", "1425", []),
        ("rr_sys", "1420", [("142", "Maak er 142 van")]),
        ("rr_sys", "5", []),
    ],
)
def test_offers_for_an_impossible_number(key, number, offers):
    found = offers_for(defined(key), Value(numeric=Decimal(number)))
    assert [(offer.typed, offer.text) for offer in found] == offers


def test_offers_for_a_value_with_an_operator_are_none():
    assert offers_for(defined("hba1c"), Value(numeric=Decimal(7), operator=Operator.BELOW)) == []
    assert offers_for(defined("roken"), Value(choice="ja")) == []


@settings(max_examples=2000)
@given(
    number=st.decimals(min_value=Decimal("0.01"), max_value=Decimal(100000), places=2),
    key=st.sampled_from(["hba1c", "lengte", "gewicht", "middelomtrek", "fev1_post", "fev1_fvc_post", "chol", "kalium"]),
)
def test_offer_can_be_typed_and_is_possible(number, key):
    determination = defined(key)
    for offer in offers_for(determination, Value(numeric=number)):
        meant = read_value(determination, offer.typed)
        assert determination.hard_min <= meant.numeric <= determination.hard_max
        assert number_text(meant.numeric, decimals=determination.decimals) == offer.typed
