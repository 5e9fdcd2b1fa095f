"""Jobs on the log. They see numbers and fingerprints of all practices, and no entry of any."""

from django.utils import timezone

from poh.accounts.jobs import system_task


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
