"""What somebody meets on a day: appointments with what each needs, and what waits beside them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.selectors.requests import answered_for, pressing_rows
from patients.models import Determination, Measurement, MedicationLine
from poh.accounts.models import Membership, Practice
from poh.worklist.models import Task
from poh.worklist.selectors import pressing_tasks
from protocols.selectors.due import DueSet
from protocols.selectors.due_sets import due_sets
from scheduling.models import Appointment
from scheduling.selectors.day import letters_of
from scheduling.selectors.lists import appointments_today

# What a POH wants to know the course of before somebody comes in.
FOLLOWED = ("hba1c", "egfr", "acr", "ldl", "rr_sys", "gewicht", "ccq", "act")
# Without a last control, this far back.
CHANGED_WITHIN = timedelta(days=180)
SHOWN_OF_DETERMINATION = ("key", "short_label", "section", "kind", "unit", "decimals", "choices")
ANSWERS_WITHIN = timedelta(days=7)
SHOWN_BESIDE = 8


@dataclass(frozen=True)
class Visits:
    """The appointments of a day, and of their patients: programmes, what is due, what changed."""

    appointments: list[Appointment]
    letters: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    due: dict[int, DueSet] = field(default_factory=dict)
    determinations: dict[str, Determination] = field(default_factory=dict)
    # By patient and determination the last value and the one before, the last first.
    values: dict[int, dict[str, list[Measurement]]] = field(default_factory=dict)
    started: dict[int, list[MedicationLine]] = field(default_factory=dict)


def visits_of(*, member: Membership, on: date) -> Visits:
    """The day of one member of staff; so many queries, whatever the number of appointments."""
    appointments = appointments_today(member=member, on=on)
    patients = {row.patient_id: row.patient for row in appointments if row.patient_id}
    if not patients:
        return Visits(appointments)
    practice, ids = member.practice, list(patients)
    return Visits(
        appointments=appointments,
        letters=letters_of(practice=practice, patients=ids),
        due=due_sets(practice=practice, on=on, patients=list(patients.values())),
        determinations={row.key: row for row in Determination.objects.only(*SHOWN_OF_DETERMINATION)},
        values=_last_two(practice, ids),
        started=_started(practice, ids, on=on),
    )


def _last_two(practice: Practice, patient_ids: Collection[int]) -> dict[int, dict[str, list[Measurement]]]:
    rows = Measurement.objects.for_practice(practice).current()
    rows = rows.filter(patient__in=patient_ids, determination__in=FOLLOWED, numeric__isnull=False)
    order = [F("observed_at").desc(), F("id").desc()]
    number = Window(RowNumber(), partition_by=[F("patient"), F("determination")], order_by=order)
    found: dict[int, dict[str, list[Measurement]]] = {}
    for row in rows.annotate(number=number).filter(number__lte=2).order_by("patient", "number"):
        found.setdefault(row.patient_id, {}).setdefault(row.determination_id, []).append(row)
    return found


def _started(practice: Practice, patient_ids: Collection[int], *, on: date) -> dict[int, list[MedicationLine]]:
    rows = MedicationLine.objects.for_practice(practice).current(on=on)
    rows = rows.filter(patient__in=patient_ids, started_on__gt=on - CHANGED_WITHIN, started_on__lte=on)
    found: dict[int, list[MedicationLine]] = {}
    for row in rows.order_by("-started_on", "-pk"):
        found.setdefault(row.patient_id, []).append(row)
    return found


@dataclass(frozen=True)
class Beside:
    """What waits beside the day: requests to do something with, tasks, and answers to what was asked."""

    requests: list[ConsultationRequest]
    tasks: list[Task]
    answers: list[ConsultationRequest]


def beside_day(*, member: Membership, permissions: Collection[str], at: datetime) -> Beside:
    """Requests, tasks and answers of one member of staff; three queries."""
    on = timezone.localdate(at)
    until = timezone.make_aware(datetime.combine(on + timedelta(days=1), datetime.min.time()))
    rows = pressing_rows(member=member, until=until).select_related("patient", "requester_member__user", "member__user")
    tasks = pressing_tasks(member=member, permissions=permissions, on=on)
    return Beside(
        requests=list(rows.first_things_first()),
        tasks=list(tasks[: SHOWN_BESIDE + 1]),
        answers=list(answered_for(member=member, since=at - ANSWERS_WITHIN)[:SHOWN_BESIDE]),
    )
