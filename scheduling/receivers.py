"""What the agenda does when something happens below it."""

from typing import Any

from poh.accounts.models import Membership
from poh.accounts.signals import member_added
from scheduling.services.places import deliver_kinds


def connect() -> None:
    """Listen; called when the application starts."""
    member_added.connect(give_practice_its_kinds, dispatch_uid="scheduling.give_practice_its_kinds")


def give_practice_its_kinds(membership: Membership, **_: Any) -> None:
    """A practice that begins has the kinds of appointment that POH delivers."""
    deliver_kinds(practice=membership.practice)
