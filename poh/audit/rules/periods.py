"""A period of days as two moments, and the hours in which a practice works."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Monday to Friday, 8:00 to 18:00: the hours in which a Dutch practice must be reachable (NZa, dagpraktijk).
FIRST_HOUR, LAST_HOUR, LAST_WORKDAY = 8, 17, 5


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included; None leaves a side open."""

    first: date | None = None
    last: date | None = None

    @property
    def since(self) -> datetime | None:
        """The first moment of the first day, in local time."""
        return _midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The moment just after the last day."""
        return _midnight(self.last + timedelta(days=1)) if self.last else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
