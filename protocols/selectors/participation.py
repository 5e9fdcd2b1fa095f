"""One patient's participations."""

from django.db.models import QuerySet

from patients.models import Patient
from protocols.contents import content_of
from protocols.enums import EnrolmentState
from protocols.models import Enrolment, EnrolmentStatus, PracticeProtocol, Protocol


def steps_of(*, patient: Patient) -> list[EnrolmentStatus]:
    """Everything that happened in the patient's participations, newest first."""
    rows = EnrolmentStatus.objects.for_practice(patient.practice).filter(enrolment__patient=patient)
    rows = rows.select_related("enrolment__protocol", "protocol_version", "recorded_by")
    return list(rows.defer("protocol_version__content").order_by("-id"))


def joinable_protocols(*, patient: Patient) -> QuerySet[Protocol]:
    """Programmes that the practice uses, in which the patient has no open participation and that none takes in."""
    used = PracticeProtocol.objects.for_practice(patient.practice).filter(switched_off_at=None)
    open_ones = Enrolment.objects.of_patient(patient).open().select_related("protocol_version")
    taken = set()
    for enrolment in open_ones.defer("protocol_version__content"):
        taken.add(enrolment.protocol_id)
        if enrolment.state == EnrolmentState.INCLUDED:
            taken.update(content_of(enrolment.protocol_version).takes_in)
    return Protocol.objects.filter(pk__in=used.values("protocol")).exclude(pk__in=taken)
