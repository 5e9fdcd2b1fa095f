"""What conditions may know of patients, read in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from patients.models import Episode, LatestMeasurement, MedicationLine, Patient
from poh.accounts.models import Practice
from poh.base.together import read_together
from protocols.conditions import KnownEpisode, KnownFacts, KnownValue
from protocols.enums import EnrolmentState
from protocols.models import Enrolment
from protocols.selectors.beyond import Beyond

Read = Mapping[str, list]
_VALUE = ("practice", "patient", "determination", "observed_on", "date", "numeric", "operator", "choice")


def facts_of_many(*, practice: Practice, patients: Iterable[Patient], on: date) -> dict[int, KnownFacts]:
    """What conditions may know of these patients, by patient; one query whatever their number.

    Two more, when a rule asks for earlier values and for what few rules ask.
    """
    found = list(patients)
    ids = [patient.pk for patient in found]
    enrolments = Enrolment.objects.for_practice(practice).included().filter(patient__in=ids).order_by()
    read = read_together(enrolments=enrolments, **facts_asked(practice, ids, on=on))
    return facts_from(read, found, on=on, beyond=Beyond(practice, ids, on))


def facts_asked(practice: Practice, ids: Collection[int], *, on: date) -> dict[str, QuerySet]:
    """What `facts_from` reads beside the participations: latest values, problems and medicines in use."""
    episodes = Episode.objects.for_practice(practice).filter(patient__in=ids).exclude(icpc="")
    medicines = MedicationLine.objects.for_practice(practice).current(on=on).filter(patient__in=ids)
    return {
        "latest": LatestMeasurement.objects.for_practice(practice).for_patients(ids).only(*_VALUE),
        "episodes": episodes.only("patient", "icpc", "onset_on", "ended_on"),
        "medicines": medicines.only("patient", "atc", "started_on"),
    }


def facts_from(read: Read, patients: Iterable[Patient], *, on: date, beyond: Beyond) -> dict[int, KnownFacts]:
    """The facts of these patients, from what was read of them together."""
    values: dict[int, dict[str, KnownValue]] = defaultdict(dict)
    for row in read["latest"]:
        done_on = min(row.observed_on, row.date) if row.date else row.observed_on
        values[row.patient_id][row.determination_id] = KnownValue(done_on, row.numeric, row.operator, row.choice)
    episodes: dict[int, list[KnownEpisode]] = defaultdict(list)
    for row in read["episodes"]:
        episodes[row.patient_id].append(KnownEpisode(row.icpc, row.onset_on, row.ended_on))
    medicines: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    for row in read["medicines"]:
        medicines[row.patient_id].append((row.atc, row.started_on))
    enrolled: dict[int, set[str]] = defaultdict(set)
    for row in read["enrolments"]:
        if row.state == EnrolmentState.INCLUDED:
            enrolled[row.patient_id].add(row.protocol_id)
    return {
        patient.pk: KnownFacts(
            on=on,
            born_from=patient.birth_date.earliest,
            born_until=patient.birth_date.latest,
            sex=patient.sex,
            values=values[patient.pk],
            episodes=tuple(episodes[patient.pk]),
            atc=frozenset(code for code, _ in medicines[patient.pk]),
            enrolled=frozenset(enrolled[patient.pk]),
            started=tuple(medicines[patient.pk]),
            beyond=beyond.of(patient.pk),
        )
        for patient in patients
    }
