"""Protocol versions of a practice, and who takes part in them."""

from datetime import date

import factory
from django.utils import timezone

from protocols.content import content_hash, read_content, write_content
from protocols.enums import VersionState
from protocols.models import Enrolment, PersonalTarget, PracticeProtocol, Protocol, ProtocolVersion
from protocols.vocabulary import current_vocabulary
from tests.factories.accounts import PracticeFactory, PracticeModelFactory, UserFactory
from tests.factories.patients import PatientFactory

# A quarterly control closed by weight and HbA1c, a yearly one that asks more.
SMALL_CONTENT = {
    "title": "Klein protocol",
    "controls": [
        {"key": "kwartaal", "name": "Kwartaalcontrole", "minutes": 20, "roles": ["poh_s"], "months": 3,
         "closed_by": [["gewicht"], ["hba1c"]], "closed_at_least": 2, "source": "Verzonnen voor een test"},
        {"key": "jaar", "name": "Jaarcontrole", "minutes": 40, "roles": ["poh_s"], "months": 12,
         "closed_by": [["gewicht"], ["hba1c"], ["roken"]], "closed_at_least": 3, "source": "Verzonnen voor een test"},
    ],
    "sections": [{"key": "alles", "name": "Alles"}],
    "items": [
        {"determination": "gewicht", "section": "alles", "controls": ["kwartaal", "jaar"]},
        {"determination": "hba1c", "section": "alles", "controls": ["kwartaal", "jaar"]},
        {"determination": "roken", "section": "alles", "controls": ["jaar"]},
        {"determination": "lengte", "section": "alles", "controls": ["jaar"], "months": 240, "required": False},
    ],
}  # fmt: skip


def content_data(protocol: str, **changes) -> dict:
    """The small content for a programme, with other parts where `changes` names them."""
    return {"protocol": protocol, **SMALL_CONTENT, **changes}


class ProtocolVersionFactory(PracticeModelFactory):
    """A version that the practice made and published; traits: `draft`, `in_review`. Parts by `content_data`."""

    class Meta:
        model = ProtocolVersion
        exclude = ["data"]

    class Params:
        draft = factory.Trait(state=VersionState.DRAFT, published_at=None, approver=None, approver_name="")
        in_review = factory.Trait(state=VersionState.REVIEW, published_at=None, approver=None, approver_name="")

    practice = factory.SubFactory(PracticeFactory)
    protocol_id = "dm2"
    number = factory.Sequence(lambda n: n + 1)
    data = factory.LazyAttribute(lambda version: content_data(version.protocol_id))
    content = factory.LazyAttribute(lambda version: write_content(read_content(version.data, current_vocabulary())))
    content_hash = factory.LazyAttribute(lambda v: content_hash(read_content(v.content, current_vocabulary())))
    state = VersionState.PUBLISHED
    source_title = "Verzonnen voor een test"
    source_year = 2026
    author = factory.SubFactory(UserFactory)
    author_name = factory.SelfAttribute("author.name")
    approver = factory.SubFactory(UserFactory)
    approver_name = factory.SelfAttribute("approver.name")
    review_on = date(2027, 6, 1)
    published_at = factory.LazyFunction(timezone.now)


class PracticeProtocolFactory(PracticeModelFactory):
    """The version that the practice uses; give `data` of the version as `protocol_version__data`."""

    class Meta:
        model = PracticeProtocol

    practice = factory.SubFactory(PracticeFactory)
    protocol_version = factory.SubFactory(ProtocolVersionFactory, practice=factory.SelfAttribute("..practice"))
    protocol = factory.LazyAttribute(lambda used: Protocol.objects.get(pk=used.protocol_version.protocol_id))
    approved_by = factory.SubFactory(UserFactory)
    switched_on_at = factory.LazyFunction(timezone.now)


class EnrolmentFactory(PracticeModelFactory):
    """Somebody who takes part since 2024."""

    class Meta:
        model = Enrolment

    patient = factory.SubFactory(PatientFactory)
    practice = factory.SelfAttribute("patient.practice")
    protocol_version = factory.SubFactory(ProtocolVersionFactory, practice=factory.SelfAttribute("..practice"))
    protocol_id = factory.SelfAttribute("protocol_version.protocol_id")
    started_on = date(2024, 1, 1)


class PersonalTargetFactory(PracticeModelFactory):
    """An HbA1c target of 54 to 64."""

    class Meta:
        model = PersonalTarget

    patient = factory.SubFactory(PatientFactory)
    practice = factory.SelfAttribute("patient.practice")
    determination_id = "hba1c"
    low, high = 54, 64
    reason = "kwetsbaar"
    started_on = date(2026, 1, 1)
    set_by = factory.SubFactory(UserFactory)
