"""What the record page reads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients.models import Episode, LatestMeasurement, MedicationLine
from patients.selectors.measurements import enterable_determinations, history, latest_values
from patients.selectors.overview import (
    MOST_POINTS,
    current_limits,
    record_lines,
    visible_determinations,
)
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import (
    OBSERVED_AT,
    EpisodeFactory,
    FamilyHistoryFactory,
    HistoryEntryFactory,
    IcaFactory,
    MeasurementFactory,
    MedicationLineFactory,
    TreatmentLimitFactory,
)
from tests.patients.measured import measured

ON = date(2026, 10, 15)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def on_day(days: int):
    return OBSERVED_AT - timedelta(days=days)


def test_record_lines_hold_what_is_current_in_the_order_of_the_screen(patient):
    ended = EpisodeFactory(patient=patient, ended=True, title="Pneumonie")
    plain = EpisodeFactory(patient=patient, title="Gonartrose", icpc="L90", onset_on=date(2018, 1, 1))
    flagged = EpisodeFactory(patient=patient, attention=True, title="COPD", icpc="R95", onset_on=date(2012, 1, 1))
    ica = IcaFactory(patient=patient)
    IcaFactory(patient=patient, ended=True)
    limit = TreatmentLimitFactory(patient=patient)
    past = HistoryEntryFactory(patient=patient)
    relative = FamilyHistoryFactory(patient=patient)
    FamilyHistoryFactory(patient=PatientFactory(practice=patient.practice, bsn=None))
    with practice_scope(patient.practice):
        lines = record_lines(patient=patient, on=ON)
    assert lines.episodes == [flagged, plain, ended]
    assert (lines.icas, lines.limits, lines.history, lines.family) == ([ica], [limit], [past], [relative])


def test_record_lines_tell_medicines_that_were_stopped_lately(patient):
    used = MedicationLineFactory(patient=patient)
    lately = MedicationLineFactory(patient=patient, name="ibuprofen", stopped_on=ON - timedelta(days=20))
    MedicationLineFactory(patient=patient, name="amoxicilline", stopped_on=ON - timedelta(days=200))
    replaced = MedicationLineFactory(patient=patient, name="perindopril 4", stopped_on=ON - timedelta(days=20))
    follow_up = MedicationLineFactory(patient=patient, name="perindopril 8", replaces=replaced)
    soon = MedicationLineFactory(patient=patient, name="tot morgen", stopped_on=ON + timedelta(days=1))
    with practice_scope(patient.practice):
        lines = record_lines(patient=patient, on=ON)
    assert set(lines.medication) == {used, follow_up, soon}
    assert lines.stopped == [lately]


def test_record_lines_of_another_practice_are_empty(patient, other_practice):
    EpisodeFactory(patient=patient)
    with practice_scope(other_practice):
        assert record_lines(patient=patient, on=ON).episodes == []


def test_limits_that_ended_do_not_hold(patient):
    TreatmentLimitFactory(patient=patient, ended=True)
    with practice_scope(patient.practice):
        assert current_limits(patient=patient, on=ON) == []


def test_measured_holds_the_last_values_newest_first(patient):
    for days in range(MOST_POINTS + 3):
        MeasurementFactory(patient=patient, numeric=50 + days, observed_at=on_day(100 * days))
    with practice_scope(patient.practice):
        (found,) = measured(patient=patient, with_sensitive=True)
    assert [row.numeric for row in found.rows] == [Decimal(50 + days) for days in range(MOST_POINTS)]
    assert (found.latest.numeric, found.previous.numeric) == (Decimal(50), Decimal(51))


def test_measured_stands_in_the_order_of_the_screen_and_takes_two_queries(patient, django_assert_num_queries):
    for key, number in (("acr", 4), ("hba1c", 58), ("rr_sys", 142)):
        MeasurementFactory(patient=patient, determination_id=key, numeric=number)
    with practice_scope(patient.practice), django_assert_num_queries(2):
        found = measured(patient=patient, with_sensitive=True)
    assert [each.determination.key for each in found] == ["rr_sys", "hba1c", "acr"]
    assert found[0].previous is None


def test_measured_skips_what_was_corrected_or_withdrawn(patient):
    wrong = MeasurementFactory(patient=patient, numeric=85)
    right = MeasurementFactory(patient=patient, numeric=58, supersedes=wrong, correction_reason="tikfout")
    taken = MeasurementFactory(patient=patient, determination_id="acr", numeric=4)
    MeasurementFactory(
        patient=patient,
        determination_id="acr",
        numeric=None,
        is_withdrawal=True,
        supersedes=taken,
        correction_reason="andere patiënt",
    )
    with practice_scope(patient.practice):
        (found,) = measured(patient=patient, with_sensitive=True)
    assert found.rows == [right]


def test_measured_shows_the_value_that_the_latest_table_keeps(patient):
    MeasurementFactory(patient=patient, numeric=58)
    MeasurementFactory(patient=patient, numeric=59)
    MeasurementFactory(patient=patient, numeric=70, observed_at=on_day(30))
    with practice_scope(patient.practice):
        (found,) = measured(patient=patient, with_sensitive=True)
        kept = LatestMeasurement.objects.for_patients([patient.pk]).get()
    assert (found.latest.pk, kept.numeric) == (kept.measurement_id, Decimal(59))


def test_previous_is_of_the_same_method(patient):
    MeasurementFactory(patient=patient, determination_id="egfr", numeric=54, method="ckd-epi-2021")
    MeasurementFactory(patient=patient, determination_id="egfr", numeric=60, method="mdrd", observed_at=on_day(100))
    MeasurementFactory(
        patient=patient, determination_id="egfr", numeric=57, method="ckd-epi-2021", observed_at=on_day(200)
    )
    with practice_scope(patient.practice):
        (found,) = measured(patient=patient, with_sensitive=True)
    assert found.previous.numeric == Decimal(57)


def test_safety_is_shown_only_to_who_may_see_it(patient):
    MeasurementFactory(patient=patient, determination_id="suicide_plan", numeric=None, choice="ja")
    with practice_scope(patient.practice):
        assert [each.determination.key for each in measured(patient=patient, with_sensitive=True)] == ["suicide_plan"]
        assert measured(patient=patient, with_sensitive=False) == []
    keys = set(visible_determinations(with_sensitive=False).values_list("key", flat=True))
    assert ("hba1c" in keys, "suicide_plan" in keys) == (True, False)


def test_enterable_leaves_out_what_is_calculated_or_retired(db):
    keys = [each.key for each in enterable_determinations(with_sensitive=True)]
    assert {"bmi", "five_shot"} & set(keys) == set()
    assert keys.index("rr_sys") < keys.index("hba1c")


def test_history_holds_everything_of_a_period_with_its_corrections(patient):
    old = MeasurementFactory(patient=patient, numeric=61, observed_at=on_day(700))
    wrong = MeasurementFactory(patient=patient, numeric=85)
    right = MeasurementFactory(patient=patient, numeric=58, supersedes=wrong, correction_reason="tikfout")
    determination = visible_determinations(with_sensitive=True).get(key="hba1c")
    with practice_scope(patient.practice):
        found = history(patient=patient, determination=determination)
        recent = history(patient=patient, determination=determination, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert found.rows == [right, wrong, old]
    assert (found.current, found.corrections) == ([right, old], {wrong.pk: right})
    assert (recent.rows, found.partner, found.partner_rows) == ([right, wrong], None, [])


def test_history_holds_the_partner(patient):
    MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=142)
    lower = MeasurementFactory(patient=patient, determination_id="rr_dia", numeric=84)
    wrong = MeasurementFactory(patient=patient, determination_id="rr_dia", numeric=48, observed_at=on_day(9))
    MeasurementFactory(
        patient=patient, determination_id="rr_dia", numeric=None, is_withdrawal=True, supersedes=wrong,
        correction_reason="verlezen", observed_at=on_day(9),
    )  # fmt: skip
    determination = visible_determinations(with_sensitive=True).get(key="rr_sys")
    with practice_scope(patient.practice):
        found = history(patient=patient, determination=determination)
    assert (found.partner.key, found.partner_rows) == ("rr_dia", [lower])


def test_latest_values_are_those_asked_for(patient):
    MeasurementFactory(patient=patient, numeric=58)
    MeasurementFactory(patient=patient, determination_id="acr", numeric=4)
    with practice_scope(patient.practice):
        assert {key: row.numeric for key, row in latest_values(patient=patient, keys=["hba1c", "egfr"]).items()} == {
            "hba1c": Decimal(58)
        }


@pytest.mark.parametrize(
    ("codes", "titles"),
    [
        (("T90.02",), ["T90.02"]),
        (("K90",), ["K90", "K90.03"]),
        (("K90.03", "T90.02"), ["K90.03", "T90.02"]),
        (("K9",), []),
        ((), []),
    ],
)
def test_episodes_with_icpc_take_subcodes_of_a_main_code(patient, codes, titles):
    for code in ("T90.02", "K90", "K90.03", "K91"):
        EpisodeFactory(patient=patient, icpc=code, title=code)
    with practice_scope(patient.practice):
        found = Episode.objects.for_practice(patient.practice).with_icpc(*codes)
        assert sorted(each.title for each in found) == titles


def test_episodes_with_attention_and_current(patient):
    EpisodeFactory(patient=patient)
    flagged = EpisodeFactory(patient=patient, attention=True)
    EpisodeFactory(patient=patient, attention=True, ended=True)
    with practice_scope(patient.practice):
        assert list(Episode.objects.for_practice(patient.practice).with_attention().current(on=ON)) == [flagged]


def test_medication_current_and_by_code(patient):
    used = MedicationLineFactory(patient=patient)
    MedicationLineFactory(patient=patient, stopped=True)
    MedicationLineFactory(patient=patient, started_on=ON + timedelta(days=1))
    unknown_start = MedicationLineFactory(patient=patient, started_on=None, atc="C09AA04")
    with practice_scope(patient.practice):
        lines = MedicationLine.objects.for_practice(patient.practice).current(on=ON)
        assert set(lines) == {used, unknown_start}
        assert list(lines.with_atc("C09", "C03")) == [unknown_start]
        assert list(lines.with_atc()) == []


def test_measurements_as_of_a_moment(patient):
    old = MeasurementFactory(patient=patient, observed_at=on_day(10))
    MeasurementFactory(patient=patient)
    with practice_scope(patient.practice):
        rows = type(old).objects.of_patient(patient)
        assert list(rows.as_of(on_day(5))) == [old]
