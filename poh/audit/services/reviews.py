"""The privacy officer judges each use of the noodknop."""

from datetime import datetime

from django.db import IntegrityError, transaction

from poh.accounts.models import User
from poh.audit.enums import Event, Verdict
from poh.audit.models import AccessLog, LogReview
from poh.audit.services.recording import record


class AlreadyReviewed(Exception):
    """Somebody judged this use before."""


class OwnUse(Exception):
    """Nobody judges their own use of the noodknop."""


def review_entry(*, entry: AccessLog, verdict: Verdict, note: str, by: User, at: datetime) -> LogReview:
    """Close a use of the noodknop with a verdict; AlreadyReviewed or OwnUse when that cannot be."""
    if entry.user_id == by.pk:
        raise OwnUse
    review = LogReview(
        practice_id=entry.practice_id, entry_id=entry.pk, verdict=verdict, note=note, reviewed_by=by, reviewed_at=at
    )
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError as error:
        raise AlreadyReviewed from error
    record(Event.LOG_JUDGED, patients=entry.patient_ids, object=review)
    return review
