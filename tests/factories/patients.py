"""Patients and what stands beside them. Everything is written within the practice of the row."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from patients.enums import (
    BreakGlassReason,
    ConsentKind,
    ConsentManner,
    ConsentState,
    LeaveReason,
    Relation,
    RelationshipBasis,
    RepresentationBasis,
    Sex,
)
from patients.models import (
    BreakGlass,
    Consent,
    ContactPerson,
    EarlierRegistration,
    Patient,
    TreatmentRelationship,
)
from poh.base.validators import fictional_bsn
from tests.factories.accounts import MembershipFactory, PracticeFactory, PracticeModelFactory, UserFactory


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


class PatientFactory(PracticeModelFactory):
    """Mrs T.A. van der Meulen, born 14-3-1958, registered since 2015.

    Traits: `restricted`, `left` (a month ago), `deceased` (a year ago), `minor` (14 years old), `born_unknown_day`,
    `born_in_year` (only the year known), `without_bsn`.
    """

    class Meta:
        model = Patient

    class Params:
        restricted = factory.Trait(is_restricted=True)
        left = factory.Trait(
            registered_to=factory.LazyFunction(lambda: _days_ago(30)), leave_reason=LeaveReason.OTHER_PRACTICE
        )
        deceased = factory.Trait(
            registered_to=factory.LazyFunction(lambda: _days_ago(365)),
            deceased_on=factory.LazyFunction(lambda: _days_ago(365)),
            leave_reason=LeaveReason.DECEASED,
        )
        minor = factory.Trait(
            birth_year=factory.LazyFunction(lambda: timezone.localdate().year - 15), birth_month=12, birth_day=31
        )
        born_unknown_day = factory.Trait(birth_year=1972, birth_month=5, birth_day=None)
        born_in_year = factory.Trait(birth_year=1972, birth_month=None, birth_day=None)
        without_bsn = factory.Trait(bsn=None)

    practice = factory.SubFactory(PracticeFactory)
    number = factory.Sequence(lambda n: n + 1)
    initials = "T.A."
    first_names = "Truus Anna"
    calling_name = "Truus"
    birth_name_prefix = "van der"
    birth_name = "Meulen"
    sex = Sex.FEMALE
    birth_year, birth_month, birth_day = 1958, 3, 14
    bsn = factory.Sequence(fictional_bsn)
    street = "Lindelaan"
    house_number = factory.Sequence(lambda n: n % 200 + 1)
    postcode = "1012 NX"
    city = "Voorbeeldstad"
    phone = "010-0000001"
    mobile = "06-00000001"
    email = factory.Sequence(lambda n: f"patient{n}@example.nl")
    registered_from = date(2015, 1, 1)


class OfPatientFactory(PracticeModelFactory):
    """A row that belongs to a patient, and so to the practice of that patient."""

    class Meta:
        abstract = True

    patient = factory.SubFactory(PatientFactory)
    practice = factory.SelfAttribute("patient.practice")


class EarlierRegistrationFactory(OfPatientFactory):
    class Meta:
        model = EarlierRegistration

    registered_from = date(2005, 1, 1)
    registered_to = date(2010, 1, 1)
    leave_reason = LeaveReason.MOVED
    recorded_by = factory.SubFactory(UserFactory)


class ContactPersonFactory(OfPatientFactory):
    """A daughter; traits: `representative` (mentor), `ended`."""

    class Meta:
        model = ContactPerson

    class Params:
        representative = factory.Trait(is_representative=True, representation_basis=RepresentationBasis.MENTOR)
        ended = factory.Trait(ended_on=factory.LazyFunction(lambda: _days_ago(1)))

    name = "Sanne de Vries"
    relation = Relation.CHILD
    mobile = "06-00000002"


class ConsentFactory(OfPatientFactory):
    """Consent to share with the out-of-hours practice; traits: `refused`, `withdrawn`."""

    class Meta:
        model = Consent

    class Params:
        refused = factory.Trait(state=ConsentState.REFUSED)
        withdrawn = factory.Trait(state=ConsentState.WITHDRAWN)

    kind = ConsentKind.EXCHANGE_OUT_OF_HOURS
    state = ConsentState.GIVEN
    decided_on = date(2024, 5, 1)
    manner = ConsentManner.SPOKEN
    recorded_by = factory.SubFactory(UserFactory)


class TreatmentRelationshipFactory(OfPatientFactory):
    """Give `staff` (a membership of the same practice); trait `ended` (yesterday)."""

    class Meta:
        model = TreatmentRelationship

    class Params:
        ended = factory.Trait(ended_on=factory.LazyFunction(lambda: _days_ago(1)))

    staff = factory.SubFactory(MembershipFactory, practice=factory.SelfAttribute("..practice"))
    basis = RelationshipBasis.REQUEST
    started_on = date(2024, 1, 1)
    recorded_by = factory.SubFactory(UserFactory)


class BreakGlassFactory(OfPatientFactory):
    """Open from now for an hour; trait `past` (closed an hour ago)."""

    class Meta:
        model = BreakGlass

    class Params:
        past = factory.Trait(started_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=2)))

    user = factory.SubFactory(UserFactory)
    reason_category = BreakGlassReason.EMERGENCY
    reason = "Patiënt op de spoedpost"
    started_at = factory.LazyFunction(timezone.now)
    until = factory.LazyAttribute(lambda use: use.started_at + timedelta(minutes=60))
