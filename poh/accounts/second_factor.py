"""Who must prove with a second factor who they are, and whether this session has done so."""

from collections.abc import Set

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from poh.accounts.models import User
from poh.accounts.permissions import SEES_PATIENTS, Permission

# Recovery codes exist only beside one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

# Whoever manages people or the admin site could give themselves sight of patients.
ASKS_SECOND_FACTOR = SEES_PATIENTS | {Permission.STAFF_MANAGE, Permission.ADMIN_SITE}


def is_required_for(permissions: Set[Permission]) -> bool:
    """Whether somebody with these permissions must use a second factor."""
    return settings.SECOND_FACTOR == "required" and not ASKS_SECOND_FACTOR.isdisjoint(permissions)


def is_proven(request: HttpRequest) -> bool:
    """Whether this session has been through a second factor (a passkey counts as both)."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def factors_of(user: User) -> frozenset[str]:
    """The kinds of factors that `user` has set up."""
    return frozenset(Authenticator.objects.filter(user=user, type__in=FACTORS).values_list("type", flat=True))


def has_factor(user: User) -> bool:
    """Whether `user` has set up a factor."""
    return bool(factors_of(user))
