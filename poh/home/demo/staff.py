"""Who works in the demo practices."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password

from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice, User

PASSWORD = "Hogewaard-proef-42"  # noqa: S105 - the one password of the demo, printed at the start
MAIL_DOMAIN = "desingel.example"


@dataclass(frozen=True)
class Colleague:
    """Somebody of the demo staff: `hours` a week in De Singel, `next_door` when also (or only) in the neighbour."""

    name: str
    roles: tuple[Role, ...]
    hours: int
    location: int = 0
    next_door: tuple[Role, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{MAIL_DOMAIN}"


STAFF = [
    Colleague("Marleen Postma", (Role.POH_S,), 28),
    Colleague("Willem Hartog", (Role.POH_GGZ,), 24),
    Colleague("Ineke Blom", (Role.POH_O,), 20, location=1),
    Colleague("Sanne Kuiper", (Role.POH_J,), 16, location=1),
    Colleague("Anneke Bakker", (Role.HUISARTS,), 36),
    Colleague("Rutger Terpstra", (Role.HUISARTS,), 32, location=1),
    Colleague("Hetty Vos", (Role.POH_MMT,), 24),
    Colleague("Joyce Pinas", (Role.ASSISTENT,), 32),
    Colleague("Karim Benali", (Role.ASSISTENT,), 24, location=1),
    Colleague("Dirk Groen", (Role.DIRECTEUR,), 16),
    Colleague("Bea Scholten", (Role.BEHEERDER,), 12),
    # two roles in one practice, and one person in both practices
    Colleague("Petra Maas", (Role.POH_S, Role.POH_MMT), 32, location=1),
    Colleague("Femke Dekker", (Role.POH_S,), 16, next_door=(Role.POH_S,)),
    Colleague("Carla Brouwer", (), 24, next_door=(Role.POH_S,)),
    Colleague("Jeroen Prins", (), 40, next_door=(Role.HUISARTS,)),
    Colleague("Loes Huisman", (), 28, next_door=(Role.ASSISTENT, Role.BEHEERDER)),
]


def hire(*, practice: Practice, locations: list[Location], next_door: bool, on: date) -> list[Membership]:
    """Give everybody of the demo staff who works in `practice` a log-in and a membership since five years."""
    made = []
    for index, colleague in enumerate(STAFF):
        roles = colleague.next_door if next_door else colleague.roles
        if not roles:
            continue
        user, _ = User.objects.get_or_create(
            email=colleague.email, defaults={"name": colleague.name, "password": _hashed_password()}
        )
        made.append(
            Membership.objects.create(
                practice=practice,
                user=user,
                roles=list(roles),
                period=(on - timedelta(days=5 * 365), None),
                contract_hours=colleague.hours,
                location=locations[min(colleague.location, len(locations) - 1)],
                big_number=f"{99000000000 + index}" if Role.ASSISTENT not in roles else "",
            )
        )
    return made


@cache
def _hashed_password() -> str:
    """Hashing is slow on purpose; the one password of the demo is hashed once."""
    return make_password(PASSWORD)
