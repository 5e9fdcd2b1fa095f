"""Eye screening in diabetes: the interval follows from the last two results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .result import Algorithm, Evidence, Outcome, Reason

FUNDUS = Algorithm(
    key="fundusinterval",
    version="roha-1",
    title="Interval funduscontrole",
    source="ROHA en RSO Trijn, regionale tabel retinopathiescreening (NHG-tekst niet nagelezen)",
    unit="mo",
    evidence=Evidence.TO_APPROVE,
)
MONTHS_AFTER_DIAGNOSIS = 3


class Retinopathy(StrEnum):
    """Worst grade of both eyes."""

    R0 = "R0"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    M1 = "M1"


@dataclass(frozen=True, slots=True)
class FundusResult:
    """One screening with its day and worst grade."""

    on: date
    grade: Retinopathy


def fundus_interval(results: Sequence[FundusResult], *, is_waived: bool = False, needs_extra: bool = False) -> Outcome:
    """Months until the next fundus screening counted from the last one (from diagnosis when none).

    No result: 3; R0 once: 24; R0 twice in a row: 36; R1: 12; R2, R3 or M1: 0, refer to the
    ophthalmologist. `is_waived` is the recorded "geen funduscontrole meer noodzakelijk";
    `needs_extra` holds when insulin starts or HbA1c was long above 86 mmol/mol: 12 at most.
    """
    if is_waived:
        return FUNDUS.blocked(Reason.OUT_OF_RANGE, "Vastgelegd: geen funduscontrole meer noodzakelijk.")
    ordered = sorted(results, key=lambda result: result.on)
    grades = [result.grade for result in ordered[-2:]]
    months = _months(grades)
    if needs_extra:
        months = min(months, 12)
    inputs = {result.on.isoformat(): result.grade for result in ordered[-2:]}
    refer = bool(grades) and grades[-1] not in (Retinopathy.R0, Retinopathy.R1)
    return FUNDUS.result(months, inputs, details={"verwijzen": refer})


def _months(grades: list[Retinopathy]) -> int:
    if not grades:
        return MONTHS_AFTER_DIAGNOSIS
    if grades[-1] is Retinopathy.R0:
        return 36 if grades == [Retinopathy.R0, Retinopathy.R0] else 24
    return 12 if grades[-1] is Retinopathy.R1 else 0
