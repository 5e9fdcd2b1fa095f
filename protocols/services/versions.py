"""Make, check, publish and use versions of protocols. What is published never changes."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from poh.accounts.models import Practice, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.locking import save_if_unchanged
from protocols.content import content_hash, read_content, write_content
from protocols.content.check import findings
from protocols.enums import VERSION_STEPS, VersionState
from protocols.models import Enrolment, EnrolmentStatus, PracticeProtocol, ProtocolVersion, VersionMigration
from protocols.services.due import recompute_next_controls
from protocols.vocabulary import current_vocabulary


class StepNotAllowed(Exception):
    """The version cannot take this step: the message is a Dutch sentence that says why."""


@transaction.atomic
def copy_to_draft(*, version: ProtocolVersion, practice: Practice, by: User) -> ProtocolVersion:
    """A draft of the practice with the content of `version`, to change and publish."""
    numbers = ProtocolVersion.objects.own(practice).filter(protocol=version.protocol_id)
    highest = numbers.aggregate(highest=Max("number"))["highest"] or 0
    draft = ProtocolVersion.objects.create(
        protocol_id=version.protocol_id,
        practice=practice,
        number=highest + 1,
        content=version.content,
        content_hash=version.content_hash,
        based_on=version,
        source_title=version.source_title,
        source_year=version.source_year,
        author=by,
        author_name=by.name,
        review_on=version.review_on,
    )
    record(Event.PROTOCOL_CHANGED, object=draft)
    return draft


@transaction.atomic
def save_content(*, draft: ProtocolVersion, content: dict[str, Any], opened_at: int, by: User) -> ProtocolVersion:
    """Store other content in a draft. DefinitionProblem when it is wrong, StaleVersion when a colleague saved.

    Whoever changes a draft last is its author: somebody else must publish it.
    """
    if draft.state != VersionState.DRAFT:
        raise StepNotAllowed("Alleen een concept is te wijzigen. Maak er een kopie van.")
    typed = read_content(content, current_vocabulary())
    draft.content, draft.content_hash = write_content(typed), content_hash(typed)
    draft.author, draft.author_name = by, by.name
    save_if_unchanged(draft, version=opened_at, update_fields=["content", "content_hash", "author", "author_name"])
    record(Event.PROTOCOL_CHANGED, object=draft)
    return draft


@transaction.atomic
def describe(*, draft: ProtocolVersion, change_note: str, review_on: date, opened_at: int, by: User) -> ProtocolVersion:
    """Say what is different in a draft, and when it is to be judged anew."""
    if draft.state != VersionState.DRAFT:
        raise StepNotAllowed("Alleen een concept is te wijzigen. Maak er een kopie van.")
    draft.change_note, draft.review_on = change_note, review_on
    draft.author, draft.author_name = by, by.name
    save_if_unchanged(draft, version=opened_at, update_fields=["change_note", "review_on", "author", "author_name"])
    record(Event.PROTOCOL_CHANGED, object=draft)
    return draft


@transaction.atomic
def submit(*, draft: ProtocolVersion, by: User, on: date) -> ProtocolVersion:
    """Offer a draft to somebody else to publish; it is fixed until they return it.

    StepNotAllowed while something in it stops that (`protocols.content.check`).
    """
    if not draft.change_note.strip():
        raise StepNotAllowed("Schrijf eerst op wat er anders is dan in de versie hiervoor.")
    if draft.review_on <= on:
        raise StepNotAllowed("De dag waarop het opnieuw beoordeeld wordt, is voorbij. Kies een dag die nog komt.")
    stops = [finding.text for finding in findings(draft.content, current_vocabulary()) if finding.is_stop]
    if stops:
        raise StepNotAllowed(f"Er is nog iets te herstellen: {stops[0]}")
    return _step(draft, VersionState.REVIEW, [])


@transaction.atomic
def return_to_draft(*, version: ProtocolVersion, by: User) -> ProtocolVersion:
    """Give an offered version back to its author."""
    return _step(version, VersionState.DRAFT, [])


@transaction.atomic
def publish(*, version: ProtocolVersion, by: User, at: datetime) -> ProtocolVersion:
    """Fix an offered version for good and use it from now on; by another person than who changed it last."""
    if version.practice_id is None:
        raise StepNotAllowed("Een geleverde versie wordt eerst overgenomen als concept van de praktijk.")
    if version.author_id == by.pk:
        raise StepNotAllowed("Wie de versie het laatst wijzigde, kan haar niet zelf publiceren.")
    version.approver, version.approver_name, version.published_at = by, by.name, at
    _step(version, VersionState.PUBLISHED, ["approver", "approver_name", "published_at"])
    switch_on(version=version, practice=version.practice, by=by, at=at)
    return version


@transaction.atomic
def switch_on(*, version: ProtocolVersion, practice: Practice, by: User, at: datetime) -> PracticeProtocol:
    """Use a published version for whoever joins from now on; who takes part keeps the version they have."""
    if version.state != VersionState.PUBLISHED:
        raise StepNotAllowed("Alleen een gepubliceerde versie is in gebruik te nemen.")
    PracticeProtocol.objects.for_practice(practice).filter(protocol=version.protocol_id, switched_off_at=None).update(
        switched_off_at=at
    )
    used = PracticeProtocol.objects.create(
        practice=practice,
        protocol_id=version.protocol_id,
        protocol_version=version,
        approved_by=by,
        switched_on_at=at,
    )
    record(Event.PROTOCOL_PUBLISHED, object=version)
    return used


@transaction.atomic
def retire(*, version: ProtocolVersion, by: User, at: datetime) -> ProtocolVersion:
    """Take a published version out of use; refused while patients take part by it."""
    if Enrolment.objects.for_practice(version.practice).open().filter(protocol_version=version).exists():
        raise StepNotAllowed("Er doen nog patiënten mee volgens deze versie. Zet hen eerst over.")
    version.retired_at = at
    _step(version, VersionState.RETIRED, ["retired_at"])
    PracticeProtocol.objects.for_practice(version.practice).filter(
        protocol_version=version, switched_off_at=None
    ).update(switched_off_at=at)
    return version


def _step(version: ProtocolVersion, state: VersionState, update_fields: list[str]) -> ProtocolVersion:
    here = VersionState(version.state)
    if state not in VERSION_STEPS[here]:
        raise StepNotAllowed(f"Een versie gaat niet van {here.label} naar {state.label}.")
    version.state = state
    save_if_unchanged(version, version=version.version, update_fields=["state", *update_fields])
    record(Event.PROTOCOL_CHANGED, object=version)
    return version


@transaction.atomic
def migrate_enrolments(
    *, from_version: ProtocolVersion, to_version: ProtocolVersion, by: User, at: datetime, reason: str
) -> VersionMigration:
    """Move everybody who takes part by one version to another of the same programme, with a log."""
    if from_version.protocol_id != to_version.protocol_id or to_version.state != VersionState.PUBLISHED:
        raise StepNotAllowed("Overzetten kan alleen naar een gepubliceerde versie van hetzelfde programma.")
    practice = to_version.practice
    rows = Enrolment.objects.for_practice(practice).open().filter(protocol_version=from_version)
    moved = list(rows.order_by("pk").select_for_update())
    Enrolment.objects.for_practice(practice).filter(pk__in=[row.pk for row in moved]).update(
        protocol_version=to_version, updated_at=at
    )
    EnrolmentStatus.objects.bulk_create(
        EnrolmentStatus(
            practice=practice,
            enrolment=row,
            state=row.state,
            protocol_version=to_version,
            on=at.date(),
            reason=reason,
            recorded_by=by,
        )
        for row in moved
    )
    log = VersionMigration.objects.create(
        practice=practice,
        from_version=from_version,
        to_version=to_version,
        migrated_by=by,
        migrated_at=at,
        enrolments=len(moved),
        reason=reason,
    )
    recompute_next_controls(practice=practice, on=at.date())
    record(Event.PROTOCOL_CHANGED, object=log, patients=[row.patient_id for row in moved])
    return log
