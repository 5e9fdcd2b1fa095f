"""How a consult is started from a record."""

from collections.abc import Collection, Iterable

from django.urls import reverse

from patients.models import Patient
from patients.starts import Start
from poh.accounts.permissions import Permission


def consult_start(*, patient: Patient, permissions: Collection[str]) -> Iterable[Start]:
    """A consult, for who may hold one about a patient who lives."""
    if Permission.CONSULT_WRITE in permissions and patient.deceased_on is None:
        yield Start("Start consult", reverse("consultations:open", args=[patient.uuid]), "c")
