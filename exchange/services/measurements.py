"""Keep measured values of one patient: new ones, changed ones as corrections, and each of them once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from exchange.enums import Kind, Outcome, QuarantineReason, SkipReason
from exchange.rules.found import Held, Measured, Withdrawn
from exchange.rules.report import Tally
from patients.enums_record import Source
from patients.models import Measurement, Patient

REASON = "nieuwe aanlevering"
WITHDRAWN_THERE = "in de bron ingetrokken"
_COLUMNS = (
    "id", "uuid", "determination_id", "supersedes_id", "is_withdrawal",
    "original_value", "original_unit", "observed_at",
)  # fmt: skip


@dataclass
class Chain:
    """What was kept of one delivered value: the last row, and the last that the source itself sent."""

    tip: dict[str, Any]
    delivered: dict[str, Any]
    steps: int = 0

    @property
    def is_changed_here(self) -> bool:
        """Whether somebody of the practice put the value right, or took it back, after it came in."""
        return self.tip["id"] != self.delivered["id"]

    def has(self, row: Measured) -> bool:
        """Whether the source sent exactly this before."""
        last = self.delivered
        return (last["original_value"], last["original_unit"], last["observed_at"]) == (
            row.original.value, row.original.unit, row.observed_at,
        )  # fmt: skip


@dataclass
class Kept:
    """What came of a patient's values: rows to write, values for a person to look at, keys that changed."""

    patient: Patient
    source_name: str
    at: datetime
    tally: Tally
    rows: list[Measurement] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """The determinations that got another value."""
        return {row.determination_id for row in self.rows}


def keep_measurements(kept: Kept, found: Iterable[Measured | Withdrawn], *, is_new: bool) -> None:
    """Write what is new in the order of the moments, and what the source changed as a correction of it.

    A value that was sent before as it is now changes nothing. One that the practice itself put right in the meantime,
    and that the source then changes, is for a person to judge.
    """
    stored = _Stored() if is_new else _stored(kept.patient)
    seen = set()
    for row in found:
        if row.origin.uuid() in seen:
            kept.tally.keep(Kind.MEASUREMENT, Outcome.KNOWN)
            continue
        seen.add(row.origin.uuid())
        chain = stored.chain(row)
        if isinstance(row, Withdrawn):
            _take_back(kept, row, chain)
        else:
            _keep(kept, row, chain)
    kept.rows.sort(key=lambda row: (row.observed_at, row.uuid))
    Measurement.objects.bulk_create(kept.rows, batch_size=1000)


def _keep(kept: Kept, row: Measured, chain: Chain | None) -> None:
    if chain is None:
        kept.rows.append(_measurement(kept, row))
        kept.tally.keep(Kind.MEASUREMENT, Outcome.STORED)
    elif chain.has(row):
        kept.tally.keep(Kind.MEASUREMENT, Outcome.KNOWN)
    elif chain.is_changed_here or chain.tip["is_withdrawal"] or chain.tip["determination_id"] != row.determination:
        kept.held.append(_changed_here(row))
    else:
        correction = {"supersedes_id": chain.tip["id"], "correction_reason": REASON}
        kept.rows.append(_measurement(kept, row, step=chain.steps + 1, **correction))
        kept.tally.keep(Kind.MEASUREMENT, Outcome.CORRECTED)


def _take_back(kept: Kept, row: Withdrawn, chain: Chain | None) -> None:
    """Withdraw what the source calls a mistake, unless the practice has judged it already."""
    if chain is None or chain.is_changed_here or chain.tip["is_withdrawal"]:
        kept.tally.skip(row.origin, SkipReason.WITHDRAWN)
        return
    kept.rows.append(
        Measurement(
            uuid=row.origin.uuid(str(chain.steps + 1)),
            practice=kept.patient.practice,
            patient=kept.patient,
            determination_id=chain.tip["determination_id"],
            observed_at=chain.tip["observed_at"],
            entered_at=kept.at,
            source=Source.IMPORT,
            source_name=kept.source_name,
            is_withdrawal=True,
            supersedes_id=chain.tip["id"],
            correction_reason=WITHDRAWN_THERE,
        )
    )
    kept.tally.keep(Kind.MEASUREMENT, Outcome.CORRECTED)


def _measurement(kept: Kept, row: Measured, *, step: int = 0, **correction: Any) -> Measurement:
    return Measurement(
        uuid=row.origin.uuid(str(step) if step else ""),
        practice=kept.patient.practice,
        patient=kept.patient,
        determination_id=row.determination,
        **row.value.columns(),
        observed_at=row.observed_at,
        has_time=row.has_time,
        entered_at=kept.at,
        source=Source.IMPORT,
        source_name=kept.source_name,
        method=row.method,
        note=row.note,
        original_value=row.original.value,
        original_unit=row.original.unit,
        **correction,
    )


def _changed_here(row: Measured) -> Held:
    return Held(
        origin=row.origin,
        reason=QuarantineReason.CHANGED_HERE,
        detail="De bron stuurt een andere waarde dan eerst; die eerste is hier intussen verbeterd of ingetrokken.",
        original=row.original,
        determination=row.determination,
        observed_at=row.observed_at,
        has_time=row.has_time,
    )


@dataclass
class _Stored:
    """What the patient has already, by number and by what it corrects."""

    by_uuid: dict[Any, dict[str, Any]] = field(default_factory=dict)
    corrections: dict[int, dict[str, Any]] = field(default_factory=dict)

    def chain(self, row: Measured | Withdrawn) -> Chain | None:
        """What followed the first delivery of this value; None when it was never sent."""
        first = self.by_uuid.get(row.origin.uuid())
        if first is None:
            return None
        chain = Chain(tip=first, delivered=first)
        while following := self.corrections.get(chain.tip["id"]):
            chain.tip = following
            if following["uuid"] == row.origin.uuid(str(chain.steps + 1)):
                chain.delivered, chain.steps = following, chain.steps + 1
        return chain


def _stored(patient: Patient) -> _Stored:
    rows = list(Measurement.objects.of_patient(patient).exclude(source=Source.CALCULATED).values(*_COLUMNS))
    return _Stored(
        by_uuid={row["uuid"]: row for row in rows},
        corrections={row["supersedes_id"]: row for row in rows if row["supersedes_id"]},
    )
