"""What is due: as a list and for all participations beside SQL written by hand, and for one patient in F."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

from django.core.paginator import Paginator
from django.utils import timezone

from bench.bench import Bench, scoped
from bench.sessions import practice_of
from bench.sqltime import by_hand, compare, database_time
from bench.table import Budget, Line
from patients.models import Patient
from poh.accounts.models import Practice
from protocols.presenters.due import due_rows
from protocols.selectors.advice import advice_for_patient
from protocols.selectors.due import due_for_patient
from protocols.selectors.library import all_protocols
from protocols.selectors.overdue import overdue_patients
from protocols.services.due import recompute_next_controls

NAME = "due"
WHEN = 70
BY_HAND = Budget(2, "x met de hand")
ONE_PATIENT = Budget(10)
PER_PAGE, TURNS, PATIENTS = 50, 20, 100


class OtherAnswer(Exception):
    """The statement written by hand does not find what the product keeps: comparing their times means nothing."""


def run(bench: Bench) -> Iterator[Line]:
    """Measure the three."""
    on = timezone.localdate()
    yield _list(bench.many, on)
    yield _all(bench, on)
    yield from _one_patient(bench, on)


def _list(practice: Practice, on: date) -> Line:
    def ours() -> None:
        page = Paginator(overdue_patients(practice=practice, on=on), PER_PAGE).get_page(1)
        letters = {protocol.pk: (protocol.letter, protocol.name) for protocol in all_protocols()}
        due_rows(list(page.object_list), practice=practice, letters=letters, on=on)

    with scoped(practice):
        product, hand = compare(ours, lambda: by_hand("due_list", practice=practice.pk, on=on), times=TURNS)
    note = f"met de hand {hand * 1000:.1f} ms"
    return Line("wie is aan de beurt, in de database", product / hand, BY_HAND, median_ms=product * 1000, note=note)


def _all(bench: Bench, on: date) -> Line:
    """All practices one after another, each in its own transaction, product and hand in turns."""
    product = hand = 0.0
    for practice_id in bench.practices.values():
        practice = practice_of(practice_id)
        with scoped(practice):
            recompute_next_controls(practice=practice, on=on)
            product += database_time(lambda: recompute_next_controls(practice=practice, on=on)).seconds  # noqa: B023
            spent = []
            hand += database_time(lambda: spent.extend(by_hand("next_due", practice=practice.pk))).seconds  # noqa: B023
            if spent != [(0,)]:
                raise OtherAnswer(f"{practice}: {spent[0][0]} deelnames anders")
    note = f"met de hand {hand * 1000:.0f} ms, {len(bench.practices)} praktijken"
    return Line("volgende controle van alle deelnames", product / hand, BY_HAND, median_ms=product * 1000, note=note)


def _one_patient(bench: Bench, on: date) -> list[Line]:
    with scoped(bench.many):
        patients = list(Patient.objects.for_practice(bench.many).filter(registered_to=None)[:PATIENTS])
        for patient in patients:
            patient.practice = bench.many
        acts = {
            "wat voor een patiënt moet gebeuren": lambda patient: due_for_patient(patient=patient, on=on),
            "advies voor een patiënt": lambda patient: advice_for_patient(patient=patient, on=on),
        }
        return [_timed(bench, name, act, patients) for name, act in acts.items()]


def _timed(bench: Bench, name: str, act: Callable[[Patient], object], patients: list[Patient]) -> Line:
    seconds, floor = [], []
    for nth, patient in enumerate([*patients, *patients]):
        started = time.perf_counter()
        act(patient)
        seconds.append(time.perf_counter() - started)
        floor.append(bench.ask_floor(nth).seconds)
    median = statistics.median(seconds)
    queries = database_time(lambda: act(patients[0])).statements
    return Line(name, median / statistics.median(floor), ONE_PATIENT, median_ms=median * 1000, queries=queries)
