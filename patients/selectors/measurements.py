"""The history of one determination, and what an entry form compares with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

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
    rows = _values(patient, determination.key, first=first, last=last)
    partner, partner_rows = None, []
    if determination.partner:
        partner = Determination.objects.get(pk=determination.partner)
        partner_rows = [
            row
            for row in _values(patient, partner.key, first=first, last=last)
            if not row.is_superseded and not row.is_withdrawal
        ]
    corrections = Measurement.objects.of_patient(patient).filter(supersedes__in=[row.pk for row in rows])
    return History(
        determination=determination,
        rows=rows,
        corrections={row.supersedes_id: row for row in corrections.select_related("entered_by")},
        partner=partner,
        partner_rows=partner_rows,
    )


def _values(patient: Patient, key: str, *, first: date | None, last: date | None) -> list[Measurement]:
    rows = Measurement.objects.of_patient(patient).of(key).observed_between(first=first, last=last)
    return list(rows.select_related("entered_by", "confirmed_by").newest_first())


def latest_values(*, patient: Patient, keys: Collection[str]) -> dict[str, LatestMeasurement]:
    """The latest value of each of these determinations, by key."""
    return {row.determination_id: row for row in LatestMeasurement.objects.of_patient(patient).of(*keys)}


def enterable_determinations(*, with_sensitive: bool) -> list[Determination]:
    """What a person can fill in, in the order of the screen."""
    return list(visible_determinations(with_sensitive=with_sensitive).in_use().typed_by_hand())
