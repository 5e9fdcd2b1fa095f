"""Everything that the one screen of a consult shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from consultations.models import Consultation, DraftField
from consultations.rules.asked import Asked, items_asked
from consultations.rules.following import Following, following
from consultations.rules.typed import Draft, read_draft, with_partners
from consultations.selectors.advice import AdviceList, advice_of
from patients.enums_record import Source
from patients.models import Determination, Measurement, Patient
from patients.rules.values import Value
from patients.selectors.overview import RecordLines, record_lines
from patients.targets import Target
from protocols.conditions import KnownFacts, KnownValue
from protocols.presenters.targets import targets_in_words
from protocols.rules.due import Participation
from protocols.selectors.due import facts_of, participations_of
from protocols.selectors.targets import aims, personal_targets

MOST_POINTS = 8
# A laboratory value or questionnaire of the last six weeks is the value of this consult: house rule, the time in
# which a practice has the blood drawn before a control.
FRESH = timedelta(days=42)
COMES_IN = frozenset({Source.LAB, Source.QUESTIONNAIRE, Source.IMPORT, Source.HOME})


@dataclass(frozen=True)
class Row:
    """One determination of the grid: why it is asked, what was measured before (newest first) and what to aim for."""

    determination: Determination
    asked: Asked | None
    points: list[Measurement]
    target: Target | None
    came_in: Measurement | None
    is_calculated: bool

    @property
    def previous(self) -> Measurement | None:
        """The last value before this consult."""
        rows = self.points
        return next((row for row in rows if row is not self.came_in), None)


@dataclass(frozen=True)
class Grid:
    """What a consult asks and what was typed: rows in the order of the protocols, and the draft read as values."""

    rows: list[Row]
    draft: Draft
    fields: dict[str, DraftField]
    determinations: dict[str, Determination]
    facts: KnownFacts

    @property
    def missing(self) -> list[Row]:
        """The required rows without an answer."""
        return [row for row in self.rows if self.is_missing(row)]

    def is_missing(self, row: Row) -> bool:
        """Whether a required row has no answer."""
        if row.asked is None or not row.asked.is_required or row.is_calculated or row.came_in:
            return False
        return row.determination.key not in self.draft.answered


@dataclass(frozen=True)
class Screen:
    """A consult with everything around it."""

    consultation: Consultation
    grid: Grid
    lines: RecordLines
    participations: list[Participation]
    contacts: list[Consultation]
    following: Following | None
    advice: AdviceList


def screen_of(*, consultation: Consultation, on: date) -> Screen:
    """The consult as it stands, on the day `on`."""
    patient = consultation.patient
    participations = participations_of(patient=patient)
    contacts = Consultation.objects.of_patient(patient).final().select_related("member__user")
    grid = grid_of(consultation=consultation, participations=participations, on=on)
    return Screen(
        consultation=consultation,
        grid=grid,
        lines=record_lines(patient=patient, on=on),
        participations=participations,
        contacts=list(contacts.prefetch_related("notes").order_by("-closed_at")[:3]),
        following=following(participations, grid.facts, chosen=consultation.controls),
        advice=advice_of(consultation=consultation, facts=grid.facts, on=on),
    )


def grid_of(*, consultation: Consultation, participations: Iterable[Participation], on: date) -> Grid:
    """What is asked, with what was typed so far: a condition on a value looks at what was typed before the record."""
    patient, participations = consultation.patient, list(participations)
    fields = {
        row.key: row for row in DraftField.objects.for_practice(patient.practice).filter(consultation=consultation)
    }
    facts = facts_of(patient=patient, on=on)
    determinations = Determination.objects.in_bulk()
    draft = _draft_of(fields, determinations, facts, on)
    known = overlaid(facts, draft)
    asked = items_asked(participations, facts, controls=consultation.controls, typed=known)
    shown = _shown(asked, draft, determinations)
    targets = _targets(patient, shown, participations, known)
    return Grid(_rows(patient, shown, determinations, targets, on), draft, fields, determinations, known)


def _draft_of(
    fields: Mapping[str, DraftField], determinations: Mapping[str, Determination], facts: KnownFacts, on: date
) -> Draft:
    previous = {
        key: Value(numeric=known.numeric, choice=known.choice)
        for key, known in facts.values.items()
        if key in determinations
    }
    draft = read_draft({key: row.typed for key, row in fields.items()}, determinations, previous=previous, on=on)
    return with_partners(draft, {key: row.partner for key, row in determinations.items() if row.partner})


def overlaid(facts: KnownFacts, draft: Draft) -> KnownFacts:
    """What is known when what was typed is taken for true; a value with an open problem is not."""
    typed = {
        key: KnownValue(facts.on, value.numeric, value.operator, value.choice)
        for key, value in draft.values.items()
        if key not in draft.problems and (value.numeric is not None or value.choice is not None)
    }
    return replace(facts, values={**facts.values, **typed})


def _shown(
    asked: Iterable[Asked], draft: Draft, determinations: Mapping[str, Determination]
) -> dict[str, Asked | None]:
    """What is asked in its order, then what was typed without being asked."""
    shown: dict[str, Asked | None] = {one.determination: one for one in asked if one.determination in determinations}
    for key in [*draft.values, *draft.problems]:
        shown.setdefault(key, None)
    return shown


def _targets(
    patient: Patient, keys: Collection[str], participations: list[Participation], facts: KnownFacts
) -> dict[str, Target]:
    """What to aim for, with what was typed taken into account; one query."""
    personal = personal_targets(patient=patient).current(on=facts.on).filter(determination__in=keys)
    return targets_in_words(aims(keys=keys, personal=personal, participations=participations, facts=facts))


def _rows(
    patient: Patient,
    shown: Mapping[str, Asked | None],
    determinations: Mapping[str, Determination],
    targets: Mapping[str, Target],
    on: date,
) -> list[Row]:
    partners = {determinations[key].partner for key in shown} - {""}
    points = _points(patient, {*shown, *partners})
    rows = []
    for key, asked in shown.items():
        of_key = points.get(key, [])
        latest = of_key[0] if of_key else None
        came_in = latest if latest and latest.source in COMES_IN and latest.observed_on > on - FRESH else None
        definition = determinations[key]
        rows.append(Row(definition, asked, of_key, targets.get(key), came_in, bool(definition.calculation)))
    return rows


def _points(patient: Patient, keys: Collection[str]) -> dict[str, list[Measurement]]:
    """The last current values of each determination, newest first; one query."""
    newest_first = Window(
        RowNumber(), partition_by=[F("determination")], order_by=[F("observed_at").desc(), F("id").desc()]
    )
    rows = Measurement.objects.of_patient(patient).filter(determination__in=keys).current()
    rows = rows.annotate(place=newest_first).filter(place__lte=MOST_POINTS).order_by("determination", "place")
    found: dict[str, list[Measurement]] = {}
    for row in rows:
        found.setdefault(row.determination_id, []).append(row)
    return found


def open_drafts(*, patient: Patient) -> list[Consultation]:
    """The drafts about this patient, of anybody: who opens a second one is warned."""
    rows = Consultation.objects.of_patient(patient).drafts().select_related("member__user")
    return list(rows.order_by("opened_at"))


def consult_day(consultation: Consultation) -> date:
    """The day in Amsterdam on which the consult takes place."""
    return timezone.localdate(consultation.opened_at)
