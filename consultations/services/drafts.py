"""Keep what is typed in a consult, field by field. A field that was answered as kept is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from consultations.enums_consult import ConsultState
from consultations.models import Consultation, DraftField
from consultations.services.opening import ConsultClosed
from poh.accounts.models import User


@dataclass(frozen=True)
class Typed:
    """What stands in one field, and the revision of the field that the page had seen (0: none)."""

    key: str
    text: str
    seen: int


class FieldConflict(Exception):
    """Another page saved this field in between: `stored` is what it holds now. Nothing was overwritten."""

    def __init__(self, stored: DraftField) -> None:
        super().__init__(stored.key)
        self.stored = stored


@transaction.atomic
def save_field(*, consultation: Consultation, typed: Typed, by: User, at: datetime) -> DraftField:
    """Keep one field of a draft; the same text once more changes nothing. ConsultClosed, FieldConflict.

    The row of the consult is locked, so that nothing is kept in a consult that is being closed.
    """
    counted = Consultation.objects.for_practice(consultation.practice).filter(
        pk=consultation.pk, state=ConsultState.DRAFT
    )
    if not counted.select_for_update().exists():
        raise ConsultClosed
    rows = DraftField.objects.for_practice(consultation.practice).filter(consultation=consultation, key=typed.key)
    stored = rows.first()
    if stored is None:
        counted.update(interactions=F("interactions") + 1)
        return DraftField.objects.create(
            practice=consultation.practice,
            consultation=consultation,
            key=typed.key,
            typed=typed.text,
            saved_at=at,
            saved_by=by,
        )
    if stored.typed == typed.text:
        return stored
    if stored.revision != typed.seen:
        raise FieldConflict(stored)
    counted.update(interactions=F("interactions") + 1, corrections=F("corrections") + (1 if stored.typed else 0))
    stored.typed, stored.revision, stored.saved_at, stored.saved_by = typed.text, stored.revision + 1, at, by
    stored.save(update_fields=["typed", "revision", "saved_at", "saved_by", "updated_at"])
    return stored
