"""What in a week of the log is worth a look."""

import random
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from poh.audit.enums import Event, Suspicion
from poh.audit.rules.suspicion import Line, far_above_usual, is_namesake, outside_hours, repeatedly_refused

MONDAY = timezone.make_aware(datetime(2026, 11, 16, 10))


def lines(*moments: datetime, user: int = 7, event: Event = Event.PATIENT_OPENED, same: bool = False) -> list[Line]:
    return [
        Line(number, at, user, "Anja de Vries", event, (1 if same else number,))
        for number, at in enumerate(moments, start=1)
    ]


def hours(*clock: int, day: int = 0) -> list[datetime]:
    return [MONDAY.replace(hour=hour) + timedelta(days=day) for hour in clock]


@pytest.mark.parametrize(
    ("moments", "found"),
    [
        (hours(7, 18, 22), True),
        (hours(8, 12, 17), False),
        (hours(7, 22), False),
        (hours(10, 11, 12, day=5), True),
        (hours(10, 11, 12, day=4), False),
    ],
)
def test_outside_hours_are_early_late_and_at_the_weekend_and_more_than_twice(moments, found):
    suspects = outside_hours(lines(*moments))
    assert [(s.suspicion, s.user_id, len(s.lines)) for s in suspects] == (
        [(Suspicion.OUTSIDE_HOURS, 7, 3)] if found else []
    )


def test_outside_hours_count_one_record_on_one_evening_once():
    assert outside_hours(lines(*hours(19, 20, 21), same=True)) == []


def test_refused_three_times_stands_out_and_opening_does_not():
    refused = lines(*hours(9, 10, 11), event=Event.ACCESS_REFUSED)
    assert [s.suspicion for s in repeatedly_refused(refused)] == [Suspicion.REFUSED]
    assert repeatedly_refused(refused[:2]) == []
    assert repeatedly_refused(lines(*hours(9, 10, 11))) == []


@pytest.mark.parametrize(
    ("count", "usual", "found"),
    [
        (20, (), False),
        (21, (), True),
        (21, (25, 25, 25), False),
        (26, (25, 25, 25), True),
        # mean 12, spread 2: up to 18, but 20 is the least that says anything
        (20, (10, 14), False),
        (40, (10, 50), False),
    ],
)
def test_volume_is_more_than_three_spreads_above_the_days_before(count, usual, found):
    day = lines(*[MONDAY + timedelta(seconds=number) for number in range(count)])
    suspects = far_above_usual(day, usual={7: usual})
    assert [(s.suspicion, len(s.lines)) for s in suspects] == ([(Suspicion.VOLUME, count)] if found else [])


def test_volume_counts_records_and_not_how_often_each_was_opened():
    day = lines(*[MONDAY + timedelta(seconds=number) for number in range(60)], same=True)
    assert far_above_usual(day, usual={}) == []


@pytest.mark.parametrize(
    ("name", "surname", "is_same"),
    [
        ("Anja de Vries", "Vries", True),
        ("Anja de Vries", "de Vries", True),
        ("Anja de Vries", "DE VRIES", True),
        ("Anja de Vries-Jansen", "Vries", False),
        ("Jansen", "Jansen", False),
        ("Mieke El Idrissi", "Idrissi", True),
        ("Anja de Vries", "van", False),
        ("Anja de Vries", "", False),
        ("Anja de Vries", "Vriesen", False),
    ],
)
def test_namesake_ends_with_the_whole_surname(name, surname, is_same):
    assert is_namesake(name, surname) is is_same


def _ordinary_week(people: int, a_day: int) -> list[Line]:
    """Lines of `people` who each open `a_day` records on each working day between eight and six."""
    chance, made = random.Random(7513), []
    for day in range(5):
        for user in range(100, 100 + people):
            for _ in range(a_day):
                at = MONDAY.replace(hour=8) + timedelta(days=day, seconds=chance.randrange(36_000))
                made.append(Line(len(made), at, user, f"Medewerker {user}", Event.PATIENT_OPENED, (len(made),)))
    return made


def test_planted_misuse_is_found_among_fifty_thousand_lines():
    ordinary = _ordinary_week(people=500, a_day=20)
    planted = []
    for user in range(1, 5):
        planted += lines(*hours(3, 20, 23), user=user)
        planted += lines(*hours(9, 10, 11), user=user + 10, event=Event.ACCESS_REFUSED)
        planted += lines(*[MONDAY + timedelta(seconds=n) for n in range(60)], user=user + 20)
    week = ordinary + planted
    usual = dict.fromkeys((*range(21, 25), *range(100, 600)), (8, 10, 12, 14))

    found = outside_hours(week) + repeatedly_refused(week) + far_above_usual(week, usual=usual)

    assert len(week) > 50_000
    assert sorted((suspect.suspicion, suspect.user_id) for suspect in found) == sorted(
        [(Suspicion.OUTSIDE_HOURS, user) for user in range(1, 5)]
        + [(Suspicion.REFUSED, user) for user in range(11, 15)]
        + [(Suspicion.VOLUME, user) for user in range(21, 25)]
    )
