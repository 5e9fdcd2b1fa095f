from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from psycopg2.extras import DateRange

from poh.accounts import signals
from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice
from poh.accounts.scope import current_scope, practice_scope
from poh.accounts.services import practices as services
from poh.accounts.services.people import Employment, Person
from poh.base.locking import StaleVersion
from tests.factories.accounts import LocationFactory, MembershipFactory

TODAY = date(2026, 3, 2)
ADDRESS = {"street": "Singel 1", "postcode": "1012 AB", "city": "Voorbeeldstad", "phone": "020-0000000"}


@pytest.fixture
def inside(practice, beheerder):
    with practice_scope(practice, user=beheerder, roles=(Role.BEHEERDER,)) as scope:
        yield scope


def test_open_practice_has_a_beheerder_who_is_invited(db, queued, django_capture_on_commit_callbacks):
    work = Employment(roles=[Role.BEHEERDER], period=DateRange(TODAY, None))

    with django_capture_on_commit_callbacks(execute=True):
        practice = services.open_practice(
            name="Praktijk Nieuw", person=Person("Bram", "bram@example.nl"), employment=work, site="https://x.nl"
        )

    with practice_scope(practice):
        member = Membership.objects.select_related("user").get()
    assert (member.user.email, member.roles) == ("bram@example.nl", [Role.BEHEERDER])
    assert queued() == [("send_invitation", [member.user_id, member.practice_id, "https://x.nl"])]


def test_open_practice_without_a_name_is_refused(db):
    work = Employment(roles=[Role.BEHEERDER], period=DateRange(TODAY, None))

    with pytest.raises(ValidationError):
        services.open_practice(name="", person=Person("Bram", "bram@example.nl"), employment=work, site="https://x.nl")

    assert Practice.objects.count() == 0


def test_change_practice_saves_and_tells(practice, beheerder, inside, heard):
    told = heard(signals.practice_changed)
    details = {"name": "De Nieuwe Singel", "phone": "010-0000001"}

    changed = services.change_practice(practice=practice, details=details, version=1, by=beheerder)

    stored = Practice.objects.get(pk=practice.pk)
    assert (stored.name, stored.phone, stored.version) == ("De Nieuwe Singel", "010-0000001", 2)
    assert told == [{"practice": changed, "by": beheerder, "fields": ["name", "phone"]}]


def test_change_practice_refuses_a_stale_version(practice, beheerder, inside):
    with pytest.raises(StaleVersion):
        services.change_practice(practice=practice, details={"name": "Anders"}, version=3, by=beheerder)


def test_change_practice_refuses_what_the_model_would(practice, beheerder, inside):
    with pytest.raises(ValidationError):
        services.change_practice(practice=practice, details={"agb_code": "12"}, version=1, by=beheerder)


def test_add_location_belongs_to_the_practice(practice, beheerder, inside, heard):
    told = heard(signals.practice_changed)

    location = services.add_location(practice=practice, details={"name": "Noord", **ADDRESS}, by=beheerder)

    assert list(Location.objects.values("practice", "name", "city")) == [
        {"practice": practice.pk, "name": "Noord", "city": "Voorbeeldstad"}
    ]
    assert (location.practice, told) == (practice, [{"practice": practice, "by": beheerder, "fields": ["location"]}])


def test_add_location_refuses_a_name_that_is_there(practice, beheerder, inside):
    LocationFactory(practice=practice, name="Noord")

    with pytest.raises(ValidationError):
        services.add_location(practice=practice, details={"name": "noord", **ADDRESS}, by=beheerder)


def test_change_location_saves_and_tells(practice, beheerder, inside, heard):
    told = heard(signals.practice_changed)
    location = LocationFactory(practice=practice, name="Noord")

    services.change_location(location=location, details={"name": "Zuid"}, version=1, by=beheerder)

    stored = Location.objects.get(pk=location.pk)
    assert (stored.name, stored.version) == ("Zuid", 2)
    assert told == [{"practice": practice, "by": beheerder, "fields": ["location"]}]


def test_change_location_refuses_a_stale_version(practice, beheerder, inside):
    location = LocationFactory(practice=practice)

    with pytest.raises(StaleVersion):
        services.change_location(location=location, details={"name": "Zuid"}, version=2, by=beheerder)


def test_switch_practice_goes_on_in_the_other_practice(practice, other_practice, floater, heard):
    told = heard(signals.practice_switched)
    with practice_scope(practice, user=floater, roles=(Role.POH_S,)):
        membership = services.switch_practice(user=floater, practice_uuid=other_practice.uuid, on=TODAY)

        assert (membership.practice, current_scope().practice) == (other_practice, other_practice)
        assert current_scope().roles == (Role.HUISARTS,)
        assert list(Location.objects.all()) == []
    assert told == [{"user": floater, "before": practice, "practice": other_practice}]


@pytest.mark.parametrize("where", ["elsewhere", "nowhere", "ended"])
def test_switch_practice_refuses_where_somebody_does_not_work(practice, other_practice, poh, where):
    if where == "ended":
        MembershipFactory(practice=other_practice, user=poh, period=DateRange(date(2020, 1, 1), TODAY))
    chosen = uuid4() if where == "nowhere" else other_practice.uuid

    with practice_scope(practice, user=poh, roles=(Role.POH_S,)):
        with pytest.raises(services.NotAMember):
            services.switch_practice(user=poh, practice_uuid=chosen, on=TODAY)

        assert current_scope().practice == practice
