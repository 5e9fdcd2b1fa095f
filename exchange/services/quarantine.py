"""Judge what waits in quarantine: keep it as a person reads it, or leave it out with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from exchange.enums import ItemState, Kind
from exchange.models import QuarantinedItem
from exchange.querysets import QuarantineQuerySet
from exchange.rules.found import Origin
from patients.models import LatestMeasurement, Measurement, Patient
from patients.rules.limits import Problem, question, refusal
from patients.rules.values import Value
from patients.services.measurements import Entry, NotRecorded, Observed
from patients.signals import measurements_changed
from poh.accounts.models import User
from poh.accounts.scope import current_scope
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged

JUDGEMENT = ["state", "resolved_by", "resolved_at", "resolution", "measurement"]


class AlreadyJudged(Exception):
    """Somebody judged this row in the meantime, or the source sent something else since."""


@dataclass(frozen=True)
class Judge:
    """Who judges, and when."""

    by: User
    at: datetime


@transaction.atomic
def keep_item(*, item: QuarantinedItem, version: int, entry: Entry, observed: Observed, judge: Judge) -> Measurement:
    """Store a held value as a person reads it, with what the source wrote beside it.

    Checked as a value typed by hand: NotRecorded when it cannot be, or is unusual and not confirmed. AlreadyJudged.
    """
    _refuse_judged(item)
    patient = item.patient
    Patient.objects.for_practice(item.practice).select_for_update(no_key=True).only("pk").get(pk=patient.pk)
    asked = _checked(entry, observed, patient, judge)
    measurement = _measurement(item, entry, observed, judge)
    if asked:
        measurement.asked, measurement.confirmed_by = asked.text, judge.by
    measurement.save(force_insert=True)
    item.measurement = measurement
    _close(item, version, ItemState.RESOLVED, judge)
    record(Event.IMPORT_JUDGED, patients=[patient], object=item, detail=[entry.determination.key])
    measurements_changed.send(Patient, patient=patient, keys={entry.determination.key}, at=judge.at)
    return measurement


def _refuse_judged(item: QuarantinedItem) -> None:
    if item.state != ItemState.OPEN:
        raise AlreadyJudged


def _checked(entry: Entry, observed: Observed, patient: Patient, judge: Judge) -> Problem | None:
    """The question that was asked and answered about an unusual value; NotRecorded when it cannot be kept."""
    determination, value = entry.determination, entry.value
    on = timezone.localdate(observed.at)
    if observed.at > judge.at:
        raise NotRecorded([Problem("observed_on", "Dit moment ligt in de toekomst.")])
    if patient.born_from and on < patient.born_from:
        raise NotRecorded([Problem("observed_on", "Deze dag ligt voor de geboorte van de patiënt.")])
    if problem := refusal(determination, value, observed_on=on):
        raise NotRecorded([problem])
    latest = LatestMeasurement.objects.of_patient(patient).of(determination.key).first()
    asked = question(determination, value, previous=Value.of(latest) if latest else None)
    if asked and not entry.is_confirmed:
        raise NotRecorded([asked])
    return asked


def _measurement(item: QuarantinedItem, entry: Entry, observed: Observed, judge: Judge) -> Measurement:
    origin = Origin(Kind(item.kind), item.resource, item.part)
    # The number under which the import looks for this value; taken when the source sent it before.
    taken = Measurement.objects.for_practice(item.practice).filter(uuid=origin.uuid()).exists()
    return Measurement(
        uuid=item.uuid if taken else origin.uuid(),
        practice=item.practice,
        patient=item.patient,
        determination=entry.determination,
        **entry.value.columns(),
        observed_at=observed.at,
        has_time=observed.has_time,
        entered_at=judge.at,
        entered_by=judge.by,
        source=observed.source,
        source_name=observed.source_name,
        original_value=item.original_value[:80],
        original_unit=item.original_unit,
    )


@transaction.atomic
def dismiss_item(*, item: QuarantinedItem, version: int, reason: str, judge: Judge) -> None:
    """Leave a row out, with the reason; what came in stays to be seen. AlreadyJudged."""
    _refuse_judged(item)
    item.resolution = reason
    _close(item, version, ItemState.DISMISSED, judge)
    record(Event.IMPORT_JUDGED, patients=_patients([item]), object=item, reason=reason)


@transaction.atomic
def dismiss_items(*, rows: QuarantineQuerySet, reason: str, judge: Judge) -> int:
    """Leave every open row of `rows` out for one reason; how many."""
    found = list(rows.open().order_by("pk").select_for_update(of=("self",)))
    QuarantinedItem.objects.for_practice(current_scope().practice).filter(pk__in=[item.pk for item in found]).update(
        state=ItemState.DISMISSED,
        resolution=reason,
        resolved_by=judge.by,
        resolved_at=judge.at,
        updated_at=judge.at,
        version=F("version") + 1,
    )
    record(Event.IMPORT_JUDGED, patients=_patients(found), reason=reason, detail={"results": len(found)})
    return len(found)


@transaction.atomic
def say_somebody_else(*, item: QuarantinedItem, version: int, judge: Judge) -> None:
    """Say that a held patient is nobody who is registered: the next import takes them in. AlreadyJudged."""
    _refuse_judged(item)
    item.resolution = "is iemand anders"
    _close(item, version, ItemState.RESOLVED, judge)
    record(Event.IMPORT_JUDGED, object=item, detail=["somebody_else"])


def _close(item: QuarantinedItem, version: int, state: ItemState, judge: Judge) -> None:
    item.state, item.resolved_by, item.resolved_at = state, judge.by, judge.at
    save_if_unchanged(item, version=version, update_fields=JUDGEMENT)


def _patients(found: Sequence[QuarantinedItem]) -> list[int]:
    return sorted({item.patient_id for item in found if item.patient_id})
