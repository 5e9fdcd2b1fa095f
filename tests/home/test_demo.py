"""The demo practices: the same at every start, and never in production."""

import json
import random
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from patients.models import Consent, Patient
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.accounts.scope import practice_scope
from poh.base.validators import passes_elfproef
from poh.home.demo import practices
from poh.home.demo.population import people
from poh.home.demo.staff import PASSWORD, STAFF

TODAY = date(2026, 11, 25)


@pytest.fixture
def small_demo(db, monkeypatch):
    monkeypatch.setattr(practices, "PATIENTS", 240)
    monkeypatch.setattr(practices, "PATIENTS_NEXT_DOOR", 60)


def test_people_are_the_same_at_every_start():
    first = people(count=300, on=TODAY, chance=random.Random(7))
    assert people(count=300, on=TODAY, chance=random.Random(7)) == first


def test_people_have_dutch_ages():
    ages = sorted((TODAY - person.born).days // 365 for person in people(count=4000, on=TODAY, chance=random.Random(7)))
    over_65 = sum(age >= 65 for age in ages) / len(ages)
    under_20 = sum(age < 20 for age in ages) / len(ages)
    assert 0.16 < over_65 < 0.26
    assert 0.12 < under_20 < 0.26


def test_seed_demo_fills_both_practices(small_demo, capsys):
    call_command("seed_demo")
    singel, linde = Practice.objects.order_by("name")
    counts = {}
    for practice in (singel, linde):
        with practice_scope(practice):
            counts[practice.name] = Patient.objects.count()
            assert Consent.objects.exists()
            assert all(passes_elfproef(bsn) for bsn in Patient.objects.exclude(bsn=None).values_list("bsn", flat=True))
    assert counts == {"Gezondheidscentrum De Singel": 240, "Huisartsenpraktijk De Linde": 60}


def test_seed_demo_gives_somebody_every_role(small_demo):
    call_command("seed_demo")
    singel = Practice.objects.get(name="Gezondheidscentrum De Singel")
    with practice_scope(singel):
        roles = {role for membership in Membership.objects.for_practice(singel) for role in membership.roles}
    assert roles == set(Role.values)


def test_seed_demo_leaves_a_filled_database_alone(small_demo):
    call_command("seed_demo")
    call_command("seed_demo")
    assert Practice.objects.count() == 2


def test_demo_accounts_lists_every_log_in(small_demo, capsys):
    call_command("seed_demo")
    capsys.readouterr()
    call_command("demo_accounts", "--json")
    accounts = json.loads(capsys.readouterr().out)
    assert [account["email"] for account in accounts] == [colleague.email for colleague in STAFF]
    assert {account["password"] for account in accounts} == {PASSWORD}


def test_demo_accounts_as_text_names_the_password(small_demo, capsys):
    call_command("seed_demo")
    capsys.readouterr()
    call_command("demo_accounts")
    assert capsys.readouterr().out.splitlines()[-1] == f"Wachtwoord van allen: {PASSWORD}"


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts"])
def test_demo_is_refused_in_production(command, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command(command)
