"""States of protocol versions and enrolments, and which step may follow which."""

from django.db import models


class VersionState(models.TextChoices):
    """The life of a protocol version; from published on its content is fixed."""

    DRAFT = "draft", "concept"
    REVIEW = "review", "ter beoordeling"
    PUBLISHED = "published", "gepubliceerd"
    RETIRED = "retired", "ingetrokken"


VERSION_STEPS = {
    VersionState.DRAFT: {VersionState.REVIEW},
    VersionState.REVIEW: {VersionState.DRAFT, VersionState.PUBLISHED},
    VersionState.PUBLISHED: {VersionState.RETIRED},
    VersionState.RETIRED: set(),
}


class EnrolmentState(models.TextChoices):
    """Whether a patient takes part in a programme, and if not, why not."""

    INCLUDED = "included", "doet mee"
    DECLINED = "declined", "wil niet"
    SPECIALIST = "specialist", "hoofdbehandelaar is specialist"
    ENDED = "ended", "gestopt"


class StepKind(models.TextChoices):
    """What a step in a participation changed."""

    STATE = "state", "deelname"
    TERM = "term", "eigen termijn"


# An ended enrolment stays as it was; whoever joins again gets a new one.
ENROLMENT_STEPS = {
    EnrolmentState.INCLUDED: {EnrolmentState.DECLINED, EnrolmentState.SPECIALIST, EnrolmentState.ENDED},
    EnrolmentState.DECLINED: {EnrolmentState.INCLUDED, EnrolmentState.SPECIALIST, EnrolmentState.ENDED},
    EnrolmentState.SPECIALIST: {EnrolmentState.INCLUDED, EnrolmentState.DECLINED, EnrolmentState.ENDED},
    EnrolmentState.ENDED: set(),
}
