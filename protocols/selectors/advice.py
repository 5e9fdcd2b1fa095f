"""The advice for one patient, by the versions that hold for this patient."""

from datetime import date

from patients.models import Patient
from protocols.conditions import KnownFacts
from protocols.contents import content_of
from protocols.models import Enrolment, PracticeProtocol
from protocols.rules.advice import AdviceSource, GivenAdvice, advice_given
from protocols.selectors.due import facts_of


def advice_for_patient(*, patient: Patient, on: date, facts: KnownFacts | None = None) -> list[GivenAdvice]:
    """What there is to consider on the day `on`, merged over programmes, the heaviest first.

    Two queries, and those of `facts_of` when `facts` is not given.
    """
    sources = advice_sources(patient=patient)
    return advice_given(sources, facts or facts_of(patient=patient, on=on)) if sources else []


def advice_sources(*, patient: Patient) -> list[AdviceSource]:
    """The versions by which the patient takes part, each followed by what it takes in (DM2 takes in CVRM)."""
    enrolments = list(
        Enrolment.objects.of_patient(patient)
        .included()
        .select_related("protocol_version")
        .defer("protocol_version__content")
        .order_by("protocol__position")
    )
    if not enrolments:
        return []
    rows = PracticeProtocol.objects.for_practice(patient.practice).filter(switched_off_at=None)
    rows = rows.select_related("protocol_version").defer("protocol_version__content")
    in_use = {row.protocol_id: row.protocol_version for row in rows}
    found = []
    for enrolment in enrolments:
        own = enrolment.protocol_version
        taken_in = [in_use[key] for key in content_of(own).takes_in if key in in_use]
        for version in (own, *taken_in):
            name = f"{version.protocol_id.upper()} {version.label}"
            found.append(AdviceSource(enrolment.protocol_id, name, content_of(version)))
    return found
