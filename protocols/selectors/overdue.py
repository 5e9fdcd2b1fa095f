"""Who is due, read from the kept next controls: one row a patient, over all programmes."""

from datetime import date

from django.db.models import Min, QuerySet

from patients.models import Patient
from poh.accounts.models import Practice
from protocols.models import Enrolment, Protocol


def overdue_patients(
    *, practice: Practice, on: date, protocol: Protocol | None = None, before: date | None = None
) -> QuerySet:
    """Rows {patient, due_on} of patients with a control on or before `on`, longest ago first.

    Of one programme when `protocol` is given; only those that were due already on the day `before`. Somebody who
    left or died is not called.
    """
    rows = Enrolment.objects.due(on=before or on).for_practice(practice).order_by()
    registered = Patient.objects.for_practice(practice).registered(on=on)
    rows = rows.filter(patient__in=registered.values("pk"))
    if protocol is not None:
        rows = rows.filter(protocol=protocol)
    return rows.values("patient").annotate(due_on=Min("next_due_on")).order_by("due_on", "patient")


def enrolments_of(*, practice: Practice, patient_ids: list[int]) -> dict[int, list[Enrolment]]:
    """The participations of these patients, by patient, in the order of the programmes."""
    found: dict[int, list[Enrolment]] = {}
    rows = Enrolment.objects.for_practice(practice).included().filter(patient__in=patient_ids)
    rows = rows.select_related("protocol", "protocol_version").defer("protocol_version__content")
    for row in rows.order_by("protocol__position"):
        found.setdefault(row.patient_id, []).append(row)
    return found
