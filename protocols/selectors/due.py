"""What is known of patients, and what follows from it: for one patient on the screen, and for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from patients.models import Patient
from poh.accounts.models import Practice
from protocols.conditions import KnownFacts
from protocols.content import ProtocolContent
from protocols.contents import content_of
from protocols.models import PracticeProtocol
from protocols.rules import due as rules
from protocols.rules.due import ControlDue, ItemDue, Participation
from protocols.selectors.facts import facts_of_many
from protocols.selectors.known import known_of


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
    """What conditions may know of one patient; one query."""
    return facts_of_many(practice=patient.practice, patients=[patient], on=on)[patient.pk]


def contents_in_use(*, practice: Practice) -> dict[str, ProtocolContent]:
    """The content of the version that the practice uses of each programme."""
    rows = PracticeProtocol.objects.for_practice(practice).filter(switched_off_at=None)
    rows = rows.select_related("protocol_version").defer("protocol_version__content")
    return {row.protocol_id: content_of(row.protocol_version) for row in rows}


def participations_of(*, patient: Patient) -> list[Participation]:
    """The programmes in which the patient is included, each with the version that holds for this patient; one query."""
    return known_of(patient=patient, on=timezone.localdate()).participations


def due_for_patient(
    *,
    patient: Patient,
    on: date,
    facts: KnownFacts | None = None,
    participations: list[Participation] | None = None,
) -> DueSet:
    """What this patient is due for on the day `on`, merged over all programmes; one query.

    None when a page has read `facts` and `participations` already.
    """
    if facts is None or participations is None:
        known = known_of(patient=patient, on=on)
        facts = facts or known.facts
        participations = known.participations if participations is None else participations
    controls = [due for participation in participations for due in rules.controls_due(participation, facts)]
    return DueSet.of(controls, rules.items_due(participations, facts))
