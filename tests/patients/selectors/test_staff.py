from django.utils import timezone

from patients.selectors.staff import gps, treating_staff
from poh.accounts.enums import Role
from poh.accounts.scope import practice_scope
from tests.factories.accounts import MembershipFactory


def test_staff_to_choose_from_works_here_today(practice, other_practice):
    bakker = MembershipFactory(practice=practice, user__name="Bakker", roles=[Role.HUISARTS])
    anja = MembershipFactory(practice=practice, user__name="Anja", roles=[Role.POH_S, Role.POH_MMT])
    MembershipFactory(practice=practice, roles=[Role.BEHEERDER])
    MembershipFactory(practice=practice, roles=[Role.HUISARTS], ended=True)
    MembershipFactory(practice=practice, roles=[Role.HUISARTS], future=True)
    MembershipFactory(practice=practice, roles=[Role.HUISARTS], user__inactive=True)
    MembershipFactory(practice=other_practice, roles=[Role.HUISARTS])
    with practice_scope(practice):
        assert list(gps(practice=practice, on=timezone.localdate())) == [bakker]
        assert list(treating_staff(practice=practice, on=timezone.localdate())) == [anja, bakker]
