"""The patients and their recorded values as the calculations read them; a fixed number of queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from patients.enums_record import Source
from patients.models import Episode, Measurement, MedicationLine, Patient
from poh.accounts.models import Practice
from protocols.calculations.facts import stored_value
from protocols.calculations.history import KEPT, Kept, Recorded, Series, read_for
from protocols.calculations.result import Sex
from protocols.conditions import KnownEpisode
from protocols.rules.subjects import FAMILIAL, PREVENTIVE, KnownMedicine, PatientSubject

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


@dataclass
class PatientHistory:
    """One patient with everything that calculations read, and the calculated values that are kept now."""

    subject: PatientSubject
    series: Series = field(default_factory=Series)
    calculated: list[Measurement] = field(default_factory=list)


def histories_of(
    *, practice: Practice, patients: Collection[Patient], which: Collection[Kept] = KEPT
) -> dict[int, PatientHistory]:
    """The histories of these patients, as far as these calculations read them, by patient; four queries."""
    ids = [patient.pk for patient in patients]
    episodes, familial = _episodes(practice, ids)
    medicines: dict[int, list[KnownMedicine]] = defaultdict(list)
    for row in MedicationLine.objects.for_practice(practice).filter(patient__in=ids).with_atc(*PREVENTIVE):
        medicines[row.patient_id].append(KnownMedicine(row.atc, row.started_on, row.stopped_on))
    found = {
        patient.pk: PatientHistory(
            PatientSubject(
                sex=SEXES.get(patient.sex),
                born=patient.birth_date,
                episodes=tuple(episodes[patient.pk]),
                medicines=tuple(medicines[patient.pk]),
                has_familial=patient.pk in familial,
            )
        )
        for patient in patients
    }
    _add_measurements(practice, found, read_for(which))
    return found


def _episodes(practice: Practice, ids: list[int]) -> tuple[dict[int, list[KnownEpisode]], set[int]]:
    found: dict[int, list[KnownEpisode]] = defaultdict(list)
    familial = set()
    for row in Episode.objects.for_practice(practice).filter(patient__in=ids):
        found[row.patient_id].append(KnownEpisode(row.icpc, row.onset_on, row.ended_on))
        if FAMILIAL in row.title.lower():
            familial.add(row.patient_id)
    return found, familial


def _add_measurements(practice: Practice, found: dict[int, PatientHistory], keys: Collection[str]) -> None:
    rows = Measurement.objects.for_practice(practice).filter(patient__in=list(found), determination__in=keys)
    rows = rows.current().order_by("observed_at", "id")
    columns = ("patient", "determination", "observed_on", "observed_at", "has_time", "numeric", "operator", "choice")
    for patient, key, on, at, has_time, *value in rows.exclude(source=Source.CALCULATED).values_list(*columns, "date"):
        numeric, operator, choice, day = value
        known = stored_value(numeric=numeric, operator=operator, choice=choice, day=day)
        found[patient].series.add(key, Recorded(on, at, known, has_time))
    for row in rows.filter(source=Source.CALCULATED):
        found[row.patient_id].calculated.append(row)
