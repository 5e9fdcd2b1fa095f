from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations import burden_meter
from protocols.calculations.asthma import AsthmaSigns, adult_control, adult_control_table, child_control
from protocols.calculations.lung import (
    Attacks,
    CopdParameters,
    Fev1Sample,
    copd_burden,
    fev1_loss,
    gold_abe,
    gold_stage,
    has_low_ffmi,
    mrc_to_mmrc,
    reversibility,
)
from protocols.calculations.result import Evidence, Reason, Sex

START = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("mrc", "mmrc", "counts"), [(1, 0, False), (2, 1, False), (3, 2, True), (4, 3, True), (5, 4, True)]
)
def test_mmrc_is_mrc_minus_one(mrc, mmrc, counts):
    result = mrc_to_mmrc(mrc)
    assert (result.value, result.details["mrc_3_of_hoger"]) == (mmrc, counts)


@pytest.mark.parametrize("mrc", [0, 6])
def test_mrc_outside_its_scale_is_rejected(mrc):
    assert mrc_to_mmrc(mrc).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(("percent", "stage"), [(80, 1), (79.9, 2), (50, 2), (49.9, 3), (30, 3), (29.9, 4)])
def test_gold_stage_limits_with_obstruction(percent, stage):
    assert gold_stage(percent, is_obstructed=True).value == stage


@pytest.mark.parametrize(
    ("percent", "obstructed", "reason"),
    [(60, False, Reason.OUT_OF_RANGE), (60, None, Reason.MISSING), (9, True, Reason.OUT_OF_RANGE)],
)
def test_gold_stage_is_blocked_without_obstruction(percent, obstructed, reason):
    assert gold_stage(percent, is_obstructed=obstructed).reason is reason


@pytest.mark.parametrize(
    ("mmrc", "cat", "attacks", "group"),
    [
        (1, 8, Attacks(0), "A"),
        (2, None, Attacks(0), "B"),
        (None, 10, Attacks(1), "B"),
        (0, 4, Attacks(0, admissions=1), "E"),
        (None, None, Attacks(2), "E"),
    ],
)
def test_gold_group_from_symptoms_and_attacks(mmrc, cat, attacks, group):
    assert gold_abe(attacks, mmrc=mmrc, cat=cat).value == group


def test_gold_group_needs_symptoms_when_the_risk_is_low():
    assert gold_abe(Attacks(1)).reason is Reason.MISSING


@pytest.mark.parametrize(
    ("parameters", "value", "met"),
    [
        (CopdParameters(mrc=2, ccq=1.2, courses=0, bmi=26, fev1_percent=72), "licht", ""),
        (CopdParameters(mrc=3, ccq=1.2, courses=0, bmi=26, fev1_percent=72), "matig", "MRC 3 of hoger"),
        (CopdParameters(mrc=1, ccq=2.0, courses=0, bmi=26, fev1_percent=72), "matig", "CCQ 2 of hoger"),
        (
            CopdParameters(mrc=2, ccq=1.9, courses=1, admissions=0, bmi=21.0, fev1_percent=50, fev1_litres=1.6),
            "licht",
            "",
        ),
        (CopdParameters(mrc=None, ccq=1.2, courses=0, bmi=26, fev1_percent=72), "onvolledig", ""),
        (CopdParameters(mrc=1, ccq=1, courses=2, bmi=26, fev1_percent=72), "matig", "longaanvallen"),
        (CopdParameters(mrc=1, ccq=1, courses=0, admissions=1, bmi=26, fev1_percent=72), "matig", "longaanvallen"),
        (CopdParameters(mrc=1, ccq=1, courses=0, bmi=20.9, fev1_percent=72), "matig", "voedingstoestand"),
        (
            CopdParameters(mrc=1, ccq=1, courses=0, bmi=26, has_weight_loss=True, fev1_percent=72),
            "matig",
            "voedingstoestand",
        ),
        (
            CopdParameters(mrc=1, ccq=1, courses=0, bmi=26, has_low_ffmi=True, fev1_percent=72),
            "matig",
            "voedingstoestand",
        ),
        (CopdParameters(mrc=1, ccq=1, courses=0, bmi=26, fev1_percent=49.9), "matig", "longfunctie"),
        (CopdParameters(mrc=1, ccq=1, courses=0, bmi=26, fev1_litres=1.49), "matig", "longfunctie"),
        (
            CopdParameters(mrc=1, ccq=1, courses=0, bmi=26, fev1_percent=72, is_fev1_falling=True),
            "matig",
            "longfunctie",
        ),
        (CopdParameters(), "onvolledig", ""),
    ],
)
def test_burden_proposal(parameters, value, met):
    result = copd_burden(parameters)
    assert (result.value, result.details["voldaan"], result.evidence) == (value, met, Evidence.TO_APPROVE)
    assert [note.code for note in result.notes] == (["ernstig_handmatig"] if value == "matig" else [])


@pytest.mark.parametrize(
    ("pre", "post", "percent", "band"),
    [
        (2.0, 2.24, 12.0, "significant"),
        (2.0, 2.239, 11.95, None),
        (1.5, 1.69, 12.667, None),
        (1.6, 1.8, 12.5, "significant"),
        (2.0, 1.9, -5, None),
    ],
)
def test_reversibility_needs_twelve_percent_and_200_ml(pre, post, percent, band):
    result = reversibility(pre, post)
    assert result.value == pytest.approx(percent, abs=0.001)
    assert (result.band and result.band.code) == band


def test_reversibility_outside_the_possible_is_blocked():
    assert reversibility(0.1, 2).reason is Reason.OUT_OF_RANGE


def _tests(*litres, years):
    step = 365.25 * years / (len(litres) - 1)
    return [Fev1Sample(START + timedelta(days=round(index * step)), value) for index, value in enumerate(litres)]


@pytest.mark.parametrize(
    ("samples", "loss", "band"),
    [(_tests(3.0, 2.8, 2.4, years=3), 200, "versneld"), (_tests(3.0, 2.9, 2.7, years=3), 100, None)],
)
def test_fev1_loss_per_year(samples, loss, band):
    result = fev1_loss(list(reversed(samples)))
    assert result.value == pytest.approx(loss, rel=0.002)
    assert (result.band and result.band.code) == band


@pytest.mark.parametrize("samples", [[], _tests(3.0, 2.0, years=3), _tests(3.0, 2.5, 2.0, years=2)])
def test_fev1_loss_needs_three_tests_over_three_years(samples):
    assert fev1_loss(samples).reason is Reason.MISSING


@pytest.mark.parametrize(
    ("signs", "value"),
    [
        (AsthmaSigns(2, False, False, 2, 0), "goed"),
        (AsthmaSigns(3, False, False, 2, 0), "gedeeltelijk"),
        (AsthmaSigns(3, True, False, 2, 0), "gedeeltelijk"),
        (AsthmaSigns(3, True, True, 2, 0), "slecht"),
        (AsthmaSigns(0, False, False, 3, 0, has_abnormal_spirometry=True), "gedeeltelijk"),
        (AsthmaSigns(0, False, False, 0, 1), "slecht"),
        (AsthmaSigns(None, None, None, None, 2), "slecht"),
    ],
)
def test_adult_asthma_control_by_the_table(signs, value):
    assert adult_control_table(signs).value == value


@pytest.mark.parametrize(
    "signs",
    [
        AsthmaSigns(2, None, False, 2, 0),
        AsthmaSigns(None, False, False, None, 0),
        AsthmaSigns(2, False, False, 2, None),
    ],
)
def test_adult_asthma_control_by_the_table_is_blocked_when_not_asked(signs):
    assert adult_control_table(signs).reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("acq6", "act", "attacks", "value", "notes"),
    [
        (4 / 6, None, 0, "goed", []),
        (5 / 6, None, 0, "onvoldoende", []),
        (None, 20, 0, "goed", []),
        (None, 19, 0, "onvoldoende", []),
        (4 / 6, 19, None, "onvoldoende", ["tegenspraak"]),
        (5 / 6, 20, None, "onvoldoende", ["tegenspraak"]),
        (4 / 6, None, 1, "onvoldoende", ["longaanval"]),
        (0, 25, 1, "onvoldoende", ["longaanval"]),
    ],
)
def test_adult_asthma_control_by_acq_and_act(acq6, act, attacks, value, notes):
    result = adult_control(acq6=acq6, act=act, attacks=attacks)
    assert (result.value, [note.code for note in result.notes]) == (value, notes)


def test_contradicting_questionnaires_are_both_shown():
    assert adult_control(acq6=0.5, act=19).details == {"acq6": "goed", "act": "onvoldoende"}


def test_adult_asthma_control_needs_a_questionnaire():
    assert adult_control(attacks=0).reason is Reason.MISSING


@pytest.mark.parametrize(
    ("signs", "value"),
    [
        (AsthmaSigns(2, False, False, 2, 0), "volledig"),
        (AsthmaSigns(2, False, True, 2, 0), "niet volledig"),
        (AsthmaSigns(2, False, None, 3, 0), "niet volledig"),
    ],
)
def test_child_asthma_control(signs, value):
    assert child_control(signs).value == value


def test_child_asthma_control_is_blocked_when_not_asked():
    assert child_control(AsthmaSigns(2, False, None, 2, 0)).reason is Reason.INCOMPLETE


@pytest.mark.parametrize(("score", "height"), [(0.5, 90), (1, 80), (2, 60), (2.25, 37.5), (3, 30), (6, 0)])
def test_balloon_height(score, height):
    assert burden_meter.height_of(score) == height


@pytest.mark.parametrize(
    ("score", "at_rest", "colour", "height"),
    [
        (0.99, 1, "groen", 80.2),
        (1, 0, "oranje", 80),
        (2, 0, "oranje", 60),
        (2.01, 0, "rood", 39.9),
        (0.5, 2, "rood", 90),
    ],
)
def test_score_balloon(score, at_rest, colour, height):
    result = burden_meter.score_balloon(score, breathless_at_rest=at_rest)
    assert (result.band.code, result.evidence) == (colour, Evidence.TO_APPROVE)
    assert result.value == pytest.approx(height)


@pytest.mark.parametrize(
    ("balloon", "value", "colour", "height"),
    [
        (burden_meter.attacks_balloon, 0, "groen", 100),
        (burden_meter.attacks_balloon, 1, "oranje", 50),
        (burden_meter.attacks_balloon, 4, "rood", 0),
        (burden_meter.activity_balloon, 3, "groen", 100),
        (burden_meter.activity_balloon, 2, "oranje", 60),
        (burden_meter.activity_balloon, 1, "oranje", 40),
        (burden_meter.activity_balloon, 0, "rood", 0),
        (burden_meter.weight_balloon, 21, "groen", 100),
        (burden_meter.weight_balloon, 25, "oranje", 80),
        (burden_meter.weight_balloon, 30, "oranje", 50),
        (burden_meter.weight_balloon, 18.5, "oranje", 70),
        (burden_meter.weight_balloon, 35, "rood", 0),
        (burden_meter.weight_balloon, 18.4, "rood", 0),
    ],
)
def test_other_balloons(balloon, value, colour, height):
    result = balloon(value)
    assert (result.band.code, result.value) == (colour, height)


@pytest.mark.parametrize(
    ("balloon", "value"),
    [
        (burden_meter.score_balloon, 6.1),
        (burden_meter.attacks_balloon, -1),
        (burden_meter.activity_balloon, 4),
        (burden_meter.weight_balloon, 11),
    ],
)
def test_balloon_outside_its_scale_is_blocked(balloon, value):
    assert balloon(value).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("ffmi", "sex", "low"),
    [
        (15.9, Sex.MALE, True),
        (16, Sex.MALE, False),
        (14.9, Sex.FEMALE, True),
        (15, Sex.FEMALE, False),
        (14.9, None, True),
        (15.5, None, None),
        (16, None, False),
        (None, Sex.MALE, None),
    ],
)
def test_low_ffmi_depends_on_sex(ffmi, sex, low):
    assert has_low_ffmi(ffmi, sex) is low


UNKNOWN_OR = {
    "mrc": st.none() | st.integers(1, 5),
    "ccq": st.none() | st.floats(0, 6),
    "courses": st.none() | st.integers(0, 5),
    "admissions": st.none() | st.integers(0, 3),
    "bmi": st.none() | st.floats(15, 40),
    "fev1_percent": st.none() | st.floats(20, 120),
}


@settings(max_examples=2000, deadline=None)
@given(st.builds(CopdParameters, **UNKNOWN_OR))
def test_burden_is_never_severe_and_never_light_with_something_unknown(parameters):
    result = copd_burden(parameters)
    assert result.value in {"licht", "matig", "onvolledig"}
    assert result.value != "licht" or result.details["onbekend"] == ""
