"""How many observations a second the FHIR import takes in, with everything that follows from them."""

import json
import tempfile
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.bench import Bench
from bench.table import Budget, Line
from exchange.enums import Kind, Outcome
from exchange.services.imports import Order, import_folder

NAME = "import_fhir"
WHEN = 70
RATE = Budget(400, "obs/s", is_minimum=True)
PATIENTS, MOMENTS = 40, 24
SPACE = uuid.UUID("00000000-0000-4000-8000-00000000be7c")
# LOINC code, unit and a value of each observation at one moment: what a year control brings.
QUANTITIES = [("4548-4", "%", 7.1), ("2093-3", "mg/dL", 190.2), ("2085-9", "mg/dL", 48.3), ("2571-8", "mg/dL", 150.7),
              ("38483-4", "mg/dL", 1.07), ("29463-7", "kg", 81.44), ("8302-2", "cm", 170.2)]  # fmt: skip


def run(bench: Bench) -> list[Line]:
    """A dry run of made-up patients: everything is written, recalculated and logged, and then forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(PATIENTS):
            (Path(folder) / f"{number:03d}.json").write_text(json.dumps(_bundle(number)))
        order = Order(folder=Path(folder), source_name="Meting", is_dry_run=True)
        started = time.perf_counter()
        tally = import_folder(practice=bench.few, order=order, at=datetime.now(UTC))
        seconds = time.perf_counter() - started
    observations = PATIENTS * MOMENTS * len(QUANTITIES)
    stored = tally.kept[Kind.MEASUREMENT.value, Outcome.STORED.value]
    if stored != observations:
        raise RuntimeError(f"De import legde {stored} van {observations} metingen vast.")
    note = f"{PATIENTS} patiënten, {observations} metingen"
    return [Line("FHIR-import", observations / seconds, RATE, median_ms=seconds * 1000 / PATIENTS, note=note)]


def _bundle(number: int) -> dict[str, Any]:
    patient = {
        "resourceType": "Patient",
        "id": f"p{number}",
        "name": [{"family": f"Meting{_letters(number)}", "given": ["Proef"]}],
        "birthDate": str(date(1930, 1, 1) + timedelta(days=31 * number)),
    }
    entries = [(_name(number, "patient"), patient)]
    for moment in range(MOMENTS):
        at = datetime(2024, 1, 10, 9, tzinfo=UTC) + timedelta(days=30 * moment)
        for code, unit, value in QUANTITIES:
            entries.append((_name(number, moment, code), _observation(number, at, (code, unit, value + moment / 100))))
    rows = [{"fullUrl": name, "resource": resource} for name, resource in entries]
    return {"resourceType": "Bundle", "type": "transaction", "entry": rows}


def _observation(number: int, at: datetime, measured: tuple[str, str, float]) -> dict[str, Any]:
    code, unit, value = measured
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": _name(number, "patient")},
        "effectiveDateTime": at.isoformat(),
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }


def _name(*words: Any) -> str:
    return f"urn:uuid:{uuid.uuid5(SPACE, '/'.join(map(str, words)))}"


def _letters(number: int) -> str:
    """A name that looks like no other: doubles would be held."""
    return uuid.uuid5(SPACE, str(number)).hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:12]
