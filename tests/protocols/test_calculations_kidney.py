from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations.kidney import Edition, egfr, egfr_2009, egfr_2021
from protocols.calculations.kidney_risk import (
    Albuminuria,
    CreatinineSample,
    EgfrSample,
    Gfr,
    KidneySample,
    Risk,
    albuminuria_class,
    ckd_risk,
    effective_risk,
    egfr_progression,
    gfr_class,
    is_acute_rise,
    persistent_ckd_risk,
    possible_albuminuria_classes,
    possible_gfr_classes,
    risk_of,
)
from protocols.calculations.measured import Measured, Operator
from protocols.calculations.result import Reason, Sex

M, F = Sex.MALE, Sex.FEMALE
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "by_2009", "by_2021"),
    [
        (123.76, 60, M, 54.22, 57.54),
        (103, 60, M, 67.70, 71.72),
        (120, 45.2, M, 62.45, 65.47),
        (145.26, 68.1, F, 31.71, 33.79),
        (179.43, 41.8, M, 39.33, 41.26),
        (60, 40, F, 109.48, 112.89),
        (61.88, 50, F, 101.03, 105.30),
        (79.56, 50, M, 99.24, 104.05),
        (90, 65, F, 57.81, 61.19),
        (250, 80, F, 15.13, 16.36),
        (45, 30, M, 144.35, 139.96),
    ],
)
def test_ckd_epi_reproduces_the_published_rows(creatinine, age, sex, by_2009, by_2021):
    assert egfr_2009(creatinine, sex, age).value == pytest.approx(by_2009, abs=0.0051)
    assert egfr_2021(creatinine, sex, age).value == pytest.approx(by_2021, abs=0.0051)


def test_ckd_epi_names_its_edition():
    result = egfr(90, sex=F, age=65, edition=Edition.CKD_EPI_2021)
    assert (result.algorithm, result.version, result.unit) == ("egfr", "ckd-epi-2021", "mL/min/{1.73_m2}")
    assert dict(result.inputs) == {"kreat": 90, "sex": F, "age": 65}


@pytest.mark.parametrize(
    ("creatinine", "age", "reason"),
    [(90, 17, Reason.AGE), (90, 121, Reason.AGE), (19, 60, Reason.OUT_OF_RANGE), (2001, 60, Reason.OUT_OF_RANGE)],
)
def test_ckd_epi_is_blocked_outside_its_validity(creatinine, age, reason):
    assert egfr_2009(creatinine, M, age).reason is reason


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (90, "G1"),
        (89.99, "G2"),
        (60, "G2"),
        (59.99, "G3a"),
        (45, "G3a"),
        (44.9, "G3b"),
        (30, "G3b"),
        (29, "G4"),
        (15, "G4"),
        (14.9, "G5"),
    ],
)
def test_gfr_class_limits(value, expected):
    assert gfr_class(value) == expected


@pytest.mark.parametrize(("acr", "expected"), [(0, "A1"), (2.99, "A1"), (3, "A2"), (30, "A2"), (30.01, "A3")])
def test_albuminuria_class_limits(acr, expected):
    assert albuminuria_class(acr) == expected


@pytest.mark.parametrize(
    ("value", "acr", "label"),
    [
        (95, 1, "geen"), (95, 10, "mild"), (95, 40, "matig"),
        (70, 1, "geen"), (70, 3, "mild"), (70, 31, "matig"),
        (50, 1, "mild"), (50, 10, "matig"), (50, 40, "sterk"),
        (40, 1, "matig"), (40, 10, "sterk"), (40, 40, "sterk"),
        (20, 1, "sterk"), (20, 10, "sterk"), (20, 40, "sterk"),
        (10, 1, "sterk"), (10, 10, "sterk"), (10, 40, "sterk"),
    ],
)  # fmt: skip
def test_risk_grid_cell(value, acr, label):
    result = ckd_risk(Measured(value), Measured(acr))
    assert (result.value, result.band.code) == (label, label)
    assert [note.code for note in result.notes] == ([] if label == "geen" else ["voorlopig"])


@pytest.mark.parametrize(
    ("value", "operator", "classes"),
    [
        (90, ">", ("G1",)),
        (60, ">", ("G1", "G2")),
        (15, "<", ("G5",)),
        (30, "<", ("G4", "G5")),
        (50, "", ("G3a",)),
    ],
)
def test_reported_egfr_leaves_these_classes(value, operator, classes):
    assert possible_gfr_classes(Measured(value, Operator(operator))) == classes


@pytest.mark.parametrize(
    ("value", "operator", "classes"),
    [(3, "<", ("A1",)), (0.3, "<", ("A1",)), (30, "<", ("A1", "A2")), (30, ">", ("A3",)), (30, "", ("A2",))],
)
def test_reported_acr_leaves_these_classes(value, operator, classes):
    assert possible_albuminuria_classes(Measured(value, Operator(operator))) == classes


def test_open_values_that_agree_on_the_risk_give_a_result():
    result = ckd_risk(Measured(60, Operator.ABOVE), Measured(3, Operator.BELOW))
    assert (result.value, result.details["gfr"], result.details["albuminurie"]) == ("geen", "G1/G2", "A1")


def test_open_values_that_disagree_are_blocked():
    blocked = ckd_risk(Measured(70), Measured(30, Operator.BELOW))
    assert (blocked.reason, blocked.text) == (Reason.AMBIGUOUS, "Met eGFR 70 en ACR <30 is de klasse niet eenduidig.")


def _sample(days_ago, egfr_value, acr=1.0):
    return KidneySample(TODAY - timedelta(days=days_ago), Measured(egfr_value), Measured(acr))


@pytest.mark.parametrize(
    ("samples", "value", "persisted", "notes"),
    [
        ([_sample(0, 50)], "mild", "", ["voorlopig"]),
        ([_sample(60, 50), _sample(0, 50)], "mild", "", ["voorlopig"]),
        ([_sample(92, 50), _sample(0, 50)], "mild", "mild", []),
        ([_sample(200, 50), _sample(100, 80), _sample(0, 50)], "mild", "geen", ["voorlopig"]),
        ([_sample(200, 50), _sample(40, 80), _sample(0, 50)], "mild", "geen", ["voorlopig"]),
        ([_sample(92, 50), _sample(0, 40)], "matig", "mild", ["voorlopig"]),
        ([_sample(0, 50), _sample(92, 20)], "mild", "mild", []),
    ],
)
def test_risk_is_provisional_until_three_months_confirm_it(samples, value, persisted, notes):
    result = persistent_ckd_risk(samples)
    assert (result.value, result.details["blijvend"]) == (value, persisted)
    assert [note.code for note in result.notes] == notes


def test_no_kidney_damage_is_never_provisional():
    result = persistent_ckd_risk([_sample(0, 80)])
    assert (result.value, result.notes) == ("geen", ())


def test_persistence_without_samples_or_with_an_open_last_sample_is_blocked():
    assert persistent_ckd_risk([]).reason is Reason.MISSING
    latest = KidneySample(TODAY, Measured(70), Measured(30, Operator.BELOW))
    assert persistent_ckd_risk([_sample(100, 50), latest]).reason is Reason.AMBIGUOUS


def test_an_open_sample_in_between_does_not_break_persistence():
    between = KidneySample(TODAY - timedelta(days=50), Measured(70), Measured(30, Operator.BELOW))
    assert persistent_ckd_risk([_sample(100, 50), between, _sample(0, 50)]).notes == ()


@pytest.mark.parametrize(
    ("recorded", "recorded_on", "expected"),
    [
        (None, None, "mild"),
        ("matig", date(2026, 5, 31), "mild"),
        ("matig", TODAY, "mild"),
        ("matig", date(2026, 6, 2), "matig"),
        ("matig", None, "mild"),
    ],
)
def test_recorded_risk_wins_only_when_recorded_after_the_latest_value(recorded, recorded_on, expected):
    computed = ckd_risk(Measured(50), Measured(1))
    assert effective_risk(computed, computed_on=TODAY, recorded=recorded, recorded_on=recorded_on) == expected


def test_effective_risk_is_unknown_when_nothing_settles_it():
    blocked = ckd_risk(Measured(70), Measured(30, Operator.BELOW))
    assert effective_risk(blocked, computed_on=TODAY) is None


def _egfr(days_ago, value, edition=Edition.CKD_EPI_2009):
    return EgfrSample(TODAY - timedelta(days=days_ago), value, edition)


@pytest.mark.parametrize(
    ("samples", "band"),
    [
        ([_egfr(1000, 80), _egfr(100, 59), _egfr(0, 58)], "progressie"),
        ([_egfr(2000, 80), _egfr(1000, 62), _egfr(400, 61), _egfr(0, 60)], "stabiel"),
        ([_egfr(1000, 80), _egfr(100, 78), _egfr(0, 58)], "progressie"),
        ([_egfr(1500, 80), _egfr(100, 79), _egfr(0, 59)], "stabiel"),
        ([_egfr(1000, 80), _egfr(0, 55)], "stabiel"),
        ([_egfr(730, 70), _egfr(365, 65), _egfr(0, 60)], "progressie"),
        ([_egfr(730, 70), _egfr(365, 67), _egfr(0, 63)], "stabiel"),
        ([_egfr(60, 70), _egfr(30, 67), _egfr(0, 63)], "stabiel"),
        ([_egfr(1500, 118), _egfr(100, 91), _egfr(0, 90)], "progressie"),
        ([_egfr(1800, 118), _egfr(1600, 100), _egfr(1400, 95), _egfr(0, 88.5)], "stabiel"),
    ],
)
def test_progression_needs_a_confirmed_fall_or_a_steady_loss(samples, band):
    assert egfr_progression(samples).band.code == band


def test_progression_gives_the_yearly_loss():
    result = egfr_progression([_egfr(0, 60), _egfr(730, 70)])
    assert result.value == pytest.approx(-10 / (730 / 365.25))
    assert result.details == {"methode": Edition.CKD_EPI_2009}


@pytest.mark.parametrize("samples", [[], [_egfr(0, 60)], [_egfr(0, 60), _egfr(0, 61)], [_egfr(3000, 90), _egfr(0, 60)]])
def test_progression_needs_two_days_within_five_years(samples):
    assert egfr_progression(samples).reason is Reason.MISSING


@pytest.mark.parametrize(
    ("days", "first", "later", "acute"),
    [
        (2, 80, 105, True),
        (2, 80, 104, False),
        (3, 80, 105, False),
        (7, 80, 121, True),
        (7, 80, 120, False),
        (8, 80, 200, False),
    ],
)
def test_acute_rise_of_creatinine(days, first, later, acute):
    samples = [CreatinineSample(TODAY, later), CreatinineSample(TODAY - timedelta(days=days), first)]
    assert is_acute_rise(samples) is acute


def test_acute_rise_is_found_across_a_value_in_between():
    samples = [CreatinineSample(TODAY - timedelta(days=days), value) for days, value in ((6, 80), (3, 100), (0, 122))]
    assert is_acute_rise(samples) is True


@settings(max_examples=2000, deadline=None)
@given(
    st.floats(25, 1900),
    st.floats(1, 100),
    st.integers(18, 110),
    st.sampled_from(Sex),
    st.sampled_from(list(Edition)[:2]),
)
def test_egfr_falls_with_creatinine_and_age(creatinine, more, age, sex, edition):
    value = egfr(creatinine, sex=sex, age=age, edition=edition).value
    assert 0 < egfr(creatinine + more, sex=sex, age=age, edition=edition).value < value
    assert egfr(creatinine, sex=sex, age=age + 1, edition=edition).value < value


MEASURED = st.builds(Measured, st.integers(1, 130).map(float), st.sampled_from(Operator))


@settings(max_examples=2000, deadline=None)
@given(MEASURED, MEASURED)
def test_risk_with_operators_is_the_only_risk_left_or_blocked(egfr_value, acr):
    risks = {risk_of(*pair) for pair in product(possible_gfr_classes(egfr_value), possible_albuminuria_classes(acr))}
    result = ckd_risk(egfr_value, acr)
    assert result.is_blocked is (len(risks) > 1)
    assert result.is_blocked or Risk(result.details["risk"]) in risks


@settings(max_examples=2000, deadline=None)
@given(st.floats(0, 150), st.floats(0, 100), st.floats(0, 50), st.floats(0, 50))
def test_risk_never_falls_when_kidneys_get_worse(value, fall, acr, rise):
    better = risk_of(gfr_class(value), albuminuria_class(acr))
    assert risk_of(gfr_class(max(value - fall, 0)), albuminuria_class(acr + rise)) >= better
    assert {gfr for gfr in Gfr if risk_of(gfr, Albuminuria.A1) is Risk.NONE} == {Gfr.G1, Gfr.G2}
