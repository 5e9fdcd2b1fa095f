"""What the access log adds to a request: the same visit with and without the line in the log."""

import statistics

from bench.bench import WARM_UP, Bench
from bench.counting import WITHOUT_LOG_HEADER
from bench.table import Budget, Line
from patients.models import Patient
from poh.accounts.scope import practice_scope

NAME = "access_log"
WHEN = 40
ADDED = Budget(2)


def run(bench: Bench) -> list[Line]:
    """Measure it on the page of one patient."""
    client = bench.visitor(bench.many).client
    with practice_scope(bench.many, job="bench"):
        patient = Patient.objects.for_practice(bench.many).filter(registered_to=None, is_restricted=False).first()
    path, off = f"/patienten/{patient.uuid}/", {WITHOUT_LOG_HEADER: "1"}
    logged, bare, floor = [], [], []
    for nth in range(-WARM_UP, bench.times):
        seconds = [client.get(path).seconds, client.get(path, headers=off).seconds, bench.ask_floor(nth).seconds]
        if nth >= 0:
            for kept, value in zip((logged, bare, floor), seconds, strict=True):
                kept.append(value)
    added = statistics.median(logged) - statistics.median(bare)
    return [Line("regel in het toegangslog", added / statistics.median(floor), ADDED, median_ms=added * 1000)]
