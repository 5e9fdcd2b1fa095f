"""Agree on a target for one patient, and end that agreement. For HbA1c it is also kept as a value of the record.

NHG-tabel 45 has a determination for the personal HbA1c target (HBSW); rules of protocols, reports and other systems
read it. The agreement is what counts here; each of the two follows the other in the same transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from patients.models import Determination, LatestMeasurement, Measurement, Patient
from patients.rules.values import Value
from patients.services.measurements import Entry, NotRecorded, Observed, record_measurements, withdraw_measurement
from poh.accounts.models import Practice, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.dates import day_text
from protocols.models import PersonalTarget

# The determination in which the personal target of another one is recorded.
RECORDED_AS = {"hba1c": "hbsw"}
REPLACED, TAKEN_BACK, TAKEN_OVER = "vervangen", "de waarde is ingetrokken", "vastgelegd bij de metingen"


@dataclass(frozen=True)
class AgreedTarget:
    """The range agreed with a patient, from which day, and why; None leaves a side open.

    `replaces` names the agreement that held on the page on which this was filled in; None when there was none.
    """

    determination: Determination
    low: Decimal | None
    high: Decimal | None
    on: date
    reason: str
    replaces: UUID | None = None


class TargetChanged(Exception):
    """Somebody agreed on another target, or ended this one, after the page was opened."""


class TargetImpossible(Exception):
    """The target cannot be: the message is a Dutch sentence that says why."""


@transaction.atomic
def agree_target(*, patient: Patient, agreed: AgreedTarget, by: User, at: datetime) -> PersonalTarget:
    """Agree on a target for this patient; the one before it ends on the day on which this one begins."""
    _lock(patient)
    there = _open(patient, agreed.determination.pk)
    if agreed.replaces != (there.uuid if there else None):
        raise TargetChanged
    if there and agreed.on < there.started_on:
        raise TargetImpossible(f"De vorige afspraak begon op {day_text(there.started_on)}. Kies die dag of later.")
    if there:
        _end(there, on=agreed.on, reason=REPLACED)
    target = PersonalTarget.objects.create(
        practice=patient.practice,
        patient=patient,
        determination=agreed.determination,
        low=agreed.low,
        high=agreed.high,
        reason=agreed.reason,
        started_on=agreed.on,
        set_by=by,
    )
    record(Event.TARGET_CHANGED, patients=[patient], object=target)
    _record_as_value(target, by=by, at=at)
    return target


@transaction.atomic
def end_target(*, target: PersonalTarget, on: date, reason: str, by: User, at: datetime) -> PersonalTarget:
    """Go back to what the protocol says, from the day `on`; TargetChanged when it has ended already."""
    _lock(target.patient)
    there = _open(target.patient, target.determination_id)
    if there is None or there.pk != target.pk:
        raise TargetChanged
    if on < there.started_on:
        raise TargetImpossible(f"De afspraak begon op {day_text(there.started_on)}. Kies die dag of later.")
    _end(there, on=on, reason=reason)
    record(Event.TARGET_CHANGED, patients=[target.patient_id], object=there)
    key = RECORDED_AS.get(there.determination_id)
    if key:
        # A recorded target cannot end, it can be taken back; the agreement keeps from when until when it held.
        for value in Measurement.objects.of_patient(target.patient).of(key).current().order_by("observed_at", "id"):
            withdraw_measurement(measurement=value, reason=f"Afspraak beëindigd: {reason}"[:300], by=by, at=at)
    return there


@transaction.atomic
def follow_recorded_target(*, patient: Patient, at: datetime) -> PersonalTarget | None:
    """Take over a personal HbA1c target that was recorded among the measurements; the agreement that holds now."""
    _lock(patient)
    [(key, recorded_as)] = RECORDED_AS.items()
    there = _open(patient, key)
    latest = LatestMeasurement.objects.of_patient(patient).of(recorded_as).select_related("measurement").first()
    if latest is None:
        if there:
            _end(there, on=timezone.localdate(at), reason=TAKEN_BACK)
        return None
    value = latest.measurement
    last = PersonalTarget.objects.of_patient(patient).filter(determination=key).order_by("-updated_at").first()
    # What was recorded before the last agreement says nothing about it.
    if (there and there.high == value.numeric) or (last and value.entered_at <= last.updated_at):
        return there
    started_on = max(value.observed_on, there.started_on) if there else value.observed_on
    if there:
        _end(there, on=started_on, reason=REPLACED)
    return PersonalTarget.objects.create(
        practice=patient.practice,
        patient=patient,
        determination_id=key,
        high=value.numeric,
        reason=value.note[:300] or TAKEN_OVER,
        started_on=started_on,
        set_by=value.entered_by,
    )


def follow_recorded_targets(*, practice: Practice, at: datetime) -> int:
    """Take over the targets that came in without a person (an import), of a whole practice; how many differed."""
    [(key, recorded_as)] = RECORDED_AS.items()
    rows = PersonalTarget.objects.for_practice(practice).filter(determination=key, ended_on=None)
    agreed = dict(rows.values_list("patient", "high"))
    latest = LatestMeasurement.objects.for_practice(practice).of(recorded_as).values_list("patient", "numeric")
    differing = [patient_id for patient_id, number in latest if agreed.get(patient_id) != number]
    changed = 0
    for patient in Patient.objects.for_practice(practice).filter(pk__in=differing):
        now = follow_recorded_target(patient=patient, at=at)
        changed += now is not None and now.high != agreed.get(patient.pk)
    return changed


def _lock(patient: Patient) -> None:
    """One at a time for each patient, in the order in which measurements are written."""
    Patient.objects.for_practice(patient.practice).select_for_update(no_key=True).only("pk").get(pk=patient.pk)


def _open(patient: Patient, key: str) -> PersonalTarget | None:
    return PersonalTarget.objects.of_patient(patient).filter(determination=key, ended_on=None).first()


def _end(target: PersonalTarget, *, on: date, reason: str) -> None:
    target.ended_on, target.end_reason = on, reason
    target.save(update_fields=["ended_on", "end_reason", "updated_at"])


def _record_as_value(target: PersonalTarget, *, by: User, at: datetime) -> None:
    key = RECORDED_AS.get(target.determination_id)
    if key is None:
        return
    if target.high is None:
        raise TargetImpossible("Vul voor HbA1c in tot en met welke waarde het goed is.")
    moment = at if target.started_on == timezone.localdate(at) else _noon(target.started_on)
    entry = Entry(Determination.objects.get(pk=key), Value(numeric=target.high), is_confirmed=True)
    try:
        record_measurements(
            patient=target.patient, entries=[entry], observed=Observed(at=moment, has_time=False), by=by, at=at
        )
    except NotRecorded as refusal:
        raise TargetImpossible(refusal.problems[0].text) from refusal


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
