"""Each week the log proposes what to look at, and the privacy officer closes each proposal with a finding."""

from datetime import date, datetime, timedelta

from django.db import transaction

from poh.accounts.models import Practice, User
from poh.audit.enums import Event, Finding
from poh.audit.models import LogProposal
from poh.audit.rules.periods import Period
from poh.audit.rules.suspicion import Suspect
from poh.audit.selectors.proposals import suspects_of_week
from poh.audit.services.recording import record
from poh.audit.services.reviews import AlreadyReviewed, OwnUse

# Enough to judge by; who wants all of it filters the log.
MOST_LINES = 100


@transaction.atomic
def propose_reviews(*, practice: Practice, week: date) -> list[LogProposal]:
    """Put before the privacy officer what stood out in the week that begins on Monday `week`; may run twice."""
    period = Period(week, week + timedelta(days=6))
    proposals = [_proposal(practice, week, found) for found in suspects_of_week(practice=practice, week=period)]
    known = LogProposal.objects.for_practice(practice).filter(week=week).values_list("suspicion", "user_id")
    known = set(known)
    new = [proposal for proposal in proposals if (proposal.suspicion, proposal.user_id) not in known]
    LogProposal.objects.bulk_create(new, ignore_conflicts=True)
    record(Event.LOG_PROPOSED, detail={"results": len(new)})
    return new


@transaction.atomic
def close_proposal(*, proposal: LogProposal, finding: Finding, note: str, by: User, at: datetime) -> LogProposal:
    """Close a proposal with a finding; AlreadyReviewed or OwnUse when that cannot be."""
    if proposal.user_id == by.pk:
        raise OwnUse
    proposal = LogProposal.objects.select_for_update(of=["self"]).get(pk=proposal.pk)
    if proposal.closed_at is not None:
        raise AlreadyReviewed
    proposal.finding, proposal.note, proposal.closed_by, proposal.closed_at = finding, note, by, at
    proposal.save(update_fields=["finding", "note", "closed_by", "closed_at", "updated_at"])
    record(Event.LOG_PROPOSAL_JUDGED, patients=proposal.patient_ids, object=proposal)
    return proposal


def _proposal(practice: Practice, week: date, found: Suspect) -> LogProposal:
    lines = found.lines[:MOST_LINES]
    return LogProposal(
        practice=practice,
        week=week,
        suspicion=found.suspicion,
        user_id=found.user_id,
        entry_ids=[line.entry_id for line in lines],
        patient_ids=sorted({patient for line in lines for patient in line.patient_ids}),
    )
