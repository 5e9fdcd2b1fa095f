"""Work on requests that no page waits for."""

from datetime import date

from django.utils import timezone

from consultations.services.request_cover import cover_absent
from poh.accounts.jobs import practice_task
from poh.accounts.models import Practice


@practice_task
def cover_absent_staff(practice: Practice, on: str = "") -> None:
    """Lay the requests of who is away with the others of their role."""
    now = timezone.now()
    cover_absent(practice=practice, on=date.fromisoformat(on) if on else timezone.localdate(now), at=now)
