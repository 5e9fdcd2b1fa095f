"""Consults, and what is typed and noted in them."""

from datetime import UTC, datetime

import factory

from consultations.enums_consult import ConsultState, Decision, NotDoneReason
from consultations.models import Addendum, AdviceDecision, Consultation, DraftField, NotDone, SoapNote
from tests.factories.accounts import MembershipFactory, PracticeFactory, PracticeModelFactory, UserFactory
from tests.factories.patients import PatientFactory

OPENED_AT = datetime(2026, 10, 15, 7, 20, tzinfo=UTC)
CLOSED_AT = datetime(2026, 10, 15, 7, 50, tzinfo=UTC)


class ConsultationFactory(PracticeModelFactory):
    """A draft; traits: `final`, `discarded`."""

    class Meta:
        model = Consultation

    class Params:
        final = factory.Trait(state=ConsultState.FINAL, closed_at=CLOSED_AT)
        discarded = factory.Trait(state=ConsultState.DISCARDED, closed_at=CLOSED_AT, discard_reason="niet verschenen")

    practice = factory.SubFactory(PracticeFactory)
    patient = factory.SubFactory(PatientFactory, practice=factory.SelfAttribute("..practice"))
    member = factory.SubFactory(MembershipFactory, practice=factory.SelfAttribute("..practice"))
    opened_at = OPENED_AT


class PartFactory(PracticeModelFactory):
    """Something in a consult; in the practice of the consult."""

    class Meta:
        abstract = True

    practice = factory.SubFactory(PracticeFactory)
    consultation = factory.SubFactory(ConsultationFactory, practice=factory.SelfAttribute("..practice"))


class DraftFieldFactory(PartFactory):
    """A field as it was last typed."""

    class Meta:
        model = DraftField

    key = factory.Sequence(lambda n: f"m:veld{n}")
    typed = "81,4"
    saved_at = OPENED_AT
    saved_by = factory.SubFactory(UserFactory)


class SoapNoteFactory(PartFactory):
    """A note about an episode; made while its consult is a draft."""

    class Meta:
        model = SoapNote

    episode_icpc = "T90.02"
    episode_title = "Diabetes mellitus type 2"
    subjective = "Voelt zich goed."


class NotDoneFactory(PartFactory):
    """Something that was asked and not done."""

    class Meta:
        model = NotDone

    determination_id = "gewicht"
    reason = NotDoneReason.LATER


class AddendumFactory(PartFactory):
    """An addition to a final consult."""

    class Meta:
        model = Addendum

    consultation = factory.SubFactory(ConsultationFactory, practice=factory.SelfAttribute("..practice"), final=True)
    text = "Uitslag telefonisch doorgegeven."
    by = factory.SubFactory(UserFactory)
    at = CLOSED_AT


class AdviceDecisionFactory(PartFactory):
    """An advice that was refused in a draft."""

    class Meta:
        model = AdviceDecision

    patient = factory.SelfAttribute("consultation.patient")
    advice = "hba1c_boven_streefwaarde"
    title = "HbA1c boven de streefwaarde"
    version = "DM2 versie 1"
    decision = Decision.REFUSED
    reason = "wil niet"
    by = factory.SubFactory(UserFactory)
    at = OPENED_AT
