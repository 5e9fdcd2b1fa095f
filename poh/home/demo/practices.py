"""Build the demo: a health centre with two locations, and the practice next door."""

import random
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice
from poh.accounts.scope import practice_scope
from poh.home.demo.agenda import fill_agenda
from poh.home.demo.history import give_history
from poh.home.demo.names import POSTCODE_NUMBER, TOWN
from poh.home.demo.programmes import take_protocols_over
from poh.home.demo.register import register
from poh.home.demo.requests import give_requests
from poh.home.demo.staff import hire

SEED = 20261125
PATIENTS = 2400
PATIENTS_NEXT_DOOR = 600


@dataclass(frozen=True)
class Plan:
    """What a demo practice gets: its buildings, so many patients, and whose staff."""

    buildings: list[str]
    patients: int
    next_door: bool = False


def build_demo(*, on: date) -> None:
    """Two practices with their staff and patients; the database must be empty."""
    chance = random.Random(SEED)  # noqa: S311 - the same people at every start, no secret
    singel = Practice.objects.create(
        name="Gezondheidscentrum De Singel", agb_code="01990001", phone="010-0000100", email="info@desingel.example"
    )
    _fill(singel, Plan(["De Singel", "Zuiderpark"], PATIENTS), on=on, chance=chance)
    linde = Practice.objects.create(
        name="Huisartsenpraktijk De Linde", agb_code="01990002", phone="010-0000200", email="info@delinde.example"
    )
    _fill(linde, Plan(["De Linde"], PATIENTS_NEXT_DOOR, next_door=True), on=on, chance=chance)


def _fill(practice: Practice, plan: Plan, *, on: date, chance: random.Random) -> None:
    with practice_scope(practice, job="seed_demo"):
        locations = [
            Location.objects.create(
                practice=practice,
                name=name,
                street=f"{name.removeprefix('De ')} 1",
                postcode=f"{POSTCODE_NUMBER} AP",
                city=TOWN,
                phone=practice.phone,
            )
            for name in plan.buildings
        ]
        staff = hire(practice=practice, locations=locations, next_door=plan.next_door, on=on)
        gps = [member for member in staff if Role.HUISARTS in member.roles]
        patients = register(practice=practice, count=plan.patients, on=on, gps=_with_users(gps), chance=chance)
        nurses = [member for member in staff if Role.POH_S in member.roles]
        take_protocols_over(practice=practice, author=nurses[0], approver=gps[0], at=timezone.now())
        give_history(patients, staff=nurses, on=on, chance=chance)
        give_requests(patients, staff=staff, on=on, chance=random.Random(SEED))  # noqa: S311 - the same at every start
        fill_agenda(patients, staff=staff, on=on, chance=chance)


def _with_users(memberships: list[Membership]) -> list[Membership]:
    return sorted(memberships, key=lambda membership: membership.user.name)
