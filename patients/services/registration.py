"""Enter a patient, let one go, and take one back."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from psycopg2.errors import UniqueViolation

from patients.enums import LeaveReason
from patients.models import EarlierRegistration, Patient, TreatmentRelationship
from patients.selectors.search import Candidate, possible_duplicates, registered_with_bsn
from poh.accounts.models import Membership, Practice, User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.dates import PartialDate, day_text
from poh.base.locking import save_if_unchanged

# First half of the advisory lock under which a practice gives out its next patient number.
NUMBER_LOCK = 0x504E


class BsnInUse(Exception):
    """Somebody in the practice has this BSN already."""

    def __init__(self, patient: Patient) -> None:
        super().__init__("BSN in use")
        self.patient = patient


class MaybeRegistered(Exception):
    """Patients who look much like the one to be registered; nobody said that they are somebody else."""

    def __init__(self, patients: list[Patient]) -> None:
        super().__init__("possible duplicates")
        self.patients = patients


class AlreadyRegistered(Exception):
    """The registration that was to begin has not ended."""


class NotRegistered(Exception):
    """The registration that was to end has ended already."""


class StillRegistered(Exception):
    """Somebody who is registered leaves by their death: `deregister_patient` notes both."""


class AlreadyDeceased(Exception):
    """The death has been noted."""


class DateImpossible(ValueError):
    """The date does not fit the registration; the message is a Dutch sentence."""


@transaction.atomic
def register_patient(
    *, practice: Practice, fields: Mapping[str, Any], by: User, is_somebody_else: bool = False
) -> Patient:
    """Enter a patient with the next number of the practice.

    BsnInUse when the practice knows the BSN, MaybeRegistered when there is somebody much alike and
    `is_somebody_else` does not say that the user looked.
    """
    patient = Patient(practice=practice, **fields)
    refuse_used_bsn(practice=practice, bsn=patient.bsn)
    if not is_somebody_else and (alike := possible_duplicates(practice=practice, candidate=candidate_of(patient))):
        raise MaybeRegistered(alike)
    patient.number = _next_number(practice)
    save_with_free_bsn(patient, force_insert=True)
    record(Event.PATIENT_REGISTERED, patients=[patient], detail=["somebody_else"] if is_somebody_else else None)
    return patient


def candidate_of(patient: Patient) -> Candidate:
    """The patient as the search for doubles sees them."""
    return Candidate(
        birth_name=patient.birth_name,
        partner_name=patient.partner_name,
        born=PartialDate(patient.birth_year, patient.birth_month, patient.birth_day),
        postcode=patient.postcode,
        house_number=patient.house_number,
    )


def refuse_used_bsn(*, practice: Practice, bsn: str | None, besides: Patient | None = None) -> None:
    """BsnInUse when another patient of the practice than `besides` has this BSN, registered or not."""
    if not bsn:
        return
    other = registered_with_bsn(practice=practice, bsn=bsn)
    if other is not None and (besides is None or other.pk != besides.pk):
        raise BsnInUse(other)


def save_with_free_bsn(patient: Patient, **options: Any) -> None:
    """Save; BsnInUse when somebody else registered the same BSN a moment ago."""
    try:
        with transaction.atomic():
            patient.save(**options)
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        refuse_used_bsn(practice=patient.practice, bsn=patient.bsn, besides=patient)
        raise


def _next_number(practice: Practice) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, practice.pk])
    highest = Patient.objects.for_practice(practice).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


@transaction.atomic
def deregister_patient(*, patient: Patient, version: int, on: date, reason: LeaveReason, by: User) -> Patient:
    """End the registration as of `on`, and with it every treatment relationship.

    A death ends the registration on the day of death. NotRegistered when it has ended; StaleVersion when
    somebody saved in between; DateImpossible when `on` lies before the registration.
    """
    if patient.registered_to is not None:
        raise NotRegistered
    if on < patient.registered_from:
        raise DateImpossible(f"De patiënt is pas ingeschreven per {day_text(patient.registered_from)}.")
    patient = copy(patient)
    patient.registered_to, patient.leave_reason = on, reason
    patient.deceased_on = on if reason == LeaveReason.DECEASED else None
    save_if_unchanged(patient, version=version, update_fields=["registered_to", "leave_reason", "deceased_on"])
    _end_relationships(patient, on=on)
    record(Event.PATIENT_ENDED, patients=[patient], detail=["registered_to", "leave_reason"])
    return patient


@transaction.atomic
def record_death(*, patient: Patient, version: int, on: date, by: User) -> Patient:
    """Note that somebody who had left has died on the day `on`.

    After the day of leaving, the registration keeps its end and its reason; on or before that day, it was the death
    that ended it. StillRegistered, AlreadyDeceased, DateImpossible; StaleVersion when somebody saved in between.
    """
    if patient.registered_to is None:
        raise StillRegistered
    if patient.deceased_on is not None:
        raise AlreadyDeceased
    if on < patient.registered_from:
        raise DateImpossible(f"De patiënt was ingeschreven per {day_text(patient.registered_from)}.")
    patient, fields = copy(patient), ["deceased_on"]
    if on <= patient.registered_to:
        patient.registered_to, patient.leave_reason = on, LeaveReason.DECEASED
        fields += ["registered_to", "leave_reason"]
    patient.deceased_on = on
    save_if_unchanged(patient, version=version, update_fields=fields)
    record(Event.PATIENT_CHANGED, patients=[patient], detail=fields)
    return patient


def _end_relationships(patient: Patient, *, on: date) -> None:
    relations = TreatmentRelationship.objects.for_practice(patient.practice).filter(patient=patient)
    for relation in relations.filter(ended_on__isnull=True):
        relation.ended_on = max(on, relation.started_on)
        relation.save(update_fields=["ended_on", "updated_at"])


@transaction.atomic
def reregister_patient(*, patient: Patient, version: int, on: date, gp: Membership | None, by: User) -> Patient:
    """Take back a patient who left: the ended period is kept, a new one begins on `on`.

    AlreadyRegistered when the registration has not ended, also after a death that was entered by mistake: that
    mistake is taken back as well. BsnInUse when somebody else has the BSN by now.
    """
    if patient.registered_to is None:
        raise AlreadyRegistered
    if on < patient.registered_to:
        raise DateImpossible(f"De vorige inschrijving liep tot {day_text(patient.registered_to)}.")
    refuse_used_bsn(practice=patient.practice, bsn=patient.bsn, besides=patient)
    EarlierRegistration.objects.create(
        practice=patient.practice,
        patient=patient,
        registered_from=patient.registered_from,
        registered_to=patient.registered_to,
        leave_reason=patient.leave_reason,
        recorded_by=by,
    )
    patient = copy(patient)
    patient.registered_from, patient.registered_to, patient.gp = on, None, gp
    patient.leave_reason, patient.deceased_on = "", None
    fields = ["registered_from", "registered_to", "gp", "leave_reason", "deceased_on"]
    save_if_unchanged(patient, version=version, update_fields=fields)
    record(Event.PATIENT_REGISTERED, patients=[patient], detail=fields)
    return patient
