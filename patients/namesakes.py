"""What the log alone cannot tell: that a record is of somebody with the name of a member of the staff."""

from collections import defaultdict

from patients.models import Patient
from poh.accounts.models import Membership, Practice
from poh.audit.enums import Event, Suspicion
from poh.audit.rules.suspicion import Line, Suspect, is_namesake


def namesakes(practice: Practice, lines: list[Line]) -> list[Suspect]:
    """Who opened the record of somebody with their own surname, or with the initial and surname of a colleague."""
    opened = [line for line in lines if line.event_type == Event.PATIENT_OPENED]
    patients = Patient.objects.for_practice(practice).only("id", "initials", "birth_name", "partner_name")
    patients = patients.in_bulk({patient_id for line in opened for patient_id in line.patient_ids})
    staff = dict(Membership.objects.for_practice(practice).values_list("user_id", "user__name"))
    found: dict[tuple[Suspicion, int], list[Line]] = defaultdict(list)
    for line in opened:
        for patient in filter(None, map(patients.get, line.patient_ids)):
            if suspicion := _suspicion(patient, line, staff):
                found[suspicion, line.user_id].append(line)
    return [Suspect(suspicion, user_id, of[0].user_name, tuple(of)) for (suspicion, user_id), of in found.items()]


def _suspicion(patient: Patient, line: Line, staff: dict[int, str]) -> Suspicion | None:
    if _shares_surname(patient, line.user_name):
        return Suspicion.NAMESAKE
    others = (name for user_id, name in staff.items() if user_id != line.user_id)
    same = any(_shares_surname(patient, name) and patient.initials[:1] == name[:1] for name in others)
    return Suspicion.COLLEAGUE if same else None


def _shares_surname(patient: Patient, name: str) -> bool:
    return any(is_namesake(name, surname) for surname in (patient.birth_name, patient.partner_name))
