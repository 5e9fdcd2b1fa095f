"""The pitfalls of the clinical fact base that concern what is recorded: a test each, by the number of its list."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from patients.enums_record import Operator
from patients.models import Determination, LatestMeasurement, Measurement
from patients.presenters.measured import points, text_of
from patients.rules.charts import chart, sparkline
from patients.rules.limits import refusal
from patients.rules.reading import offers_for, read_value
from patients.rules.values import Value, signal_of
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import OBSERVED_AT, MeasurementFactory
from tests.patients.measured import measured
from tests.patients.rules.definitions import defined


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def of(key: str) -> Determination:
    return Determination.objects.get(pk=key)


def refused(patient, **fields) -> bool:
    try:
        MeasurementFactory(patient=patient, lab=True, **fields)
    except IntegrityError:
        return True
    return False


# Diabetes and cardiovascular risk


def test_pitfall_8_a_risk_is_stored_unrounded_and_shown_rounded(patient):
    MeasurementFactory(
        patient=patient, determination_id="hvz_risico", numeric=Decimal("9.9603"), source="calculated",
        entered_by=None, algorithm="score2", algorithm_version="esc-2021",
    )  # fmt: skip
    with practice_scope(patient.practice):
        row = LatestMeasurement.objects.of_patient(patient).get()
    assert (row.numeric, text_of(of("hvz_risico"), row)) == (Decimal("9.9603"), "10,0")


def test_pitfall_13_a_risk_class_keeps_its_edition(db):
    editions = {row["number"]: row["method"] for row in of("rh19").nhg45}
    assert editions == {3953: "nhg-2019", 3241: "nhg-2012", 2223: "nhg-2007"}


def test_pitfall_14_methods_of_egfr_are_no_one_line_and_not_compared(patient):
    for days, number, method in (
        (0, 54, "ckd-epi-2021"),
        (100, 70, "mdrd"),
        (200, 72, "mdrd"),
        (300, 57, "ckd-epi-2021"),
    ):
        MeasurementFactory(
            patient=patient, determination_id="egfr", numeric=number, method=method,
            observed_at=OBSERVED_AT - timedelta(days=days),
        )  # fmt: skip
    with practice_scope(patient.practice):
        (found,) = measured(patient=patient, with_sensitive=True)
    assert found.previous.numeric == Decimal(57)
    assert len(chart(points(found.rows), decimals=0).lines) == 2
    assert len(sparkline(points(found.rows)).points.split()) == 2


@pytest.mark.parametrize(
    ("key", "typed", "shown", "signal"),
    [("egfr", ">90", "> 90", None), ("acr", "<3", "< 3,0", None), ("acr", ">30", "> 30,0", "A3: hoger dan 30")],
)
def test_pitfall_15_an_operator_is_kept_shown_and_understood(patient, key, typed, shown, signal):
    value = read_value(of(key), typed)
    MeasurementFactory(patient=patient, determination_id=key, **value.columns())
    with practice_scope(patient.practice):
        row = LatestMeasurement.objects.of_patient(patient).get()
    found = signal_of(of(key), Value.of(row))
    assert (text_of(of(key), row), found and found["text"]) == (shown, signal)


def test_pitfall_16_acr_of_30_is_a2():
    assert signal_of(defined("acr"), Value(numeric=Decimal(30)))["text"] == "A2: 3 tot en met 30"


@pytest.mark.parametrize(
    ("key", "number", "offer"),
    [
        ("hba1c", "7.2", "55"),
        ("lengte", "1.75", "175,0"),
        ("fev1_post", "2500", "2,50"),
        ("fev1_fvc_post", "66.7", "0,667"),
    ],
)
def test_pitfall_19_another_unit_is_refused_and_the_conversion_offered(key, number, offer):
    determination, value = defined(key), Value(numeric=Decimal(number))
    assert refusal(determination, value, observed_on=OBSERVED_AT.date()) is not None
    assert [found.typed for found in offers_for(determination, value)] == [offer]


def test_pitfall_20_the_number_is_the_code_and_the_memo_stands_beside_it(db):
    assert of("rr_sys").nhg45 == [{"number": 1744, "memo": "RRSY KA"}]


def test_pitfall_21_codes_that_two_sources_swap_are_in_doubt(db):
    cystatin = of("egfr_cys")
    assert [row["number"] for row in cystatin.nhg45] == [3907, 3908]
    assert cystatin.evidence == "to_approve"


def test_pitfall_22_office_home_and_24_hour_pressures_are_different_determinations(patient):
    for key, number in (("rr_sys", 150), ("rr_thuis_sys", 138), ("rr_thuis7", 136), ("rr_24u", 131), ("rr_30", 134)):
        MeasurementFactory(patient=patient, determination_id=key, numeric=number)
    with practice_scope(patient.practice):
        kept = dict(LatestMeasurement.objects.of_patient(patient).values_list("determination", "numeric"))
    assert kept == {"rr_sys": 150, "rr_thuis_sys": 138, "rr_thuis7": 136, "rr_24u": 131, "rr_30": 134}


def test_pitfall_23_simms_class_and_care_profile_are_stored_apart(patient):
    MeasurementFactory(patient=patient, determination_id="sims", numeric=1)
    MeasurementFactory(patient=patient, determination_id="zorgprofiel_voet", numeric=2)
    with practice_scope(patient.practice):
        kept = dict(LatestMeasurement.objects.of_patient(patient).values_list("determination", "numeric"))
    assert kept == {"sims": 1, "zorgprofiel_voet": 2}


# Lung, mental health, elderly, youth


def test_trap_5_mrc_and_mmrc_are_different_scales(patient):
    assert refused(patient, determination_id="mrc", numeric=0)
    assert refused(patient, determination_id="mmrc", numeric=5)
    assert not refused(patient, determination_id="mrc", numeric=5)


def test_trap_8_before_and_after_bronchodilation_are_apart_with_dose_and_time(db):
    keys = set(Determination.objects.filter(section="longfunctie").values_list("key", flat=True))
    assert {"fev1_pre", "fev1_post", "luchtwegverwijder_dosis"} <= keys


def test_trap_9_a_ratio_in_percent_is_refused(patient):
    assert refused(patient, determination_id="fev1_fvc_post", numeric=Decimal("66.7"))
    assert not refused(patient, determination_id="fev1_fvc_post", numeric=Decimal("0.667"))


def test_trap_12_asthma_control_keeps_its_scheme(db):
    assert [row["code"] for row in of("astmacontrole").methods] == ["nhg-2020", "nhg-2015"]


def test_trap_13_act_of_4_and_c_act_of_28_are_refused(patient):
    assert refused(patient, determination_id="act", numeric=4)
    assert not refused(patient, determination_id="act", numeric=5)
    assert refused(patient, determination_id="c_act", numeric=28)
    assert not refused(patient, determination_id="c_act", numeric=0)


def test_trap_15_the_old_counter_of_attacks_is_a_method_and_admissions_are_apart(db):
    assert {row["number"]: row.get("method") for row in of("longaanvallen").nhg45} == {3549: None, 3014: "oud"}
    assert of("longaanval_opnames").nhg45 == []


@pytest.mark.parametrize(
    ("key", "highest"), [("dkl_distress", 32), ("dkl_depressie", 12), ("dkl_angst", 24), ("dkl_somatisatie", 32)]
)
def test_trap_16_4dkl_never_exceeds_its_recoded_maximum(patient, key, highest):
    assert refused(patient, determination_id=key, numeric=highest + 1)
    assert not refused(patient, determination_id=key, numeric=highest)


def test_trap_16_anxiety_has_the_limits_of_2014():
    assert [signal["value"] for signal in defined("dkl_angst").signals] == [10, 4]


def test_trap_21_katz_says_in_its_name_which_way_it_counts(db):
    assert (of("katz6").label, of("katz6_oorspronkelijk").label) == (
        "Katz-6 ADL, aantal afhankelijk (0 is zelfstandig)",
        "Katz-6 ADL, aantal zelfstandig (6 is zelfstandig)",
    )


def test_trap_22_sdq_scales_name_their_informant(db):
    keys = Determination.objects.filter(key__startswith="sdq_").values_list("key", flat=True)
    assert {key.split("_")[1] for key in keys} == {"ouder", "leerkracht", "zelf"}
    assert len(keys) == 21


def test_trap_23_snaq_is_the_one_for_65_and_older(db):
    assert list(Determination.objects.filter(key__startswith="snaq").values_list("label", flat=True)) == [
        "SNAQ65+, uitkomst"
    ]


def test_trap_24_moca_is_capped_at_30_and_only_totals_of_licensed_forms_are_kept(patient):
    assert refused(patient, determination_id="moca", numeric=31)
    assert not Determination.objects.filter(key__regex=r"^(moca|mmse|cat|act|bdi2|hads|sdq).*_vraag").exists()


def test_trap_29_notes_about_safety_are_hidden_from_who_may_not_see_them(patient):
    MeasurementFactory(patient=patient, determination_id="suicide_gedachten", numeric=None, choice="actief")
    MeasurementFactory(patient=patient, determination_id="phq9_gedachten", numeric=2)
    with practice_scope(patient.practice):
        assert measured(patient=patient, with_sensitive=False) == []
        assert len(measured(patient=patient, with_sensitive=True)) == 2


def test_trap_30_authority_over_a_child_is_a_recorded_fact(db):
    assert [row["code"] for row in of("gezag").choices] == ["beiden", "moeder", "vader", "voogd"]


def test_trap_31_weight_loss_is_told_from_dated_weights_and_whether_it_was_wanted(patient):
    MeasurementFactory(patient=patient, determination_id="gewicht", numeric=80, observed_at=OBSERVED_AT)
    MeasurementFactory(patient=patient, determination_id="gewichtsverlies_ongewild", numeric=None, choice="ja")
    with practice_scope(patient.practice):
        assert Measurement.objects.of("gewicht").get().observed_on == OBSERVED_AT.date()


def test_trap_32_every_limit_names_its_source_and_evidence():
    for key in ("acr", "acq6", "dkl_distress", "gfi"):
        for signal in defined(key).signals:
            assert set(signal) == {"op", "value", "text", "evidence", "source"}


def test_operators_of_the_record_are_those_of_the_laboratory():
    assert [operator.value for operator in Operator] == ["", "<", ">", "<=", ">="]
