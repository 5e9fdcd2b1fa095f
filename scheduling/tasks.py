"""Work on the agenda that no page waits for."""

import structlog
from django.utils import timezone

from poh.accounts.jobs import practice_task
from poh.accounts.models import Practice

log = structlog.get_logger(__name__)


@practice_task
def keep_agenda_ahead(practice: Practice) -> None:
    """Make the sessions of the coming half year that are not there yet, and the delivered kinds that are missing."""
    from scheduling.services.places import deliver_kinds
    from scheduling.services.templates import AHEAD, materialise

    today = timezone.localdate()
    deliver_kinds(practice=practice)
    made = materialise(practice=practice, first=today, last=today + AHEAD)
    log.info("agenda_ahead", sessions=len(made.sessions), skipped=len(made.skipped))
