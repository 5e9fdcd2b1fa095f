"""The latest value of a determination costs one look-up in one index, whatever was measured before."""

import json

from bench.bench import Bench, scoped
from bench.table import Budget, Line
from patients.models import LatestMeasurement, Patient

NAME = "latest"
WHEN = 60
LOOK_UPS = Budget(1, "opzoeking")


def run(bench: Bench) -> list[Line]:
    """Read it as the application, behind the wall of the practice."""
    with scoped(bench.many):
        patient = Patient.objects.for_practice(bench.many).first()
        rows = LatestMeasurement.objects.of_patient(patient).of("rr_sys")
        plan = json.loads(rows.explain(format="json", analyze=True))[0]["Plan"]
        # The wall of the practice is asked once, before the look-up.
        plan = plan["Plans"][0] if plan["Node Type"] == "Result" and "Plans" in plan else plan
        found = len(rows)
    look_ups = plan["Actual Loops"] if is_one_index_scan(plan) else float("inf")
    return [Line("laatste waarde van een bepaling", look_ups, LOOK_UPS, note=f"{plan['Node Type']}, {found} rij")]


def is_one_index_scan(plan: dict) -> bool:
    """Whether the plan is one index scan that reads no row it throws away."""
    return plan["Node Type"].startswith("Index") and "Plans" not in plan and not plan.get("Rows Removed by Filter")
