"""The agenda with millions of appointments: a day of twelve people, one person, free places, and booking."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Max
from django.utils import timezone

from bench.bench import Bench, Page, Visitor, line_of, scoped
from bench.measure import Answer
from bench.table import Budget, Line
from patients.models import Patient
from poh.accounts.idempotency import FIELD
from poh.accounts.models import Membership, Practice
from scheduling.models import Appointment, AppointmentKind

NAME = "agenda"
WHEN = 40
DAY, ONE_PERSON, FREE, BOOKING = Budget(30), Budget(18), Budget(30), Budget(15)
PEOPLE = 10
A_DAY = 36


class NotBooked(Exception):
    """A booking was refused: its time would mean nothing."""


def run(bench: Bench) -> Iterator[Line]:
    """Measure the pages, and booking."""
    yield from bench.pages(
        [
            Page("agenda, dag van twaalf mensen", _day, DAY),
            Page("agenda, dag van een medewerker", _one_person, ONE_PERSON),
            Page("vrije plekken, acht weken", _free, FREE),
        ]
    )
    yield _booking(bench)


def _day(practice: Practice, nth: int) -> str:
    return f"/agenda/?{urlencode({'datum': _weekday(nth % 5)})}"


def _weekday(back: int) -> date:
    """A working day of this or last week."""
    day = timezone.localdate() - timedelta(days=back)
    return day - timedelta(days=max(0, day.isoweekday() - 5))


def _members(practice: Practice) -> list[uuid.UUID]:
    with scoped(practice):
        return list(Membership.objects.for_practice(practice).order_by("pk").values_list("uuid", flat=True)[:PEOPLE])


def _one_person(practice: Practice, nth: int) -> str:
    members = _members(practice)
    return f"/agenda/?{urlencode({'datum': _weekday(nth % 5), 'medewerker': members[nth % len(members)]})}"


def _free(practice: Practice, nth: int) -> str:
    return f"/agenda/vrij/?{urlencode({'minuten': 20 if nth % 2 else 40})}"


def _booking(bench: Bench) -> Line:
    """Book places in the evenings after everything that stands there, so that none is taken."""
    visitor = bench.visitor(bench.many)
    forms = _forms(visitor)

    def ask(nth: int) -> Answer:
        answer = visitor.client.post("/agenda/boeken/", next(forms))
        if answer.status != 302:
            raise NotBooked(f"{answer.status} {answer.body[:300]!r}")
        return replace(answer, status=200)

    return line_of("afspraak boeken", bench.time(ask), BOOKING)


def _forms(visitor: Visitor) -> Iterator[dict[str, str]]:
    with scoped(visitor.practice):
        last = Appointment.objects.for_practice(visitor.practice).aggregate(last=Max("on"))["last"]
        kind = AppointmentKind.objects.for_practice(visitor.practice).order_by("pk")[0]
        member = Membership.objects.for_practice(visitor.practice).get(user=visitor.user)
        patients = list(
            Patient.objects.for_practice(visitor.practice).order_by("pk").values_list("uuid", flat=True)[:500]
        )
    for number in range(10**6):
        day = last + timedelta(days=1 + number // A_DAY)
        minute = 18 * 60 + number % A_DAY * 5
        yield {
            FIELD: str(uuid.uuid4()),
            "patient": str(patients[number % len(patients)]),
            "member": str(member.uuid),
            "kind": str(kind.uuid),
            "on": f"{day:%d-%m-%Y}",
            "at": f"{minute // 60}:{minute % 60:02d}",
            "minutes": "5",
            "is_extra": "on",
            "reason": "Mijn voeten tintelen",
        }
