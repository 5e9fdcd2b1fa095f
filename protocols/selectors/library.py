"""The protocols of a practice: what it uses, what there is, and how many take part."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from patients.models import Episode, MedicationLine
from poh.accounts.models import Practice
from protocols.conditions.vocabulary import Vocabulary
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


def versions_of(*, version: ProtocolVersion, practice: Practice) -> list[ProtocolVersion]:
    """Every version of the same programme: the practice's own before the delivered ones, newest first."""
    rows = ProtocolVersion.objects.for_practice(practice).filter(protocol=version.protocol_id).defer("content")
    return list(rows.order_by(F("practice").desc(nulls_last=True), "-number"))


def version_with_participants(*, version: ProtocolVersion, practice: Practice) -> ProtocolVersion | None:
    """The other version of the programme by which most patients take part, the one in use before the others.

    That is whose patients a new version would concern.
    """
    counts = (
        Enrolment.objects.for_practice(practice)
        .included()
        .filter(protocol=version.protocol_id)
        .exclude(protocol_version=version.pk)
        .order_by()
        .values("protocol_version")
        .annotate(participants=Count("id"))
        .order_by("-participants", "protocol_version")
    )
    found = counts.first()
    return found and ProtocolVersion.objects.for_practice(practice).get(pk=found["protocol_version"])


def participants_by_version(*, practice: Practice, protocol: str) -> dict[int, int]:
    """How many open participations each version of a programme has."""
    rows = Enrolment.objects.for_practice(practice).open().filter(protocol=protocol)
    counts = rows.order_by().values("protocol_version").annotate(participants=Count("id"))
    return {row["protocol_version"]: row["participants"] for row in counts}


# Words that fewer patients have might tell something of one of them.
SHARED_BY = 5


def recorded_words(vocabulary: Vocabulary, *, practice: Practice) -> Vocabulary:
    """The vocabulary with the words that the practice itself uses for codes that have none; two queries."""
    episodes = Episode.objects.for_practice(practice).exclude(icpc="").values_list("icpc", "title")
    medicines = MedicationLine.objects.for_practice(practice).exclude(atc="").values_list("atc", "name")
    return replace(
        vocabulary,
        icpc=_most_used(episodes) | dict(vocabulary.icpc),
        atc=_most_used(medicines) | dict(vocabulary.atc),
    )


def _most_used(pairs: QuerySet) -> dict[str, str]:
    counts = pairs.order_by().annotate(patients=Count("patient", distinct=True)).filter(patients__gte=SHARED_BY)
    return {code: words for code, words, _ in counts.order_by("patients")}
