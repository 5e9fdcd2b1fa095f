"""Keep calculated values of many patients at once: new ones, ones that replace another, and ones that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patients.enums_record import Source
from patients.models import Determination, Measurement
from patients.rules.values import Value
from patients.services.measurements import Calculation, Observed
from poh.accounts.models import Practice

RECALCULATED = "opnieuw berekend"
NO_LONGER = "niet meer te berekenen"
BATCH = 100


@dataclass(frozen=True)
class CalculatedValue:
    """One calculated value of one patient, and the kept one in the place of which it comes."""

    patient_id: int
    determination: Determination
    value: Value
    calculation: Calculation
    observed: Observed
    method: str = ""
    replaces: Measurement | None = None


def store_calculated(*, practice: Practice, values: Sequence[CalculatedValue], gone: Sequence[Measurement] = ()) -> int:
    """Store these values and take back those that are `gone`; how many rows that took.

    Part of the act that changed what they were made of: no row in the access log of its own, and no signal.
    Call with the patients locked.
    """
    rows = [_row(practice, value) for value in values] + [_withdrawal(row) for row in gone]
    Measurement.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _row(practice: Practice, found: CalculatedValue) -> Measurement:
    return Measurement(
        practice=practice,
        patient_id=found.patient_id,
        determination=found.determination,
        **found.value.columns(),
        observed_at=found.observed.at,
        has_time=found.observed.has_time,
        source=Source.CALCULATED,
        method=found.method,
        algorithm=found.calculation.algorithm,
        algorithm_version=found.calculation.version,
        calculation=dict(found.calculation.details),
        supersedes=found.replaces,
        correction_reason=RECALCULATED if found.replaces else "",
    )


def _withdrawal(row: Measurement) -> Measurement:
    return Measurement(
        practice_id=row.practice_id,
        patient_id=row.patient_id,
        determination_id=row.determination_id,
        observed_at=row.observed_at,
        has_time=row.has_time,
        source=Source.CALCULATED,
        is_withdrawal=True,
        supersedes=row,
        correction_reason=NO_LONGER,
    )
