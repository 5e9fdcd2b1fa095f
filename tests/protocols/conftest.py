"""A population in which everything that a rule may ask is known, unknown, old, or carries an operator."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from patients.enums import Sex
from patients.models import Episode, FamilyHistory, Ica, Measurement, MedicationLine, Patient, TreatmentLimit
from poh.accounts.scope import practice_scope
from protocols.enums import EnrolmentState
from protocols.models import Enrolment, PersonalTarget, ProtocolVersion
from tests.factories.accounts import UserFactory
from tests.factories.patients import PatientFactory
from tests.factories.protocols import ProtocolVersionFactory

ON = date(2026, 2, 28)
NUMBERS, CHOICES = ("acr", "ntprobnp"), {"roken": ("ja", "voorheen", "nooit")}
BOUNDS = [Decimal(value) for value in ("3", "30", "53", "53.5", "90")]
ICPC, ATC = ("T90", "T90.02", "T90.01", "K86", "K90.03"), ("A10", "A10A", "C09AA05")
PROTOCOLS = ("dm2", "cvrm")
RELATIVES = ("mother", "father", "sister", "brother", "child", "grandparent")
ICA_KINDS, LIMITS = ("allergy", "intolerance"), ("no_resuscitation", "no_hospital")


@pytest.fixture
def population(practice):
    """Sixty patients in whom everything that a condition asks is known, unknown, old, or carries an operator."""
    chance = random.Random(11)
    patients = [_patient(practice, chance, number) for number in range(1, 61)]
    versions = [ProtocolVersionFactory(practice=practice, protocol_id=key) for key in PROTOCOLS]
    with practice_scope(practice):
        for patient in patients:
            _record(patient, versions, chance)
        yield list(Patient.objects.for_practice(practice).order_by("id"))


def _patient(practice, chance: random.Random, number: int) -> Patient:
    born = chance.choice([(1946, 2, 28), (1946, 2, None), (1956, None, None), (None, None, None), (2008, 2, 29),
                          (1956, 2, 29), (1986, 3, 1), (1961, 2, 28)])  # fmt: skip
    return PatientFactory(
        practice=practice,
        number=number,
        birth_year=born[0],
        birth_month=born[1],
        birth_day=born[2],
        sex=chance.choice(Sex.values),
        registered_from=date(2010, 1, 1),
        bsn=None,
    )


def _record(patient: Patient, versions: list[ProtocolVersion], chance: random.Random) -> None:
    own = {"practice": patient.practice, "patient": patient}
    for key in NUMBERS:
        if chance.random() < 0.8:
            for _ in range(chance.choice([1, 1, 2, 3, 4])):
                days = chance.choice([0, 0, 28, 29, 180, 365, 366, 800])
                _measure(
                    own,
                    key,
                    days,
                    numeric=chance.choice(BOUNDS),
                    operator=chance.choice(["", "", "", "<", ">", "<=", ">="]),
                    method=chance.choice(["", "", "poct"]),
                )
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        _measure(own, "roken", chance.choice([1, 200, 400]), choice=chance.choice(CHOICES["roken"]))
    _withdraw_one(own, chance)
    _record_more(own, chance)
    if chance.random() < 0.7:
        days = chance.choice([1, 200])
        done_on = ON - timedelta(days=days + chance.choice([0, 30, 400]))
        _measure(own, "fundus", days, date=done_on)
    for _ in range(chance.randint(0, 3)):
        onset = chance.choice([None, date(2016, 2, 28), date(2016, 2, 29), date(2025, 3, 1), date(2026, 2, 28)])
        ended = chance.choice([None, None, date(2026, 2, 28), date(2026, 3, 1)])
        Episode.objects.create(**own, icpc=chance.choice(ICPC), title="probleem", onset_on=onset, ended_on=ended)
    for _ in range(chance.randint(0, 2)):
        stopped = chance.choice([None, ON, ON + timedelta(days=1)])
        started = chance.choice([None, date(2020, 1, 1), ON - timedelta(weeks=6), ON - timedelta(days=3), ON])
        MedicationLine.objects.create(
            **own, name="middel", atc=chance.choice(["A10BA02", "A10AE04", "C09AA05", ""]), started_on=started,
            stopped_on=stopped,
        )  # fmt: skip
    for version in versions:
        if chance.random() < 0.4:
            state = chance.choice([EnrolmentState.INCLUDED, EnrolmentState.DECLINED])
            Enrolment.objects.create(
                **own, protocol_id=version.protocol_id, protocol_version=version, state=state, started_on=ON
            )


def _withdraw_one(own: dict, chance: random.Random) -> None:
    rows = list(Measurement.objects.filter(**own).order_by("id"))
    if rows and chance.random() < 0.2:
        gone = chance.choice(rows)
        Measurement.objects.create(
            **own, determination_id=gone.determination_id, observed_at=gone.observed_at, source="lab",
            is_withdrawal=True, supersedes=gone, correction_reason="van iemand anders",
        )  # fmt: skip


def _record_more(own: dict, chance: random.Random) -> None:
    """What few rules ask: family, warnings, treatment limits and targets that were agreed."""
    for _ in range(chance.choice([0, 0, 1, 2])):
        FamilyHistory.objects.create(
            **own, relative=chance.choice(RELATIVES), icpc=chance.choice(["K75", "K90.03", "T90.02", ""]),
            condition="iets", age_at_event=chance.choice([None, 54, 55, 56, 65, 66]),
            ended_on=chance.choice([None, None, ON, ON + timedelta(days=1)]),
        )  # fmt: skip
    if chance.random() < 0.5:
        ended_on = chance.choice([None, None, ON])
        Ica.objects.create(
            **own, kind=chance.choice(ICA_KINDS), text="iets", code=chance.choice(["C09AA05", "C10", ""]),
            ended_on=ended_on, end_reason="onjuist" if ended_on else "",
        )  # fmt: skip
    if chance.random() < 0.4:
        TreatmentLimit.objects.create(
            **own, kind=chance.choice(LIMITS), agreed_on=date(2025, 1, 1), agreed_by=UserFactory(),
        )  # fmt: skip
    for key in NUMBERS:
        if chance.random() < 0.4:
            low, high = chance.choice([(None, 30), (3, 53), (53, None), (53.5, 53.5)])
            ended_on = chance.choice([None, None, ON, ON + timedelta(days=3)])
            PersonalTarget.objects.create(
                **own, determination_id=key, low=low, high=high, reason="afgesproken",
                started_on=chance.choice([ON - timedelta(days=9), ON]), ended_on=ended_on,
                end_reason="anders" if ended_on else "",
            )  # fmt: skip


def _measure(own: dict, key: str, days: int, **value) -> None:
    at = datetime(ON.year, ON.month, ON.day, 9, tzinfo=UTC) - timedelta(days=days)
    Measurement.objects.create(**own, determination_id=key, observed_at=at, source="lab", **value)
