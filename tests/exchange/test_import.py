"""An import from file to record: what is kept, what is not, and twice is once."""

import json
from datetime import date
from decimal import Decimal

import pytest

from exchange.enums import ItemState, Kind, Outcome, QuarantineReason, SkipReason
from exchange.models import Import, QuarantinedItem
from exchange.services import imports
from exchange.services.imports import Order, import_folder
from patients.enums_record import Operator, RecordSource, Source
from patients.models import Episode, Ica, Measurement, MedicationLine, Patient
from poh.accounts.scope import practice_scope
from tests.exchange.conftest import AT
from tests.exchange.fhir import SNOMED, WHEN, Bundle, concept
from tests.exchange.looking import held, kept, rows, whole

pytestmark = pytest.mark.django_db


def test_patient_is_registered_with_name_birth_and_reach_and_without_bsn(practice, take_over):
    take_over(
        Bundle(
            name=[
                {"use": "official", "family": "Bloemendaal", "given": ["Ymkje", "Anna"]},
                {"use": "maiden", "family": "Terpstra"},
            ],
            identifier=[{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999990019"}],
            address=[{"line": ["Lindelaan 12a"], "city": "Voorbeeldstad", "postalCode": "1012nx"}],
            telecom=[
                {"system": "phone", "value": "010-0000001"},
                {"system": "phone", "use": "mobile", "value": "06-00000001"},
            ],
        )
    )
    with practice_scope(practice):
        patient = Patient.objects.for_practice(practice).get()
    assert (patient.display_name, str(patient.birth_date)) == ("mw. Y.A. Bloemendaal", "14-3-1958")
    assert (patient.birth_name, patient.partner_name) == ("Terpstra", "Bloemendaal")
    assert (patient.street, patient.house_number, patient.house_number_addition) == ("Lindelaan", 12, "a")
    assert (patient.postcode, patient.city, patient.country) == ("1012 NX", "Voorbeeldstad", "")
    assert (patient.phone, patient.mobile, patient.bsn) == ("010-0000001", "06-00000001", None)
    assert patient.registered_from == date(2026, 11, 20)


def test_patient_who_died_is_registered_until_then(practice, take_over):
    take_over(Bundle(deceasedDateTime="2021-05-06T10:00:00Z"))
    fields = ("registered_from", "registered_to", "deceased_on", "leave_reason")
    assert rows(practice, Patient, *fields) == [(date(2021, 5, 6), date(2021, 5, 6), date(2021, 5, 6), "deceased")]


def test_conditions_become_episodes_and_what_has_no_code_keeps_its_own(practice, take_over):
    take_over(
        Bundle()
        .condition("44054006", "Diabetes")
        .condition("15777000", "Prediabetes", onsetDateTime="2012-02-03")
        .condition("230690007", "Stroke", onsetDateTime="2015")
        .condition("444814009", "Viral sinusitis (disorder)", status="resolved", abatementDateTime="2019-05-20")
        .condition("38341003", "Hypertension", status="inactive", key="ended without a day")
    )
    fields = ("icpc", "snomed", "title", "onset_on", "ended_on", "note")
    assert rows(practice, Episode, *fields) == [
        ("", "15777000", "Prediabetes", date(2012, 2, 3), None, ""),
        ("", "444814009", "Viral sinusitis (disorder)", date(2019, 5, 6), date(2019, 5, 20), ""),
        ("K86", "38341003", "Hypertensie", date(2019, 5, 6), date(2019, 5, 6), "einddatum niet vermeld in de bron"),
        ("K90", "230690007", "Beroerte", None, None, "begonnen in 2015"),
        ("T90.02", "44054006", "Diabetes mellitus type 2", date(2019, 5, 6), None, ""),
    ]
    assert set(rows(practice, Episode, "source", "recorded_by")) == {(RecordSource.IMPORT, None)}


def test_values_are_converted_to_our_units_and_keep_how_they_came(practice, take_over):
    take_over(
        Bundle()
        .measured("4548-4", 7.1, "%")
        .measured("2093-3", 193.35, "mg/dL")
        .measured("38483-4", 1.1, "mg/dL")
        .measured("14959-1", 26.8, "mg/g")
        .measured("29463-7", 176.4, "[lb_av]")
        .measured("33914-3", 72.4, "mL/min/{1.73_m2}")
        .measured("62238-1", 90, "mL/min/1.73m2", at="2026-04-01", comparator=">")
        .pressure(142.4, 88)
        .observed("72166-2", valueCodeableConcept=concept("http://snomed.info/sct", "8517006", "Former smoker"))
    )
    fields = ("determination_id", "numeric", "operator", "choice", "method", "original_value", "original_unit")
    found = [
        (key, number and number.normalize(), operator, choice, *rest)
        for key, number, operator, choice, *rest in rows(practice, Measurement, *fields)
    ]
    assert found == [
        ("acr", Decimal("3"), "", None, "", "26.8", "mg/g"),
        ("chol", Decimal("5"), "", None, "", "193.35", "mg/dL"),
        ("egfr", Decimal("72"), "", None, "mdrd", "72.4", "mL/min/{1.73_m2}"),
        ("egfr", Decimal("9E+1"), Operator.ABOVE, None, "ckd-epi-2009", "> 90", "mL/min/1.73m2"),
        ("gewicht", Decimal("8E+1"), "", None, "", "176.4", "[lb_av]"),
        ("hba1c", Decimal("54"), "", None, "", "7.1", "%"),
        ("kreat", Decimal("97"), "", None, "", "1.1", "mg/dL"),
        ("roken", None, "", "voorheen", "", "Former smoker", ""),
        ("rr_dia", Decimal("88"), "", None, "", "88", "mm[Hg]"),
        ("rr_sys", Decimal("142"), "", None, "", "142.4", "mm[Hg]"),
    ]
    assert set(rows(practice, Measurement, "source", "source_name", "entered_by")) == {(Source.IMPORT, "FHIR", None)}
    assert rows(practice, Measurement, "has_time", determination="egfr") == [(False,), (True,)]
    assert held(practice) == []


def test_nothing_is_kept_with_a_guessed_unit_moment_or_meaning(practice, take_over):
    take_over(
        Bundle()
        .measured("4548-4", 7.1)
        .measured("2093-3", 5.1, "g/dL")
        .measured("33914-3", 88, "mL/min")
        .measured("4548-4", 58, "%", key="no percentage of HbA1c is 58")
        .measured("19926-5", 66.7, "%")
        .measured("29463-7", 81, "kg", at="2026-05")
        .measured("8302-2", 170, "cm", at=None)
        .measured("8302-2", 170, "cm", at="2026-11-21")
        .measured("8302-2", 170, "cm", at="1957-01-01")
        .pressure(80, 130)
        .observed("72166-2", valueCodeableConcept=concept("http://snomed.info/sct", "77386006", "Pregnant"))
        .observed("2085-9", valueString="hoog")
    )
    assert held(practice) == [
        ("19926-5", QuarantineReason.AMBIGUOUS, "66.7", "%", ItemState.OPEN),
        ("2085-9", QuarantineReason.UNKNOWN_ANSWER, "hoog", "", ItemState.OPEN),
        ("2093-3", QuarantineReason.UNKNOWN_UNIT, "5.1", "g/dL", ItemState.OPEN),
        ("29463-7", QuarantineReason.NO_DATE, "81", "kg", ItemState.OPEN),
        ("33914-3", QuarantineReason.UNKNOWN_UNIT, "88", "mL/min", ItemState.OPEN),
        ("4548-4", QuarantineReason.IMPLAUSIBLE, "58", "%", ItemState.OPEN),
        ("4548-4", QuarantineReason.NO_UNIT, "7.1", "", ItemState.OPEN),
        ("72166-2", QuarantineReason.UNKNOWN_ANSWER, "Pregnant", "", ItemState.OPEN),
        ("8302-2", QuarantineReason.FUTURE, "170", "cm", ItemState.OPEN),
        ("8302-2", QuarantineReason.IMPOSSIBLE_DATE, "170", "cm", ItemState.OPEN),
        ("8302-2", QuarantineReason.NO_DATE, "170", "cm", ItemState.OPEN),
        ("8462-4", QuarantineReason.PRESSURES, "130", "mm[Hg]", ItemState.OPEN),
        ("8480-6", QuarantineReason.PRESSURES, "80", "mm[Hg]", ItemState.OPEN),
    ]
    assert rows(practice, Measurement, "determination_id") == []


def test_what_is_left_out_is_counted_with_its_reason(practice, take_over):
    tally = take_over(
        Bundle()
        .measured("49765-1", 9.1, "mg/dL")
        .measured("39156-5", 27.1, "kg/m2")
        .measured("4548-4", 7.1, "%", status="preliminary")
        .measured("29463-7", 81, "kg", status="entered-in-error")
        .observed("2085-9")
        .condition("195967001", verificationStatus=concept("x", "refuted", "Refuted"))
        .condition("38341003", verificationStatus=concept("x", "entered-in-error", "Error"))
        .medicine("314076", "lisinopril 10 MG", status="draft")
        .medicine("860975", "Metformin 500 MG", status="entered-in-error")
        .add("Encounter", 1)
        .add("Condition", "of somebody else", subject={"reference": "urn:uuid:who"}, code=concept("x", "1", "y"))
    )
    assert {(key[1], key[2]): count for key, count in tally.skipped.items()} == {
        (SkipReason.NO_DETERMINATION, "49765-1"): 1,
        (SkipReason.CALCULATED, "39156-5"): 1,
        (SkipReason.NOT_FINAL, "4548-4"): 1,
        (SkipReason.WITHDRAWN, "29463-7"): 1,
        (SkipReason.NO_VALUE, "2085-9"): 1,
        (SkipReason.NOT_CONFIRMED, "195967001"): 1,
        (SkipReason.WITHDRAWN, "38341003"): 1,
        (SkipReason.NOT_USED, "314076"): 1,
        (SkipReason.WITHDRAWN, "860975"): 1,
        (SkipReason.NOT_READ, ""): 1,
        (SkipReason.NO_PATIENT, ""): 1,
    }
    assert rows(practice, Episode, "icpc") == rows(practice, MedicationLine, "atc") == []


def test_medicine_gets_its_atc_code_only_when_code_and_name_agree(practice, take_over):
    take_over(
        Bundle()
        .medicine("860975", "24 HR Metformin hydrochloride 500 MG")
        .medicine("316672", "Simvistatin 10 MG", status="stopped")
        .medicine("314076", "Paracetamol 500 MG")
        .medicine("834102", "Penicillin V Potassium 500 MG Oral Tablet", dosageInstruction=[{"text": "3 dd 1"}])
    )
    assert rows(practice, MedicationLine, "original_code", "atc", "dosage", "stopped_on", "stop_reason") == [
        ("RxNorm 314076", "", "", None, ""),
        ("RxNorm 316672", "C10AA01", "", date(2020, 1, 2), "einddatum niet vermeld in de bron"),
        ("RxNorm 834102", "", "3 dd 1", None, ""),
        ("RxNorm 860975", "A10BA02", "", None, ""),
    ]


def status(code: str):
    return concept("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", code, code)


def test_allergies_become_warnings(practice, take_over):
    peanut = {"type": "allergy", "recordedDate": "1999-02-03", "clinicalStatus": status("active")}
    reactions = [
        {"manifestation": [{"text": "urticaria"}, {"text": "benauwd"}]},
        {"manifestation": [{"text": "benauwd"}]},
    ]
    take_over(
        Bundle()
        .allergy("Allergy to peanuts", **peanut, reaction=reactions)
        .allergy("Lactose", type="intolerance")
        .allergy("Latex", onsetDateTime="2027-01-01")
        .allergy("Fish", verificationStatus=status("refuted"))
        .allergy("Nuts", verificationStatus=status("entered-in-error"))
        .allergy("Nameless", code={"coding": [{"system": SNOMED}]})
    )
    assert rows(practice, Ica, "kind", "text", "reaction", "since_on", "ended_on") == [
        ("allergy", "Allergy to peanuts", "urticaria, benauwd", date(1999, 2, 3), None),
        ("intolerance", "Lactose", "", None, None),
    ]
    assert rows(practice, QuarantinedItem, "kind", "reason") == [("warning", "future"), ("warning", "invalid")]
    later = take_over(Bundle().allergy("Allergy to peanuts", **{**peanut, "clinicalStatus": status("resolved")}))
    assert kept(later, Kind.WARNING, Outcome.CORRECTED) == 1
    assert rows(practice, Ica, "text", "ended_on", "end_reason")[0] == (
        "Allergy to peanuts",
        date(2026, 11, 20),
        "in de bron beëindigd",
    )


def test_files_that_cannot_be_read_are_a_line_each_and_the_rest_goes_on(practice, tmp_path):
    (tmp_path / "1-broken.json").write_text('{"resourceType": "Bundle"')
    (tmp_path / "2-nan.json").write_text('{"resourceType": "Bundle", "entry": [NaN]}')
    (tmp_path / "3-no-bundle.json").write_text('{"resourceType": "Patient"}')
    (tmp_path / "4-nobody.json").write_text('{"resourceType": "Bundle", "type": "batch"}')
    old = Bundle("Oud").condition("44054006").as_data()
    old["entry"][1]["resource"]["clinicalStatus"] = "active"
    (tmp_path / "5-stu3.json").write_text(json.dumps(old))
    whole().write(tmp_path, "6-whole")
    tally = import_folder(practice=practice, order=Order(folder=tmp_path), at=AT)
    assert tally.lines == [
        "1-broken.json: geen geldige JSON.",
        "2-nan.json: geen geldige JSON.",
        "3-no-bundle.json: geen FHIR-bundel.",
        "4-nobody.json: geen patiënt in het bestand.",
        "5-stu3.json: dit is FHIR STU3 of ouder; POH leest alleen R4.",
    ]
    assert (tally.files, tally.refused_files, kept(tally, Kind.MEASUREMENT)) == (1, 5, 3)


def test_resource_that_is_no_fhir_is_held_and_the_rest_is_kept(practice, take_over):
    tally = take_over(whole().add("Observation", "without a status", code=concept("x", "1", "y")))
    assert [row[:2] for row in held(practice)] == [
        ("", QuarantineReason.INVALID),
        ("4548-4", QuarantineReason.IMPLAUSIBLE),
    ]
    assert kept(tally, Kind.MEASUREMENT) == 3


def test_import_keeps_to_its_practice(practice, other_practice, take_over):
    take_over(whole())
    take_over(whole(), into=other_practice)
    assert rows(practice, Measurement, "uuid") == rows(other_practice, Measurement, "uuid")
    assert len(rows(practice, Patient, "id")) == len(rows(other_practice, Patient, "id")) == 1


def test_observed_moment_is_that_of_the_source(practice, take_over):
    take_over(Bundle().measured("4548-4", 7.1, "%"))
    [(at,)] = rows(practice, Measurement, "observed_at")
    assert at.isoformat() == "2026-03-02T08:30:00+00:00"
    assert WHEN == "2026-03-02T09:30:00+01:00"


def test_import_by_somebody_names_them(practice, poh, take_over):
    take_over(whole(), started_by=poh)
    assert rows(practice, Import, "started_by") == [(poh.pk,)]


def test_report_is_kept_while_the_import_runs(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "FILES_A_REPORT", 1)
    for number in range(2):
        (tmp_path / f"{number}.json").write_text("{")
    seen = []

    def look(done, total):
        seen.append(rows(practice, Import, "report", "finished_at")[0])

    import_folder(practice=practice, order=Order(folder=tmp_path), at=AT, progress=look)
    assert [(report["refused_files"], finished) for report, finished in seen] == [(1, None), (2, None)]
