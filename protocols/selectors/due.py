"""What is known of patients, and what follows from it: for one patient on the screen, and for lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from patients.models import Episode, LatestMeasurement, MedicationLine, Patient
from poh.accounts.models import Practice
from protocols.conditions import KnownEpisode, KnownFacts, KnownValue
from protocols.content import ProtocolContent
from protocols.contents import content_of
from protocols.models import Enrolment, PracticeProtocol
from protocols.rules import due as rules
from protocols.rules.due import ControlDue, ItemDue, Participation
from protocols.selectors.beyond import Beyond


@dataclass(frozen=True)
class DueSet:
    """What one patient is due for on one day, over all programmes."""

    controls: list[ControlDue]
    items: list[ItemDue]

    @classmethod
    def of(cls, controls: Iterable[ControlDue], items: Iterable[ItemDue]) -> "DueSet":
        """Merged: each determination once, controls in the order in which they are due."""
        return cls(sorted(controls, key=lambda due: (due.due_on, due.protocol)), rules.merged(items))


def facts_of(*, patient: Patient, on: date) -> KnownFacts:
    """What conditions may know of one patient; four queries."""
    return facts_of_many(practice=patient.practice, patients=[patient], on=on)[patient.pk]


def facts_of_many(*, practice: Practice, patients: Iterable[Patient], on: date) -> dict[int, KnownFacts]:
    """What conditions may know of these patients, by patient; four queries whatever their number.

    Two more, when a rule asks for earlier values and for what few rules ask.
    """
    found = list(patients)
    ids = [patient.pk for patient in found]
    beyond = Beyond(practice, ids, on)
    values: dict[int, dict[str, KnownValue]] = defaultdict(dict)
    for row in LatestMeasurement.objects.for_practice(practice).for_patients(ids):
        done_on = min(row.observed_on, row.date) if row.date else row.observed_on
        values[row.patient_id][row.determination_id] = KnownValue(done_on, row.numeric, row.operator, row.choice)
    episodes: dict[int, list[KnownEpisode]] = defaultdict(list)
    for row in Episode.objects.for_practice(practice).filter(patient__in=ids).exclude(icpc=""):
        episodes[row.patient_id].append(KnownEpisode(row.icpc, row.onset_on, row.ended_on))
    medicines: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    for row in MedicationLine.objects.for_practice(practice).current(on=on).filter(patient__in=ids):
        medicines[row.patient_id].append((row.atc, row.started_on))
    enrolled: dict[int, set[str]] = defaultdict(set)
    for row in Enrolment.objects.for_practice(practice).included().filter(patient__in=ids):
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
        for patient in found
    }


def contents_in_use(*, practice: Practice) -> dict[str, ProtocolContent]:
    """The content of the version that the practice uses of each programme."""
    rows = PracticeProtocol.objects.for_practice(practice).filter(switched_off_at=None)
    rows = rows.select_related("protocol_version").defer("protocol_version__content")
    return {row.protocol_id: content_of(row.protocol_version) for row in rows}


def participations_of(*, patient: Patient) -> list[Participation]:
    """The programmes in which the patient is included, each with the version that holds for this patient."""
    rows = (
        Enrolment.objects.of_patient(patient)
        .included()
        .select_related("protocol_version", "protocol")
        .defer("protocol_version__content")
        .order_by("protocol__position")
    )
    found = [(row, content_of(row.protocol_version)) for row in rows]
    takes_in = any(content.takes_in for _, content in found)
    in_use = contents_in_use(practice=patient.practice) if takes_in else {}
    return [_participation(row, content, in_use) for row, content in found]


def _participation(enrolment: Enrolment, content: ProtocolContent, in_use: dict[str, ProtocolContent]) -> Participation:
    return Participation(
        protocol=enrolment.protocol_id,
        content=content,
        started_on=enrolment.started_on,
        personal_months=enrolment.personal_months,
        personal_reason=enrolment.personal_months_reason,
        taken_in=tuple(in_use[key] for key in content.takes_in if key in in_use),
    )


def due_for_patient(
    *,
    patient: Patient,
    on: date,
    facts: KnownFacts | None = None,
    participations: list[Participation] | None = None,
) -> DueSet:
    """What this patient is due for on the day `on`, merged over all programmes.

    `facts` and `participations` save their queries on a page that has them.
    """
    facts = facts or facts_of(patient=patient, on=on)
    if participations is None:
        participations = participations_of(patient=patient)
    controls = [due for participation in participations for due in rules.controls_due(participation, facts)]
    return DueSet.of(controls, rules.items_due(participations, facts))
