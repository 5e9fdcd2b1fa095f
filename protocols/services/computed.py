"""Keep calculated values up to date with what they are made of: body mass index, eGFR, risk, z-scores and so on."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from patients.enums_record import NUMERIC_KINDS, ValueKind
from patients.models import Determination, Measurement, Patient
from patients.rules.limits import refusal
from patients.rules.values import Value
from patients.services.calculated import CalculatedValue, store_calculated
from patients.services.measurements import Calculation, Observed
from poh.accounts.models import Practice
from protocols.calculations.history import KEPT, STORED, Computed, Kept, computed, touched_by
from protocols.calculations.result import Blocked, Reason, Result, round_half_up
from protocols.selectors.subjects import PatientHistory, histories_of

PATIENTS_AT_ONCE = 200
# What the database keeps of a number; a class is never taken from the rounded value on the screen.
DECIMALS = 4


def recompute_calculated(*, practice: Practice, patient_ids: Iterable[int], keys: Collection[str] | None = None) -> int:
    """Bring the calculated values of these patients up to date; how many rows that took.

    Only what depends on `keys` when given. What was calculated from the same values stays as it is, also when the
    algorithm got another version since: history does not change with a norm.
    """
    which = KEPT if keys is None else touched_by(keys)
    if not which:
        return 0
    definitions = {row.key: row for row in Determination.objects.filter(key__in=STORED)}
    ids, changed = sorted(patient_ids), 0
    with transaction.atomic():
        for start in range(0, len(ids), PATIENTS_AT_ONCE):
            changed += _recompute(practice, ids[start : start + PATIENTS_AT_ONCE], which, definitions)
    return changed


def _recompute(
    practice: Practice, ids: Sequence[int], which: Collection[Kept], definitions: dict[str, Determination]
) -> int:
    rows = Patient.objects.for_practice(practice).filter(pk__in=ids).order_by("pk")
    patients = list(rows.select_for_update(no_key=True))
    found = histories_of(practice=practice, patients=patients, which=which)
    changes = _Changes(which, definitions)
    for patient_id, history in found.items():
        changes.compare(patient_id, history)
    return store_calculated(practice=practice, values=changes.values, gone=changes.gone)


@dataclass
class _Changes:
    """What to store and what to take back, gathered over patients."""

    which: Collection[Kept]
    definitions: dict[str, Determination]
    values: list[CalculatedValue] = field(default_factory=list)
    gone: list[Measurement] = field(default_factory=list)

    def compare(self, patient_id: int, history: PatientHistory) -> None:
        """Put the outcomes for one patient beside what is kept now."""
        stores = {kept.calculation.stores for kept in self.which}
        there: dict[tuple, list[Measurement]] = {}
        for row in history.calculated:
            if row.determination_id in stores:
                there.setdefault((row.determination_id, row.observed_on), []).append(row)
        for outcome in computed(history.series, history.subject, self.which):
            kept_now = there.pop((outcome.kept.calculation.stores, outcome.on), [])
            self._settle(patient_id, outcome, kept_now)
        for rows in there.values():
            self.gone += rows

    def _settle(self, patient_id: int, found: Computed, kept_now: list[Measurement]) -> None:
        """One outcome: leave what stands, replace it, store it for the first time, or take it back."""
        latest = kept_now[-1] if kept_now else None
        self.gone += kept_now[:-1]
        determination = self.definitions[found.kept.calculation.stores]
        result = _possible(determination, found)
        if isinstance(result, Blocked):
            if latest and latest.algorithm_version == result.version:
                self.gone.append(latest)
            return
        record = result.as_record()
        if latest is None or not _is_same(latest, record, found):
            self.values.append(_value(patient_id, determination, found, record, replaces=latest))


def _is_same(row: Measurement, record: dict, found: Computed) -> bool:
    """Whether the kept value was made of the same values, by the same equation."""
    kept = row.calculation or {}
    same_inputs = kept.get("inputs") == json.loads(json.dumps(record["inputs"]))
    return same_inputs and row.algorithm == record["algorithm"] and row.observed_at == found.at


def _possible(determination: Determination, found: Computed) -> Result | Blocked:
    """The outcome, or why it cannot be kept when it lies outside what the determination may be."""
    outcome = found.outcome
    if isinstance(outcome, Blocked):
        return outcome
    problem = refusal(determination, as_value(determination, outcome), observed_on=found.on)
    if problem is None:
        return outcome
    return found.kept.calculation.algorithm.blocked(Reason.OUT_OF_RANGE, problem.text)


def as_value(determination: Determination, result: Result) -> Value:
    """The outcome as the determination keeps it: unrounded, but for a whole number or an answer."""
    if determination.kind not in NUMERIC_KINDS:
        return Value(choice=str(result.value))
    places = 0 if determination.kind == ValueKind.INTEGER else DECIMALS
    return Value(numeric=Decimal(round_half_up(result.value, places)))


def _value(
    patient_id: int, determination: Determination, found: Computed, record: dict, *, replaces: Measurement | None
) -> CalculatedValue:
    key = found.kept.calculation.key
    return CalculatedValue(
        patient_id=patient_id,
        determination=determination,
        value=as_value(determination, found.outcome),
        calculation=Calculation(record["algorithm"], record["version"], record),
        observed=Observed(at=found.at, has_time=found.has_time),
        method=next((row["code"] for row in determination.methods if row.get("calculation") == key), ""),
        replaces=replaces,
    )
