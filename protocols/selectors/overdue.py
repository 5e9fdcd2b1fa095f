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
