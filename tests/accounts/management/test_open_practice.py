from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.accounts.scope import practice_scope

OPTIONS = {"name": "Bram Heer", "email": "bram@example.nl", "site": "https://poh.example.nl"}


def test_open_practice_makes_a_practice_with_a_beheerder(db):
    out = StringIO()
    call_command("open_practice", "Praktijk Nieuw", stdout=out, **OPTIONS)
    with practice_scope(Practice.objects.get(name="Praktijk Nieuw")):
        member = Membership.objects.select_related("user").get()
    assert (member.user.email, member.roles) == ("bram@example.nl", [Role.BEHEERDER])
    assert out.getvalue() == "Praktijk Nieuw is geopend; de uitnodiging gaat naar bram@example.nl.\n"


def test_open_practice_says_what_is_wrong(db):
    with pytest.raises(CommandError, match="Dit veld kan niet leeg zijn"):
        call_command("open_practice", "", **OPTIONS)
    assert Practice.objects.count() == 0
