from datetime import date

import pytest

from patients.enums import AccessBasis
from patients.rules.access import RecordState, is_in_care, is_open_to_team, standing_basis
from poh.accounts.enums import Role

ON = date(2026, 11, 25)
OPEN = RecordState(is_restricted=False, registered_to=None, deceased_on=None)
RESTRICTED = RecordState(is_restricted=True, registered_to=None, deceased_on=None)


def _left(day):
    return RecordState(is_restricted=False, registered_to=day, deceased_on=None)


def _deceased(day):
    return RecordState(is_restricted=False, registered_to=day, deceased_on=day)


@pytest.mark.parametrize(
    ("state", "in_care", "open_to_team"),
    [
        (OPEN, True, True),
        (RESTRICTED, True, False),
        (_left(date(2026, 11, 26)), True, True),
        (_left(ON), False, False),
        (_left(date(2026, 11, 24)), False, False),
        (_deceased(ON), True, True),
        (RecordState(is_restricted=False, registered_to=date(2020, 1, 1), deceased_on=ON), False, False),
        (_deceased(date(2026, 10, 26)), True, True),
        (_deceased(date(2026, 10, 25)), False, False),
    ],
)
def test_record_is_open_while_the_patient_is_in_care(state, in_care, open_to_team):
    assert (is_in_care(state, on=ON), is_open_to_team(state, on=ON)) == (in_care, open_to_team)


@pytest.mark.parametrize("role", Role)
def test_team_role_opens_an_ordinary_record(role):
    managing = {Role.POH_MMT, Role.DIRECTEUR, Role.BEHEERDER}
    expected = None if role in managing else AccessBasis.TEAM
    assert standing_basis(OPEN, roles=[role.value], is_own_gp=False, on=ON) == expected


@pytest.mark.parametrize(
    ("state", "is_own_gp", "expected"),
    [
        (RESTRICTED, False, None),
        (RESTRICTED, True, AccessBasis.RELATIONSHIP),
        (_left(ON), True, None),
        (_deceased(date(2026, 10, 26)), True, AccessBasis.TEAM),
        (OPEN, True, AccessBasis.TEAM),
    ],
)
def test_own_gp_opens_a_restricted_record_but_not_one_that_ended(state, is_own_gp, expected):
    assert standing_basis(state, roles=[Role.HUISARTS], is_own_gp=is_own_gp, on=ON) == expected


def test_two_roles_open_as_much_as_the_widest():
    roles = [Role.POH_MMT, Role.POH_S]
    assert standing_basis(OPEN, roles=roles, is_own_gp=False, on=ON) == AccessBasis.TEAM
