import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from poh.base.dates import PartialDate
from protocols.calculations.age import decimal_age
from protocols.calculations.facts import Facts, stored_value
from protocols.calculations.gli import FEV1_PERCENT, Ancestry, LungMeasure, LungSubject, z_score
from protocols.calculations.measured import Measured, Operator
from protocols.calculations.mental_health import Echelon
from protocols.calculations.registry import COMPUTED, affected_by, compute
from protocols.calculations.result import Reason, Sex
from protocols.calculations.score2 import Exclusions, RiskProfile, score2
from protocols.instruments.loader import instruments

TODAY = date(2026, 6, 1)
DETERMINATIONS = Path(__file__).parents[2] / "patients" / "determinations"
NUMBERS = {
    "gewicht": 75, "lengte": 175, "chol": 5.5, "hdl": 1.3, "trig": 1.5, "kreat": 103, "egfr": 50, "acr": 1,
    "rr_sys": 140, "hba1c": 53, "sigaretten_per_dag": 15, "rookjaren": 30, "mrc": 3, "ras": 1, "longaanvallen": 1,
    "fev1_pre": 2.7, "fev1_post": 3.0, "fvc_post": 4.5, "fev1_fvc_post": 0.6, "acq6": 0.5, "ccq": 1.2, "cat": 8,
}  # fmt: skip
FEET = dict.fromkeys(
    (
        "monofil_li",
        "monofil_re",
        "voetdoorbl_li",
        "voetdoorbl_re",
        "voetdruk",
        "voetulcus_ooit",
        "charcot_inactief",
        "dialyse",
    ),
    False,
)
CHOICES = {
    "roken": "ja",
    "val_bezorgd": "ja",
    "val_moeite_bewegen": "nee",
    "ggz_dsm_vermoeden": "ja",
    "ggz_ernst": "matig",
    "ggz_risico": "laag",
    "ggz_complexiteit": "geen",
}
DIABETES = Exclusions(has_diabetes=True)


def _facts(values=None, **more):
    known = {key: Measured(value) for key, value in NUMBERS.items()} | FEET | CHOICES
    defaults = {"sex": Sex.MALE, "born": PartialDate(1966, 3, 1), "diabetes_since": PartialDate(2014, 1, 1)}
    return Facts(TODAY, {**known, **(values or {})}, **{**defaults, **more})


@pytest.mark.parametrize(
    ("key", "shown", "algorithm"),
    [
        ("bmi", Decimal("24.5"), "bmi"),
        ("nonhdl", Decimal("4.2"), "nonhdl"),
        ("chol_hdl_ratio", Decimal("4.2"), "chol_hdl_ratio"),
        ("ldl_friedewald", Decimal("3.5"), "ldl"),
        ("egfr_2009", Decimal("68"), "egfr"),
        ("egfr_2021", Decimal("72"), "egfr"),
        ("rcns", "mild", "rcns"),
        ("hba1c_procent", Decimal("7.0"), "hba1c_procent"),
        ("dm_duur", Decimal("12"), "dm_duur"),
        ("pakjaren", Decimal("22.5"), "pakjaren"),
        ("sims", Decimal("0"), "sims"),
        ("mmrc", Decimal("2"), "mmrc"),
        ("gold_stadium", Decimal("1"), "gold_stadium"),
        ("reversibiliteit", Decimal("11.1"), "reversibiliteit"),
        ("gold_abe", "B", "gold_abe"),
        ("ziektelast_copd", "matig", "ziektelast_copd"),
        ("astmacontrole", "onvoldoende", "astmacontrole"),
        ("valrisico", "verhoogd", "valrisico"),
        ("ggz_echelon", "basis", "ggz_echelon"),
    ],
)
def test_every_calculation_runs_from_facts(key, shown, algorithm):
    result = compute(key, _facts())
    assert (result.rounded, result.algorithm) == (shown, algorithm)


SUBJECT = LungSubject(Sex.MALE, decimal_age(date(1966, 3, 1), TODAY), 175, Ancestry.CAUCASIAN)
BY_HAND = {
    "hvz_risico": score2(RiskProfile(Sex.MALE, 60, True, 140, 5.5, 1.3)),
    "fev1_z": z_score(LungMeasure.FEV1, 3.0, SUBJECT),
    "fvc_z": z_score(LungMeasure.FVC, 4.5, SUBJECT),
    "fev1_fvc_z": z_score(LungMeasure.RATIO, 0.6, SUBJECT),
}
BY_HAND["fev1_procent"] = FEV1_PERCENT.result(BY_HAND["fev1_z"].details["procent"], BY_HAND["fev1_z"].inputs)


@pytest.mark.parametrize("key", BY_HAND)
def test_calculation_from_facts_equals_the_function_called_by_hand(key):
    assert compute(key, _facts()) == BY_HAND[key]


def test_every_calculation_of_the_registry_is_tested_above():
    mark = test_every_calculation_runs_from_facts.pytestmark[0]
    assert {row[0] for row in mark.args[1]} | set(BY_HAND) == set(COMPUTED)


@pytest.mark.parametrize(
    ("key", "absent", "text"),
    [
        ("bmi", "gewicht", "Het gewicht ontbreekt."),
        ("nonhdl", "hdl", "Het HDL ontbreekt."),
        ("hvz_risico", "roken", "De rookstatus ontbreekt."),
        ("rcns", "acr", "De albumine/creatinine-ratio ontbreekt."),
        ("gold_abe", "longaanvallen", "Longaanvallen ontbreekt."),
    ],
)
def test_missing_value_is_named(key, absent, text):
    facts = _facts()
    without = Facts(TODAY, {k: v for k, v in facts.values.items() if k != absent}, facts.sex, facts.born)
    outcome = compute(key, without)
    assert (outcome.reason, outcome.text, outcome.algorithm) == (Reason.MISSING, text, COMPUTED[key].algorithm.key)


def test_missing_choice_without_a_word_of_its_own_is_named_by_its_key():
    assert compute("hvz_risico", Facts(TODAY, {}, Sex.MALE, PartialDate(1966, 3, 1))).text == "De rookstatus ontbreekt."


def test_value_with_an_operator_cannot_enter_a_formula():
    outcome = compute("nonhdl", _facts({"hdl": Measured(0.5, Operator.BELOW)}))
    assert (outcome.reason, outcome.text) == (Reason.OPERATOR, "Het HDL is geen exacte waarde (<0.5).")


def test_class_accepts_values_with_an_operator():
    facts = _facts({"egfr": Measured(90, Operator.ABOVE), "acr": Measured(3, Operator.BELOW)})
    assert compute("rcns", facts).value == "geen"


@pytest.mark.parametrize(
    ("more", "reason", "text"),
    [
        ({"sex": None}, Reason.MISSING, "Het geslacht is niet bekend."),
        ({"born": None}, Reason.MISSING, "De geboortedatum ontbreekt."),
        ({"born": PartialDate()}, Reason.MISSING, "De geboortedatum ontbreekt."),
        ({"born": PartialDate(1966)}, Reason.AMBIGUOUS, "De leeftijd is 59 of 60 jaar: vul de geboortedatum aan."),
    ],
)
def test_patient_facts_that_do_not_settle_it_are_named(more, reason, text):
    outcome = compute("egfr_2009", _facts(**more))
    assert (outcome.reason, outcome.text) == (reason, text)


def test_spirometry_needs_the_whole_birth_date():
    assert compute("fev1_z", _facts(born=PartialDate(1966, 3))).text == "De volledige geboortedatum is nodig."
    assert compute("fev1_z", _facts(born=None)).text == "De volledige geboortedatum is nodig."


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"fev1_fvc_post": Measured(66.7)}, Reason.OUT_OF_RANGE),
        ({"fev1_fvc_post": Measured(0.8)}, Reason.OUT_OF_RANGE),
        ({"fev1_post": Measured(9)}, Reason.OUT_OF_RANGE),
    ],
)
def test_gold_stage_from_facts_is_blocked_without_usable_obstruction(values, reason):
    outcome = compute("gold_stadium", _facts(values))
    assert (outcome.reason, outcome.algorithm) == (reason, "gold_stadium")


@pytest.mark.parametrize(
    ("more", "algorithm", "reason"),
    [
        ({"exclusions": DIABETES, "diabetes_since": PartialDate(2014, 1, 1)}, "score2_dm", None),
        ({"exclusions": DIABETES, "diabetes_since": None}, "score2_dm", Reason.MISSING),
        ({"exclusions": DIABETES, "diabetes_since": PartialDate(2014)}, "score2_dm", None),
        ({"exclusions": DIABETES, "diabetes_since": PartialDate(2027)}, "score2", Reason.OUT_OF_RANGE),
        ({"exclusions": Exclusions(has_cvd=True)}, "score2", Reason.CVD),
        ({"born": PartialDate(1950, 1, 1)}, "score2_op", None),
    ],
)
def test_ten_year_risk_from_facts_picks_its_equation(more, algorithm, reason):
    facts = _facts(**more)
    if more.get("diabetes_since") == PartialDate(2014):
        facts = Facts(date(2026, 12, 31), facts.values, facts.sex, facts.born, more["diabetes_since"], DIABETES)
    outcome = compute("hvz_risico", facts)
    assert (outcome.algorithm, outcome.is_blocked) == (algorithm, reason is not None)
    assert reason is None or outcome.reason is reason


def test_diabetes_duration_without_a_diagnosis_is_missing():
    assert compute("dm_duur", _facts(diabetes_since=None)).reason is Reason.MISSING


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"egfr": Measured(14)}, 3),
        ({"egfr": Measured(15)}, 0),
        ({"egfr": Measured(15, Operator.BELOW)}, 3),
        ({"dialyse": True}, 3),
        ({"monofil_li": True}, 1),
        ({"monofil_li": "afwijkend"}, 1),
        ({"monofil_li": "normaal"}, 0),
        ({"monofil_li": True, "voetdoorbl_re": True}, 2),
    ],
)
def test_sims_from_facts(values, expected):
    assert compute("sims", _facts(values)).value == expected


def test_sims_from_facts_is_blocked_when_one_foot_is_unknown():
    assert compute("sims", _facts({"monofil_re": None})).reason is Reason.INCOMPLETE


def test_burden_from_facts_skips_what_cannot_be_computed():
    result = compute("ziektelast_copd", Facts(TODAY, {"mrc": Measured(1)}))
    assert (result.value, result.details["onbekend"]) == (
        "onvolledig",
        "CCQ 2 of hoger, longaanvallen, voedingstoestand, longfunctie",
    )


@pytest.mark.parametrize(
    ("determination", "keys"),
    [
        ("gewicht", {"bmi", "ziektelast_copd"}),
        ("kreat", {"egfr_2009", "egfr_2021"}),
        ("acr", {"rcns"}),
        ("egfr", {"rcns", "hvz_risico", "sims"}),
        ("nuchter", {"ldl_friedewald"}),
        ("onbekend", set()),
    ],
)
def test_changed_determination_refreshes_these_calculations(determination, keys):
    assert {calculation.key for calculation in affected_by(determination)} == keys


def test_fasting_state_reaches_friedewald():
    assert compute("ldl_friedewald", _facts({"nuchter": False})).reason is Reason.NOT_FASTING
    assert compute("ldl_friedewald", _facts({"nuchter": True})).notes == ()
    assert [note.code for note in compute("ldl_friedewald", _facts()).notes] == ["nuchter_onbekend"]


@pytest.mark.parametrize(
    ("values", "met"),
    [
        ({"mrc": Measured(1), "fev1_procent": Measured(45)}, "longfunctie"),
        ({"mrc": Measured(1), "fev1_procent": Measured(55), "fev1_post": Measured(1.6)}, ""),
        ({"mrc": Measured(1), "ffmi": Measured(15.5)}, "voedingstoestand"),
        ({"mrc": Measured(1), "gewichtsverlies_ongewild": "ja"}, "voedingstoestand"),
        ({"mrc": Measured(1)}, ""),
    ],
)
def test_burden_from_facts_uses_what_was_measured(values, met):
    assert compute("ziektelast_copd", _facts(values)).details["voldaan"] == met


def test_fev1_percent_is_blocked_with_the_reason_of_the_reference_value():
    outcome = compute("fev1_procent", _facts({"fev1_post": Measured(9)}))
    assert (outcome.reason, outcome.algorithm) == (Reason.OUT_OF_RANGE, "fev1_procent")


@pytest.mark.parametrize(
    ("falls", "worries", "reason"), [(Measured(0), "nee", None), (None, "nee", Reason.INCOMPLETE), (None, "ja", None)]
)
def test_fall_screen_from_facts(falls, worries, reason):
    outcome = compute("valrisico", _facts({"vallen_aantal": falls, "val_bezorgd": worries}))
    assert outcome.is_blocked is (reason is not None)
    assert reason is None or outcome.reason is reason


def test_stable_chronic_picture_stays_in_the_practice():
    assert compute("ggz_echelon", _facts({"ggz_beloop": "chronisch"})).value == "huisarts"
    assert compute("ggz_echelon", _facts({"ggz_risico": "hoog"})).value == "gespecialiseerd"


@pytest.mark.parametrize(
    ("columns", "value"),
    [
        ({"numeric": Decimal("59.5")}, Measured(59.5)),
        ({"numeric": Decimal(90), "operator": ">"}, Measured(90, Operator.ABOVE)),
        ({"numeric": Decimal(3), "operator": "<="}, Measured(3, Operator.AT_MOST)),
        ({"choice": "ja"}, "ja"),
        ({"day": TODAY}, TODAY),
    ],
)
def test_stored_value_is_read_from_the_columns_of_a_measurement(columns, value):
    assert stored_value(**columns) == value


def _determinations():
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in DETERMINATIONS.glob("*.toml"))
    return {key: row for table in tables for key, row in table.items() if isinstance(row, dict)}


def test_keys_and_units_are_those_of_the_determinations():
    known = _determinations()
    read = {key for each in COMPUTED.values() for key in (*each.needs, *each.uses, each.stores)}
    assert read - set(known) == set()
    # A class as a number has no unit of its own.
    numbers = [each for each in COMPUTED.values() if each.algorithm.unit and known[each.stores].get("unit")]
    assert [known[each.stores]["unit"] for each in numbers] == [each.algorithm.unit for each in numbers]


def test_computed_choices_are_choices_of_the_determination():
    known = _determinations()
    words = {
        "rcns": {"geen", "mild", "matig", "sterk"},
        "gold_abe": {"A", "B", "E"},
        "ziektelast_copd": {"licht", "matig", "onvolledig"},
        "astmacontrole": {"goed", "gedeeltelijk", "slecht", "onvoldoende"},
        "valrisico": {"laag", "verhoogd"},
        "ggz_echelon": {echelon.value for echelon in Echelon},
    }
    for key, found in words.items():
        assert found <= {choice["code"] for choice in known[key]["choices"]}


def test_scores_of_questionnaires_are_kept_under_known_determinations():
    known = _determinations()
    kept = [scale.determination for each in instruments().values() for scale in each.scales if scale.determination]
    kept += [item.determination for each in instruments().values() for item in each.items if item.determination]
    assert set(kept) - set(known) == set()
    assert len(kept) == len(set(kept)) == 56
