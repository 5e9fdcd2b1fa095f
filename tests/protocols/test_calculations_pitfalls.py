"""The pitfalls of the diabetes/CVRM and lung/GGZ/elderly/youth lists that concern calculations, one test each."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from poh.base.dates import PartialDate
from protocols.calculations import units
from protocols.calculations.alcohol import audit, audit_c
from protocols.calculations.asthma import AsthmaSigns as Signs
from protocols.calculations.asthma import adult_control, adult_control_table
from protocols.calculations.body import Weighing, bmi, looks_like_metres, weight_loss
from protocols.calculations.elderly import gds15, gfi, katz6, moca
from protocols.calculations.elderly_risk import needed_medication_review_2012, needs_medication_review
from protocols.calculations.eyes import FundusResult, Retinopathy, fundus_interval
from protocols.calculations.facts import Facts
from protocols.calculations.feet import FootFindings, sims
from protocols.calculations.gli import Ancestry, LungMeasure, LungSubject, reference, z_score
from protocols.calculations.glucose import looks_like_percent
from protocols.calculations.kidney import Edition, egfr
from protocols.calculations.kidney_risk import (
    EgfrSample,
    KidneySample,
    albuminuria_class,
    ckd_risk,
    egfr_progression,
    persistent_ckd_risk,
)
from protocols.calculations.lipids import ldl_friedewald, non_hdl
from protocols.calculations.lung import CopdParameters, copd_burden, gold_stage, mrc_to_mmrc
from protocols.calculations.lung_questionnaires import ACT, C_ACT, CCQ, acq, act, c_act, cat, ccq
from protocols.calculations.measured import Measured, Operator
from protocols.calculations.mental_health import four_dkl, gad7, phq9
from protocols.calculations.questionnaire import InvalidAnswer
from protocols.calculations.registry import COMPUTED, compute
from protocols.calculations.result import Evidence, Reason, Sex
from protocols.calculations.risk_class import RiskEdition, risk_band
from protocols.calculations.score2 import (
    DIABETIC,
    NO_EXCLUSIONS,
    BloodPressureMethod,
    Exclusions,
    RiskProfile,
    score2,
    score2_op,
    ten_year_risk,
)
from protocols.calculations.score2_tables import OLDER, Region
from protocols.calculations.youth import Informant, NormSet, consent_by, sdq

M, F = Sex.MALE, Sex.FEMALE
SMOKER = RiskProfile(M, 69, True, 140, 5.5, 1.3)
TODAY = date(2026, 6, 1)


# Diabetes and CVRM, chapter 6.


@pytest.mark.parametrize(
    "exclusions",
    [
        DIABETIC,
        Exclusions(has_cvd=True),
        Exclusions(uses_preventive_medication=True),
        Exclusions(has_severe_ckd=True),
        Exclusions(has_fh=True),
    ],
)
def test_pitfall_4_score2_outside_its_population_gives_a_reason_and_no_number(exclusions):
    for outcome in (score2(SMOKER, exclusions=exclusions), score2_op(replace(SMOKER, age=75), exclusions=exclusions)):
        assert outcome.is_blocked
        assert outcome.text.endswith(".")


def test_pitfall_5_score2_op_uses_full_precision_raw_units_and_subtracts_the_mean():
    chart_cell = score2_op(RiskProfile(F, 87.5, False, 110, 4.9, 1.4))
    assert round(chart_cell.value) == 23  # the rounded coefficients give 22
    centre = score2_op(RiskProfile(M, 73, False, 150, 6, 1.4))
    assert centre.details["lp"] == pytest.approx(-OLDER[M].mean)


def test_pitfall_6_older_men_have_a_positive_age_by_cholesterol_term():
    assert OLDER[M].terms["age_total"] == 0.0073336663
    assert OLDER[F].terms["age_total"] < 0


def test_pitfall_6_one_sex_only_in_shuffled_order_gives_the_same_risks():
    profiles = [RiskProfile(M, age, False, 140, 5.5, 1.3) for age in (60, 45, 69, 50)]
    alone = [score2(profile).value for profile in profiles]
    assert [score2(profile).value for profile in reversed(profiles)] == alone[::-1]


def test_pitfall_7_log_of_log_recalibration_survives_extreme_profiles():
    lowest = score2(RiskProfile(F, 40, False, 60, 5.01, 5))
    highest = score2(RiskProfile(M, 69, True, 280, 20, 0.2), region=Region.VERY_HIGH)
    assert 0 < lowest.value < highest.value <= 100


def test_pitfall_8_class_comes_from_the_unrounded_risk():
    band = risk_band(9.96, age=60, edition=RiskEdition.NHG_2024)
    assert band.code == "hoog"
    assert replace(score2(SMOKER), value=9.96).rounded == Decimal("10.0")


def test_pitfall_9_from_69_to_70_the_risk_rises_while_the_class_limit_moves():
    before = ten_year_risk(SMOKER, exclusions=NO_EXCLUSIONS)
    after = ten_year_risk(replace(SMOKER, age=70), exclusions=NO_EXCLUSIONS)
    assert (before.rounded, before.band.code) == (Decimal("12.9"), "zeer_hoog")
    assert (after.rounded, after.band.code) == (Decimal("14.9"), "hoog")
    assert [note.code for note in after.notes] == ["overgang_70"]


def test_pitfall_10_at_85_and_older_no_effect_of_quitting_is_shown():
    assert [note.code for note in score2_op(replace(SMOKER, age=85)).notes] == ["rookeffect_hoge_leeftijd"]
    assert score2_op(replace(SMOKER, age=84)).notes == ()


def test_pitfall_12_the_netherlands_is_low_risk_and_the_region_is_stored():
    assert score2(SMOKER).details["regio"] is Region.LOW
    assert score2(SMOKER, region=Region.HIGH).details["regio"] is Region.HIGH


def test_pitfall_13_the_edition_of_the_class_is_stored_and_changes_the_class():
    details = score2(SMOKER).details
    assert (details["klasse_editie"], details["klasse_bewijs"]) == (RiskEdition.NHG_2024, Evidence.TO_APPROVE)
    classes = {edition: risk_band(8, age=45, edition=edition).code for edition in RiskEdition}
    assert classes == {
        RiskEdition.NHG_2019: "hoog",
        RiskEdition.NHG_2024: "zeer_hoog",
        RiskEdition.ESC_2023_DIABETES: "matig",
    }


def test_pitfall_14_editions_are_not_mixed_on_one_trend_and_can_flip_the_class():
    samples = [
        EgfrSample(TODAY - timedelta(days=800), 70, Edition.CKD_EPI_2009),
        EgfrSample(TODAY, 60, Edition.MDRD),
    ]
    assert egfr_progression(samples).reason is Reason.MIXED_EDITIONS
    values = {
        edition: egfr(90, sex=F, age=65, edition=edition).value
        for edition in (Edition.CKD_EPI_2009, Edition.CKD_EPI_2021)
    }
    classes = {edition: ckd_risk(Measured(value), Measured(1)).value for edition, value in values.items()}
    assert classes == {Edition.CKD_EPI_2009: "mild", Edition.CKD_EPI_2021: "geen"}


def test_pitfall_15_operators_are_kept_and_acr_below_3_is_a1():
    result = ckd_risk(Measured(90, Operator.ABOVE), Measured(3, Operator.BELOW))
    assert dict(result.inputs) == {"egfr": ">90", "acr": "<3"}
    assert result.details["albuminurie"] == "A1"
    assert ckd_risk(Measured(50), Measured(0.3, Operator.BELOW)).details["albuminurie"] == "A1"


def test_pitfall_16_acr_of_exactly_30_is_still_a2():
    assert (albuminuria_class(30), albuminuria_class(30.1)) == ("A2", "A3")


def test_pitfall_17_kidney_class_from_one_sample_is_provisional():
    single = persistent_ckd_risk([KidneySample(TODAY, Measured(50), Measured(10))])
    assert [note.code for note in single.notes] == ["voorlopig"]


def test_pitfall_18_egfr_30_to_44_with_acr_above_30_is_severe():
    assert ckd_risk(Measured(40), Measured(31)).value == "sterk"


def test_pitfall_19_units_that_are_easily_swapped_are_asked_or_converted():
    assert looks_like_percent(7.0)
    assert looks_like_metres(1.75)
    assert bmi(75, 1.75).reason is Reason.UNIT
    assert units.to_stored_unit("acr", 300, "mg/g") == pytest.approx(33.9)
    assert units.to_stored_unit("ntprobnp", 50, "pmol/L") == pytest.approx(423.73, abs=0.005)


def test_pitfall_22_home_blood_pressure_is_never_used_silently():
    assert score2(replace(SMOKER, bp_method=BloodPressureMethod.HOME)).reason is Reason.BP_METHOD
    home = {"rr_thuis7": Measured(135), "chol": Measured(5.5), "hdl": Measured(1.3), "roken": "nee"}
    outcome = compute("hvz_risico", Facts(TODAY, home, M, PartialDate(1966, 1, 1)))
    assert outcome.text == "De bovendruk ontbreekt."
    assert "rr_sys" in COMPUTED["hvz_risico"].needs


def test_pitfall_23_end_stage_kidney_makes_sims_3_without_any_foot_finding():
    healthy = FootFindings(False, False, False, False, False, False)
    result = sims(replace(healthy, has_end_stage_kidney=True))
    assert (result.value, result.details["zorgprofiel"]) == (3, 4)
    assert "regionaal" in {note.code for note in result.notes}


def test_pitfall_23_sims_2_has_two_profiles():
    both = FootFindings(True, True, False, False, False, False)
    pressure = FootFindings(True, False, True, False, False, False)
    assert {(sims(each).value, sims(each).details["zorgprofiel"]) for each in (both, pressure)} == {(2, 2), (2, 3)}


def test_pitfall_24_fundus_interval_depends_on_the_last_two_results_and_can_be_overridden():
    first, second = (FundusResult(date(year, 1, 1), Retinopathy.R0) for year in (2023, 2025))
    assert [fundus_interval(found).value for found in ([first], [first, second])] == [24, 36]
    assert fundus_interval([first, second], needs_extra=True).value == 12
    assert fundus_interval([first, second], is_waived=True).is_blocked


def test_pitfall_33_friedewald_is_suppressed_when_not_valid_and_non_hdl_still_given():
    for outcome in (ldl_friedewald(6, 1, 6), ldl_friedewald(6, 1, 2, is_fasting=False)):
        assert outcome.is_blocked
        assert "non-HDL" in outcome.text
    assert non_hdl(6, 1).value == 5


def test_pitfall_34_a_result_carries_the_version_of_the_rule():
    assert {outcome.version for outcome in (score2(SMOKER), bmi(80, 180))} == {"score2-2021", "1"}


# Lungs, GGZ, elderly and youth, chapter 9.


def test_trap_1_means_and_sums_and_the_ccq_total_is_the_mean_of_ten_items():
    answers = [1, 4, 3, 6, 1, 2, 3, 4, 2, 2]
    scored = ccq(answers)
    domains = [scored[name].value for name in ("symptomen", "mentaal", "functioneel")]
    assert scored["totaal"].value == 2.8 != pytest.approx(sum(domains) / 3)
    assert (cat([1] * 8)["totaal"].value, act([2] * 5)["totaal"].value, phq9([1] * 9)["totaal"].value) == (8, 10, 9)
    assert acq([3] * 7)["acq7"].value == 3


def test_trap_2_and_3_ccq_is_scored_by_position_and_names_its_week_version():
    assert ccq([4] + [0] * 9)["symptomen"].value == 1
    assert CCQ.version.startswith("week")


def test_trap_4_a_blank_is_never_a_zero():
    assert ccq([0, 0, None, 0, 0, 0, 0, 0, 0, 0])["totaal"].is_blocked
    for scored in (audit([None] + [0] * 9), phq9([None] + [0] * 8), gad7([None] + [0] * 6)):
        assert scored["totaal"].reason is Reason.INCOMPLETE


def test_trap_5_mrc_3_equals_mmrc_2():
    assert (mrc_to_mmrc(3).value, mrc_to_mmrc(3).details["mrc_3_of_hoger"]) == (2, True)


def test_trap_6_burden_with_something_unknown_is_incomplete_and_severe_is_never_computed():
    assert copd_burden(CopdParameters(ccq=1, courses=0, bmi=25, fev1_percent=80)).value == "onvolledig"
    worst = copd_burden(CopdParameters(mrc=5, ccq=6, courses=9, admissions=5, bmi=15, fev1_percent=20))
    assert worst.value == "matig"


def test_trap_7_gold_stage_needs_obstruction_and_80_percent_is_stage_1():
    assert gold_stage(60, is_obstructed=False).is_blocked
    assert gold_stage(80, is_obstructed=True).value == 1


def test_trap_8_pre_and_post_bronchodilator_values_are_separate_inputs():
    assert {"fev1_pre", "fev1_post"} == set(COMPUTED["reversibiliteit"].needs)
    assert "fev1_post" in COMPUTED["gold_stadium"].needs


def test_trap_9_ratio_is_a_fraction_and_a_percentage_is_refused_or_converted():
    subject = LungSubject(M, 40, 175, Ancestry.CAUCASIAN)
    assert z_score(LungMeasure.RATIO, 66.7, subject).reason is Reason.OUT_OF_RANGE
    assert units.to_stored_unit("fev1_fvc_post", 66.7, "%") == pytest.approx(0.667)


def test_trap_10_z_uses_decimal_age_and_height_at_the_test():
    young, old = (reference(LungMeasure.FEV1, LungSubject(M, age, 175, Ancestry.CAUCASIAN)) for age in (40.0, 40.9))
    shorter = reference(LungMeasure.FEV1, LungSubject(M, 40, 172, Ancestry.CAUCASIAN))
    assert young.predicted > old.predicted
    assert young.predicted > shorter.predicted


@pytest.mark.parametrize(("offset", "band"), [(-0.005, "verlaagd"), (0.005, "normaal")])
def test_trap_11_the_limit_is_1645_on_both_sides(offset, band):
    subject = LungSubject(F, 60, 165, Ancestry.CAUCASIAN)
    found = reference(LungMeasure.FEV1, subject)
    target = -1.645 + offset
    power = 1 + target * found.skewness * found.coefficient_of_variation
    value = found.predicted * power ** (1 / found.skewness)
    assert z_score(LungMeasure.FEV1, value, subject).band.code == band


@pytest.mark.parametrize(("total", "value"), [(4, "goed"), (5, "onvoldoende")])
def test_trap_12_acq6_is_abnormal_from_a_sum_of_5_and_has_two_levels(total, value):
    assert adult_control(acq6=acq([1] * total + [0] * (7 - total))["acq6"].value).value == value


def test_trap_12_schemes_are_versions_of_one_outcome():
    table = adult_control_table(Signs(0, False, False, 0, 0))
    assert (table.algorithm, table.version) == ("astmacontrole", "nhg-2015")
    assert adult_control(acq6=0).version == "nhg-2020-acq-act"


def test_trap_13_act_starts_at_5_and_c_act_at_0_with_the_same_cut():
    assert (act([1] * 5)["totaal"].value, c_act([0] * 7)["totaal"].value) == (5, 0)
    with pytest.raises(InvalidAnswer):
        act([0, 1, 1, 1, 1])
    assert {len(ACT.allowed), len(C_ACT.allowed)} == {5, 7}
    assert act([4] * 4 + [3])["totaal"].band.code == c_act([2, 2, 2, 1, 4, 4, 4])["totaal"].band.code == "niet_goed"


def test_trap_14_an_attack_makes_control_poor_even_with_acq_0():
    assert adult_control(acq6=0, attacks=1).value == "onvoldoende"
    assert adult_control_table(Signs(0, False, False, 0, 1)).value == "slecht"


def test_trap_16_four_dkl_recodes_before_summing_and_uses_the_anxiety_limits_of_2014():
    worst = four_dkl([4] * 50)
    assert [outcome.value for outcome in worst.scales.values()] == [32, 12, 24, 32]
    answers = [0] * 50
    for item in (18, 21, 23, 24, 27):
        answers[item - 1] = 1
    assert (four_dkl(answers)["angst"].value, four_dkl(answers)["angst"].band.code) == (5, "matig")
    assert four_dkl(answers).version == "2014"


def test_trap_17_phq9_item_9_counts_from_1_and_flags():
    scored = phq9([0] * 8 + [1])
    assert (scored["symptomen"].value, [flag.code for flag in scored.flags]) == (1, ["suicidaliteit"])


def test_trap_18_audit_items_9_and_10_know_0_2_4_and_audit_c_depends_on_sex():
    with pytest.raises(InvalidAnswer):
        audit([0] * 8 + [3, 0])
    assert [audit_c([2, 1, 1], sex=sex)["totaal"].band.code for sex in (F, M)] == ["positief", "negatief"]
    assert audit_c([2, 1, 1], sex=None)["totaal"].notes


def test_trap_19_gds15_with_all_yes_is_10():
    assert gds15([1] * 15)["totaal"].value == 10


def test_trap_20_gfi_sometimes_counts_for_mood_but_not_for_memory():
    healthy = [1] * 4 + [8] + [0] * 10
    memory = [*healthy[:9], 2, *healthy[10:]]
    mood = [*healthy[:13], 2, 0]
    assert (gfi(memory)["totaal"].value, gfi(mood)["totaal"].value) == (0, 1)
    assert gfi([0] * 4 + healthy[4:])["totaal"].band.code == "kwetsbaar"


def test_trap_21_katz_names_its_direction():
    assert {name: outcome.value for name, outcome in katz6([0, 1, 1, 1, 1, 1]).scales.items()} == {
        "zelfstandig": 5,
        "afhankelijk": 1,
    }


def test_trap_22_sdq_reverses_five_items_and_leaves_prosocial_out_of_the_total():
    scored = sdq([0] * 30, informant=Informant.PARENT)
    assert (scored["totaal"].value, scored["totaal"].band, scored.instrument) == (10, None, "sdq_ouder")
    kind = [0] * 30
    for item in (1, 4, 9, 17, 20):
        kind[item - 1] = 2
    assert sdq(kind, informant=Informant.PARENT)["totaal"].value == 10
    normed = sdq([0] * 30, informant=Informant.PARENT, norms=NormSet.UK_THREE_BANDS)
    assert normed["prosociaal"].band.code == "verhoogd"


def test_trap_24_moca_education_point_is_capped():
    assert moca(30, has_short_education=True)["totaal"].value == 30


def test_trap_25_the_criterion_for_a_medication_review_changed():
    assert needs_medication_review(74, 12, is_frail=False).value == "nee"
    old = needed_medication_review_2012(74, 12, has_risk_factor=True)
    assert (old.value, old.version) == ("ja", "mdr-2012")


def test_trap_29_consent_changes_overnight_at_12_and_16():
    days = (date(2026, 5, 9), date(2026, 5, 10), date(2030, 5, 9), date(2030, 5, 10))
    assert len({consent_by(PartialDate(2014, 5, 10), day).value for day in days}) == 3


def test_trap_31_weight_loss_needs_two_weights_in_the_window_and_asks_whether_unintended():
    assert weight_loss([Weighing(TODAY, 72)]).reason is Reason.MISSING
    alert = weight_loss([Weighing(TODAY - timedelta(days=25), 80), Weighing(TODAY, 72)])
    assert [note.code for note in alert.notes] == ["onbedoeld"]


def test_trap_32_the_rule_version_is_stored_with_the_result():
    record = four_dkl([0] * 50)["angst"].as_record()
    assert (record["version"], record["evidence"]) == ("2014", Evidence.TO_APPROVE)
