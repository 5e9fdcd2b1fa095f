import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations.result import Evidence, Reason, Sex
from protocols.calculations.risk_class import RiskEdition, risk_band, risk_class
from protocols.calculations.score2 import (
    DIABETIC,
    NO_EXCLUSIONS,
    BloodPressureMethod,
    DiabetesProfile,
    Exclusions,
    RiskProfile,
    absolute_risk,
    diabetes_predictor,
    score2,
    score2_diabetes,
    score2_op,
    ten_year_risk,
)
from protocols.calculations.score2_tables import SCORE2_COEFFICIENTS, Region

M, F = Sex.MALE, Sex.FEMALE
LOW, MODERATE, HIGH, VERY_HIGH = Region.LOW, Region.MODERATE, Region.HIGH, Region.VERY_HIGH

# region, sex, age, smoker, SBP, total, HDL, expected %, decimals of the source, our full value
SCORE2_ROWS = [
    (LOW, M, 50, 1, 140, 6.3, 1.4, 6.31, 2, 6.3147),
    (LOW, F, 50, 1, 140, 6.3, 1.4, 4.33, 2, 4.3325),
    (MODERATE, M, 50, 1, 140, 6.3, 1.4, 8.1, 1, 8.1075),
    (MODERATE, F, 50, 1, 140, 6.3, 1.4, 5.2, 1, 5.2266),
    (HIGH, M, 50, 1, 140, 6.3, 1.4, 8.8, 1, 8.8089),
    (HIGH, F, 50, 1, 140, 6.3, 1.4, 7.1, 1, 7.1263),
    (VERY_HIGH, M, 50, 1, 140, 6.3, 1.4, 15.1, 1, 15.0591),
    (VERY_HIGH, F, 50, 1, 140, 6.3, 1.4, 14.1, 1, 14.1254),
    (LOW, M, 45, 0, 110, 5.0, 2.0, 1.1, 1, 1.0718),
    (VERY_HIGH, F, 45, 1, 140, 5.0, 2.0, 6.0, 1, 5.9791),
    (HIGH, M, 48, 1, 160, 8.0, 2.0, 10.0, 1, 10.0288),
    (LOW, M, 50, 1, 140, 5.5, 1.3, 5.9, 1, 5.9136),
    (LOW, F, 50, 1, 140, 5.5, 1.3, 4.2, 1, 4.2161),
]
# sex, age, smoker, SBP, total, HDL, lp, r0, risk %, cell of the ESC chart (low region)
CHART_ROWS = [
    (M, 42.5, 0, 110, 4.7, 1.2, -1.726790, 0.007142, 1.4001, 1),
    (F, 42.5, 0, 110, 4.9, 1.4, -2.124085, 0.002705, 0.7515, 1),
    (M, 42.5, 1, 170, 7.7, 1.2, 0.971960, 0.101044, 10.0603, 10),
    (F, 47.5, 1, 150, 6.9, 1.4, 0.516185, 0.037249, 4.6987, 5),
    (M, 52.5, 0, 130, 6.7, 1.2, -0.205020, 0.032298, 4.3031, 4),
    (F, 57.5, 0, 150, 5.9, 1.4, 0.188625, 0.026987, 3.7520, 4),
    (M, 57.5, 1, 150, 6.7, 1.2, 1.057640, 0.109570, 10.6889, 11),
    (F, 67.5, 1, 170, 7.9, 1.4, 2.079515, 0.165774, 13.4271, 13),
    (M, 67.5, 1, 170, 7.7, 1.2, 1.865260, 0.229141, 18.6785, 19),
    (M, 67.5, 0, 110, 4.7, 1.2, 0.348010, 0.055478, 6.4341, 6),
]
# region, sex, age, smoker, SBP, total, HDL, published %, tolerance in %-points, our full value
OLDER_ROWS = [
    (LOW, M, 75, 1, 140, 5.5, 1.3, 18.56, 0.15, 18.4300),
    (LOW, F, 75, 1, 140, 5.5, 1.3, 15.16, 0.15, 15.2759),
    (LOW, M, 75, 0, 140, 5.5, 1.3, 13.3, 0.15, 13.2308),
    (LOW, F, 75, 0, 110, 5.0, 2.0, 6.1, 0.15, 6.2218),
    (MODERATE, M, 75, 1, 140, 5.5, 1.3, 23.9, 0.15, 23.8494),
    (MODERATE, F, 75, 1, 140, 5.5, 1.3, 20.0, 0.15, 20.0052),
    (HIGH, M, 75, 1, 140, 6.0, 1.3, 29.2, 0.15, 29.2105),
    (HIGH, F, 75, 1, 110, 5.0, 2.0, 19.0, 0.15, 19.0530),
    (VERY_HIGH, M, 75, 1, 140, 6.0, 1.3, 40.8, 0.3, 40.5214),
    (VERY_HIGH, F, 75, 1, 140, 6.0, 1.3, 46.2, 0.3, 46.1409),
    (LOW, M, 72.5, 1, 130, 6.7, 1.2, 17, 0.5, 17.2685),
    (LOW, F, 77.5, 1, 130, 6.9, 1.4, 17, 0.5, 16.9836),
    (LOW, M, 82.5, 1, 170, 5.7, 1.2, 31, 0.5, 30.7930),
    (LOW, F, 87.5, 0, 110, 4.9, 1.4, 23, 0.5, 22.6801),
    (LOW, M, 87.5, 0, 110, 4.7, 1.2, 25, 0.5, 24.9344),
]
# sex, age, smoker, SBP, total, HDL, linear predictor minus mean, uncalibrated risk
OLDER_STEPS = [
    (M, 72.5, 1, 130, 6.7, 1.2, 0.175786, 0.281706),
    (F, 77.5, 1, 130, 6.9, 1.4, 0.389917, 0.269823),
    (M, 82.5, 1, 170, 5.7, 1.2, 0.731938, 0.438436),
    (F, 87.5, 0, 110, 4.9, 1.4, 0.711067, 0.351803),
    (M, 87.5, 0, 110, 4.7, 1.2, 0.522847, 0.373845),
]
# sex, smoker, age at diagnosis, HbA1c, eGFR, published % per region, our full value in the low region
DIABETES_ROWS = [
    (M, 0, 60, 50, 90, {LOW: 8.4, MODERATE: 11.0, HIGH: 12.5, VERY_HIGH: 20.3}, 8.3933),
    (F, 0, 60, 50, 90, {LOW: 6.1, MODERATE: 7.6, HIGH: 11.1, VERY_HIGH: 20.6}, 6.0981),
    (M, 0, 50, 70, 60, {LOW: 12.9, MODERATE: 17.2, HIGH: 21.0, VERY_HIGH: 31.2}, 12.8844),
    (F, 0, 50, 70, 60, {LOW: 9.8, MODERATE: 12.7, HIGH: 20.4, VERY_HIGH: 34.0}, 9.8088),
    (M, 1, 60, 50, 90, {LOW: 11.8}, 11.7737),
    (F, 1, 60, 50, 90, {LOW: 9.2}, 9.2270),
]
PROFILE = RiskProfile(M, 55, False, 140, 5.5, 1.3)
DIABETES_PROFILE = DiabetesProfile(hba1c=58, egfr=80, age_at_diagnosis=50)


@pytest.mark.parametrize("row", SCORE2_ROWS)
def test_score2_reproduces_the_published_row(row):
    region, sex, age, smoker, sbp, total, hdl, published, decimals, full = row
    result = score2(RiskProfile(sex, age, bool(smoker), sbp, total, hdl), region=region)
    assert round(result.value, decimals) == published
    assert result.value == pytest.approx(full, abs=0.00006)


@pytest.mark.parametrize("row", CHART_ROWS)
def test_score2_reproduces_each_step_of_the_low_region_chart(row):
    sex, age, smoker, sbp, total, hdl, predictor, uncalibrated, risk, cell = row
    result = score2(RiskProfile(sex, age, bool(smoker), sbp, total, hdl))
    assert result.details["lp"] == pytest.approx(predictor, abs=0.0000006)
    assert result.details["r0"] == pytest.approx(uncalibrated, abs=0.0000006)
    assert result.value == pytest.approx(risk, abs=0.00006)
    assert round(result.value) == cell


@pytest.mark.parametrize("row", OLDER_ROWS)
def test_score2_op_in_full_precision_is_near_the_published_row(row):
    region, sex, age, smoker, sbp, total, hdl, published, tolerance, full = row
    result = score2_op(RiskProfile(sex, age, bool(smoker), sbp, total, hdl), region=region)
    assert result.value == pytest.approx(published, abs=tolerance)
    assert result.value == pytest.approx(full, abs=0.00006)
    assert result.version == "score2-op-2021-precies"


@pytest.mark.parametrize("row", OLDER_STEPS)
def test_score2_op_reproduces_each_step(row):
    sex, age, smoker, sbp, total, hdl, predictor, uncalibrated = row
    details = score2_op(RiskProfile(sex, age, bool(smoker), sbp, total, hdl)).details
    assert details["lp"] == pytest.approx(predictor, abs=0.0000006)
    assert details["r0"] == pytest.approx(uncalibrated, abs=0.0000006)


@pytest.mark.parametrize("row", DIABETES_ROWS)
def test_score2_diabetes_reproduces_the_published_rows(row):
    sex, smoker, diagnosed, hba1c, egfr, published, full = row
    profile = RiskProfile(sex, 60, bool(smoker), 140, 5.5, 1.3)
    results = {
        region: score2_diabetes(profile, DiabetesProfile(hba1c, egfr, diagnosed), region=region) for region in published
    }
    assert {region: round(result.value, 1) for region, result in results.items()} == published
    assert results[LOW].value == pytest.approx(full, abs=0.00006)
    assert results[LOW].evidence is Evidence.TO_APPROVE


@pytest.mark.parametrize(
    ("sex", "smoker", "age", "sbp", "total", "hdl", "diabetes", "expected"),
    [
        (M, False, 55, 130, 4.5, 1.1, DiabetesProfile(58, 80, 50), 7.2602),
        (F, True, 65, 150, 5.0, 1.4, DiabetesProfile(64, 45, 55), 17.5144),
        (M, True, 45, 125, 5.2, 1.0, DiabetesProfile(75, 100, 42), 8.5857),
        (F, False, 69, 135, 4.0, 1.5, DiabetesProfile(48, 70, 60), 10.0582),
    ],
)
def test_score2_diabetes_keeps_its_regression_values(sex, smoker, age, sbp, total, hdl, diabetes, expected):
    result = score2_diabetes(RiskProfile(sex, age, smoker, sbp, total, hdl), diabetes)
    assert result.value == pytest.approx(expected, abs=0.00006)


@pytest.mark.parametrize(("sex", "published", "full"), [(M, 6.1, 6.0873), (F, 4.1, 4.1194)])
def test_score2_diabetes_equation_without_diabetes_reproduces_the_published_rows(sex, published, full):
    profile = RiskProfile(sex, 60, False, 140, 5.5, 1.3)
    predictor = diabetes_predictor(profile, DiabetesProfile(50, 90, 60), has_diabetes=False)
    survival = SCORE2_COEFFICIENTS[sex].survival
    risk = 100 * absolute_risk(predictor, survival=survival, region=LOW, sex=sex)
    assert risk == pytest.approx(full, abs=0.00006)
    assert round(risk, 1) == published


@pytest.mark.parametrize(
    ("sex", "diabetes", "predictor"),
    [
        (M, DiabetesProfile(50, 90, 60), 0.71755),
        (F, DiabetesProfile(50, 90, 60), 0.89805),
        (M, DiabetesProfile(70, 60, 50), 1.32382),
        (F, DiabetesProfile(70, 60, 50), 1.60357),
    ],
)
def test_score2_diabetes_linear_predictor(sex, diabetes, predictor):
    profile = RiskProfile(sex, 60, False, 140, 5.5, 1.3)
    assert diabetes_predictor(profile, diabetes, has_diabetes=True) == pytest.approx(predictor, abs=0.000006)


@pytest.mark.parametrize("equation", [score2, score2_op])
@pytest.mark.parametrize(
    ("exclusions", "reason"),
    [
        (Exclusions(has_diabetes=True), Reason.DIABETES),
        (Exclusions(has_cvd=True), Reason.CVD),
        (Exclusions(uses_preventive_medication=True), Reason.TREATED),
        (Exclusions(has_severe_ckd=True), Reason.CKD),
        (Exclusions(has_fh=True), Reason.FH),
    ],
)
def test_score2_is_blocked_with_the_reason(equation, exclusions, reason):
    profile = replace(PROFILE, age=55 if equation is score2 else 75)
    assert equation(profile, exclusions=exclusions).reason is reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"bp_method": BloodPressureMethod.HOME}, Reason.BP_METHOD),
        ({"bp_method": BloodPressureMethod.AMBULATORY}, Reason.BP_METHOD),
        ({"bp_method": BloodPressureMethod.THIRTY_MINUTES}, Reason.BP_METHOD),
        ({"sbp": 59}, Reason.OUT_OF_RANGE),
        ({"total_cholesterol": 21}, Reason.OUT_OF_RANGE),
        ({"hdl": 0.1}, Reason.OUT_OF_RANGE),
        ({"hdl": 4, "total_cholesterol": 4}, Reason.OUT_OF_RANGE),
    ],
)
def test_score2_is_blocked_by_values_it_cannot_use(change, reason):
    assert score2(replace(PROFILE, **change)).reason is reason


@pytest.mark.parametrize(
    ("equation", "age", "blocked"),
    [(score2, 39, True), (score2, 40, False), (score2, 69, False), (score2, 70, True),
     (score2_op, 69, True), (score2_op, 70, False), (score2_op, 89, False), (score2_op, 90, True)],
)  # fmt: skip
def test_score2_age_limits(equation, age, blocked):
    outcome = equation(replace(PROFILE, age=age))
    assert outcome.is_blocked is blocked
    assert not blocked or outcome.reason is Reason.AGE


@pytest.mark.parametrize(
    ("profile", "diabetes", "exclusions", "reason"),
    [
        (replace(PROFILE, age=70), DIABETES_PROFILE, DIABETIC, Reason.AGE),
        (PROFILE, DIABETES_PROFILE, NO_EXCLUSIONS, Reason.NO_DIABETES),
        (PROFILE, DIABETES_PROFILE, Exclusions(has_diabetes=True, has_cvd=True), Reason.CVD),
        (PROFILE, replace(DIABETES_PROFILE, hba1c=7.5), DIABETIC, Reason.OUT_OF_RANGE),
        (PROFILE, replace(DIABETES_PROFILE, egfr=0), DIABETIC, Reason.OUT_OF_RANGE),
        (PROFILE, replace(DIABETES_PROFILE, age_at_diagnosis=56), DIABETIC, Reason.OUT_OF_RANGE),
    ],
)
def test_score2_diabetes_is_blocked_with_the_reason(profile, diabetes, exclusions, reason):
    assert score2_diabetes(profile, diabetes, exclusions=exclusions).reason is reason


def test_score2_diabetes_with_treatment_carries_a_note():
    exclusions = Exclusions(has_diabetes=True, uses_preventive_medication=True)
    result = score2_diabetes(PROFILE, DIABETES_PROFILE, exclusions=exclusions)
    assert [note.code for note in result.notes] == ["behandeld"]


@pytest.mark.parametrize(
    ("age", "exclusions", "diabetes", "algorithm"),
    [
        (69, NO_EXCLUSIONS, None, "score2"),
        (70, NO_EXCLUSIONS, None, "score2_op"),
        (60, DIABETIC, DIABETES_PROFILE, "score2_dm"),
        (60, DIABETIC, None, "score2_dm"),
    ],
)
def test_ten_year_risk_picks_the_equation_of_this_patient(age, exclusions, diabetes, algorithm):
    outcome = ten_year_risk(replace(PROFILE, age=age), exclusions=exclusions, diabetes=diabetes)
    assert outcome.algorithm == algorithm
    assert outcome.is_blocked is (algorithm == "score2_dm" and diabetes is None)


@pytest.mark.parametrize(
    ("risk", "age", "edition", "code"),
    [
        (2.49, 49, RiskEdition.NHG_2024, "laag_matig"),
        (2.5, 49, RiskEdition.NHG_2024, "hoog"),
        (7.5, 49, RiskEdition.NHG_2024, "zeer_hoog"),
        (4.99, 50, RiskEdition.NHG_2024, "laag_matig"),
        (5, 69, RiskEdition.NHG_2024, "hoog"),
        (10, 69, RiskEdition.NHG_2024, "zeer_hoog"),
        (7.49, 70, RiskEdition.NHG_2024, "laag_matig"),
        (7.5, 70, RiskEdition.NHG_2024, "hoog"),
        (15, 89, RiskEdition.NHG_2024, "zeer_hoog"),
        (4.9, 45, RiskEdition.NHG_2019, "laag_matig"),
        (5, 80, RiskEdition.NHG_2019, "hoog"),
        (10, 45, RiskEdition.NHG_2019, "zeer_hoog"),
        (4.9, 60, RiskEdition.ESC_2023_DIABETES, "laag"),
        (5, 60, RiskEdition.ESC_2023_DIABETES, "matig"),
        (10, 60, RiskEdition.ESC_2023_DIABETES, "hoog"),
        (20, 60, RiskEdition.ESC_2023_DIABETES, "zeer_hoog"),
    ],
)
def test_risk_class_limits_of_each_edition(risk, age, edition, code):
    assert risk_band(risk, age=age, edition=edition).code == code


def test_risk_class_as_a_result_names_its_edition_and_needs_approval():
    result = risk_class(9.96, age=60)
    assert (result.band.code, result.details["klasse_editie"]) == ("hoog", RiskEdition.NHG_2024)
    assert result.evidence is Evidence.TO_APPROVE
    assert risk_class(101, age=60).reason is Reason.OUT_OF_RANGE


def test_score2_does_not_depend_on_the_order_or_sex_of_its_neighbours():
    rows = [row for row in SCORE2_ROWS if row[1] is M]
    random.Random(7).shuffle(rows)
    for region, sex, age, smoker, sbp, total, hdl, *_, full in rows:
        result = score2(RiskProfile(sex, age, bool(smoker), sbp, total, hdl), region=region)
        assert result.value == pytest.approx(full, abs=0.00006)


PROFILES = st.builds(
    RiskProfile,
    sex=st.sampled_from(Sex),
    age=st.integers(40, 84),
    is_smoker=st.booleans(),
    sbp=st.integers(90, 220),
    total_cholesterol=st.floats(3.5, 9),
    hdl=st.floats(0.5, 2.5),
)


def _risk(profile, region):
    return ten_year_risk(profile, exclusions=NO_EXCLUSIONS, region=region).value


@settings(max_examples=2000, deadline=None)
@given(PROFILES, st.sampled_from(Region), st.integers(1, 40))
def test_risk_rises_with_pressure_smoking_and_total_cholesterol_and_falls_with_hdl(profile, region, step):
    base = _risk(replace(profile, is_smoker=False), region)
    assert 0 < base < 100
    assert _risk(replace(profile, is_smoker=False, sbp=profile.sbp + step), region) > base
    assert _risk(replace(profile, is_smoker=True), region) > base
    total = profile.total_cholesterol + step / 10
    assert _risk(replace(profile, is_smoker=False, total_cholesterol=total), region) > base
    assert _risk(replace(profile, is_smoker=False, hdl=profile.hdl + 0.5), region) < base


@settings(max_examples=2000, deadline=None)
@given(st.floats(-30, 30), st.sampled_from(Region), st.sampled_from(Sex), st.booleans())
def test_recalibration_stays_a_probability_even_where_the_uncalibrated_risk_rounds_to_0_or_1(lp, region, sex, older):
    risk = absolute_risk(lp, survival=0.9605, region=region, sex=sex, older=older)
    assert 0 <= risk <= 1
    assert absolute_risk(lp + 1, survival=0.9605, region=region, sex=sex, older=older) >= risk
