"""However often and in whatever order values come in, the kept latest value is what a plain look gives."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.maps import maps
from exchange.models import Import
from exchange.rules.bundles import read_bundle
from exchange.selectors import current_catalogue
from exchange.services.people import Run, keep_person
from patients.models import LatestMeasurement, Measurement, Patient
from poh.accounts.scope import practice_scope
from tests.exchange.conftest import AT
from tests.exchange.fhir import Bundle

pytestmark = pytest.mark.django_db

UNITS = {"4548-4": "%", "29463-7": "kg"}
# Few names, days and values: the same value again, another value under its name, another day for it.
observations = st.tuples(
    st.sampled_from("abcd"),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from([6.5, 7.1, 8.0]),
    st.integers(0, 4),
    st.sampled_from(["final", "final", "final", "entered-in-error"]),
)
imports = st.lists(st.lists(observations, max_size=6), min_size=1, max_size=4)
families = iter(range(10**6))


def bundle_of(family: str, delivered: list[tuple]) -> Bundle:
    bundle = Bundle(family, birthDate=(date(1930, 1, 1) + timedelta(days=int(family[1:]))).isoformat())
    for name, code, number, days, status in delivered:
        at = f"{date(2026, 1, 10) - timedelta(days=days)}T09:00:00Z"
        bundle.measured(
            code, number * (10 if code == "29463-7" else 1), UNITS[code], key=f"{code}{name}", at=at, status=status
        )
    return bundle


def plain(patient: Patient) -> dict[str, tuple]:
    rows = list(Measurement.objects.of_patient(patient).order_by("id"))
    corrected = {row.supersedes_id for row in rows}
    holding = [row for row in rows if row.pk not in corrected and not row.is_withdrawal]
    latest = {row.determination_id: row for row in sorted(holding, key=lambda row: (row.observed_at, row.pk))}
    return {key: (row.pk, row.observed_at, row.numeric) for key, row in latest.items()}


def kept(patient: Patient) -> dict[str, tuple]:
    rows = LatestMeasurement.objects.of_patient(patient)
    return {row.determination_id: (row.measurement_id, row.observed_at, row.numeric) for row in rows}


@given(imports=imports)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_latest_value_is_that_of_a_plain_look_after_any_imports(practice, imports):
    family = f"F{next(families)}"
    with practice_scope(practice, job="test"):
        row = Import.objects.create(practice=practice, folder="x", source_name="Proef", started_at=AT)
        run = Run(practice=practice, row=row, catalogue=current_catalogue(), maps=maps(), at=AT)
        for delivered in imports:
            [person] = read_bundle(bundle_of(family, delivered).as_data(), source="Proef").people
            keep_person(person, run)
            count = Measurement.objects.for_practice(practice).count()
            keep_person(person, run)
            assert Measurement.objects.for_practice(practice).count() == count
        patient = Patient.objects.for_practice(practice).get(birth_name=family)
        assert kept(patient) == plain(patient)
        last = {f"{code}{name}": status for name, code, _, _, status in imports[-1]}
        if last and set(last.values()) == {"final"}:
            assert kept(patient)
