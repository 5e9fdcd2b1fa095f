"""Working days, closing time and the terms of a practice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consultations.enums_requests import RequestChannel, RequestState, Urgency
from consultations.rules.deadlines import (
    AMSTERDAM,
    Norms,
    Standing,
    due_at,
    is_working_day,
    office_hours,
    plan_due_at,
    within_working_days,
    working_day_from,
)

SINTERKLAAS = {date(2026, 12, 7)}
WEDNESDAY_NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def _local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 11, 27), True), (date(2026, 11, 28), False), (date(2026, 11, 29), False), (date(2026, 12, 7), False)],
)
def test_working_day_is_no_weekend_and_no_holiday(day, expected):
    assert is_working_day(day, SINTERKLAAS) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (_local(25, 8), date(2026, 11, 25)),
        (_local(25, 16, 59), date(2026, 11, 25)),
        (_local(25, 17), date(2026, 11, 26)),
        (_local(27, 17, 30), date(2026, 11, 30)),
        (_local(28, 10), date(2026, 11, 30)),
        # Just before midnight in Amsterdam it is still the day before in UTC.
        (datetime(2026, 11, 25, 23, 30, tzinfo=UTC), date(2026, 11, 26)),
    ],
)
def test_working_day_from_counts_late_post_for_the_next_day(at, expected):
    assert working_day_from(at, ()) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, _local(25, 17)), (1, _local(26, 17)), (3, _local(30, 17)), (8, _local(8, 17, month=12))],
)
def test_within_working_days_skips_weekends_and_holidays(days, expected):
    assert within_working_days(WEDNESDAY_NOON, days, SINTERKLAAS) == expected


def test_office_hours_are_local_on_both_sides_of_the_clock_change():
    opens, closes = office_hours(date(2026, 10, 25))
    assert (opens.utcoffset(), closes - opens) == (timedelta(hours=1), timedelta(hours=8))


def _standing(state: RequestState, **fields) -> Standing:
    told = {"channel": RequestChannel.PHONE, "urgency": "", "received_at": WEDNESDAY_NOON, "since": WEDNESDAY_NOON}
    return Standing(state=state, **told | fields)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (_standing(RequestState.RECEIVED), _local(25, 17)),
        (_standing(RequestState.RECEIVED, channel=RequestChannel.E_CONSULT), _local(27, 17)),
        (_standing(RequestState.RETURNED, channel=RequestChannel.E_CONSULT), _local(25, 17)),
        (_standing(RequestState.TRIAGED, urgency=Urgency.U3), _local(25, 17)),
        (_standing(RequestState.TRIAGED, urgency=Urgency.ROUTINE), _local(17, 17, month=12)),
        (_standing(RequestState.ASSIGNED, urgency=Urgency.U5), _local(27, 17)),
        (_standing(RequestState.ASSIGNED, urgency=Urgency.U5, is_accepted=True), _local(2, 17, month=12)),
        (_standing(RequestState.FORWARDED, urgency=Urgency.U1), WEDNESDAY_NOON),
        (_standing(RequestState.FORWARDED, urgency=Urgency.U2), WEDNESDAY_NOON + timedelta(hours=1)),
        (_standing(RequestState.FORWARDED, urgency=Urgency.U4), _local(26, 17)),
        (_standing(RequestState.DONE, urgency=Urgency.U4), _local(26, 17)),
        (_standing(RequestState.NO_SHOW, urgency=Urgency.U4), _local(26, 17)),
        (_standing(RequestState.PLANNED, urgency=Urgency.U4), None),
        (_standing(RequestState.PROCESSED, urgency=Urgency.U4), None),
        (_standing(RequestState.DONE, waiting_until=date(2026, 12, 1)), _local(1, 17, month=12)),
    ],
)
def test_due_at_follows_the_state(standing, expected):
    assert due_at(standing, Norms(), SINTERKLAAS) == expected


def test_due_at_follows_the_norms_of_the_practice():
    standing = _standing(RequestState.TRIAGED, urgency=Urgency.U4)
    assert due_at(standing, Norms(plan_u4_days=3), ()) == _local(30, 17)


@pytest.mark.parametrize("urgency", ["", Urgency.U1, Urgency.U2])
def test_plan_due_at_is_not_there_for_what_a_poh_does_not_plan(urgency):
    assert plan_due_at(WEDNESDAY_NOON, urgency, Norms(), ()) is None
