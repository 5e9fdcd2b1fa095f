"""Questionnaires as a practice has them, and what a patient filled in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from patients.models import Patient
from poh.accounts.models import Practice
from protocols.instruments.definition import Instrument, TextLicence, with_text
from protocols.instruments.loader import instruments
from protocols.models import InstrumentText, QuestionnaireResponse


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire with the text of the practice, where it entered one with the evidence of its licence."""

    instrument: Instrument
    text: InstrumentText | None = None


def questionnaires(*, practice: Practice) -> list[Questionnaire]:
    """Every questionnaire, in the order of its domain and name; one query."""
    texts = {row.instrument: row for row in InstrumentText.objects.for_practice(practice).in_use()}
    found = [_with_own_text(each, texts.get(each.key)) for each in instruments().values()]
    return sorted(found, key=lambda each: (each.instrument.domain, each.instrument.title.lower()))


def questionnaire(*, practice: Practice, key: str) -> Questionnaire | None:
    """One questionnaire; None when there is no such one."""
    instrument = instruments().get(key)
    if instrument is None:
        return None
    text = InstrumentText.objects.for_practice(practice).filter(instrument=key).order_by("-id").first()
    return _with_own_text(instrument, text)


def _with_own_text(instrument: Instrument, text: InstrumentText | None) -> Questionnaire:
    """A text that was withdrawn, or that belongs to another version, is not shown."""
    if text is None or text.is_withdrawn or text.instrument_version != instrument.version:
        return Questionnaire(instrument)
    licence = TextLicence(text.granted_by, text.granted_on, text.document)
    return Questionnaire(with_text(instrument, text.texts, licence=licence), text)


def texts_of(*, practice: Practice, key: str) -> list[InstrumentText]:
    """Every text that the practice entered for a questionnaire, newest first."""
    rows = InstrumentText.objects.for_practice(practice).filter(instrument=key)
    return list(rows.select_related("entered_by").order_by("-id"))


def responses_of(*, patient: Patient, key: str = "") -> QuerySet[QuestionnaireResponse]:
    """What holds of what the patient filled in, newest first; of one questionnaire when `key` is given."""
    rows = QuestionnaireResponse.objects.of_patient(patient).current().select_related("entered_by")
    return rows.of(key) if key else rows


def response_of(*, patient: Patient, key: str, uuid: UUID) -> QuestionnaireResponse | None:
    """One filled-in questionnaire, also one that was put right since."""
    rows = QuestionnaireResponse.objects.of_patient(patient).of(key).filter(uuid=uuid)
    return rows.select_related("entered_by", "supersedes").prefetch_related("corrections").first()
