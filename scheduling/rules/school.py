"""School holidays of a region, from the file that comes with POH. A row whose length cannot be is left out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "definitions" / "school_holidays.toml"
# The days that a holiday of this name lasts, one more or less. The source holds two spring holidays of 37 days.
LASTS = {
    "voorjaarsvakantie": range(8, 11),
    "meivakantie": range(8, 18),
    "zomervakantie": range(43, 46),
    "herfstvakantie": range(8, 11),
    "kerstvakantie": range(15, 18),
}


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """A holiday of some regions, from its first day to its last."""

    name: str
    regions: tuple[str, ...]
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_plausible(self) -> bool:
        """Whether a holiday of this name can last as long as this."""
        return self.days in LASTS.get(self.name, ())


@cache
def all_rows() -> tuple[SchoolHoliday, ...]:
    """Every row of the file, doubtful ones included."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["holidays"]
    return tuple(SchoolHoliday(row["name"], tuple(row["regions"]), row["first"], row["last"]) for row in rows)


def school_holidays(region: str, first: date, last: date) -> list[SchoolHoliday]:
    """The holidays of a region of which some day lies from `first` to `last`; none without a region."""
    return [
        row
        for row in all_rows()
        if row.is_plausible and region in row.regions and row.first <= last and first <= row.last
    ]


def doubtful_rows() -> list[SchoolHoliday]:
    """The rows that are left out, for whoever maintains the file."""
    return [row for row in all_rows() if not row.is_plausible]


def is_school_holiday(region: str, day: date) -> bool:
    """Whether the schools of a region are closed on this day for a holiday."""
    return bool(school_holidays(region, day, day))


def known_until(region: str) -> date | None:
    """The last day that the file says something about."""
    return max((row.last for row in all_rows() if region in row.regions), default=None)
