"""The protocols of a practice: what it uses, what there is, and how many take part."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from poh.accounts.models import Practice
from protocols.models import Enrolment, PracticeProtocol, Protocol, ProtocolVersion


@dataclass(frozen=True)
class Programme:
    """One programme as the practice has it."""

    protocol: Protocol
    used: PracticeProtocol | None
    versions: list[ProtocolVersion]
    participants: int
    due: int


def all_protocols() -> list[Protocol]:
    """Every programme, in the order of the screen."""
    return list(Protocol.objects.all())


def programmes(*, practice: Practice, on: date) -> list[Programme]:
    """Every programme with its versions (newest first), and how many take part and are due; four queries."""
    used = {
        row.protocol_id: row
        for row in PracticeProtocol.objects.for_practice(practice)
        .filter(switched_off_at=None)
        .select_related("protocol_version", "approved_by")
    }
    versions: dict[str, list[ProtocolVersion]] = {}
    for version in ProtocolVersion.objects.for_practice(practice).defer("content").order_by("-number"):
        versions.setdefault(version.protocol_id, []).append(version)
    counts = {
        row["protocol"]: row
        for row in Enrolment.objects.for_practice(practice)
        .included()
        .order_by()
        .values("protocol")
        .annotate(participants=Count("id"), due=Count("id", filter=Q(next_due_on__lte=on)))
    }
    none = {"participants": 0, "due": 0}
    return [
        Programme(
            protocol=protocol,
            used=used.get(protocol.pk),
            versions=versions.get(protocol.pk, []),
            participants=counts.get(protocol.pk, none)["participants"],
            due=counts.get(protocol.pk, none)["due"],
        )
        for protocol in Protocol.objects.all()
    ]
