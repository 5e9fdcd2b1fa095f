"""Give the demo patients their illnesses, medicines, measurements and programmes."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection

from patients.enums_record import NUMERIC_KINDS, RecordSource, Source
from patients.models import Determination, Episode, Measurement, MedicationLine, Patient
from poh.accounts.models import Membership
from poh.home.demo.illnesses import ILLNESSES, VASCULAR, Course, Illness, Reading, readings
from protocols.enums import EnrolmentState
from protocols.models import Enrolment, EnrolmentStatus, PracticeProtocol
from protocols.services.computed import recompute_calculated
from protocols.services.due import recompute_next_controls

# psycopg2 writes the parameters into the statement in a time that grows with the square of their number.
BATCH = 100
# After so many measurements the database can tell how they are spread.
KNOWN_FROM = 1000
# One value in so many was typed wrong, and put right.
CORRECTED_ONE_IN = 400


def give_history(patients: list[Patient], *, staff: list[Membership], on: date, chance: random.Random) -> None:
    """Five years of chronic care for the patients who are registered; call within their practice."""
    determinations = {row.key: row for row in Determination.objects.all()}
    by = staff[0].user
    used = {
        row.protocol_id: row.protocol_version
        for row in PracticeProtocol.objects.for_practice(patients[0].practice).select_related("protocol_version")
    }
    episodes, medicines, measured, joined = [], [], [], []
    for patient in patients:
        ill = _illnesses(patient, on=on, chance=chance)
        levels: dict[str, float] = {}
        for illness in ill:
            since = on - timedelta(days=chance.randint(200, 15 * 365))
            episodes.append(_episode(patient, illness, since))
            medicines += _medicines(patient, illness, since, chance)
            course = Course(chance, on, since, levels)
            measured += [_measurement(patient, r, determinations[r.key], by) for r in readings(illness, course)]
        joined += _joins(patient, ill, used, on=on, chance=chance)
    Episode.objects.bulk_create(episodes, batch_size=BATCH)
    MedicationLine.objects.bulk_create(medicines, batch_size=BATCH)
    Measurement.objects.bulk_create(measured[:KNOWN_FROM], batch_size=BATCH)
    _count_rows()
    Measurement.objects.bulk_create(measured[KNOWN_FROM:], batch_size=BATCH)
    _correct_some(patients[0].practice, by, chance)
    recompute_calculated(practice=patients[0].practice, patient_ids={row.patient_id for row in measured})
    Enrolment.objects.bulk_create(joined, batch_size=BATCH)
    EnrolmentStatus.objects.bulk_create([_status(row, by) for row in joined], batch_size=BATCH)
    recompute_next_controls(practice=patients[0].practice, on=on)


def _count_rows() -> None:
    """Without statistics of these new tables the database walks through all rows for each batch."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE patients_measurement, patients_latestmeasurement")


def _illnesses(patient: Patient, *, on: date, chance: random.Random) -> list[Illness]:
    if patient.registered_to is not None:
        return []
    age = (on - patient.birth_date.earliest).days // 365
    return [illness for illness in ILLNESSES if chance.random() < illness.share(age)]


def _episode(patient: Patient, illness: Illness, since: date) -> Episode:
    return Episode(
        practice=patient.practice,
        patient=patient,
        icpc=illness.icpc,
        title=illness.title,
        onset_on=max(since, patient.birth_date.earliest),
        has_attention=True,
        source=RecordSource.IMPORT,
    )


def _medicines(patient: Patient, illness: Illness, since: date, chance: random.Random) -> list[MedicationLine]:
    return [
        MedicationLine(
            practice=patient.practice,
            patient=patient,
            name=name,
            atc=atc,
            dosage=dosage,
            started_on=max(since, patient.birth_date.earliest) + timedelta(days=chance.randint(0, 150)),
            source=RecordSource.PHARMACY,
        )
        for name, atc, dosage, share in illness.medicines
        if chance.random() < share
    ]


def _measurement(patient: Patient, reading: Reading, determination: Determination, by) -> Measurement:
    is_number = determination.kind in NUMERIC_KINDS and reading.number is not None
    is_lab = reading.key in {"kreat", "egfr", "acr", "chol", "hdl", "ldl", "trig", "hba1c"}
    answer = reading.answer
    if not is_number and reading.number is not None:
        answer = str(round(reading.number))
    return Measurement(
        practice=patient.practice,
        patient=patient,
        determination=determination,
        operator=reading.operator,
        numeric=Decimal(str(round(reading.number, determination.decimals))) if is_number else None,
        choice=None if is_number else answer,
        observed_at=datetime.combine(reading.on, time(9, 30), tzinfo=UTC),
        has_time=True,
        source=Source.LAB if is_lab else Source.CONSULT,
        source_name="Laboratorium Hogewaard" if is_lab else "",
        entered_by=None if is_lab else by,
    )


def _correct_some(practice, by, chance: random.Random) -> None:
    """Some weights and pressures were typed wrong and put right the same day."""
    rows = list(
        Measurement.objects.for_practice(practice)
        .filter(determination__in=["gewicht", "rr_sys"])
        .order_by("id")[: CORRECTED_ONE_IN * 25 : CORRECTED_ONE_IN]
    )
    Measurement.objects.bulk_create(
        [
            Measurement(
                practice=practice,
                patient_id=row.patient_id,
                determination_id=row.determination_id,
                numeric=row.numeric + chance.choice([Decimal(-2), Decimal(3)]),
                observed_at=row.observed_at,
                has_time=True,
                source=row.source,
                entered_by=by,
                supersedes=row,
                correction_reason="verkeerd overgetypt",
            )
            for row in rows
        ]
    )


def _joins(patient: Patient, ill: list[Illness], used: dict, *, on: date, chance: random.Random) -> list[Enrolment]:
    """Most who belong in a programme take part; DM2 takes CVRM in."""
    wanted = list(dict.fromkeys(illness.programme for illness in ill))
    if "dm2" in wanted and "cvrm" in wanted:
        wanted.remove("cvrm")
    found = []
    for key in wanted:
        asked = chance.random()
        if key not in used or asked > 0.92:
            continue
        state = EnrolmentState.INCLUDED if asked < 0.84 else EnrolmentState.DECLINED
        if VASCULAR in ill and asked > 0.89:
            state = EnrolmentState.SPECIALIST
        found.append(
            Enrolment(
                practice=patient.practice,
                patient=patient,
                protocol_id=key,
                protocol_version=used[key],
                state=state,
                started_on=on - timedelta(days=chance.randint(120, 1800)),
            )
        )
    return found


def _status(enrolment: Enrolment, by) -> EnrolmentStatus:
    reasons = {
        EnrolmentState.INCLUDED: "",
        EnrolmentState.DECLINED: "wil het nu niet",
        EnrolmentState.SPECIALIST: "onder controle bij de cardioloog",
    }
    return EnrolmentStatus(
        practice=enrolment.practice,
        enrolment=enrolment,
        state=enrolment.state,
        protocol_version=enrolment.protocol_version,
        on=enrolment.started_on,
        reason=reasons[enrolment.state],
        recorded_by=by,
    )
