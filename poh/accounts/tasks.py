"""Nightly work about people and practices."""

from datetime import timedelta

from django.utils import timezone

from poh.accounts import idempotency
from poh.accounts.jobs import practice_task
from poh.accounts.models import Practice


@practice_task
def forget_idempotency_keys(practice: Practice) -> None:
    """Remove the keys of forms posted more than a day ago."""
    idempotency.forget_keys(practice=practice, before=timezone.now() - timedelta(days=1))
