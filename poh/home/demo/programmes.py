"""Let the demo practice take the delivered protocols over: made by a POH, published by a huisarts."""

from datetime import datetime

from poh.accounts.models import Membership, Practice
from protocols.models import Protocol, ProtocolVersion
from protocols.services import versions


def take_protocols_over(*, practice: Practice, author: Membership, approver: Membership, at: datetime) -> None:
    """Publish a version of the practice of every programme that comes with POH; call within the practice."""
    for protocol in Protocol.objects.all():
        delivered = ProtocolVersion.objects.filter(protocol=protocol, practice=None).order_by("-number").first()
        if delivered is None:
            continue
        draft = versions.copy_to_draft(version=delivered, practice=practice, by=author.user)
        described = versions.describe(
            draft=draft,
            change_note="Overgenomen zoals geleverd.",
            review_on=draft.review_on,
            opened_at=draft.version,
            by=author.user,
        )
        offered = versions.submit(draft=described, by=author.user, on=at.date())
        versions.publish(version=offered, by=approver.user, at=at)
