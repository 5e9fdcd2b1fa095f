"""A final consult with everything that it left in the record."""

from dataclasses import dataclass

from consultations.models import Addendum, Consultation, NotDone, SoapNote
from patients.models import Measurement


@dataclass(frozen=True)
class Final:
    """What was noted, measured and not done in a consult, and what was added later."""

    consultation: Consultation
    notes: list[SoapNote]
    measurements: list[Measurement]
    not_done: list[NotDone]
    addenda: list[Addendum]


def final_of(*, consultation: Consultation) -> Final:
    """Four queries; measurements as they hold now, so that a later correction shows."""
    practice = consultation.practice
    measured = Measurement.objects.for_practice(practice).filter(consultation=consultation.uuid).current()
    return Final(
        consultation=consultation,
        notes=list(SoapNote.objects.for_practice(practice).filter(consultation=consultation)),
        measurements=list(measured.select_related("determination").order_by("determination__position")),
        not_done=list(
            NotDone.objects.for_practice(practice).filter(consultation=consultation).select_related("determination")
        ),
        addenda=list(Addendum.objects.for_practice(practice).filter(consultation=consultation).select_related("by")),
    )
