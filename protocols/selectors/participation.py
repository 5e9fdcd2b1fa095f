"""One patient's participations."""

from django.db.models import QuerySet

from patients.models import Patient
from protocols.models import Enrolment, EnrolmentStatus, PracticeProtocol, Protocol


def participations_shown(*, patient: Patient) -> list[Enrolment]:
    """All participations, the open ones first."""
    rows = Enrolment.objects.of_patient(patient).select_related("protocol", "protocol_version")
    return sorted(rows, key=lambda row: (row.ended_on is not None, row.protocol.position))


def steps_of(*, patient: Patient) -> list[EnrolmentStatus]:
    """Everything that happened in the patient's participations, newest first."""
    rows = EnrolmentStatus.objects.for_practice(patient.practice).filter(enrolment__patient=patient)
    return list(rows.select_related("enrolment__protocol", "protocol_version", "recorded_by").order_by("-id"))


def joinable_protocols(*, patient: Patient) -> QuerySet[Protocol]:
    """Programmes that the practice uses and in which the patient has no open participation."""
    used = PracticeProtocol.objects.for_practice(patient.practice).filter(switched_off_at=None)
    taken = Enrolment.objects.of_patient(patient).open()
    return Protocol.objects.filter(pk__in=used.values("protocol")).exclude(pk__in=taken.values("protocol"))
