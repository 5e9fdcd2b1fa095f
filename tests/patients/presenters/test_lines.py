"""Lines of the record in words."""

from datetime import date, timedelta

import pytest

from patients.enums_record import IcaKind, TreatmentLimitKind
from patients.presenters.lines import limits_text, panels
from patients.selectors.overview import record_lines
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import (
    EpisodeFactory,
    FamilyHistoryFactory,
    HistoryEntryFactory,
    IcaFactory,
    MedicationLineFactory,
    TreatmentLimitFactory,
)

ON = date(2026, 10, 15)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def shown(patient, *, can_write=True):
    with practice_scope(patient.practice):
        found = panels(record_lines(patient=patient, on=ON), patient=patient, on=ON, can_write=can_write)
    return {panel["kind"]: panel for panel in found}


def line(row):
    return (row["text"], row["side"], row["note"])


def test_panels_of_an_empty_record_say_so(patient):
    found = shown(patient)
    assert {kind: panel["rows"] for kind, panel in found.items()} == {
        "episodes": [], "medicatie": [], "ica": [], "behandelgrenzen": [], "voorgeschiedenis": [], "familie": [],
    }  # fmt: skip
    assert found["ica"]["empty"] == "Geen intoleranties, contra-indicaties of allergieën bekend."


def test_panels_link_to_forms_only_for_who_may_write(patient):
    EpisodeFactory(patient=patient)
    may, may_not = shown(patient)["episodes"], shown(patient, can_write=False)["episodes"]
    assert (bool(may["add_url"]), bool(may["rows"][0]["url"])) == (True, True)
    assert (may_not["add_url"], may_not["rows"][0]["url"]) == ("", "")


def test_episodes_show_code_and_attention_and_keep_the_ended_apart(patient):
    EpisodeFactory(patient=patient, attention=True, note="sinds kort insuline")
    EpisodeFactory(patient=patient, uncoded=True, title="Hoofdpijn", onset_on=None)
    EpisodeFactory(patient=patient, ended=True, title="Pneumonie", icpc="R81")
    EpisodeFactory(patient=patient, ended=True, title="Valpartij", icpc="A80", onset_on=None)
    panel = shown(patient)["episodes"]
    assert [(line(row), row["is_attention"], row["title"]) for row in panel["rows"]] == [
        (("Diabetes mellitus type 2", "T90.02", "sinds kort insuline"), True, "sinds 2015"),
        (("Hoofdpijn", "zonder code", ""), False, ""),
    ]
    assert panel["more_title"] == "Beëindigd (2)"
    assert {row["text"]: row["title"] for row in panel["more"]} == {"Pneumonie": "2015–2020", "Valpartij": "tot 2020"}


def test_medicines_show_what_is_new_and_what_stopped(patient):
    MedicationLineFactory(patient=patient)
    old = MedicationLineFactory(patient=patient, name="perindopril", dosage="1dd4", stopped_on=ON - timedelta(days=9))
    MedicationLineFactory(
        patient=patient, name="perindopril", dosage="1dd8", replaces=old, started_on=ON - timedelta(days=9)
    )
    MedicationLineFactory(patient=patient, name="tiotropium", dosage="", started_on=ON)
    MedicationLineFactory(patient=patient, name="onbekend begin", started_on=None)
    MedicationLineFactory(patient=patient, name="ibuprofen", dosage="", stopped_on=ON, stop_reason="nierfunctie")
    MedicationLineFactory(patient=patient, name="naproxen", dosage="", stopped_on=ON)
    panel = shown(patient)["medicatie"]
    assert [(*line(row), row["is_new"]) for row in panel["rows"]] == [
        ("metformine 500 mg", "3dd1", "", False),
        ("onbekend begin", "3dd1", "", False),
        ("perindopril", "1dd8", "was 1dd4", True),
        ("tiotropium", "", "nieuw", True),
    ]
    assert panel["note"] == "vet = recent"
    assert panel["gone"] == [
        {"text": "ibuprofen", "note": "gestopt 10-2026: nierfunctie"},
        {"text": "naproxen", "note": "gestopt 10-2026"},
    ]


def test_warnings_history_family_and_limits(patient):
    IcaFactory(patient=patient)
    IcaFactory(patient=patient, kind=IcaKind.CONTRAINDICATION, text="nierfunctie", reaction="")
    HistoryEntryFactory(patient=patient)
    HistoryEntryFactory(patient=patient, text="breuk", year=None)
    FamilyHistoryFactory(patient=patient)
    FamilyHistoryFactory(patient=patient, condition="diabetes", age_at_event=None)
    TreatmentLimitFactory(patient=patient, text="besproken met dochter", agreed_by__name="Henk Bakker")
    TreatmentLimitFactory(patient=patient, kind=TreatmentLimitKind.OTHER, text="geen antibiotica per infuus")
    found = shown(patient)
    assert [line(row) for row in found["ica"]["rows"]] == [
        ("penicilline", "", "huiduitslag"),
        ("nierfunctie", "contra-indicatie", ""),
    ]
    assert [line(row) for row in found["voorgeschiedenis"]["rows"]] == [
        ("appendectomie", "1984", ""),
        ("breuk", "", ""),
    ]
    assert [line(row) for row in found["familie"]["rows"]] == [
        ("vader: diabetes", "", ""),
        ("vader: hartinfarct", "54 jaar", ""),
    ]
    assert [line(row) for row in found["behandelgrenzen"]["rows"]] == [
        ("niet reanimeren", "06-2025", "besproken met dochter"),
        ("geen antibiotica per infuus", "06-2025", ""),
    ]
    assert found["behandelgrenzen"]["rows"][0]["title"] == ("afgesproken met patiënt door Henk Bakker op 1-6-2025")


def test_limits_text_names_all(patient):
    limits = [TreatmentLimitFactory(patient=patient, kind=kind) for kind in ("no_resuscitation", "no_hospital")]
    assert limits_text(limits) == "niet reanimeren, niet naar het ziekenhuis"
    assert limits_text([]) == ""


def test_lines_name_themselves(patient):
    names = [
        str(factory(patient=patient))
        for factory in (EpisodeFactory, MedicationLineFactory, IcaFactory, HistoryEntryFactory, FamilyHistoryFactory)
    ]
    assert names == [
        "Diabetes mellitus type 2 (T90.02)",
        "metformine 500 mg 3dd1",
        "penicilline, huiduitslag",
        "appendectomie (1984)",
        "vader: hartinfarct",
    ]
