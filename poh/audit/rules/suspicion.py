"""What in a week of the log is worth a look by a person. A proposal accuses nobody: most have a good reason."""

import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from poh.audit.enums import Event, Suspicion
from poh.audit.rules.periods import FIRST_HOUR, LAST_HOUR, LAST_WORKDAY

# Fewer says nothing: one mistyped search, one record opened before a home visit.
FEWEST_REFUSED, FEWEST_OUTSIDE, FEWEST_ON_A_DAY = 3, 3, 20
# Above the mean of the days before by more than three times their spread.
SPREADS = 3
WORDS_BETWEEN = {"van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "el", "al", "la", "le", "d'"}


@dataclass(frozen=True)
class Line:
    """One line of the log, as far as these rules look."""

    entry_id: int
    at: datetime
    user_id: int
    user_name: str
    event_type: str
    patient_ids: tuple[int, ...]


@dataclass(frozen=True)
class Suspect:
    """What one person did in one week that stands out, with the lines that show it."""

    suspicion: Suspicion
    user_id: int
    user_name: str
    lines: tuple[Line, ...]


def outside_hours(lines: Iterable[Line]) -> list[Suspect]:
    """Who opened records before 8:00, from 18:00 or at the weekend, more than now and then."""
    found = [line for line in lines if line.event_type == Event.PATIENT_OPENED and _is_outside(line.at)]
    return _by_person(Suspicion.OUTSIDE_HOURS, found, fewest=FEWEST_OUTSIDE)


def repeatedly_refused(lines: Iterable[Line]) -> list[Suspect]:
    """Who met a closed record again and again."""
    found = [line for line in lines if line.event_type == Event.ACCESS_REFUSED]
    return _by_person(Suspicion.REFUSED, found, fewest=FEWEST_REFUSED)


def far_above_usual(lines: Iterable[Line], *, usual: Mapping[int, Collection[int]]) -> list[Suspect]:
    """Who opened far more records on a day than on the days before; `usual` has each person's counts by day."""
    days: dict[tuple[int, date], list[Line]] = defaultdict(list)
    for line in lines:
        if line.event_type == Event.PATIENT_OPENED:
            days[line.user_id, timezone.localtime(line.at).date()].append(line)
    found = [line for (user_id, _), on_day in days.items() for line in _excess(on_day, usual.get(user_id, ()))]
    return _by_person(Suspicion.VOLUME, found, fewest=1)


def is_namesake(staff_name: str, surname: str) -> bool:
    """Whether somebody's name ends with this surname (without its prefix): `Anja de Vries` and `Vries`."""
    mine, theirs = staff_name.casefold().split(), surname.casefold().split()
    theirs = [word for word in theirs if word not in WORDS_BETWEEN]
    return bool(theirs) and len(mine) > len(theirs) and mine[-len(theirs) :] == theirs


def _excess(on_day: list[Line], usual: Collection[int]) -> list[Line]:
    patients = {patient for line in on_day for patient in line.patient_ids}
    highest = statistics.fmean(usual) + SPREADS * statistics.pstdev(usual) if usual else 0
    return on_day if len(patients) > max(FEWEST_ON_A_DAY, highest) else []


def _is_outside(at: datetime) -> bool:
    local = timezone.localtime(at)
    return not (FIRST_HOUR <= local.hour <= LAST_HOUR and local.isoweekday() <= LAST_WORKDAY)


def _by_person(suspicion: Suspicion, lines: Iterable[Line], *, fewest: int) -> list[Suspect]:
    people: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        people[line.user_id].append(line)
    return [
        Suspect(suspicion, user_id, of_person[-1].user_name, tuple(of_person))
        for user_id, of_person in people.items()
        if len({(line.at.date(), line.patient_ids) for line in of_person}) >= fewest
    ]
