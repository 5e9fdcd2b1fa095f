"""Each role sees its own navigation."""

import pytest
from django.urls import reverse

from patients.rules.access import TEAM_ROLES
from poh.accounts.enums import Role
from poh.home.context import RAIL
from tests.personas import PERSONAS


@pytest.mark.parametrize("role", list(PERSONAS))
def test_rail_shows_what_the_role_can_open_and_nothing_else(client_of, request, role):
    client = client_of(request.getfixturevalue(PERSONAS[role]))
    page = client.get(reverse("home:my_day"))
    shown = [item["url"] for item in page.context["rail"]]
    opens = [reverse(name) for _, name, *_ in RAIL if client.get(reverse(name)).status_code == 200]
    assert shown == opens


@pytest.mark.parametrize("role", sorted(set(Role) - TEAM_ROLES))
def test_role_without_patients_has_no_way_to_one(client_of, request, role):
    client = client_of(request.getfixturevalue(PERSONAS[role]))
    page = client.get(reverse("home:my_day"))
    assert reverse("patients:list") not in [item["url"] for item in page.context["rail"]]
    assert (page.context["can_search_patients"], page.context["open_patients"]) == (False, [])
    assert client.get(reverse("patients:search_results"), {"q": "jansen"}).status_code == 403
