"""May this person open this record, and on what ground."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateTimeField, F, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from patients.enums import AccessBasis, BreakGlassReason, RelationshipBasis
from patients.models import BreakGlass, Consent, Ica, Patient, TreatmentLimit, TreatmentRelationship
from patients.rules.access import RecordState, standing_basis
from poh.accounts.models import Practice, User


@dataclass(frozen=True)
class Record:
    """A record that is open to somebody, and why; `until` is the end of a use of the noodknop."""

    patient: Patient
    basis: AccessBasis
    detail: str = ""
    until: datetime | None = None

    @property
    def is_read_only(self) -> bool:
        """The noodknop lets somebody read, not write."""
        return self.basis == AccessBasis.BREAK_GLASS

    @property
    def relation(self) -> str:
        """The ground in words, as the access log keeps it: `behandelrelatie op naam: zorgprogramma`."""
        return f"{self.basis.label}: {self.detail}" if self.detail else self.basis.label


def patient_by_uuid(*, practice: Practice, uuid: UUID, on: date) -> Patient | None:
    """The patient of this practice with this uuid, as `patients_by_uuid` brings them."""
    return patients_by_uuid(practice=practice, uuids=[uuid], on=on).get(uuid)


def patients_by_uuid(*, practice: Practice, uuids: Iterable[UUID], on: date) -> dict[UUID, Patient]:
    """The patients of this practice among these, with the GP and what must be in sight wherever one is in a record:
    `ica_count`, `limit_rows` (treatment limits as {kind, text}) that hold on the day `on`, and `consent_rows` (the last
    answer to each question as {kind, state, valid_until}). One query."""
    patients = Patient.objects.for_practice(practice).select_related("gp__user").annotate(**_in_sight(on))
    found = {patient.uuid: patient for patient in patients.filter(uuid__in=set(uuids)).order_by()}
    for patient in found.values():
        patient.practice = practice
    return found


def _in_sight(on: date) -> dict[str, Combinable]:
    of_patient = {"practice": OuterRef("practice"), "patient": OuterRef("pk")}
    icas = Ica.objects.filter(**of_patient).current(on=on).order_by().values("patient").annotate(count=Count("pk"))
    limits = TreatmentLimit.objects.filter(**of_patient).current(on=on)
    consents = Consent.objects.filter(**of_patient).latest()
    answer = JSONObject(kind=F("kind"), state=F("state"), valid_until=F("valid_until"))
    return {
        "ica_count": Coalesce(Subquery(icas.values("count")), 0),
        "limit_rows": ArraySubquery(limits.values(row=JSONObject(kind=F("kind"), text=F("text")))),
        "consent_rows": ArraySubquery(consents.values(row=answer)),
    }


def open_to(*, patient: Patient, user: User, roles: Collection[str], at: datetime) -> Record | None:
    """The record as it is open to this person, in these roles, at the moment `at`; None when it is closed."""
    on = timezone.localdate(at)
    state = RecordState(patient.is_restricted, patient.registered_to, patient.deceased_on)
    is_own_gp = patient.gp is not None and patient.gp.user_id == user.pk
    if basis := standing_basis(state, roles=roles, is_own_gp=is_own_gp, on=on):
        return Record(patient, basis, "vaste huisarts" if basis == AccessBasis.RELATIONSHIP else "")
    relations, uses = _grounds(patient, user, at=at)
    if relations:
        return Record(patient, AccessBasis.RELATIONSHIP, RelationshipBasis(min(relations)).label)
    if uses:
        until, reason = max(uses)
        return Record(patient, AccessBasis.BREAK_GLASS, BreakGlassReason(reason).label, until)
    return None


def _grounds(patient: Patient, user: User, *, at: datetime) -> tuple[list[str], list[tuple[datetime, str]]]:
    """What lets this person in by name: why of each relation, and (until, why) of each noodknop. One query."""
    relations = TreatmentRelationship.objects.for_practice(patient.practice).filter(patient=patient)
    relations = relations.of_user(user).current(on=timezone.localdate(at)).order_by()
    uses = BreakGlass.objects.for_practice(patient.practice).open_for(user=user, patient=patient, at=at).order_by()
    # A relation has no moment at which it closes; only an open noodknop has.
    never = Value(None, output_field=DateTimeField())
    rows = list(relations.values_list("basis", never).union(uses.values_list("reason_category", "until"), all=True))
    return [why for why, until in rows if until is None], [(until, why) for why, until in rows if until is not None]
