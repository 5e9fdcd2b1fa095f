import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from poh.accounts import second_factor
from poh.accounts.enums import Role
from poh.accounts.permissions import permissions_of
from tests.personas import TOTP_SECRET

WITHOUT = {Role.POH_MMT, Role.DIRECTEUR}


@pytest.mark.parametrize("role", Role)
def test_factor_is_required_of_every_role_that_sees_patients_or_manages(role):
    assert second_factor.is_required_for(permissions_of([role])) is (role not in WITHOUT)


@pytest.mark.parametrize("role", Role)
def test_factor_is_required_of_nobody_in_the_demo(role, settings):
    settings.SECOND_FACTOR = "demo-off"
    assert second_factor.is_required_for(permissions_of([role])) is False


def test_factors_of_are_kinds_without_recovery_codes(poh):
    assert (second_factor.factors_of(poh), second_factor.has_factor(poh)) == (frozenset(), False)
    TOTP.activate(poh, TOTP_SECRET)
    Authenticator.objects.create(user=poh, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert (second_factor.factors_of(poh), second_factor.has_factor(poh)) == (frozenset({"totp"}), True)
