"""The advice for one patient, by the versions that hold for this patient."""

from datetime import date

from patients.models import Patient
from protocols.conditions import KnownFacts
from protocols.contents import content_of
from protocols.rules.advice import AdviceSource, GivenAdvice, advice_given
from protocols.selectors.known import Known, known_of


def advice_for_patient(*, patient: Patient, on: date, facts: KnownFacts | None = None) -> list[GivenAdvice]:
    """What there is to consider on the day `on`, merged over programmes, the heaviest first; one query.

    `facts` stand for what was read, on a page that weighs other values than those kept.
    """
    return advice_known(known_of(patient=patient, on=on), facts=facts)


def advice_known(known: Known, *, facts: KnownFacts | None = None) -> list[GivenAdvice]:
    """The same, from what a page has read already."""
    sources = advice_sources(known)
    return advice_given(sources, facts or known.facts) if sources else []


def advice_sources(known: Known) -> list[AdviceSource]:
    """The versions by which the patient takes part, each followed by what it takes in (DM2 takes in CVRM)."""
    return [
        AdviceSource(row.protocol_id, f"{version.protocol_id.upper()} {version.label}", content_of(version))
        for row in known.included
        for version in (row.protocol_version, *known.taken_in(row))
    ]
