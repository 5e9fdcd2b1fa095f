"""Conditions in Dutch, as a protocol page shows them."""

import pytest

from protocols.conditions import parse, sentence
from protocols.conditions.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    labels={"hba1c": "HbA1c", "spo2": "Saturatie", "roken": "Roken"},
    numbers={"hba1c": "mmol/mol", "spo2": "%"},
    choices={"roken": {"ja": "rookt", "nooit": "nooit gerookt"}},
    protocols={"dm2": "DM2", "cvrm": "CVRM"},
)
OLD = {"fact": "age", "op": ">=", "years": 70}
HIGH = {"fact": "number", "key": "hba1c", "op": ">", "value": 53.50}
SMOKES = {"fact": "choice", "key": "roken", "in": ["ja", "nooit"]}
RECENT = {"fact": "measured", "key": "hba1c", "within_months": 12}
EVER = {"fact": "measured", "key": "hba1c", "within_months": 1200}
EPISODE = {"fact": "episode", "codes": ["T90.02", "K86"]}
BEFORE = EPISODE | {"state": "ever"}
MEDICINES = {"fact": "medication", "atc": ["A10A", "A10BB", "C09"]}
PART = {"fact": "enrolled", "in": ["dm2"]}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (HIGH, "HbA1c is hoger dan 53,5 mmol/mol"),
        (
            HIGH | {"op": "<=", "within_months": 12},
            "HbA1c is 53,5 mmol/mol of lager (vastgelegd in de laatste 12 maanden)",
        ),
        ({"fact": "number", "key": "spo2", "op": "<=", "value": 92}, "Saturatie is 92% of lager"),
        (SMOKES, "Roken: “rookt” of “nooit gerookt”"),
        ({"not": SMOKES}, "Roken: niet “rookt” of “nooit gerookt”"),
        (RECENT, "HbA1c is vastgelegd in de laatste 12 maanden"),
        (RECENT | {"within_months": 36}, "HbA1c is vastgelegd in de laatste 3 jaar"),
        ({"not": RECENT}, "HbA1c is niet vastgelegd in de laatste 12 maanden"),
        (EVER, "HbA1c is ooit vastgelegd"),
        ({"not": EVER}, "HbA1c is nooit vastgelegd"),
        (EPISODE, "heeft diabetes type 2 (T90.02) of hoge bloeddruk (K86)"),
        ({"not": EPISODE}, "heeft geen diabetes type 2 (T90.02) of hoge bloeddruk (K86)"),
        (BEFORE, "heeft of had diabetes type 2 (T90.02) of hoge bloeddruk (K86)"),
        ({"not": BEFORE}, "heeft en had geen diabetes type 2 (T90.02) of hoge bloeddruk (K86)"),
        ({"not": MEDICINES}, "gebruikt geen insuline (A10A), sulfonylureum (A10BB) of RAS-remmer (C09)"),
        ({"not": PART}, "neemt niet deel aan DM2"),
        ({"not": {"not": PART}}, "neemt deel aan DM2"),
        ({"not": OLD}, "niet (70 jaar of ouder)"),
        ({"fact": "sex", "in": ["male"]}, "man"),
        (
            {"fact": "episode_years", "codes": ["T90.02"], "op": "<", "years": 10},
            "diabetes type 2 (T90.02) bestaat korter dan 10 jaar",
        ),
        (
            {"all": [OLD, {"any": [HIGH, PART]}]},
            "70 jaar of ouder en (HbA1c is hoger dan 53,5 mmol/mol of neemt deel aan DM2)",
        ),
        ({"all": [HIGH, HIGH | {"op": "<", "value": 64}]}, "HbA1c is hoger dan 53,5 mmol/mol en lager dan 64 mmol/mol"),
    ],
)
def test_condition_reads_as_dutch(data, expected):
    assert sentence(parse(data, VOCABULARY), VOCABULARY) == expected
