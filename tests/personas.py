"""The people that tests log in as: one of each role in a practice, a stranger next door, one who works in both.

Fixtures: `practice`, `other_practice`, `location`; `poh` (POH somatiek), `poh_ggz`, `poh_o`, `poh_j`, `huisarts`,
`poh_mmt`, `assistent`, `directeur`, `beheerder` in `practice`; `stranger` (POH somatiek) in `other_practice`; `floater`
(POH somatiek in `practice`, huisarts in `other_practice`). `client_of(user)` gives a logged-in client.
"""

import time
from collections.abc import Callable

import pytest
from allauth.account.internal.flows import login as login_flow
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from poh.accounts.enums import Role
from poh.accounts.middleware import SESSION_KEY
from poh.accounts.models import Location, Practice, User
from tests.factories.accounts import LocationFactory, MembershipFactory, PracticeFactory, UserFactory

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def log_in(client: Client, user: User, *, practice: Practice | None = None) -> Client:
    """Log `user` in with both factors; to work in `practice`, else in the first by name."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    factor = factor or TOTP.activate(user, TOTP_SECRET).instance
    log_in_with_password_only(client, user, practice=practice)
    session = client.session
    now = time.time()
    session[login_flow.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": now, "email": user.email},
        {"method": "mfa", "at": now, "id": factor.pk, "type": factor.type},
    ]
    session[login_flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def log_in_with_password_only(client: Client, user: User, *, practice: Practice | None = None) -> Client:
    """Log `user` in as after the password, before any second factor."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if practice:
        session = client.session
        session[SESSION_KEY] = practice.pk
        session.save()
    return client


@pytest.fixture
def client_of(db) -> Callable[..., Client]:
    """A client of its own for somebody, logged in with both factors: `client_of(poh).get(...)`."""

    def logged_in(user: User, *, practice: Practice | None = None) -> Client:
        return log_in(Client(), user, practice=practice)

    return logged_in


@pytest.fixture
def practice(db) -> Practice:
    return PracticeFactory(name="Praktijk De Singel")


@pytest.fixture
def other_practice(db) -> Practice:
    return PracticeFactory(name="Praktijk De Overkant")


@pytest.fixture
def location(practice: Practice) -> Location:
    return LocationFactory(practice=practice, name="Centrum")


def _persona(name: str, email: str, role: Role):
    @pytest.fixture
    def persona(practice: Practice) -> User:
        return MembershipFactory(practice=practice, user__name=name, user__email=email, roles=[role]).user

    return persona


poh = _persona("Anja de Vries", "anja@example.nl", Role.POH_S)
poh_ggz = _persona("Gijs Zomer", "gijs@example.nl", Role.POH_GGZ)
poh_o = _persona("Ouassima el Idrissi", "ouassima@example.nl", Role.POH_O)
poh_j = _persona("Jet van Dam", "jet@example.nl", Role.POH_J)
huisarts = _persona("Henk Bakker", "henk@example.nl", Role.HUISARTS)
poh_mmt = _persona("Mieke Timmers", "mieke@example.nl", Role.POH_MMT)
assistent = _persona("Bea Smit", "bea@example.nl", Role.ASSISTENT)
directeur = _persona("Dirk Visser", "dirk@example.nl", Role.DIRECTEUR)
beheerder = _persona("Bram Heer", "bram@example.nl", Role.BEHEERDER)

PERSONAS = {
    Role.POH_S: "poh",
    Role.POH_GGZ: "poh_ggz",
    Role.POH_O: "poh_o",
    Role.POH_J: "poh_j",
    Role.HUISARTS: "huisarts",
    Role.POH_MMT: "poh_mmt",
    Role.ASSISTENT: "assistent",
    Role.DIRECTEUR: "directeur",
    Role.BEHEERDER: "beheerder",
}


@pytest.fixture
def stranger(other_practice: Practice) -> User:
    return MembershipFactory(
        practice=other_practice, user__name="Carla Overkant", user__email="carla@example.nl", roles=[Role.POH_S]
    ).user


@pytest.fixture
def floater(practice: Practice, other_practice: Practice) -> User:
    user = UserFactory(name="Wies Waarnemer", email="wies@example.nl")
    MembershipFactory(practice=practice, user=user, roles=[Role.POH_S])
    MembershipFactory(practice=other_practice, user=user, roles=[Role.HUISARTS])
    return user
