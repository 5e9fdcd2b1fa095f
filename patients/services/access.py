"""Give somebody access to a record: a named relationship, or the noodknop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from patients.enums import BreakGlassReason
from patients.models import BreakGlass, Patient, TreatmentRelationship
from patients.models.access import BREAK_GLASS_PERIOD, SHORTEST_REASON
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record


class RelationshipExists(Exception):
    """This member of staff has an open relationship with the patient already."""


class ReasonTooShort(ValueError):
    """The reason for the noodknop says nothing."""


@transaction.atomic
def start_relationship(*, patient: Patient, fields: Mapping[str, Any], by: User) -> TreatmentRelationship:
    """Tie a member of staff to the patient by name; RelationshipExists when they are tied already."""
    relation = TreatmentRelationship(practice=patient.practice, patient=patient, recorded_by=by, **fields)
    try:
        with transaction.atomic():
            relation.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise RelationshipExists from error
        raise
    record(Event.RELATION_CHANGED, patients=[patient], object=relation, detail=sorted(fields))
    return relation


@transaction.atomic
def end_relationship(*, relation: TreatmentRelationship, on: date, by: User) -> TreatmentRelationship:
    """The relationship holds no more from `on`; a relationship that ended stays as it was."""
    relation = TreatmentRelationship.objects.select_for_update().get(pk=relation.pk)
    if relation.ended_on is None:
        relation.ended_on = max(on, relation.started_on)
        relation.save(update_fields=["ended_on", "updated_at"])
    record(Event.RELATION_CHANGED, patients=[relation.patient_id], object=relation, detail=["ended_on"])
    return relation


@transaction.atomic
def break_glass(*, patient: Patient, by: User, category: BreakGlassReason, reason: str, at: datetime) -> BreakGlass:
    """Open a closed record to `by` for an hour, to read; it comes on the list of the privacy officer."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort
    use = BreakGlass.objects.create(
        practice=patient.practice,
        patient=patient,
        user=by,
        reason_category=category,
        reason=reason.strip(),
        started_at=at,
        until=at + BREAK_GLASS_PERIOD,
    )
    record(
        Event.BREAK_GLASS_USED,
        patients=[patient],
        object=use,
        reason=f"{BreakGlassReason(category).label}: {use.reason}",
        relation="noodknop",
    )
    return use
