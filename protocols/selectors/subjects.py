"""The patients and their recorded values as the calculations read them; a fixed number of queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet

from patients.enums_record import Source
from patients.models import Episode, Measurement, MedicationLine, Patient
from poh.accounts.models import Practice
from poh.base.together import read_together
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
    ids, keys = [patient.pk for patient in patients], read_for(which)
    asked = _asked(practice, ids, keys)
    found = _histories(patients, {name: asked[name].values_list(*_COLUMNS[name]) for name in asked})
    kept = _measurements(practice, ids, keys).filter(source=Source.CALCULATED)
    for row in kept.order_by("observed_at", "id"):
        found[row.patient_id].calculated.append(row)
    return found


def history_of(*, patient: Patient, **more: QuerySet) -> tuple[PatientHistory, dict[str, list]]:
    """The history of one patient without the calculated values, and what is read `more` with it; one query."""
    asked = _asked(patient.practice, [patient.pk], read_for(KEPT))
    read = read_together(**more, **{name: rows.only(*_COLUMNS[name]) for name, rows in asked.items()})
    rows = {name: [_columns(row, _COLUMNS[name]) for row in read.pop(name)] for name in asked}
    return _histories([patient], rows)[patient.pk], read


# What is read of each list; read as columns for many patients, which is quicker than as rows of a model.
_COLUMNS = {
    "medicines": ("patient", "atc", "started_on", "stopped_on"),
    "episodes": ("patient", "icpc", "onset_on", "ended_on", "title"),
    "given": (
        *("patient", "determination", "observed_on", "observed_at", "has_time"),
        *("numeric", "operator", "choice", "date"),
    ),
}


def _asked(practice: Practice, ids: Collection[int], keys: Collection[str]) -> dict[str, QuerySet]:
    given = _measurements(practice, ids, keys).exclude(source=Source.CALCULATED)
    return {
        "medicines": MedicationLine.objects.for_practice(practice).filter(patient__in=ids).with_atc(*PREVENTIVE),
        "episodes": Episode.objects.for_practice(practice).filter(patient__in=ids),
        "given": given.order_by("observed_at", "id"),
    }


def _measurements(practice: Practice, ids: Collection[int], keys: Collection[str]) -> QuerySet[Measurement]:
    return Measurement.objects.for_practice(practice).filter(patient__in=ids, determination__in=keys).current()


def _columns(row: Model, names: Iterable[str]) -> tuple:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in names)


def _histories(patients: Collection[Patient], rows: Mapping[str, Iterable[tuple]]) -> dict[int, PatientHistory]:
    medicines: dict[int, list[KnownMedicine]] = defaultdict(list)
    for patient, *medicine in rows["medicines"]:
        medicines[patient].append(KnownMedicine(*medicine))
    episodes: dict[int, list[KnownEpisode]] = defaultdict(list)
    familial = set()
    for patient, icpc, onset_on, ended_on, title in rows["episodes"]:
        episodes[patient].append(KnownEpisode(icpc, onset_on, ended_on))
        if FAMILIAL in title.lower():
            familial.add(patient)
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
    for patient, key, on, at, has_time, numeric, operator, choice, day in rows["given"]:
        known = stored_value(numeric=numeric, operator=operator, choice=choice, day=day)
        found[patient].series.add(key, Recorded(on, at, known, has_time))
    return found
