"""What tests of the agenda share: somebody with a morning of spreekuur, and the practice as the scope."""

from collections.abc import Iterator

import pytest

from poh.accounts.models import Membership
from poh.accounts.scope import practice_scope
from scheduling.enums import BlockKind
from scheduling.models import AppointmentKind
from scheduling.rules.wall import lasting
from scheduling.services.booking import Booking, Place
from tests.factories.accounts import MembershipFactory
from tests.factories.patients import PatientFactory
from tests.factories.scheduling import AppointmentKindFactory, BlockFactory, RoomFactory, SessionFactory, at
from tests.patients.conftest import logged, queries  # noqa: F401


@pytest.fixture
def by(poh):
    return poh


@pytest.fixture
def scope(practice, by) -> Iterator[None]:
    """Work within the practice, as the POH."""
    with practice_scope(practice, user=by, roles=("poh_s",)):
        yield


@pytest.fixture
def member(practice) -> Membership:
    return MembershipFactory(practice=practice, user__name="Samira El Amrani")


@pytest.fixture
def room(practice, location):
    return RoomFactory(practice=practice, location=location, name="Kamer 3")


@pytest.fixture
def kind(practice) -> AppointmentKind:
    return AppointmentKindFactory(practice=practice, key="kwartaalcontrole", code="KC")


@pytest.fixture
def morning(practice, member, location, room):
    """Spreekuur from 08:00 to 12:00 on Thursday 26 November 2026, in places of twenty minutes."""
    session = SessionFactory(practice=practice, member=member, location=location, room=room)
    return BlockFactory(practice=practice, session=session, kind=BlockKind.SURGERY, slot_minutes=20)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


@pytest.fixture
def booking(morning, member, location, room, kind, patient):
    """Make a booking: `booking("09:00", minutes=40)`."""

    def make(start: str = "09:00", **changes) -> Booking:
        names = ("member", "minutes", "location", "room")
        place = {"member": member, "minutes": 20, "location": location, "room": room}
        place |= {name: changes.pop(name) for name in names if name in changes}
        place = Place(start=lasting(at(start), 5).start if isinstance(start, str) else start, **place)
        return Booking(place=place, **{"kind": kind, "patient": patient} | changes)

    return make
