"""Keep a filled-in questionnaire with its scores, put one right, and enter the text of one with its licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from patients.enums_record import Source
from patients.models import Determination, Measurement, Patient
from patients.rules.values import Value
from patients.services import measurements
from patients.services.measurements import Entry, Observed
from poh.accounts.models import Practice, User
from poh.audit.enums import Event
from poh.audit.services import record
from protocols.calculations.result import Outcome, Scored, Sex, round_half_up
from protocols.instruments.definition import Instrument, TextLicence, with_text
from protocols.instruments.scorer import score
from protocols.models import InstrumentText, QuestionnaireResponse
from protocols.selectors.questionnaires import Questionnaire

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
# A mean keeps as many places as the database does; a class is never taken from a rounded score.
DECIMALS = 4


class NothingAnswered(Exception):
    """A questionnaire without a single answer is not kept."""


class AlreadyCorrected(Exception):
    """Somebody put this questionnaire right in the meantime."""


@dataclass(frozen=True)
class FilledIn:
    """The answers by item id, and when they were given."""

    answers: Mapping[str, int | None]
    at: datetime
    has_time: bool = False


@transaction.atomic
def keep_response(
    *, patient: Patient, questionnaire: Questionnaire, filled_in: FilledIn, by: User, at: datetime
) -> QuestionnaireResponse:
    """Score and keep what was filled in; each score that has a determination becomes a measurement.

    An incomplete scale gives no score: a blank is never a zero. NothingAnswered without any answer.
    """
    scored, values = _scored(patient, questionnaire.instrument, filled_in)
    rows = _record(patient, questionnaire, values, filled_in, by=by, at=at)
    if not rows:
        record(Event.MEASURED, patients=[patient], detail=[f"vragenlijst_{questionnaire.instrument.key}"])
    return _store(patient, questionnaire, filled_in, scored, rows, by=by)


@transaction.atomic
def correct_response(
    *,
    response: QuestionnaireResponse,
    questionnaire: Questionnaire,
    filled_in: FilledIn,
    reason: str,
    by: User,
    at: datetime,
) -> QuestionnaireResponse:
    """Put a filled-in questionnaire right: the wrong one stays to be seen, its scores are corrected with it.

    AlreadyCorrected when somebody was first.
    """
    patient = response.patient
    scored, values = _scored(patient, questionnaire.instrument, filled_in)
    there = {row.determination_id: row for row in _measurements(response)}
    observed = _observed(questionnaire, filled_in)
    try:
        rows = _correct_scores(there, values, observed, reason=reason, by=by, at=at)
        new = {key: value for key, value in values.items() if key not in there}
        rows += _record(patient, questionnaire, new, filled_in, by=by, at=at)
        with transaction.atomic():
            return _store(
                patient, questionnaire, filled_in, scored, rows, by=by, supersedes=response, correction_reason=reason
            )
    except measurements.AlreadyCorrected as error:
        raise AlreadyCorrected from error
    except IntegrityError as error:
        if "protocols_response_corrected_once" not in str(error):
            raise
        raise AlreadyCorrected from error


def _scored(patient: Patient, instrument: Instrument, filled_in: FilledIn) -> tuple[Scored, dict[str, Value]]:
    """The scores, and the values to keep by determination: of complete scales, and of answers kept as such."""
    if all(answer is None for answer in filled_in.answers.values()):
        raise NothingAnswered
    scored = score(instrument, filled_in.answers, sex=SEXES.get(patient.sex))
    values: dict[str, Value] = {}
    for scale in instrument.scales:
        outcome = scored[scale.key]
        if scale.determination and not outcome.is_blocked:
            values[scale.determination] = Value(numeric=round_half_up(outcome.value, DECIMALS))
    for item in instrument.items:
        answer = filled_in.answers.get(item.id)
        if item.determination and answer is not None:
            values[item.determination] = Value(numeric=Decimal(item.points[item.codes.index(answer)]))
    return scored, values


def _record(
    patient: Patient, questionnaire: Questionnaire, values: Mapping[str, Value], filled_in: FilledIn, *, by, at
) -> list[Measurement]:
    if not values:
        return []
    definitions = Determination.objects.in_bulk(values.keys())
    entries = [Entry(definitions[key], value, is_confirmed=True) for key, value in values.items()]
    observed = _observed(questionnaire, filled_in)
    return measurements.record_measurements(patient=patient, entries=entries, observed=observed, by=by, at=at)


def _observed(questionnaire: Questionnaire, filled_in: FilledIn) -> Observed:
    return Observed(filled_in.at, filled_in.has_time, Source.QUESTIONNAIRE, questionnaire.instrument.title)


def _measurements(response: QuestionnaireResponse) -> list[Measurement]:
    rows = Measurement.objects.of_patient(response.patient).filter(uuid__in=response.measured.values())
    return list(rows.select_related("determination", "patient"))


def _correct_scores(
    there: Mapping[str, Measurement], values: Mapping[str, Value], observed: Observed, *, reason: str, by, at
) -> list[Measurement]:
    """Another score in the place of each wrong one; a scale that is now incomplete loses its score."""
    found = []
    for key, row in there.items():
        if key not in values:
            measurements.withdraw_measurement(measurement=row, reason=reason, by=by, at=at)
        elif Value.of(row) == values[key] and row.observed_at == observed.at:
            found.append(row)
        else:
            entry = Entry(row.determination, values[key], is_confirmed=True)
            correction = measurements.Correction(reason, observed)
            found.append(
                measurements.correct_measurement(measurement=row, entry=entry, correction=correction, by=by, at=at)
            )
    return found


def _store(
    patient: Patient,
    questionnaire: Questionnaire,
    filled_in: FilledIn,
    scored: Scored,
    rows: list[Measurement],
    **more: Any,
) -> QuestionnaireResponse:
    by = more.pop("by")
    return QuestionnaireResponse.objects.create(
        practice=patient.practice,
        patient=patient,
        instrument=questionnaire.instrument.key,
        instrument_version=questionnaire.instrument.version,
        answers={key: answer for key, answer in filled_in.answers.items() if answer is not None},
        scores=scores_as_data(scored),
        measured={row.determination_id: str(row.uuid) for row in rows},
        filled_in_at=filled_in.at,
        with_text=questionnaire.text,
        entered_by=by,
        **more,
    )


def scores_as_data(scored: Scored) -> dict[str, Any]:
    """The scores as they are kept beside the answers."""
    flags = [{"code": flag.code, "text": flag.text} for flag in scored.flags]
    return {"scales": {key: _as_data(outcome) for key, outcome in scored.scales.items()}, "flags": flags}


def _as_data(outcome: Outcome) -> dict[str, Any]:
    if outcome.is_blocked:
        return {"blocked": outcome.text}
    notes = [{"code": note.code, "text": note.text} for note in outcome.notes]
    band = {"code": outcome.band.code, "label": outcome.band.label} if outcome.band else None
    return {"value": outcome.value, "shown": str(outcome.rounded), "band": band, "notes": notes}


@dataclass(frozen=True)
class Evidence:
    """Who allowed the use of a text, when, and where that can be read."""

    granted_by: str
    granted_on: date
    document: str


@transaction.atomic
def enter_text(
    *, practice: Practice, instrument: Instrument, texts: Mapping[str, str], evidence: Evidence, by: User
) -> InstrumentText:
    """Use the practice's own text from now on; TextRefused when the text or its evidence lacks something."""
    licence = TextLicence(evidence.granted_by, evidence.granted_on, evidence.document)
    with_text(instrument, texts, licence=licence)
    row = InstrumentText.objects.create(
        practice=practice,
        instrument=instrument.key,
        instrument_version=instrument.version,
        texts=dict(texts),
        granted_by=evidence.granted_by,
        granted_on=evidence.granted_on,
        document=evidence.document,
        entered_by=by,
    )
    record(Event.PROTOCOL_CHANGED, object=row)
    return row


@transaction.atomic
def withdraw_text(*, text: InstrumentText, by: User) -> InstrumentText:
    """Stop using a text: its licence ended. What was filled in with it stays as it is."""
    row = InstrumentText.objects.create(
        practice=text.practice,
        instrument=text.instrument,
        instrument_version=text.instrument_version,
        texts=text.texts,
        granted_by=text.granted_by,
        granted_on=text.granted_on,
        document=text.document,
        is_withdrawn=True,
        entered_by=by,
    )
    record(Event.PROTOCOL_CHANGED, object=row)
    return row
