"""The history of one determination, and what an entry form compares with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from patients.models import Determination, LatestMeasurement, Measurement, Patient
from patients.selectors.overview import visible_determinations


@dataclass(frozen=True)
class History:
    """All values of a determination in a period, newest first; also what was corrected or taken back."""

    determination: Determination
    rows: list[Measurement]
    corrections: dict[int, Measurement]
    partner: Determination | None
    partner_rows: list[Measurement]

    @property
    def current(self) -> list[Measurement]:
        return [row for row in self.rows if not row.is_superseded and not row.is_withdrawal]


def history(
    *, patient: Patient, determination: Determination, first: date | None = None, last: date | None = None
) -> History:
    """What was measured of one determination, and of the one that stands on a line with it."""
    partner = Determination.objects.get(pk=determination.partner) if determination.partner else None
    values = Measurement.objects.of_patient(patient).filter(
        determination__in=[determination.key, determination.partner]
    )
    in_period = values.observed_between(first=first, last=last).newest_first()
    read = list(in_period.select_related("entered_by", "confirmed_by"))
    rows = [row for row in read if row.determination_id == determination.key]
    corrections = {row.supersedes_id: row for row in rows if row.supersedes_id}
    # A correction may be of a moment outside the period.
    if missing := [row.pk for row in rows if row.is_superseded and row.pk not in corrections]:
        others = Measurement.objects.of_patient(patient).filter(supersedes__in=missing).select_related("entered_by")
        corrections |= {row.supersedes_id: row for row in others}
    return History(
        determination=determination,
        rows=rows,
        corrections=corrections,
        partner=partner,
        partner_rows=[
            row
            for row in read
            if row.determination_id == determination.partner and not row.is_superseded and not row.is_withdrawal
        ],
    )


def latest_values(*, patient: Patient, keys: Collection[str]) -> dict[str, LatestMeasurement]:
    """The latest value of each of these determinations, by key."""
    return {row.determination_id: row for row in LatestMeasurement.objects.of_patient(patient).of(*keys)}


class Enterable(NamedTuple):
    """A line of the list from which somebody chooses; of hundreds, rows of the model cost more than the page."""

    key: str
    label: str
    section: str
    partner: str


def enterable_determinations(*, with_sensitive: bool) -> list[Enterable]:
    """What a person can fill in, in the order of the screen."""
    rows = visible_determinations(with_sensitive=with_sensitive).in_use().typed_by_hand()
    return [Enterable(*row) for row in rows.values_list(*Enterable._fields)]


def determinations_of(*, keys: Collection[str]) -> list[Determination]:
    """These determinations with all that a form asks, in the order of the screen."""
    return list(Determination.objects.filter(key__in=keys).order_by("position"))
