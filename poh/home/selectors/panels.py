"""What stands on the start page, read across apps."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from patients.enums import BsnStatus
from patients.models import Patient
from poh.accounts.models import Membership, Practice
from poh.audit.models import AccessLog, ChainCheck, LogReview
from poh.audit.selectors.proposals import open_proposals

ENDING_WITHIN_DAYS = 60
UNFINISHED_SHOWN = 8


def unverified_identities(*, practice: Practice, on: date) -> tuple[int, list[Patient]]:
    """How many registered patients have no verified BSN, and the ones registered last."""
    rows = (
        Patient.objects.for_practice(practice)
        .registered(on=on)
        .filter(is_restricted=False)
        .exclude(bsn_status=BsnStatus.VERIFIED)
    )
    return rows.count(), list(rows.order_by("-registered_from", "-pk")[:UNFINISHED_SHOWN])


def unjudged_break_glass(*, practice: Practice) -> int:
    """How many uses of the noodknop the privacy officer has not judged."""
    judged = LogReview.objects.for_practice(practice).filter(entry_id=OuterRef("pk"))
    return AccessLog.objects.for_practice(practice).break_glass().filter(~Exists(judged)).count()


def open_log_proposals(*, practice: Practice) -> int:
    """How much opvallende inzage the privacy officer has not judged."""
    return open_proposals(practice=practice).count()


def latest_chain_check(*, practice: Practice) -> ChainCheck | None:
    """The last time that the access log was recalculated, or None when it never was."""
    return ChainCheck.objects.for_practice(practice).order_by("-checked_at").first()


def staff_today(*, practice: Practice, on: date) -> list[Membership]:
    """Who works in the practice on the day `on`; `has_factor` says whether a second factor is set."""
    factor = Authenticator.objects.filter(user=OuterRef("user"))
    return list(
        Membership.objects.for_practice(practice)
        .active(on=on)
        .select_related("user", "location")
        .annotate(has_factor=Exists(factor))
        .order_by("user__name")
    )


def ending_soon(members: list[Membership], *, on: date) -> list[Membership]:
    """Of these, who leaves within two months, the first to leave first."""
    latest = on + timedelta(days=ENDING_WITHIN_DAYS)
    leaving = [m for m in members if m.period.upper and m.period.upper <= latest]
    return sorted(leaving, key=lambda m: m.period.upper)
