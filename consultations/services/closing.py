"""Close a consult: what was typed becomes part of the record, all of it or nothing, and stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from consultations.enums_consult import ConsultState
from consultations.models import Addendum, Consultation, NotDone, SoapNote
from consultations.rules.typed import Draft
from consultations.services.opening import ConsultClosed, follow
from patients.models import Determination, Episode
from patients.services.measurements import Entry, Observed, record_measurements
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged
from scheduling.enums import AppointmentState


@dataclass(frozen=True)
class Note:
    """The note about one episode, or about none: what is said in S, O, E and P, with the codes at S and E."""

    episode: Episode | None = None
    subjective: str = ""
    objective: str = ""
    evaluation: str = ""
    plan: str = ""
    reason_icpc: str = ""
    evaluation_icpc: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.subjective or self.objective or self.evaluation or self.plan)


@dataclass(frozen=True)
class Outcome:
    """What the consult adds to the record, read from its draft."""

    draft: Draft
    determinations: dict[str, Determination]
    notes: Sequence[Note]
    next_on: date | None = None


class NotClosed(Exception):
    """The consult cannot be closed as it stands; `sentences` say what is missing, in Dutch."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@transaction.atomic
def close_consult(*, consultation: Consultation, outcome: Outcome, by: User, at: datetime) -> Consultation:
    """Write the values, the notes and what was not done into the record, and make the consult final.

    NotClosed when a value has an open problem or there is no note at all (ADEPD, 5th version, 2025: at least one
    SOEP note at each contact); NotRecorded and ConsultClosed change nothing.
    """
    locked = Consultation.objects.for_practice(consultation.practice).select_for_update().get(pk=consultation.pk)
    if not locked.is_draft:
        raise ConsultClosed
    notes = [note for note in outcome.notes if not note.is_empty]
    _refuse_unfinished(outcome, notes)
    patient = consultation.patient
    entries = _entries(outcome)
    if entries:
        observed = Observed(at=at, consultation=locked.uuid)
        record_measurements(patient=patient, entries=entries, observed=observed, by=by, at=at)
    SoapNote.objects.bulk_create([_note(locked, note, place) for place, note in enumerate(notes)])
    NotDone.objects.bulk_create(
        [
            NotDone(practice=locked.practice, consultation=locked, determination_id=key, reason=reason)
            for key, reason in outcome.draft.not_done.items()
            if key not in outcome.draft.values
        ]
    )
    locked.state, locked.closed_at, locked.next_on = ConsultState.FINAL, at, outcome.next_on
    save_if_unchanged(locked, version=locked.version, update_fields=["state", "closed_at", "next_on"])
    record(Event.CONSULT_CLOSED, patients=[patient], object=locked)
    if locked.appointment:
        follow(locked.appointment, AppointmentState.DONE, by=by, at=at)
    return locked


def _refuse_unfinished(outcome: Outcome, notes: Sequence[Note]) -> None:
    labels = [outcome.determinations[key].label for key in outcome.draft.problems]
    sentences = [f"Kijk nog naar: {', '.join(labels)}."] if labels else []
    if not notes:
        sentences.append("Schrijf ten minste een regel bij S, O, E of P.")
    if sentences:
        raise NotClosed(sentences)


def _entries(outcome: Outcome) -> list[Entry]:
    return [
        Entry(outcome.determinations[key], value, is_confirmed=key in outcome.draft.confirmed)
        for key, value in outcome.draft.values.items()
    ]


def _note(consultation: Consultation, note: Note, position: int) -> SoapNote:
    return SoapNote(
        practice=consultation.practice,
        consultation=consultation,
        episode=note.episode,
        position=position,
        episode_icpc=note.episode.icpc if note.episode else "",
        episode_title=note.episode.title if note.episode else "",
        subjective=note.subjective,
        objective=note.objective,
        evaluation=note.evaluation,
        plan=note.plan,
        reason_icpc=note.reason_icpc,
        evaluation_icpc=note.evaluation_icpc,
    )


@transaction.atomic
def add_addendum(*, consultation: Consultation, text: str, by: User, at: datetime) -> Addendum:
    """Add to a final consult; what stands stays."""
    addendum = Addendum.objects.create(
        practice=consultation.practice, consultation=consultation, text=text, by=by, at=at
    )
    record(Event.CONSULT_ADDED_TO, patients=[consultation.patient_id], object=consultation)
    return addendum
