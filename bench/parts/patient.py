"""The pages inside one record, each visit in another patient, and the page that the noodknop opened."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from django.utils import timezone

from bench.bench import Bench, Page, Visitor, line_of, scoped
from bench.table import Budget, Line
from patients.enums import BreakGlassReason
from patients.models import BreakGlass, Patient
from patients.services.access import break_glass
from poh.accounts.enums import Role
from poh.accounts.models import Practice
from poh.accounts.scope import practice_scope

NAME = "patient"
WHEN = 20
PATIENT = Budget(20)
VISITED = 90
MEASURED_WITHIN = timedelta(minutes=15)


@cache
def _patients(practice: Practice, *, restricted: bool) -> list[Patient]:
    with scoped(practice):
        found = Patient.objects.for_practice(practice).filter(registered_to=None, is_restricted=restricted)
        return list(found.order_by("uuid")[:VISITED])


def _in_record(practice: Practice, nth: int, page: str = "") -> str:
    patients = _patients(practice, restricted=False)
    return f"/patienten/{patients[nth % len(patients)].uuid}/{page}"


PAGES = [
    Page("patiënt", _in_record, PATIENT),
    Page("dossier", lambda practice, nth: _in_record(practice, nth, "dossier/"), PATIENT),
    Page("verloop van een bepaling", lambda practice, nth: _in_record(practice, nth, "metingen/rr_sys/"), PATIENT),
    Page("metingen invoeren", lambda practice, nth: _in_record(practice, nth, "metingen/nieuw/"), PATIENT),
    Page("programma's van een patiënt", lambda practice, nth: _in_record(practice, nth, "programmas/"), PATIENT),
    Page(
        "wie zag dit dossier",
        lambda practice, nth: _in_record(practice, nth, "inzage/"),
        PATIENT,
        Role.HUISARTS,
    ),
]


def run(bench: Bench) -> Iterator[Line]:
    """Measure them, as the team sees them, and the first one as after the noodknop."""
    yield from bench.pages(PAGES)
    yield _broken_glass(bench)


def _broken_glass(bench: Bench) -> Line:
    """The page of a shielded patient whom this colleague has no relation with."""
    visitor = bench.visitor(bench.many, Role.POH_GGZ)
    patients = _patients(bench.many, restricted=True)
    for patient in patients:
        _break_glass(visitor, patient)
    paths = [f"/patienten/{patient.uuid}/" for patient in patients]
    timing = bench.time(lambda nth: visitor.client.get(paths[nth % len(paths)]))
    return line_of("patiënt, met de noodknop", timing, PATIENT)


def _break_glass(visitor: Visitor, patient: Patient) -> None:
    """Leaves an earlier use with some minutes to go: a few runs make one line in the list."""
    now = timezone.now()
    with practice_scope(visitor.practice, user=visitor.user, roles=(Role.POH_GGZ,)):
        uses = BreakGlass.objects.for_practice(visitor.practice)
        if not uses.open_for(user=visitor.user, patient=patient, at=now + MEASURED_WITHIN).exists():
            reason, category = "Meting van snelheid", BreakGlassReason.EMERGENCY
            break_glass(patient=patient, by=visitor.user, category=category, reason=reason, at=now)
