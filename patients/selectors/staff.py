"""Members of staff that a patient can be tied to."""

from datetime import date

from patients.rules.access import TEAM_ROLES
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.accounts.querysets import MembershipQuerySet


def gps(*, practice: Practice, on: date) -> MembershipQuerySet:
    """The huisartsen who work in the practice on the day `on`, by name."""
    return _working(practice, on).with_role(Role.HUISARTS)


def treating_staff(*, practice: Practice, on: date) -> MembershipQuerySet:
    """Everybody in a treating role who works in the practice on the day `on`, by name."""
    return _working(practice, on).filter(roles__overlap=sorted(TEAM_ROLES))


def _working(practice: Practice, on: date) -> MembershipQuerySet:
    members = Membership.objects.for_practice(practice).active(on=on)
    return members.select_related("user").order_by("user__name")
