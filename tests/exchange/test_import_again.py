"""What is sent again: the same is nothing, another value is a correction, and the practice has the last word."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.enums import ItemState, Kind, Outcome, QuarantineReason, SkipReason
from exchange.models import Import, QuarantinedItem
from exchange.services.imports import Order, import_folder
from patients.models import Episode, LatestMeasurement, Measurement, Patient
from patients.services.measurements import withdraw_measurement
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from tests.exchange.conftest import AT
from tests.exchange.fhir import Bundle
from tests.exchange.looking import everything, held, kept, latest, rows, whole
from tests.factories.patients import PatientFactory

pytestmark = pytest.mark.django_db


def test_second_time_changes_nothing(practice, take_over):
    first = take_over(whole())
    before = everything(practice)
    second = take_over(whole())

    assert everything(practice) == before
    assert {key: count for key, count in first.kept.items() if count} == {
        ("patient", "stored"): 1, ("episode", "stored"): 1, ("medicine", "stored"): 1, ("measurement", "stored"): 3,
    }  # fmt: skip
    assert {key: count for key, count in second.kept.items() if count} == {
        ("patient", "known"): 1, ("episode", "known"): 1, ("medicine", "known"): 1, ("measurement", "known"): 3,
    }  # fmt: skip
    assert [key[:2] for key in first.held] == [("implausible", True)]
    assert [key[:2] for key in second.held] == [("implausible", False)]
    assert len(rows(practice, Import, "id")) == 2


def test_changed_value_supersedes_the_first_and_so_on_each_time(practice, take_over):
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    for percent, outcome in ((7.5, Outcome.CORRECTED), (7.1, Outcome.CORRECTED), (7.1, Outcome.KNOWN)):
        assert kept(take_over(Bundle().measured("4548-4", percent, "%", key="a")), Kind.MEASUREMENT, outcome) == 1

    fields = ("id", "original_value", "is_superseded", "correction_reason")
    assert [row[1:] for row in rows(practice, Measurement, *fields)] == [
        ("7.1", True, ""),
        ("7.5", True, "nieuwe aanlevering"),
        ("7.1", False, "nieuwe aanlevering"),
    ]
    assert latest(practice, "hba1c") == "54"


def test_value_that_the_source_withdraws_is_taken_back(practice, take_over):
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    error = Bundle().measured("4548-4", 7.1, "%", key="a", status="entered-in-error")
    assert kept(take_over(error), Kind.MEASUREMENT, Outcome.CORRECTED) == 1
    assert kept(take_over(error), Kind.MEASUREMENT, Outcome.CORRECTED) == 0
    assert rows(practice, LatestMeasurement, "determination_id") == []


def test_value_that_comes_with_its_unit_later_leaves_the_quarantine(practice, take_over):
    take_over(Bundle().measured("4548-4", 7.1, key="a"))
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    assert held(practice) == [("4548-4", QuarantineReason.NO_UNIT, "7.1", "", ItemState.REPLACED)]
    assert latest(practice, "hba1c") == "54"


def test_line_that_ends_at_the_source_ends_here_and_one_ended_here_stays_as_it_is(practice, take_over):
    take_over(Bundle().condition("38341003", "Hypertension"))
    ended = Bundle().condition("38341003", "Hypertension", status="resolved", abatementDateTime="2024-01-05")
    assert kept(take_over(ended), Kind.EPISODE, Outcome.CORRECTED) == 1
    later = Bundle().condition("38341003", "Hypertension", status="resolved", abatementDateTime="2025-01-05")
    assert kept(take_over(later), Kind.EPISODE, Outcome.KNOWN) == 1
    assert rows(practice, Episode, "ended_on", "version") == [(date(2024, 1, 5), 2)]


def test_patient_of_whom_the_source_says_later_that_they_died_is_deregistered(practice, take_over):
    take_over(Bundle())
    later = take_over(Bundle(deceasedDateTime="2026-11-20"))
    assert kept(later, Kind.PATIENT, Outcome.CORRECTED) == 1
    assert rows(practice, Patient, "deceased_on", "leave_reason") == [(date(2026, 11, 20), "deceased")]


def test_patient_who_looks_like_a_registered_one_waits_for_a_person(practice, take_over):
    PatientFactory(practice=practice, birth_name="Bloemendaal", birth_name_prefix="")
    tally = take_over(Bundle().condition("44054006"))
    assert [row[:2] for row in held(practice)] == [("", QuarantineReason.DOUBLE)]
    assert [key[1] for key in tally.skipped] == [SkipReason.PATIENT_HELD]
    assert len(rows(practice, Patient, "id")) == 1


def test_dry_run_counts_and_keeps_nothing(practice, take_over):
    tally = take_over(whole(), is_dry_run=True)
    assert kept(tally, Kind.MEASUREMENT) == 3
    assert {model.__name__: len(found) for model, found in everything(practice).items()} == {
        "Patient": 0, "Episode": 0, "MedicationLine": 0, "Measurement": 0, "QuarantinedItem": 0,
    }  # fmt: skip
    assert rows(practice, Import, "id") == []


def withdraw_here(practice, poh):
    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        row = Measurement.objects.for_practice(practice).current().get(determination="hba1c")
        row.patient.practice = practice
        withdraw_measurement(measurement=row, reason="van een ander", by=poh, at=timezone.now())


def test_value_that_the_practice_took_back_stays_so_and_a_changed_one_waits(practice, poh, take_over):
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    withdraw_here(practice, poh)
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    assert held(practice) == []
    for _ in range(2):
        take_over(Bundle().measured("4548-4", 7.9, "%", key="a"))
    assert held(practice) == [("4548-4", QuarantineReason.CHANGED_HERE, "7.9", "%", ItemState.OPEN)]
    assert rows(practice, LatestMeasurement, "determination_id") == []


def test_value_that_came_under_another_code_waits_for_a_person(practice, take_over):
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    take_over(Bundle().measured("29463-7", 81, "kg", key="a"))
    assert held(practice) == [("29463-7", QuarantineReason.CHANGED_HERE, "81", "kg", ItemState.OPEN)]


def test_changed_value_that_a_person_accepts_is_kept_beside_what_was_there(practice, poh, client_of, take_over):
    take_over(Bundle().measured("4548-4", 7.1, "%", key="a"))
    withdraw_here(practice, poh)
    changed = Bundle().measured("4548-4", 7.9, "%", key="a")
    take_over(changed)
    with practice_scope(practice):
        item = QuarantinedItem.objects.for_practice(practice).get()
    fields = {"value": "7,9", "unit": "%", "observed_on": "02-03-2026", "version": item.version}
    client_of(poh).post(reverse("exchange:item", args=[item.uuid]), fields)
    assert latest(practice, "hba1c") == "63"
    take_over(changed)
    assert held(practice) == [("4548-4", QuarantineReason.CHANGED_HERE, "7.9", "%", ItemState.RESOLVED)]


def test_resource_that_stands_twice_in_a_file_counts_once(practice, tmp_path):
    bundle = Bundle().measured("4548-4", 7.1, "%")
    bundle.entries.append(bundle.entries[-1])
    bundle.write(tmp_path)
    tally = import_folder(practice=practice, order=Order(folder=tmp_path), at=AT)
    assert (kept(tally, Kind.MEASUREMENT), kept(tally, Kind.MEASUREMENT, Outcome.KNOWN)) == (1, 1)


def test_death_before_the_registration_changes_nothing(practice, take_over):
    take_over(Bundle())
    later = take_over(Bundle(deceasedDateTime="2020-01-01"))
    assert kept(later, Kind.PATIENT, Outcome.KNOWN) == 1
    assert rows(practice, Patient, "deceased_on") == [(None,)]
