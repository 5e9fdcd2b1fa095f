import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations.gli import Ancestry, LungMeasure, LungSubject, reference, z_score
from protocols.calculations.result import Reason, Sex

M, F = Sex.MALE, Sex.FEMALE
FEV1, FVC, RATIO = LungMeasure.FEV1, LungMeasure.FVC, LungMeasure.RATIO

# sex, age, height; FEV1, FVC: value, predicted, LLN, %, z; ratio: predicted, LLN, z
ROWS = [
    (M, 40, 175, (3.00, 4.078, 3.231, 73.6, -2.08), (4.50, 5.055, 4.023, 89.0, -0.88), (0.810, 0.705, -2.17)),
    (F, 30, 165, (3.10, 3.316, 2.661, 93.5, -0.55), (3.90, 3.929, 3.141, 99.3, -0.06), (0.849, 0.733, -0.83)),
    (M, 65.4, 178, (1.90, 3.394, 2.503, 56.0, -2.68), (3.80, 4.441, 3.339, 85.6, -0.95), (0.766, 0.639, -3.15)),
    (F, 58.75, 162, (1.35, 2.514, 1.909, 53.7, -3.10), (2.60, 3.181, 2.422, 81.7, -1.25), (0.795, 0.676, -3.36)),
    (M, 72, 170, (1.40, 2.846, 2.039, 49.2, -2.84), (3.10, 3.746, 2.765, 82.7, -1.08), (0.762, 0.625, -3.38)),
    (F, 10.5, 142, (1.80, 2.037, 1.641, 88.4, -0.99), (2.20, 2.311, 1.870, 95.2, -0.41), (0.888, 0.780, -1.14)),
    (M, 8, 130, (1.30, 1.655, 1.325, 78.6, -1.77), (1.75, 1.891, 1.516, 92.5, -0.62), (0.881, 0.767, -1.92)),
]


def _subject(sex, age, height, group=Ancestry.CAUCASIAN):
    return LungSubject(sex, age, height, group)


@pytest.mark.parametrize("row", ROWS)
def test_gli_reproduces_the_checked_rows(row):
    sex, age, height, fev1, fvc, ratio = row
    subject = _subject(sex, age, height)
    for measure, (value, predicted, limit, percent, z) in ((FEV1, fev1), (FVC, fvc)):
        result = z_score(measure, value, subject)
        assert result.details["voorspeld"] == pytest.approx(predicted, abs=0.0011)
        assert result.details["lln"] == pytest.approx(limit, abs=0.0011)
        assert result.details["procent"] == pytest.approx(percent, abs=0.051)
        assert result.value == pytest.approx(z, abs=0.0051)
    predicted, limit, z = ratio
    result = z_score(RATIO, fev1[0] / fvc[0], subject)
    assert result.details["voorspeld"] == pytest.approx(predicted, abs=0.0006)
    assert result.details["lln"] == pytest.approx(limit, abs=0.0006)
    assert result.value == pytest.approx(z, abs=0.0061)


@pytest.mark.parametrize(
    ("sex", "age", "height", "limit"),
    [(M, 25, 180, 0.725), (F, 25, 168, 0.746), (M, 80, 172, 0.602), (F, 80, 160, 0.625)],
)
def test_lower_limit_of_the_ratio_moves_with_age_unlike_a_fixed_070(sex, age, height, limit):
    assert reference(RATIO, _subject(sex, age, height)).lower_limit == pytest.approx(limit, abs=0.0006)


def test_group_other_moves_the_reference():
    result = z_score(FEV1, 3.00, _subject(M, 40, 175, Ancestry.OTHER))
    assert result.details["voorspeld"] == pytest.approx(3.799, abs=0.0006)
    assert result.details["lln"] == pytest.approx(3.001, abs=0.0006)
    assert result.value == pytest.approx(-1.647, abs=0.0006)
    assert result.band.code == "verlaagd"


def test_lower_limit_is_the_value_at_the_chosen_z_limit():
    subject = _subject(M, 40, 175)
    found = reference(FEV1, subject)
    assert found.z_score(found.lower_limit) == pytest.approx(-1.645, abs=1e-9)
    assert z_score(FEV1, found.lower_limit * 1.001, subject).band.code == "normaal"
    assert z_score(FEV1, found.lower_limit * 0.999, subject).band.code == "verlaagd"


@pytest.mark.parametrize(
    ("measure", "value", "age", "height", "reason"),
    [
        (FEV1, 3.0, 2.99, 100, Reason.AGE),
        (FEV1, 3.0, 95.1, 170, Reason.AGE),
        (FEV1, 3.0, 40, 1.75, Reason.UNIT),
        (FEV1, 9.0, 40, 175, Reason.OUT_OF_RANGE),
        (FVC, 0.2, 40, 175, Reason.OUT_OF_RANGE),
        (RATIO, 66.7, 40, 175, Reason.OUT_OF_RANGE),
    ],
)
def test_gli_is_blocked_outside_its_validity(measure, value, age, height, reason):
    assert z_score(measure, value, _subject(M, age, height)).reason is reason


def test_ratio_as_a_percentage_is_explained():
    blocked = z_score(RATIO, 66.7, _subject(M, 40, 175))
    assert blocked.text == "FEV1/FVC ligt buiten wat mogelijk is. Vul de verhouding in als getal tussen 0 en 1."


def test_unusual_height_is_noted():
    assert [note.code for note in z_score(FEV1, 0.8, _subject(F, 4, 98)).notes] == ["lengte_ongewoon"]
    assert z_score(FEV1, 3.0, _subject(M, 40, 175)).notes == ()


@pytest.mark.parametrize("age", [3, 95])
def test_gli_works_at_both_ends_of_the_ages(age):
    assert math.isfinite(z_score(FVC, 1.0, _subject(F, age, 150)).value)


SUBJECTS = st.builds(
    LungSubject,
    sex=st.sampled_from(Sex),
    age=st.floats(3, 95),
    height_cm=st.floats(100, 210),
    ancestry=st.sampled_from(Ancestry),
)


@settings(max_examples=2000, deadline=None)
@given(SUBJECTS, st.sampled_from(LungMeasure), st.floats(0.31, 0.99), st.floats(0.001, 0.2))
def test_z_score_rises_with_the_value_and_is_zero_at_the_median(subject, measure, value, step):
    found = reference(measure, subject)
    assert found.z_score(found.predicted) == pytest.approx(0, abs=1e-9)
    assert found.lower_limit < found.predicted
    assert found.z_score(value + step) > found.z_score(value)


@settings(max_examples=2000, deadline=None)
@given(st.sampled_from(Sex), st.integers(13, 379), st.sampled_from(LungMeasure))
def test_interpolation_has_no_jump_at_a_knot(sex, quarter, measure):
    before, after = (reference(measure, _subject(sex, quarter / 4 + shift, 165)).predicted for shift in (-1e-9, 1e-9))
    assert before == pytest.approx(after, rel=1e-6)
