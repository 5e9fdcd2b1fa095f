"""Jobs on the log. Those of all practices see numbers and fingerprints, and no entry of any."""

from datetime import timedelta

from django.utils import timezone

from poh.accounts.jobs import practice_task, system_task
from poh.accounts.models import Practice


@system_task
def anchor_audit() -> None:
    """Copy the heads of the chains out of the database."""
    from poh.audit.services.anchoring import anchor_log

    anchor_log(at=timezone.now())


@system_task
def verify_audit() -> None:
    """Recompute all chains; what is wrong is logged as an error and shown to the privacy officer."""
    from poh.audit.services.verification import check_log

    check_log(at=timezone.now())


@system_task
def make_audit_partitions() -> None:
    """Make the coming months of the log."""
    from poh.audit.services.partitions import make_partitions

    make_partitions()


@practice_task
def propose_log_reviews(practice: Practice) -> None:
    """Every Monday: what of last week should the privacy officer look at?"""
    from poh.audit.services.proposals import propose_reviews

    today = timezone.localdate()
    propose_reviews(practice=practice, week=today - timedelta(days=today.weekday() + 7))
