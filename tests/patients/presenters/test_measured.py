"""Measured values in words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients import targets
from patients.enums_record import Source
from patients.models import Determination
from patients.presenters.measured import (
    definition_facts,
    history_chart,
    history_rows,
    method_label,
    points,
    sections,
    source_text,
)
from patients.rules.charts import Band
from patients.selectors.measurements import history
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import OBSERVED_AT, MeasurementFactory
from tests.patients.measured import measured


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def blocks(patient, aims=None):
    with practice_scope(patient.practice):
        found = measured(patient=patient, with_sensitive=True)
        return sections(found, patient=patient, targets=aims or {})


def rows_of(patient, aims=None):
    return {row["key"]: row for block in blocks(patient, aims) for row in block["rows"]}


def earlier(days: int):
    return OBSERVED_AT - timedelta(days=days)


def test_row_shows_value_unit_month_and_what_it_was(patient):
    MeasurementFactory(patient=patient, determination_id="gewicht", numeric=Decimal("81.4"), has_time=True)
    MeasurementFactory(patient=patient, determination_id="gewicht", numeric=Decimal("84.2"), observed_at=earlier(90))
    row = rows_of(patient)["gewicht"]
    shown = {name: row[name] for name in ("label", "value", "unit", "when", "when_full", "previous", "previous_when")}
    assert shown == {
        "label": "Gewicht",
        "value": "81,4",
        "unit": "kg",
        "when": "10-2026",
        "when_full": "12-10-2026 10:30",
        "previous": "84,2",
        "previous_when": "07-2026",
    }
    assert (row["spark"].points, row["source"], row["target"], row["is_outside"]) == (
        "3.0,3.0 61.0,15.0",
        "",
        "",
        False,
    )


def test_row_joins_the_lower_pressure_of_the_same_moment(patient):
    for days, upper, lower in ((0, 142, 84), (90, 150, 90)):
        for key, number in (("rr_sys", upper), ("rr_dia", lower)):
            MeasurementFactory(patient=patient, determination_id=key, numeric=number, observed_at=earlier(days))
    found = rows_of(patient)
    assert list(found) == ["rr_sys"]
    assert (found["rr_sys"]["value"], found["rr_sys"]["previous"]) == ("142/84", "150/90")


def test_row_of_a_partner_of_another_moment_stands_by_itself(patient):
    MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=142, observed_at=earlier(9))
    MeasurementFactory(patient=patient, determination_id="rr_dia", numeric=84)
    found = rows_of(patient)
    assert {key: row["value"] for key, row in found.items()} == {"rr_sys": "142", "rr_dia": "84"}


def test_row_of_words_tells_the_previous_only_when_it_was_another(patient):
    for key, words in (("roken", ("voorheen", "ja")), ("bewegen", ("voldoet", "voldoet"))):
        for days, word in zip((0, 90), words, strict=True):
            MeasurementFactory(
                patient=patient, determination_id=key, numeric=None, choice=word, observed_at=earlier(days)
            )
    found = rows_of(patient)
    assert (found["roken"]["value"], found["roken"]["previous"]) == ("gestopt", "rookt")
    assert (found["bewegen"]["value"], found["bewegen"]["previous"], found["bewegen"]["is_word"]) == (
        "voldoet",
        "",
        True,
    )


def test_row_marks_source_correction_signal_and_meaning(patient):
    wrong = MeasurementFactory(patient=patient, determination_id="egfr", numeric=545 - 400, lab=True)
    MeasurementFactory(
        patient=patient, determination_id="egfr", numeric=54, lab=True, supersedes=wrong, correction_reason="x"
    )
    MeasurementFactory(patient=patient, determination_id="mrc", numeric=2)
    MeasurementFactory(patient=patient, determination_id="kalium", numeric=Decimal("5.2"))
    found = rows_of(patient)
    egfr = found["egfr"]
    assert (egfr["source"], egfr["source_full"], egfr["is_corrected"]) == ("lab", "lab Star-shl", True)
    assert (egfr["signal"], egfr["short_unit"]) == ("lager dan 60", "ml/min")
    assert found["mrc"]["meaning"] == "2: benauwd bij haasten of een helling op"
    # What nobody has read in a source is no signal here; the page of the determination shows it, with that mark.
    assert found["kalium"]["signal"] == ""


def test_block_shows_targets_and_what_is_outside(patient):
    MeasurementFactory(patient=patient, numeric=61)
    aims = {"hba1c": targets.Target(Band(low=54, high=58), "54–58 eigen")}
    (block,) = blocks(patient, aims)
    assert (block["title"], block["has_targets"]) == ("Glucose", True)
    assert (block["rows"][0]["target"], block["rows"][0]["is_outside"]) == ("54–58 eigen", True)


def test_points_keep_operator_and_method_and_leave_out_words(patient):
    rows = [
        MeasurementFactory(patient=patient, determination_id="egfr", numeric=90, operator=">", method="mdrd"),
        MeasurementFactory(patient=patient, boolean=True),
    ]
    with practice_scope(patient.practice):
        (point,) = points(rows)
    assert (point.on, point.value, point.sign, point.series) == (date(2026, 10, 12), 90.0, "> ", "mdrd")


def shown_history(patient, key, *, can_write=True):
    determination = Determination.objects.get(pk=key)
    with practice_scope(patient.practice):
        found = history(patient=patient, determination=determination)
        return found, history_rows(found, patient=patient, can_write=can_write)


def test_history_tells_where_each_value_came_from(patient, poh):
    MeasurementFactory(patient=patient, entered_by=poh, note="nuchter")
    MeasurementFactory(patient=patient, lab=True, observed_at=earlier(90), original_value="7.2", original_unit="%")
    _, rows = shown_history(patient, "hba1c")
    assert [(row["when"], row["value"], row["source"], row["note"], row["original"], row["act"]) for row in rows] == [
        ("12-10-2026", "58", "consult, Anja de Vries", "nuchter", "", "Verbeter"),
        ("14-7-2026", "58", "lab Star-shl", "", "7.2 %", "Trek in"),
    ]


def test_history_shows_what_was_put_right_and_taken_back(patient, poh):
    wrong = MeasurementFactory(patient=patient, numeric=85)
    right = MeasurementFactory(
        patient=patient, numeric=58, supersedes=wrong, correction_reason="tikfout", entered_by=poh
    )
    MeasurementFactory(
        patient=patient, numeric=None, is_withdrawal=True, supersedes=right, correction_reason="andere patiënt",
        entered_by=poh, entered_at=OBSERVED_AT,
    )  # fmt: skip
    _, rows = shown_history(patient, "hba1c")
    assert [(row["value"], row["is_gone"], row["url"]) for row in rows] == [
        ("ingetrokken", False, ""),
        ("58", True, ""),
        ("85", True, ""),
    ]
    assert rows[1]["correction"] == "ingetrokken door Anja de Vries op 12-10-2026: andere patiënt"
    assert rows[2]["correction"].startswith("verbeterd door Anja de Vries op ")
    assert rows[1]["reason"] == "tikfout"


def test_history_tells_who_confirmed_and_what_a_value_means(patient, poh):
    MeasurementFactory(
        patient=patient, determination_id="rr_sys", numeric=182, asked="182 is hoog: klopt dit?", confirmed_by=poh
    )
    MeasurementFactory(patient=patient, determination_id="rr_dia", numeric=88)
    found, (row,) = shown_history(patient, "rr_sys")
    assert (row["value"], row["confirmed"]) == ("182/88", "182 is hoog: klopt dit? Bevestigd door Anja de Vries.")
    assert row["signal"] == {
        "text": "ernstig verhoogd",
        "source": "NHG-registratieadvies CVRM, 2020",
        "doubt": False,
    }
    assert len(history_chart(found, None).dots) == 2


def test_history_marks_what_is_still_to_be_approved(patient):
    MeasurementFactory(patient=patient, determination_id="kalium", numeric=Decimal("5.2"))
    _, (row,) = shown_history(patient, "kalium", can_write=False)
    assert (row["signal"]["doubt"], row["url"]) == (True, "")


def test_history_chart_has_the_band_of_the_target(patient):
    MeasurementFactory(patient=patient, numeric=61)
    found, _ = shown_history(patient, "hba1c")
    drawn = history_chart(found, targets.Target(Band(low=54, high=58), "54–58"))
    assert (len(drawn.limits), drawn.dots[0].is_outside) == (2, True)


def test_source_of_a_calculated_value_names_the_algorithm(patient):
    row = MeasurementFactory(
        patient=patient, determination_id="bmi", numeric=28, source=Source.CALCULATED, entered_by=None,
        algorithm="bmi", algorithm_version="1",
    )  # fmt: skip
    assert source_text(row) == "berekend: bmi 1"


def test_method_label_is_the_word_of_the_definition(db):
    egfr = Determination.objects.get(pk="egfr")
    assert (method_label(egfr, "mdrd"), method_label(egfr, ""), method_label(egfr, "x")) == ("MDRD", "", "x")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "gewicht",
            {"NHG-tabel 45": "357, 2408", "LOINC": "29463-7", "Kan": "2 tot 350 kg"},
        ),
        ("roken", {"NHG-tabel 45": "1739, 4013", "LOINC": "72166-2", "Kan": "rookt, gestopt, nooit gerookt"}),
        (
            "hbsw",
            {
                "NHG-tabel 45": "HBSW TQ",
                "Kan": "40 tot 86 mmol/mol",
                "Nog na te gaan": "NHG-nummer van HBSW TQ niet gevonden.",
            },
        ),
        ("fundus", {"NHG-tabel 45": "1638"}),
    ],
)  # fmt: skip
def test_definition_facts_tell_codes_limits_and_doubt(db, key, expected):
    facts = {fact["label"]: fact["value"] for fact in definition_facts(Determination.objects.get(pk=key), None)}
    assert {label: facts[label] for label in facts if label != "Bron"} == expected


def test_definition_facts_tell_the_target(db):
    aim = targets.Target(Band(high=140), "< 140")
    facts = definition_facts(Determination.objects.get(pk="rr_sys"), aim)
    assert facts[0] == {"label": "Doel", "value": "< 140"}


def test_targets_come_from_what_registered(patient, monkeypatch):
    monkeypatch.setattr(targets, "_sources", [])
    assert targets.targets_for(patient=patient, keys=["hba1c"], on=date(2026, 10, 12)) == {}
    aim = targets.Target(Band(high=53), "≤ 53")
    targets.register(lambda *, patient, keys, on: dict.fromkeys(keys, aim))
    assert targets.targets_for(patient=patient, keys=["hba1c"], on=date(2026, 10, 12)) == {"hba1c": aim}
