"""Who was taken over belongs in the right programme, for the right reason, and is due for the right things."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from exchange.enums import Kind, Outcome, QuarantineReason
from exchange.services.imports import Order, import_folder
from patients.enums_record import Source
from patients.models import Episode, Patient
from patients.signals import line_changed, measurements_changed
from poh.accounts.scope import practice_scope
from protocols.enums import EnrolmentState
from protocols.models import Protocol
from protocols.selectors.candidates import candidates
from protocols.selectors.due import due_for_patient
from protocols.services.enrolments import Decision, enrol
from tests.exchange.conftest import AT
from tests.exchange.fhir import Bundle, concept
from tests.factories.patients import PatientFactory
from tests.factories.protocols import PracticeProtocolFactory, ProtocolVersionFactory
from tests.factories.record import EpisodeFactory, MeasurementFactory, MedicationLineFactory
from tests.protocols.delivered import content, raw

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)
PROGRAMMES = ("dm2", "cvrm", "copd", "astma", "astma_kind")
# Beside the project in some installations; the proofs above need none of it.
REAL = Path(__file__).parents[3] / "shared" / "data" / "fhir-r4-synthea"


def found(practice) -> dict[str, dict[str, tuple[tuple[str, ...], bool]]]:
    """For each programme: who is a candidate, why, and whether somebody must judge first."""
    with practice_scope(practice):
        return {
            key: {
                row.patient.birth_name: (row.reasons, row.must_review)
                for row in candidates(
                    practice=practice, protocol=Protocol.objects.get(pk=key), content=content(key), on=ON
                )
            }
            for key in PROGRAMMES
        }


def born(day: int) -> dict[str, str]:
    return {"birthDate": f"1958-03-{day:02d}"}


def prediabetes(family: str = "Prediabetes", **patient) -> Bundle:
    return (
        Bundle(family, **patient)
        .condition("15777000", "Prediabetes", onsetDateTime="2014-02-03")
        .condition("80394007", "Hyperglycemia (disorder)", onsetDateTime="2014-02-03")
        .measured("4548-4", 6.2, "%")
    )


def test_imported_patients_are_candidates_for_the_reason_in_their_record(practice, take_over):
    take_over(
        prediabetes(**born(1)),
        prediabetes("Diabetes", **born(2)).condition("44054006", "Diabetes"),
        Bundle("Emfyseem", **born(3)).condition("87433001", "Pulmonary emphysema (disorder)"),
        Bundle("Astma", **born(4))
        .condition("233678006", "Childhood asthma")
        .medicine("895994", "120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler"),
        Bundle("Kind", birthDate="2016-03-05").condition("195967001", "Asthma"),
        Bundle("Hypertensie", **born(6))
        .condition("38341003", "Hypertension")
        .medicine("316049", "Hydrochlorothiazide 25 MG"),
        Bundle("Zonder", **born(7)).condition("38341003", "Hypertension"),
        Bundle("Hart", **born(8)).condition("53741008", "Coronary Heart Disease"),
        Bundle("Beroerte", **born(9)).condition("230690007", "Stroke"),
        Bundle("Verkouden", **born(10)).condition("444814009", "Viral sinusitis (disorder)", status="resolved"),
    )
    assert found(practice) == {
        "dm2": {"Diabetes": (("Diabetes type 2 (T90.02).",), False)},
        "cvrm": {
            "Hart": (("HVZ: hart- of vaatziekte in een lopende episode.",), False),
            "Hypertensie": (("VVR: hoge bloeddruk (K86, K87) met bloeddrukverlagers.",), False),
            "Beroerte": (
                ("Code die niet altijd een hart- of vaatziekte betekent (K76, K90, K92 of K99): beoordeel eerst.",),
                True,
            ),
        },
        "copd": {"Emfyseem": (("COPD (R95).",), False)},
        "astma": {"Astma": ((content_reason("astma", "astma"),), False)},
        "astma_kind": {"Kind": (("Astma (R96), 6 tot en met 15 jaar.",), False)},
    }


def content_reason(protocol: str, key: str) -> str:
    return next(rule.reason for rule in content(protocol).inclusion if rule.key == key)


def by_hand(practice) -> Patient:
    """The record of the bundle below, as a person would have typed it."""
    patient = PatientFactory(practice=practice, birth_name="Getypt", birth_month=4, number=900)
    EpisodeFactory(patient=patient, icpc="T90.02", onset_on=date(2019, 5, 6))
    EpisodeFactory(patient=patient, icpc="K86", title="Hypertensie", onset_on=date(2019, 5, 6))
    MedicationLineFactory(patient=patient, atc="A10BA02", started_on=date(2020, 1, 2))
    for key, number in (("hba1c", 54), ("rr_sys", 142), ("rr_dia", 88), ("gewicht", 80), ("kreat", 97), ("acr", 3)):
        MeasurementFactory(
            patient=patient,
            determination_id=key,
            numeric=Decimal(number),
            observed_at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        )
    MeasurementFactory(
        patient=patient,
        determination_id="roken",
        numeric=None,
        choice="nooit",
        observed_at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        source=Source.CONSULT,
    )
    with practice_scope(practice, job="test"):
        line_changed.send(Episode, patient=patient, line=None)
        measurements_changed.send(Patient, patient=patient, keys={"hba1c", "gewicht", "kreat", "roken"}, at=AT)
    return patient


def test_included_patient_is_due_for_what_the_same_record_typed_by_hand_is_due_for(practice, take_over):
    version = ProtocolVersionFactory(practice=practice, protocol_id="dm2", data=raw("dm2-1.toml")[1])
    PracticeProtocolFactory(practice=practice, protocol_version=version)
    take_over(
        Bundle()
        .condition("44054006", "Diabetes")
        .condition("38341003", "Hypertension")
        .medicine("860975", "Metformin 500 MG")
        .measured("4548-4", 7.1, "%")
        .pressure(142, 88)
        .measured("29463-7", 80, "kg")
        .measured("38483-4", 1.1, "mg/dL")
        .measured("14959-1", 26.8, "mg/g")
        .observed("72166-2", valueCodeableConcept=concept("http://snomed.info/sct", "266919005", "Never smoker"))
    )
    typed = by_hand(practice)
    decision = Decision(state=EnrolmentState.INCLUDED, on=date(2026, 1, 5), reason="")
    with practice_scope(practice, job="test"):
        protocol = Protocol.objects.get(pk="dm2")
        imported = Patient.objects.for_practice(practice).get(birth_name="Bloemendaal")
        sets = []
        for patient in (imported, typed):
            enrol(patient=patient, protocol=protocol, decision=decision, by=None, today=ON)
            sets.append(due_for_patient(patient=patient, on=ON))
    controls = [(due.control.key, due.due_on) for due in sets[0].controls]
    items = {due.determination for due in sets[0].items}
    assert sets[0] == sets[1]
    assert controls[0][1] <= ON
    # Weight and pressure are of each quarter, HbA1c and kidneys of each year, eyes and feet were never looked at.
    assert {"gewicht", "rr_sys", "fundus", "monofil_li"} <= items
    assert not {"hba1c", "kreat", "acr", "roken"} & items


@pytest.mark.skipif(not REAL.is_dir(), reason="these bundles do not come with the project")
def test_synthea_patients_are_found_and_nobody_for_prediabetes_alone(practice):
    order = Order(folder=REAL, source_name="Synthea")
    first = import_folder(practice=practice, order=order, at=AT)
    before = found(practice)
    second = import_folder(practice=practice, order=order, at=AT)

    assert (first.files, first.refused_files, first.lines) == (22, 0, [])
    counts = {kind: first.kept[kind, Outcome.STORED] for kind in (Kind.PATIENT, Kind.EPISODE, Kind.MEASUREMENT)}
    assert counts == {Kind.PATIENT: 22, Kind.EPISODE: 167, Kind.MEASUREMENT: 1813}
    assert {kind: second.kept[kind, Outcome.KNOWN] for kind in counts} == counts
    assert sum(count for key, count in second.kept.items() if key[1] != Outcome.KNOWN) == 0
    reasons = {(key[0], key[1]): 0 for key in first.held}
    for key, count in first.held.items():
        reasons[key[0], key[1]] += count
    assert reasons == {
        (QuarantineReason.UNKNOWN_UNIT, True): 55,
        (QuarantineReason.AMBIGUOUS, True): 23,
        (QuarantineReason.IMPLAUSIBLE, True): 5,
    }
    assert found(practice) == before

    assert {key: set(rows) for key, rows in before.items()} == {
        "dm2": {"Bruen", "Corkery", "Dickens", "Friesen", "Kuhlman", "Lockman"},
        "cvrm": {"Delarosa", "Feeney", "Howe", "Jacobson", "Keebler", "Shields"},
        "copd": {"Delarosa", "Runolfsdottir", "Thiel"},
        "astma": {"Ondricka"},
        "astma_kind": {"Kutch"},
    }
    # Two of the eight with prediabetes have no diabetes: Delarosa and Keebler are no candidates of dm2.
    assert {reasons for reasons, _ in before["dm2"].values()} == {("Diabetes type 2 (T90.02).",)}
