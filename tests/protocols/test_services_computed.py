"""Calculated values follow what they are made of: at once, backwards in time, and in bulk."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zlib import crc32

import pytest
from django.utils import timezone

from patients.enums_record import Source
from patients.models import Determination, LatestMeasurement, Measurement
from patients.rules.values import Value
from patients.services.lines import add_episode
from patients.services.measurements import (
    Correction,
    Entry,
    Observed,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from poh.accounts.scope import practice_scope
from protocols.services.computed import recompute_calculated
from tests.factories.patients import PatientFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory, MedicationLineFactory

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = DAY + timedelta(days=100)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice, sex="male", birth_year=1966, birth_month=3, birth_day=1)


def _record(patient, poh, at: datetime = DAY, source: Source = Source.CONSULT, **values):
    entries = [
        Entry(Determination.objects.get(pk=key), _value(value), is_confirmed=True) for key, value in values.items()
    ]
    with practice_scope(patient.practice, user=poh):
        return record_measurements(
            patient=patient, entries=entries, observed=Observed(at=at, source=source), by=poh, at=timezone.now()
        )


def _value(value) -> Value:
    return Value(choice=value) if isinstance(value, str) else Value(numeric=Decimal(str(value)))


def _kept(patient, key: str) -> list[tuple[date, Decimal | str, str]]:
    with practice_scope(patient.practice):
        rows = Measurement.objects.of_patient(patient).of(key).current().order_by("observed_at")
        return [(row.observed_on, row.choice or row.numeric, row.source) for row in rows]


def _calculated(patient, key: str) -> list[tuple[date, Decimal | str]]:
    return [(on, value) for on, value, source in _kept(patient, key) if source == Source.CALCULATED]


def _latest(patient, key: str) -> Decimal | str | None:
    with practice_scope(patient.practice):
        row = LatestMeasurement.objects.of_patient(patient).of(key).first()
        return row and (row.choice or row.numeric)


def test_bmi_is_kept_with_algorithm_version_and_inputs(patient, poh):
    _record(patient, poh, gewicht=75, lengte=175)
    with practice_scope(patient.practice):
        row = Measurement.objects.of_patient(patient).of("bmi").get()
    assert (row.numeric, row.source, row.algorithm, row.algorithm_version) == (
        Decimal("24.4898"),
        Source.CALCULATED,
        "bmi",
        "1",
    )
    assert row.calculation["inputs"] == {"gewicht": 75.0, "lengte": 175.0}
    assert (row.observed_at, row.entered_by) == (DAY, None)


def test_height_of_years_ago_counts_for_a_grown_up(patient, poh):
    _record(patient, poh, at=DAY - timedelta(days=2000), lengte=175)
    _record(patient, poh, gewicht=75)
    assert _calculated(patient, "bmi") == [(DAY.date(), Decimal("24.4898"))]


def test_weight_of_years_ago_does_not_count_with_a_new_height(patient, poh):
    _record(patient, poh, at=DAY - timedelta(days=2000), gewicht=75)
    _record(patient, poh, lengte=175)
    assert _calculated(patient, "bmi") == []


def test_height_of_a_child_counts_on_its_own_day_only(practice, poh):
    child = PatientFactory(practice=practice, birth_year=2016, birth_month=1, birth_day=1)
    _record(child, poh, at=DAY - timedelta(days=90), lengte=140)
    _record(child, poh, gewicht=35)
    assert _calculated(child, "bmi") == []
    _record(child, poh, lengte=142)
    assert _calculated(child, "bmi") == [(DAY.date(), Decimal("17.3577"))]


def test_back_dated_height_gives_every_later_weight_its_index(patient, poh):
    _record(patient, poh, gewicht=75)
    _record(patient, poh, at=LATER, gewicht=80)
    assert _calculated(patient, "bmi") == []
    _record(patient, poh, at=DAY - timedelta(days=30), lengte=175)
    assert [value for _, value in _calculated(patient, "bmi")] == [Decimal("24.4898"), Decimal("26.1224")]


def test_correction_replaces_the_calculated_value(patient, poh):
    weight, _ = _record(patient, poh, gewicht=75, lengte=175)
    entry = Entry(Determination.objects.get(pk="gewicht"), Value(numeric=Decimal(85)), is_confirmed=True)
    with practice_scope(patient.practice, user=poh):
        correct_measurement(
            measurement=weight, entry=entry, correction=Correction("tikfout"), by=poh, at=timezone.now()
        )
        rows = list(Measurement.objects.of_patient(patient).of("bmi").order_by("id"))
    assert [(row.numeric, row.is_superseded, row.correction_reason) for row in rows] == [
        (Decimal("24.4898"), True, ""),
        (Decimal("27.7551"), False, "opnieuw berekend"),
    ]
    assert _latest(patient, "bmi") == Decimal("27.7551")


def test_withdrawn_value_takes_the_calculated_one_with_it(patient, poh):
    weight, _ = _record(patient, poh, gewicht=75, lengte=175)
    with practice_scope(patient.practice, user=poh):
        withdraw_measurement(measurement=weight, reason="andere patiënt", by=poh, at=timezone.now())
    assert (_calculated(patient, "bmi"), _latest(patient, "bmi")) == ([], None)


def test_lipids_are_calculated_from_one_sample(patient, poh):
    _record(patient, poh, at=DAY - timedelta(days=60), chol=6, trig=2)
    _record(patient, poh, chol=5.5, hdl=1.3)
    assert _calculated(patient, "nonhdl") == [(DAY.date(), Decimal("4.2000"))]
    assert _calculated(patient, "ldl") == []
    _record(patient, poh, trig=1.5)
    assert _calculated(patient, "ldl") == [(DAY.date(), Decimal("3.5182"))]


def test_value_of_the_laboratory_goes_before_a_calculated_one(patient, poh):
    _record(patient, poh, chol=5.5, hdl=1.3, trig=1.5)
    _record(patient, poh, ldl=3.4)
    assert _kept(patient, "ldl") == [(DAY.date(), Decimal("3.4000"), Source.CONSULT)]


def test_ldl_above_the_limit_of_triglycerides_is_not_kept(patient, poh):
    _record(patient, poh, chol=7.5, hdl=1.0, trig=4.6)
    assert _calculated(patient, "ldl") == []
    assert _calculated(patient, "nonhdl") == [(DAY.date(), Decimal("6.5000"))]


def test_egfr_is_kept_by_one_equation_and_gives_the_kidney_class(patient, poh):
    _record(patient, poh, kreat=123.76, acr=5)
    with practice_scope(patient.practice):
        [egfr] = Measurement.objects.of_patient(patient).of("egfr")
    assert (egfr.numeric.quantize(Decimal("0.1")), egfr.algorithm_version, egfr.method) == (
        Decimal("54.2"),
        "ckd-epi-2009",
        "ckd-epi-2009",
    )
    assert _calculated(patient, "rcns") == [(DAY.date(), "matig")]


def test_class_recorded_by_hand_after_the_laboratory_counts(patient, poh):
    _record(patient, poh, egfr=50, acr=5)
    _record(patient, poh, at=LATER, rcns="mild")
    assert (_calculated(patient, "rcns"), _latest(patient, "rcns")) == ([(DAY.date(), "matig")], "mild")


def test_operator_is_kept_out_of_a_formula_and_in_a_class(patient, poh, practice):
    MeasurementFactory(patient=patient, determination_id="egfr", numeric=90, operator=">", observed_at=DAY, lab=True)
    MeasurementFactory(patient=patient, determination_id="acr", numeric=3, operator="<", observed_at=DAY, lab=True)
    MeasurementFactory(patient=patient, determination_id="hba1c", numeric=97, operator=">", observed_at=DAY, lab=True)
    with practice_scope(practice):
        recompute_calculated(practice=practice, patient_ids=[patient.pk])
    assert (_calculated(patient, "rcns"), _calculated(patient, "hba1c_procent")) == ([(DAY.date(), "geen")], [])


PROFILE = {"rr_sys": 140, "chol": 5.5, "hdl": 1.3, "roken": "nooit"}


def test_ten_year_risk_is_kept_unrounded_with_its_class(patient, poh):
    _record(patient, poh, **PROFILE)
    with practice_scope(patient.practice):
        row = Measurement.objects.of_patient(patient).of("hvz_risico").get()
    assert (row.algorithm, row.algorithm_version, row.calculation["band"]) == ("score2", "score2-2021", "hoog")
    assert row.numeric == Decimal(str(round(row.calculation["value"], 4)))


def test_ten_year_risk_is_not_given_to_who_had_an_infarction_or_is_treated(practice, poh):
    for make in (
        lambda p: EpisodeFactory(patient=p, icpc="K75", onset_on=date(2020, 1, 1), ended_on=date(2020, 6, 1)),
        lambda p: MedicationLineFactory(patient=p, atc="C10AA01", started_on=date(2020, 1, 1)),
        lambda p: EpisodeFactory(patient=p, icpc="U99.01", onset_on=None),
        lambda p: EpisodeFactory(patient=p, icpc="T93.01", title="Familiaire hypercholesterolemie"),
        lambda p: MeasurementFactory(patient=p, determination_id="egfr", numeric=29, observed_at=DAY, lab=True),
    ):
        person = PatientFactory(practice=practice, sex="male", birth_year=1966, birth_month=3, birth_day=1)
        make(person)
        _record(person, poh, **PROFILE)
        assert _calculated(person, "hvz_risico") == []


def test_medicine_of_today_does_not_change_the_risk_of_before(patient, poh):
    _record(patient, poh, **PROFILE)
    before = _calculated(patient, "hvz_risico")
    with practice_scope(patient.practice, user=poh):
        MedicationLineFactory(patient=patient, atc="C10AA01", started_on=date(2026, 5, 1))
        recompute_calculated(practice=patient.practice, patient_ids=[patient.pk])
    assert _calculated(patient, "hvz_risico") == before != []
    _record(patient, poh, at=LATER, rr_sys=150)
    assert _calculated(patient, "hvz_risico") == before


def test_new_episode_takes_back_what_no_longer_has_a_meaning(patient, poh):
    _record(patient, poh, **PROFILE)
    with practice_scope(patient.practice, user=poh):
        add_episode(
            patient=patient,
            fields={"icpc": "K75", "title": "Hartinfarct", "onset_on": date(2020, 1, 1)},
            by=poh,
        )
    assert _calculated(patient, "hvz_risico") == []


def test_foot_examination_gives_sims_with_the_proposed_care_profile(patient, poh):
    feet = dict.fromkeys(("monofil_re", "voetdoorbl_li", "voetdoorbl_re"), "normaal")
    _record(
        patient, poh, monofil_li="afwijkend", **feet, voetdruk="nee", voetulcus_ooit="nee", charcot_inactief="nee",
        dialyse="nee", egfr=60,
    )  # fmt: skip
    with practice_scope(patient.practice):
        row = Measurement.objects.of_patient(patient).of("sims").get()
    assert (row.numeric, row.method, row.calculation["details"]["zorgprofiel"]) == (Decimal(1), "berekend", 1)


def test_copd_values_are_kept_only_with_copd(patient, poh):
    _record(patient, poh, mrc=3, ccq=1, longaanvallen=0)
    assert (_calculated(patient, "ziektelast_copd"), _calculated(patient, "gold_abe")) == ([], [])
    assert _calculated(patient, "mmrc") == [(DAY.date(), Decimal("2.0000"))]
    with practice_scope(patient.practice, user=poh):
        EpisodeFactory(patient=patient, icpc="R95", title="COPD", onset_on=None)
        recompute_calculated(practice=patient.practice, patient_ids=[patient.pk])
    assert (_calculated(patient, "ziektelast_copd"), _calculated(patient, "gold_abe")) == (
        [(DAY.date(), "matig")],
        [(DAY.date(), "B")],
    )


def test_asthma_control_of_adults_is_not_kept_for_a_child(practice, poh):
    for born, expected in ((2012, []), (1990, [(DAY.date(), "onvoldoende")])):
        person = PatientFactory(practice=practice, birth_year=born, birth_month=1, birth_day=1)
        EpisodeFactory(patient=person, icpc="R96.00", title="Astma", onset_on=None)
        _record(person, poh, acq6=0.83)
        assert _calculated(person, "astmacontrole") == expected


def test_spirometry_gives_z_scores_and_stage_with_the_reference_group(patient, poh):
    EpisodeFactory(patient=patient, icpc="R95", title="COPD", onset_on=None)
    _record(patient, poh, lengte=175, fev1_post=1.9, fvc_post=3.8, fev1_fvc_post=0.5)
    assert _calculated(patient, "fev1_z") == []
    _record(patient, poh, ras=1)
    keys = ("fev1_z", "fvc_z", "fev1_fvc_z", "fev1_procent", "gold_stadium")
    assert [len(_calculated(patient, key)) for key in keys] == [1, 1, 1, 1, 1]


def test_outcome_outside_the_range_of_the_determination_is_not_kept(patient, poh, practice):
    MeasurementFactory(patient=patient, determination_id="gewicht", numeric=300, observed_at=DAY)
    MeasurementFactory(patient=patient, determination_id="lengte", numeric=120, observed_at=DAY)
    with practice_scope(practice):
        recompute_calculated(practice=practice, patient_ids=[patient.pk])
    assert _calculated(patient, "bmi") == []


def test_value_of_an_older_version_stays_while_its_inputs_do(patient, poh):
    _record(patient, poh, gewicht=75, lengte=175)
    with practice_scope(patient.practice):
        [row] = Measurement.objects.of_patient(patient).of("bmi")
        Measurement.objects.create(
            practice=row.practice, patient=patient, determination_id="bmi", numeric=Decimal("24.4"),
            observed_at=row.observed_at, source=Source.CALCULATED, algorithm="bmi", algorithm_version="0",
            calculation=row.calculation | {"version": "0"}, supersedes=row, correction_reason="oudere versie",
        )  # fmt: skip
        changed = recompute_calculated(practice=patient.practice, patient_ids=[patient.pk])
    assert (changed, _calculated(patient, "bmi")) == (0, [(DAY.date(), Decimal("24.4000"))])


def test_what_touches_no_calculation_reads_nothing(patient, poh, django_assert_num_queries):
    with practice_scope(patient.practice), django_assert_num_queries(0):
        assert recompute_calculated(practice=patient.practice, patient_ids=[patient.pk], keys={"pols"}) == 0


def test_once_more_changes_nothing_and_costs_the_same_for_many(practice, poh, django_assert_num_queries):
    people = [PatientFactory(practice=practice, sex="female", birth_year=1950) for _ in range(4)]
    for person in people:
        _record(person, poh, gewicht=75, lengte=165, kreat=90, acr=2, hba1c=55)
    with practice_scope(practice):
        for ids in ([people[0].pk], [person.pk for person in people]):
            with django_assert_num_queries(8):
                assert recompute_calculated(practice=practice, patient_ids=ids) == 0


def test_order_of_entry_does_not_matter(practice, poh):
    """Whatever comes in, in whatever order: the kept values are those of one recomputation at the end."""
    chance = random.Random(5)
    series = [
        (DAY - timedelta(days=chance.randint(0, 500)), key, value)
        for key, value in chance.choices(
            [("gewicht", 80), ("gewicht", 90), ("lengte", 175), ("kreat", 100), ("acr", 4), ("chol", 5), ("hdl", 1.2),
             ("trig", 2), ("rr_sys", 150), ("roken", "ja"), ("hba1c", 60)], k=60,
        )
    ]  # fmt: skip
    outcomes = []
    for _ in range(3):
        chance.shuffle(series)
        person = PatientFactory(practice=practice, sex="male", birth_year=1960, birth_month=5, birth_day=5)
        with practice_scope(practice):
            for number, (at, key, value) in enumerate(series):
                column = {"choice": value, "numeric": None} if isinstance(value, str) else {"numeric": value}
                # One moment a value: ties are decided by the order of entry, which is what is shuffled here.
                moment = at.replace(hour=8) + timedelta(seconds=crc32(f"{at}{key}{value}".encode()) % 3600)
                MeasurementFactory(patient=person, determination_id=key, observed_at=moment, **column)
                if number % 7 == 0:
                    recompute_calculated(practice=practice, patient_ids=[person.pk], keys={key})
            recompute_calculated(practice=practice, patient_ids=[person.pk])
        keys = ("bmi", "egfr", "rcns", "nonhdl", "ldl", "hvz_risico", "hba1c_procent", "chol_hdl_ratio")
        outcomes.append([_calculated(person, key) for key in keys])
    assert outcomes[0] == outcomes[1] == outcomes[2]
