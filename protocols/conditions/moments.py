"""The days on which ages, durations and terms turn: computed once, used by both compilers."""

import calendar
from datetime import date


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def full_years_since(day: date, years: int) -> date:
    """The last start day from which `years` full years have passed on `day`."""
    return months_before(day, years * 12)
