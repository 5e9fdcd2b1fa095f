"""Record, correct and withdraw measurements."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from patients.enums_record import Operator, Source
from patients.models import Determination, LatestMeasurement, Measurement, Patient
from patients.rules.values import Value
from patients.services.measurements import (
    AlreadyCorrected,
    Calculation,
    Correction,
    Entry,
    NotRecorded,
    Observed,
    ReadOnlyMeasurement,
    correct_measurement,
    record_calculated,
    record_measurements,
    withdraw_measurement,
)
from patients.signals import measurements_changed
from poh.accounts.scope import practice_scope
from poh.audit.enums import Event
from poh.audit.models import AccessLog
from tests.factories.patients import PatientFactory
from tests.factories.record import MeasurementFactory

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
OBSERVED = Observed(at=NOW - timedelta(minutes=5))


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def entry(key: str, value: Value | str, **fields) -> Entry:
    value = value if isinstance(value, Value) else Value(numeric=Decimal(value))
    return Entry(determination=Determination.objects.get(pk=key), value=value, **fields)


def store(patient, poh, *entries, observed=OBSERVED, at=NOW):
    with practice_scope(patient.practice, user=poh):
        return record_measurements(patient=patient, entries=entries, observed=observed, by=poh, at=at)


def problems(patient, poh, *entries, observed=OBSERVED, at=NOW):
    with pytest.raises(NotRecorded) as refused:
        store(patient, poh, *entries, observed=observed, at=at)
    return [(found.key, found.text, found.is_question) for found in refused.value.problems]


def events(practice):
    with practice_scope(practice):
        rows = AccessLog.objects.for_practice(practice).order_by("pk")
        return [(row.event_type, row.patient_ids) for row in rows]


def stored(patient):
    """What was recorded, without what protocols calculate from it."""
    with practice_scope(patient.practice):
        return list(Measurement.objects.of_patient(patient).exclude(source=Source.CALCULATED).order_by("pk"))


@pytest.fixture
def heard():
    """The keys that were announced as changed."""
    keys = []

    def hear(sender, *, patient, keys: set, at, **rest):
        heard_keys.append((sender, patient.pk, keys, at))

    heard_keys = keys
    measurements_changed.connect(hear, weak=False)
    yield keys
    measurements_changed.disconnect(hear)


def test_record_stores_values_with_when_where_and_by_whom(patient, poh, heard):
    observed = Observed(at=NOW - timedelta(days=2), has_time=False, source=Source.HOME)
    rows = store(
        patient, poh, entry("gewicht", "81.4", note="op kousen"), entry("pols", "76", method="thuis"), observed=observed
    )
    assert [(row.determination_id, row.numeric, row.method, row.note) for row in rows] == [
        ("gewicht", Decimal("81.4"), "", "op kousen"),
        ("pols", Decimal(76), "thuis", ""),
    ]
    assert {
        (row.source, row.observed_at, row.has_time, row.entered_at, row.entered_by, row.confirmed_by, row.asked)
        for row in rows
    } == {(Source.HOME, observed.at, False, NOW, poh, None, "")}
    assert events(patient.practice) == [(Event.MEASURED, [patient.pk])]
    assert heard == [(Patient, patient.pk, {"gewicht", "pols"}, NOW)]


def test_record_of_nothing_stores_nothing(patient, poh):
    assert store(patient, poh) == []
    assert events(patient.practice) == [(Event.MEASURED, [patient.pk])]


def test_record_refuses_all_values_for_one_that_cannot_be(patient, poh, heard):
    assert problems(patient, poh, entry("gewicht", "81.4"), entry("middelomtrek", "960")) == [
        ("middelomtrek", "960 cm kan niet. Vul een waarde in tussen 50 en 200 cm.", False)
    ]
    assert (stored(patient), heard) == ([], [])


def test_record_asks_about_an_unusual_value_and_tells_the_previous_one(patient, poh):
    MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=142)
    assert problems(patient, poh, entry("rr_sys", "182")) == [
        (
            "rr_sys",
            "182 is hoger dan gebruikelijk: klopt dit? (180 of hoger is ernstig verhoogd) Vorige keer was het 142.",
            True,
        )
    ]


def test_record_keeps_an_unusual_value_with_who_confirmed_it(patient, poh):
    (row,) = store(patient, poh, entry("rr_sys", "182", is_confirmed=True))
    assert (row.numeric, row.confirmed_by) == (Decimal(182), poh)
    assert row.asked == "182 is hoger dan gebruikelijk: klopt dit? (180 of hoger is ernstig verhoogd)"


def test_record_of_an_ordinary_value_with_a_confirmation_keeps_no_question(patient, poh):
    (row,) = store(patient, poh, entry("rr_sys", "142", is_confirmed=True))
    assert (row.confirmed_by, row.asked) == (None, "")


def test_record_refuses_what_cannot_be_whatever_is_confirmed(patient, poh):
    assert problems(patient, poh, entry("rr_sys", "300", is_confirmed=True)) == [
        ("rr_sys", "300 mmHg kan niet. Vul een waarde in tussen 60 en 280 mmHg.", False)
    ]


def test_record_refuses_an_upper_pressure_below_the_lower(patient, poh):
    assert problems(patient, poh, entry("rr_sys", "84"), entry("rr_dia", "142")) == [
        ("rr_sys", "De bovendruk (84) is niet hoger dan de onderdruk (142).", False),
        ("rr_sys", "84 is lager dan gebruikelijk: klopt dit? (180 of hoger is ernstig verhoogd)", True),
        ("rr_dia", "142 is hoger dan gebruikelijk: klopt dit?", True),
    ]


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW + timedelta(minutes=1), "Dit moment ligt in de toekomst."),
        (datetime(1958, 3, 13, 12, tzinfo=UTC), "Deze dag ligt voor de geboorte van de patiënt."),
    ],
)
def test_record_refuses_a_moment_that_cannot_be(patient, poh, at, text):
    assert problems(patient, poh, entry("gewicht", "81"), observed=Observed(at=at)) == [("observed_on", text, False)]


def test_record_refuses_a_moment_too_long_ago_of_a_patient_without_birth_year(practice, poh):
    nobody = PatientFactory(practice=practice, birth_year=None, birth_month=None, birth_day=None)
    observed = Observed(at=datetime(1899, 6, 1, tzinfo=UTC))
    assert problems(nobody, poh, entry("gewicht", "81"), observed=observed) == [
        ("observed_on", "Deze dag ligt te ver terug.", False)
    ]


def test_record_refuses_a_date_after_the_day_of_observation(patient, poh):
    later = Value(date=date(2026, 11, 26))
    assert problems(patient, poh, entry("fundus", later)) == [
        ("fundus", "Deze datum ligt na de dag waarop dit is vastgesteld.", False)
    ]


def test_record_keeps_an_operator(patient, poh):
    store(patient, poh, entry("acr", Value(numeric=Decimal(3), operator=Operator.BELOW)))
    with practice_scope(patient.practice):
        latest = LatestMeasurement.objects.of_patient(patient).of("acr").get()
    assert (latest.operator, latest.numeric) == ("<", Decimal(3))


def correct(measurement, poh, changed: Entry, **fields):
    with practice_scope(measurement.practice, user=poh):
        fresh = Measurement.objects.select_related("patient", "practice").get(pk=measurement.pk)
        return correct_measurement(
            measurement=fresh, entry=changed, correction=Correction("tikfout", **fields), by=poh, at=NOW
        )


def test_correct_puts_another_value_in_the_place_and_keeps_the_wrong_one(patient, poh, heard):
    wrong = MeasurementFactory(patient=patient, numeric=85)
    right = correct(wrong, poh, entry("hba1c", "58", note="verlezen"))
    assert (right.numeric, right.observed_at, right.source) == (Decimal(58), wrong.observed_at, Source.CONSULT)
    assert (right.supersedes_id, right.correction_reason, right.entered_by, right.note) == (
        wrong.pk,
        "tikfout",
        poh,
        "verlezen",
    )
    assert [(row.numeric, row.is_superseded) for row in stored(patient)] == [(Decimal(85), True), (Decimal(58), False)]
    assert events(patient.practice) == [(Event.MEASUREMENT_CORRECTED, [patient.pk])]
    assert heard == [(Patient, patient.pk, {"hba1c"}, NOW)]


def test_correct_can_move_the_moment(patient, poh):
    wrong = MeasurementFactory(patient=patient)
    moved = correct(
        wrong, poh, entry("hba1c", "58"), observed=Observed(at=NOW - timedelta(days=400), source=Source.LAB)
    )
    assert (moved.observed_at, moved.source) == (NOW - timedelta(days=400), Source.LAB)


def test_correct_checks_the_new_value(patient, poh):
    wrong = MeasurementFactory(patient=patient)
    with pytest.raises(NotRecorded) as refused:
        correct(wrong, poh, entry("hba1c", "580"))
    assert [found.text for found in refused.value.problems] == [
        "580 mmol/mol kan niet. Vul een waarde in tussen 15 en 200 mmol/mol."
    ]


@pytest.mark.parametrize(
    ("key", "number", "text"),
    [
        ("rr_sys", "80", "De bovendruk (80) is niet hoger dan de onderdruk (84)."),
        ("rr_dia", "150", "De bovendruk (142) is niet hoger dan de onderdruk (150)."),
    ],
)
def test_correct_compares_a_pressure_with_its_other_half(patient, poh, key, number, text):
    rows = {
        name: MeasurementFactory(patient=patient, determination_id=name, numeric=value)
        for name, value in (("rr_sys", 142), ("rr_dia", 84))
    }
    with pytest.raises(NotRecorded) as refused:
        correct(rows[key], poh, entry(key, number, is_confirmed=True))
    assert [(found.key, found.text) for found in refused.value.problems] == [(key, text)]


def test_correct_of_one_pressure_without_its_other_half_is_kept(patient, poh):
    alone = MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=142)
    assert correct(alone, poh, entry("rr_sys", "124")).numeric == Decimal(124)


def test_correct_of_a_value_that_was_corrected_is_refused(patient, poh):
    wrong = MeasurementFactory(patient=patient)
    correct(wrong, poh, entry("hba1c", "57"))
    with pytest.raises(AlreadyCorrected):
        correct(wrong, poh, entry("hba1c", "56"))
    assert len(stored(patient)) == 2


@pytest.mark.parametrize(
    "trait", [{"lab": True}, {"source": Source.CALCULATED, "algorithm": "x", "algorithm_version": "1"}]
)
def test_correct_of_a_value_from_elsewhere_is_refused(patient, poh, trait):
    came_in = MeasurementFactory(patient=patient, **trait)
    with pytest.raises(ReadOnlyMeasurement):
        correct(came_in, poh, entry("hba1c", "57"))


def withdraw(measurement, poh):
    with practice_scope(measurement.practice, user=poh):
        fresh = Measurement.objects.select_related("patient", "practice", "determination").get(pk=measurement.pk)
        return withdraw_measurement(measurement=fresh, reason="van een andere patiënt", by=poh, at=NOW)


def test_withdraw_takes_a_value_back(patient, poh, heard):
    wrong = MeasurementFactory(patient=patient, lab=True)
    taken = withdraw(wrong, poh)
    assert (taken.is_withdrawal, taken.numeric, taken.supersedes_id, taken.correction_reason) == (
        True,
        None,
        wrong.pk,
        "van een andere patiënt",
    )
    with practice_scope(patient.practice):
        assert list(Measurement.objects.of_patient(patient).current()) == []
    assert events(patient.practice) == [(Event.MEASUREMENT_CORRECTED, [patient.pk])]
    assert heard == [(Patient, patient.pk, {"hba1c"}, NOW)]


def test_withdraw_of_a_withdrawal_is_refused(patient, poh):
    taken = withdraw(MeasurementFactory(patient=patient), poh)
    with pytest.raises(AlreadyCorrected):
        withdraw(taken, poh)


def test_withdraw_raises_what_is_no_second_correction(patient, poh):
    wrong = MeasurementFactory(patient=patient)
    with practice_scope(patient.practice, user=poh), pytest.raises(IntegrityError):
        withdraw_measurement(measurement=wrong, reason="", by=poh, at=NOW)


BMI = Calculation(algorithm="bmi", version="1", details={"inputs": {"gewicht": 81.4, "lengte": 170}})


def calculate(patient, number: str, calculation: Calculation = BMI, observed: Observed = OBSERVED) -> Measurement:
    with practice_scope(patient.practice, job="test"):
        return record_calculated(
            patient=patient,
            determination=Determination.objects.get(pk="bmi"),
            value=Value(numeric=Decimal(number)),
            calculation=calculation,
            observed=observed,
        )


def test_calculated_value_keeps_algorithm_version_and_inputs(patient, heard):
    row = calculate(patient, "28.166089")
    assert (row.source, row.algorithm, row.algorithm_version, row.calculation) == (
        Source.CALCULATED,
        "bmi",
        "1",
        {"inputs": {"gewicht": 81.4, "lengte": 170}},
    )
    assert (row.entered_by, heard, events(patient.practice)) == (None, [], [])


def test_calculated_value_is_stored_once_for_the_same_outcome(patient):
    first = calculate(patient, "28.166089")
    assert calculate(patient, "28.166089").pk == first.pk
    with practice_scope(patient.practice):
        assert Measurement.objects.of_patient(patient).count() == 1


@pytest.mark.parametrize("changed", [{"number": "28.2"}, {"calculation": replace(BMI, version="2")}])
def test_calculated_value_supersedes_another_outcome_of_the_same_moment(patient, changed):
    first = calculate(patient, "28.166089")
    second = calculate(patient, **{"number": "28.166089"} | changed)
    assert (second.supersedes_id, second.correction_reason) == (first.pk, "opnieuw berekend")


def test_calculated_value_of_another_moment_stands_beside_the_first(patient):
    calculate(patient, "28.2")
    later = calculate(patient, "28.2", observed=replace(OBSERVED, at=OBSERVED.at - timedelta(days=30)))
    assert later.supersedes_id is None


def test_calculated_choice_is_compared_as_it_is(patient):
    def run():
        with practice_scope(patient.practice, job="test"):
            return record_calculated(
                patient=patient,
                determination=Determination.objects.get(pk="rcns"),
                value=Value(choice="matig"),
                calculation=Calculation("rcns", "1", {}),
                observed=OBSERVED,
            ).pk

    assert run() == run()
