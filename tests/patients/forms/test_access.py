from datetime import date

import pytest

from patients.forms.access import BreakGlassForm, RelationshipForm
from poh.accounts.enums import Role
from poh.accounts.models import User
from poh.accounts.scope import practice_scope
from tests.factories.accounts import PASSWORD, MembershipFactory

TODAY = date(2026, 11, 25)


def test_relationship_form_offers_who_treats_in_this_practice(practice, other_practice):
    staff = MembershipFactory(practice=practice, roles=[Role.POH_GGZ])
    manager = MembershipFactory(practice=practice, roles=[Role.POH_MMT])
    stranger = MembershipFactory(practice=other_practice, roles=[Role.POH_S])
    posted = {"basis": "request", "started_on": "25-11-2026"}

    def errors(**more):
        with practice_scope(practice):
            form = RelationshipForm(posted | more, practice=practice, today=TODAY)
            return {name: list(found) for name, found in form.errors.items()}

    assert errors(staff=staff.uuid) == {}
    assert list(errors(staff=manager.uuid)) == list(errors(staff=stranger.uuid)) == ["staff"]
    assert errors(staff=staff.uuid, started_on="26-11-2026") == {"started_on": ["Deze datum ligt in de toekomst."]}


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {}),
        ({"category": ""}, {"category": ["Dit veld is verplicht."]}),
        ({"reason": "kort"}, {"reason": ["Schrijf in ten minste 10 tekens waarom dit nu nodig is."]}),
        ({"reason": "x" + " " * 20}, {"reason": ["Schrijf in ten minste 10 tekens waarom dit nu nodig is."]}),
        ({"password": "verkeerd"}, {"password": ["Dit wachtwoord klopt niet."]}),
        ({"password": ""}, {"password": ["Dit veld is verplicht."]}),
    ],
)
def test_break_glass_form(posted, errors):
    user = User(email="anja@example.nl")
    user.set_password(PASSWORD)
    right = {"category": "emergency", "reason": "Patiënt op de spoedpost", "password": PASSWORD}
    assert BreakGlassForm(right | posted, user=user).errors == errors


def test_break_glass_form_after_too_many_tries_refuses_the_right_password_too():
    user = User(email="anja@example.nl")
    user.set_password(PASSWORD)
    right = {"category": "emergency", "reason": "Patiënt op de spoedpost", "password": PASSWORD}
    form = BreakGlassForm(right, user=user, is_blocked=True)
    assert form.errors == {"password": ["Te vaak geprobeerd. Wacht een minuut en probeer het opnieuw."]}
