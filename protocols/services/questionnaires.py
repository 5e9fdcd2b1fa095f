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


@dataclass(frozen=True)
class CorrectionOf:
    """What should have been filled in, and why the other was wrong."""

    filled_in: FilledIn
    reason: str


@transaction.atomic
def keep_response(
    *, patient: Patient, questionnaire: Questionnaire, filled_in: FilledIn, by: User, at: datetime
) -> QuestionnaireResponse:
    """Score and keep what was filled in; each score that has a determination becomes a measurement.

    An incomplete scale gives no score: a blank is never a zero. NothingAnswered without any answer.
    """
    keeping = _Keeping(patient, questionnaire, filled_in, by, at)
    scored, values = keeping.scored()
    rows = keeping.record(values)
    if not rows:
        record(Event.MEASURED, patients=[patient], detail=[f"vragenlijst_{questionnaire.instrument.key}"])
    return keeping.store(scored, rows)


@transaction.atomic
def correct_response(
    *, response: QuestionnaireResponse, questionnaire: Questionnaire, correction: CorrectionOf, by: User, at: datetime
) -> QuestionnaireResponse:
    """Put a filled-in questionnaire right: the wrong one stays to be seen, its scores are corrected with it.

    AlreadyCorrected when somebody was first.
    """
    keeping = _Keeping(response.patient, questionnaire, correction.filled_in, by, at)
    scored, values = keeping.scored()
    there = {row.determination_id: row for row in _measurements(response)}
    try:
        rows = keeping.correct(there, values, reason=correction.reason)
        rows += keeping.record({key: value for key, value in values.items() if key not in there})
        with transaction.atomic():
            return keeping.store(scored, rows, supersedes=response, correction_reason=correction.reason)
    except measurements.AlreadyCorrected as error:
        raise AlreadyCorrected from error
    except IntegrityError as error:
        if "protocols_response_corrected_once" not in str(error):
            raise
        raise AlreadyCorrected from error


def _measurements(response: QuestionnaireResponse) -> list[Measurement]:
    rows = Measurement.objects.of_patient(response.patient).filter(uuid__in=response.measured.values())
    return list(rows.select_related("determination", "patient"))


@dataclass(frozen=True)
class _Keeping:
    """One filled-in questionnaire on its way into the record."""

    patient: Patient
    questionnaire: Questionnaire
    filled_in: FilledIn
    by: User
    at: datetime

    @property
    def instrument(self) -> Instrument:
        return self.questionnaire.instrument

    @property
    def observed(self) -> Observed:
        """When and by which questionnaire the scores were observed."""
        filled_in = self.filled_in
        return Observed(filled_in.at, filled_in.has_time, Source.QUESTIONNAIRE, self.instrument.title)

    def scored(self) -> tuple[Scored, dict[str, Value]]:
        """The scores, and the values to keep by determination: of complete scales, and of answers kept as such."""
        answers = self.filled_in.answers
        if all(answer is None for answer in answers.values()):
            raise NothingAnswered
        scored = score(self.instrument, answers, sex=SEXES.get(self.patient.sex))
        values: dict[str, Value] = {}
        for scale in self.instrument.scales:
            outcome = scored[scale.key]
            if scale.determination and not outcome.is_blocked:
                values[scale.determination] = Value(numeric=round_half_up(outcome.value, DECIMALS))
        for item in self.instrument.items:
            answer = answers.get(item.id)
            if item.determination and answer is not None:
                values[item.determination] = Value(numeric=Decimal(item.points[item.codes.index(answer)]))
        return scored, values

    def record(self, values: Mapping[str, Value]) -> list[Measurement]:
        """Keep these scores as measurements."""
        if not values:
            return []
        definitions = Determination.objects.in_bulk(values.keys())
        entries = [Entry(definitions[key], value, is_confirmed=True) for key, value in values.items()]
        return measurements.record_measurements(
            patient=self.patient, entries=entries, observed=self.observed, by=self.by, at=self.at
        )

    def correct(
        self, there: Mapping[str, Measurement], values: Mapping[str, Value], *, reason: str
    ) -> list[Measurement]:
        """Another score in the place of each wrong one; a scale that is now incomplete loses its score."""
        found = []
        for key, row in there.items():
            if key not in values:
                measurements.withdraw_measurement(measurement=row, reason=reason, by=self.by, at=self.at)
            elif Value.of(row) == values[key] and row.observed_at == self.filled_in.at:
                found.append(row)
            else:
                entry = Entry(row.determination, values[key], is_confirmed=True)
                correction = measurements.Correction(reason, self.observed)
                found.append(
                    measurements.correct_measurement(
                        measurement=row, entry=entry, correction=correction, by=self.by, at=self.at
                    )
                )
        return found

    def store(self, scored: Scored, rows: list[Measurement], **more: Any) -> QuestionnaireResponse:
        """The answers with their scores."""
        return QuestionnaireResponse.objects.create(
            practice=self.patient.practice,
            patient=self.patient,
            instrument=self.instrument.key,
            instrument_version=self.instrument.version,
            answers={key: answer for key, answer in self.filled_in.answers.items() if answer is not None},
            scores=scores_as_data(scored),
            measured={row.determination_id: str(row.uuid) for row in rows},
            filled_in_at=self.filled_in.at,
            with_text=self.questionnaire.text,
            entered_by=self.by,
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
