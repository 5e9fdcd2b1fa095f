"""Practices and people."""

from datetime import date

import factory
from django.utils import timezone
from psycopg2.extras import DateRange

from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice, User
from poh.accounts.scope import practice_scope

PASSWORD = "wandelen-langs-de-singel"


class PracticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Practice

    name = factory.Sequence(lambda n: f"Praktijk {n}")
    agb_code = factory.Sequence(lambda n: f"{1000000 + n:08d}")
    phone = "010-0000000"
    email = factory.Sequence(lambda n: f"praktijk{n}@example.nl")


class PracticeModelFactory(factory.django.DjangoModelFactory):
    """A row of one practice, written within that practice: base of the factories of all apps."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with practice_scope(kwargs["practice"]):
            return super()._create(model_class, *args, **kwargs)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"medewerker{n}@example.nl")
    name = factory.Sequence(lambda n: f"Medewerker {n}")
    password = factory.django.Password(PASSWORD)

    class Params:
        inactive = factory.Trait(is_active=False)


class LocationFactory(PracticeModelFactory):
    class Meta:
        model = Location

    practice = factory.SubFactory(PracticeFactory)
    name = factory.Sequence(lambda n: f"Locatie {n}")
    street = "Singel 1"
    postcode = "1234 AB"
    city = "Voorbeeldstad"


class MembershipFactory(PracticeModelFactory):
    """Works since 2020 without an end; traits: `ended` (last day yesterday), `future` (from tomorrow)."""

    class Meta:
        model = Membership

    practice = factory.SubFactory(PracticeFactory)
    user = factory.SubFactory(UserFactory)
    roles = factory.LazyFunction(lambda: [Role.POH_S])
    period = factory.LazyFunction(lambda: DateRange(date(2020, 1, 1), None))
    contract_hours = 24

    class Params:
        ended = factory.Trait(period=factory.LazyFunction(lambda: DateRange(date(2020, 1, 1), timezone.localdate())))
        future = factory.Trait(
            period=factory.LazyFunction(lambda: DateRange(date.fromordinal(timezone.localdate().toordinal() + 1), None))
        )
