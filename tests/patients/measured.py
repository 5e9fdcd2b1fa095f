"""What the record page shows of measurements."""

from datetime import date

from patients.models import Patient
from patients.selectors.overview import Measured, record_page


def measured(*, patient: Patient, with_sensitive: bool) -> list[Measured]:
    """Everything that was ever measured of a patient."""
    _, found = record_page(patient=patient, on=date(2026, 11, 25), with_sensitive=with_sensitive)
    return found
