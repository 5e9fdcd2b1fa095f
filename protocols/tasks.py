"""Work on protocols that no page waits for."""

from django.utils import timezone

from poh.accounts.jobs import practice_task
from poh.accounts.models import Practice


@practice_task
def check_next_controls(practice: Practice) -> None:
    """Every night: which controls became due, and does what is kept still follow from the records?"""
    from protocols.services import due

    due.check_next_controls(practice=practice, on=timezone.localdate(), at=timezone.now())
