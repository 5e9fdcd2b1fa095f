from datetime import date
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from psycopg2.extras import DateRange

from poh.accounts import selectors
from poh.accounts.scope import practice_scope
from tests.factories.accounts import LocationFactory, MembershipFactory
from tests.personas import TOTP_SECRET

TODAY = date(2026, 3, 2)
SPRING = DateRange(date(2026, 3, 1), date(2026, 6, 1))


def member(practice, name: str, **fields):
    return MembershipFactory(practice=practice, user__name=name, **fields)


def test_memberships_today_are_those_that_hold_by_name_of_the_practice(practice, other_practice, floater):
    with practice_scope(None, user=floater):
        found = selectors.memberships_today(user=floater, on=TODAY)
    assert [membership.practice for membership in found] == [other_practice, practice]


def test_memberships_today_leave_out_who_may_not_log_in(practice):
    user = member(practice, "Inactief", user__is_active=False).user
    with practice_scope(None, user=user):
        assert selectors.memberships_today(user=user, on=TODAY) == []


def test_membership_in_finds_the_practice(other_practice, floater):
    with practice_scope(None, user=floater):
        found = selectors.membership_in(user=floater, practice_uuid=other_practice.uuid, on=TODAY)
        assert found.practice == other_practice
        assert selectors.membership_in(user=floater, practice_uuid=uuid4(), on=TODAY) is None


def test_staff_shows_one_state_of_one_practice(practice, other_practice):
    member(other_practice, "Buur")
    now, gone = (
        member(practice, "Nu", period=SPRING),
        member(practice, "Weg", period=DateRange(date(2020, 1, 1), TODAY)),
    )
    later = member(practice, "Straks", period=DateRange(date(2026, 3, 3), None))

    with practice_scope(practice):
        found = {
            state: list(selectors.staff(practice=practice, on=TODAY, state=state)) for state in selectors.STAFF_STATES
        }

    assert found == {"active": [now], "to_come": [later], "ended": [gone]}


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Anja", "Bea", "Carla"]),
        ("-name", ["Carla", "Bea", "Anja"]),
        ("hours", ["Bea", "Anja", "Carla"]),
        ("-hours", ["Carla", "Anja", "Bea"]),
        ("location", ["Carla", "Anja", "Bea"]),
        ("-location", ["Anja", "Carla", "Bea"]),
        ("from", ["Anja", "Bea", "Carla"]),
        ("until", ["Bea", "Anja", "Carla"]),
        ("password", ["Anja", "Bea", "Carla"]),
    ],
)
def test_staff_sorts_as_asked_and_by_name_otherwise(practice, sort, names):
    north, south = LocationFactory(practice=practice, name="Noord"), LocationFactory(practice=practice, name="Zuid")
    start = date(2020, 1, 1)
    member(practice, "Anja", contract_hours=20, location=south, period=DateRange(start, None))
    member(practice, "Bea", contract_hours=10, period=DateRange(start, date(2027, 1, 1)))
    member(practice, "Carla", contract_hours=30, location=north, period=DateRange(date(2021, 1, 1), None))

    with practice_scope(practice):
        found = [m.user.name for m in selectors.staff(practice=practice, on=TODAY, sort=sort)]

    assert found == names


def test_works_elsewhere_sees_only_other_practices_that_go_on(practice, other_practice, poh, floater):
    gone = member(practice, "Weg").user
    MembershipFactory(practice=other_practice, user=gone, period=DateRange(date(2020, 1, 1), TODAY))

    with practice_scope(practice):
        found = [selectors.works_elsewhere(user=user, practice=practice, on=TODAY) for user in (poh, floater, gone)]

    assert found == [False, True, False]


def test_locations_are_those_of_the_practice_by_name(practice, other_practice):
    LocationFactory(practice=other_practice, name="Elders")
    south, north = LocationFactory(practice=practice, name="Zuid"), LocationFactory(practice=practice, name="Noord")

    with practice_scope(practice):
        assert list(selectors.locations(practice=practice)) == [north, south]


def test_own_factors_are_ones_own_the_oldest_first(poh, huisarts):
    TOTP.activate(huisarts, TOTP_SECRET)
    first = TOTP.activate(poh, TOTP_SECRET).instance
    second = Authenticator.objects.create(user=poh, type=Authenticator.Type.WEBAUTHN, data={})

    assert selectors.own_factors(user=poh) == [first, second]
