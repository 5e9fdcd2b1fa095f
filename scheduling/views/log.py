"""What the access log says of pages of the agenda."""

from collections.abc import Iterable

from poh.audit.enums import Event
from poh.audit.services import record
from scheduling.models import Appointment


def log_patients(rows: Iterable[Appointment]) -> None:
    """One line for all patients of these appointments."""
    record(Event.AGENDA_VIEWED, patients=sorted({row.patient_id for row in rows if row.patient_id}))
