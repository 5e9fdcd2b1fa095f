"""Until when each step of a request may take: working days from a moment, by the norms of the practice.

The defaults are those of the design (domain/management-socialmap-exchange.md 5.2) where it gives one; the days for
planning by urgency and the hour for U2 are a proposal that each practice can change.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from consultations.enums_requests import RequestChannel, RequestState, Urgency

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# What comes in after closing time counts from the next working day.
OPENS_AT, CLOSES_AT = time(9, 0), time(17, 0)
SATURDAY = 5
URGENT_WITHIN = {Urgency.U1: timedelta(0), Urgency.U2: timedelta(hours=1)}


@dataclass(frozen=True)
class Norms:
    """The terms of a practice, in working days; 0 is the same working day."""

    triage_days: int = 0
    e_consult_days: int = 2
    accept_days: int = 2
    process_days: int = 1
    plan_u3_days: int = 0
    plan_u4_days: int = 1
    plan_u5_days: int = 5
    plan_routine_days: int = 15

    def plan_days(self, urgency: Urgency) -> int:
        """Within so many days from when it came in a request of this urgency must be planned."""
        by_urgency = {
            Urgency.U3: self.plan_u3_days,
            Urgency.U4: self.plan_u4_days,
            Urgency.U5: self.plan_u5_days,
            Urgency.ROUTINE: self.plan_routine_days,
        }
        return by_urgency.get(urgency, 0)


NORM_FIELDS = tuple(field.name for field in fields(Norms))


def office_hours(day: date) -> tuple[datetime, datetime]:
    """The hours of a day in which whoever works is there."""
    return datetime.combine(day, OPENS_AT, tzinfo=AMSTERDAM), datetime.combine(day, CLOSES_AT, tzinfo=AMSTERDAM)


def is_working_day(day: date, closed: Collection[date]) -> bool:
    """Monday to Friday, unless the practice is closed."""
    return day.weekday() < SATURDAY and day not in closed


def working_day_from(at: datetime, closed: Collection[date]) -> date:
    """The working day on which what comes in at `at` counts: the same day before closing time, else the next one."""
    local = at.astimezone(AMSTERDAM)
    day = local.date() if local.time() < CLOSES_AT else local.date() + timedelta(days=1)
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day


def within_working_days(at: datetime, days: int, closed: Collection[date]) -> datetime:
    """Closing time, `days` working days after the one on which `at` counts."""
    day = working_day_from(at, closed)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day, closed):
            day += timedelta(days=1)
    return datetime.combine(day, CLOSES_AT, tzinfo=AMSTERDAM)


@dataclass(frozen=True)
class Standing:
    """What of a request decides its deadline; `since` is when it came in this state."""

    state: RequestState
    channel: RequestChannel
    urgency: str
    received_at: datetime
    since: datetime
    is_accepted: bool = False
    waiting_until: date | None = None


def due_at(standing: Standing, norms: Norms, closed: Collection[date]) -> datetime | None:
    """Until when the next step may take; None when no step is awaited by a clock."""
    if standing.waiting_until is not None:
        return datetime.combine(standing.waiting_until, CLOSES_AT, tzinfo=AMSTERDAM)
    state = standing.state
    if state in (RequestState.RECEIVED, RequestState.RETURNED):
        is_e_consult = state == RequestState.RECEIVED and standing.channel == RequestChannel.E_CONSULT
        days = norms.e_consult_days if is_e_consult else norms.triage_days
        return within_working_days(standing.since, days, closed)
    if state == RequestState.ASSIGNED and not standing.is_accepted:
        return within_working_days(standing.since, norms.accept_days, closed)
    if state in (RequestState.TRIAGED, RequestState.ASSIGNED):
        return plan_due_at(standing.received_at, standing.urgency, norms, closed)
    if state == RequestState.FORWARDED and standing.urgency in URGENT_WITHIN:
        return standing.since + URGENT_WITHIN[Urgency(standing.urgency)]
    if state in (RequestState.DONE, RequestState.ADVISED, RequestState.FORWARDED, RequestState.NO_SHOW):
        return within_working_days(standing.since, norms.process_days, closed)
    return None


def plan_due_at(received_at: datetime, urgency: str, norms: Norms, closed: Collection[date]) -> datetime | None:
    """Until when a request of this urgency must be planned; None for what goes to the huisarts or has no urgency."""
    if not urgency or urgency in URGENT_WITHIN:
        return None
    return within_working_days(received_at, norms.plan_days(Urgency(urgency)), closed)
