"""Forms of lines: what may stand in them, and when they end."""

from datetime import date

import pytest

from patients.forms.lines import (
    DosageForm,
    EndForm,
    EpisodeForm,
    FamilyHistoryForm,
    HistoryForm,
    IcaForm,
    MedicationForm,
    TreatmentLimitForm,
)
from tests.factories.patients import PatientFactory
from tests.factories.record import EpisodeFactory, MedicationLineFactory

TODAY = date(2026, 10, 15)
FUTURE = "Deze datum ligt in de toekomst."
UNBORN = "Deze datum ligt voor de geboorte van de patiënt."


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def errors(form_class, patient, data, **options):
    form = form_class(data, patient=patient, today=TODAY, **options)
    form.is_valid()
    return {name: list(found) for name, found in form.errors.items()}


@pytest.mark.parametrize(
    ("form_class", "data", "expected"),
    [
        (EpisodeForm, {"title": "DM2", "icpc": "t90.02", "onset_on": "1-3-2015"}, {}),
        (EpisodeForm, {"title": "DM2", "icpc": "T9"}, {"icpc": ["Een ICPC-code ziet eruit als T90 of T90.02."]}),
        (EpisodeForm, {"title": "", "icpc": ""}, {"title": ["Dit veld is verplicht."]}),
        (EpisodeForm, {"title": "DM2", "onset_on": "16-10-2026"}, {"onset_on": [FUTURE]}),
        (EpisodeForm, {"title": "DM2", "onset_on": "13-3-1958"}, {"onset_on": [UNBORN]}),
        (MedicationForm, {"name": "metformine", "atc": "a10ba02", "started_on": "1-11-2026"}, {}),
        (MedicationForm, {"name": "metformine", "atc": "A1"}, {"atc": ["Een ATC-code ziet eruit als A10BA02."]}),
        (IcaForm, {"kind": "allergy", "text": "penicilline", "since_on": "1-1-2027"}, {"since_on": [FUTURE]}),
        (HistoryForm, {"text": "breuk", "year": "1984"}, {}),
        (HistoryForm, {"text": "breuk", "year": ""}, {}),
        (
            HistoryForm,
            {"text": "breuk", "year": "1950"},
            {"year": ["Dit jaar ligt voor de geboorte of in de toekomst."]},
        ),
        (
            HistoryForm,
            {"text": "breuk", "year": "2027"},
            {"year": ["Dit jaar ligt voor de geboorte of in de toekomst."]},
        ),
        (FamilyHistoryForm, {"relative": "father", "condition": "infarct", "age_at_event": "54"}, {}),
        (
            FamilyHistoryForm,
            {"relative": "father", "condition": "infarct", "age_at_event": "121"},
            {"age_at_event": ["Een leeftijd ligt tussen 0 en 120."]},
        ),
        (TreatmentLimitForm, {"kind": "no_resuscitation", "agreed_on": "1-6-2025", "agreed_with": "patient"}, {}),
        (
            TreatmentLimitForm,
            {"kind": "other", "agreed_on": "1-6-2025", "agreed_with": "patient"},
            {"text": ["Schrijf welke grens is afgesproken."]},
        ),
    ],
)
def test_form_accepts_or_says_why(patient, form_class, data, expected):
    assert errors(form_class, patient, data) == expected


def test_codes_are_written_in_capitals(patient):
    form = EpisodeForm({"title": "DM2", "icpc": " t90 .02"}, patient=patient, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data["icpc"] == "T90.02"


def test_form_leaves_the_instance_as_it_was(patient):
    episode = EpisodeFactory(patient=patient)
    form = EpisodeForm({"title": "Anders"}, instance=episode, patient=patient, today=TODAY)
    assert form.is_valid()
    assert (episode.title, form.cleaned_data["title"]) == ("Diabetes mellitus type 2", "Anders")


def test_form_of_a_patient_without_birth_year_accepts_any_past_day(practice):
    nobody = PatientFactory(practice=practice, birth_year=None, birth_month=None, birth_day=None)
    assert errors(EpisodeForm, nobody, {"title": "DM2", "onset_on": "1-1-1901"}) == {}
    assert errors(HistoryForm, nobody, {"text": "breuk", "year": "1901"}) == {}


def test_limit_is_agreed_today_unless_said_otherwise(patient):
    assert TreatmentLimitForm(patient=patient, today=TODAY).initial["agreed_on"] == TODAY


@pytest.mark.parametrize(
    ("data", "needs_reason", "expected"),
    [
        ({"on": "15-10-2026", "reason": ""}, False, {}),
        ({"on": "15-10-2026", "reason": ""}, True, {"reason": ["Dit veld is verplicht."]}),
        ({"on": "16-10-2026"}, False, {"on": [FUTURE]}),
        ({"on": "28-2-2015"}, False, {"on": ["De einddatum ligt voor de begindatum."]}),
    ],
)
def test_end_form_checks_the_day_and_the_reason(data, needs_reason, expected):
    form = EndForm(data, today=TODAY, started_on=date(2015, 3, 1), needs_reason=needs_reason)
    form.is_valid()
    assert form.errors == expected


def test_end_form_without_a_start_accepts_any_past_day():
    assert EndForm({"on": "1-1-1990"}, today=TODAY, started_on=None, needs_reason=False).is_valid()


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("15-10-2026", {}),
        ("16-10-2026", {"on": [FUTURE]}),
        ("1-1-2010", {"on": ["Deze datum ligt voor het begin van het middel."]}),
    ],
)
def test_dosage_form_checks_the_day(patient, on, expected):
    line = MedicationLineFactory(patient=patient)
    form = DosageForm({"name": line.name, "dosage": "1dd2", "on": on}, today=TODAY, line=line)
    form.is_valid()
    assert form.errors == expected


def test_dosage_form_of_a_medicine_without_a_start_accepts_any_past_day(patient):
    line = MedicationLineFactory(patient=patient, started_on=None)
    assert DosageForm({"name": line.name, "dosage": "1dd2", "on": "1-1-2010"}, today=TODAY, line=line).is_valid()
