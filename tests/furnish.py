"""One row of every kind in a practice, made by the factories."""

import importlib
import pkgutil
import uuid
from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from patients.enums import BreakGlassReason
from patients.models import Patient
from patients.services.access import break_glass
from poh.accounts.enums import Role
from poh.accounts.models import IdempotencyKey, Practice, User
from poh.accounts.scope import practice_scope
from protocols.models import EnrolmentStatus, VersionMigration
from tests import factories
from tests.factories.accounts import MembershipFactory, PracticeModelFactory


def _concrete(factory) -> list:
    own = [] if factory._meta.abstract else [factory]
    return own + [found for child in factory.__subclasses__() for found in _concrete(child)]


def practice_factories() -> list:
    """The factories of rows that belong to a practice."""
    for module in pkgutil.iter_modules(factories.__path__):
        importlib.import_module(f"{factories.__name__}.{module.name}")
    return sorted(_concrete(PracticeModelFactory), key=lambda factory: factory._meta.model._meta.label)


def furnish(practice: Practice) -> dict[str, object]:
    """A row of each kind in `practice`, by the name of its model: a new patient with everything that can belong to one.

    Of what a practice has only one of, the one that is there is given.
    """
    rows: dict[str, object] = {}
    by_model = {factory._meta.model._meta.model_name: factory for factory in practice_factories()}
    for name in sorted(by_model, key=lambda name: name != "patient"):
        rows[name] = _row(by_model[name], practice, rows.get("patient"))
    user = MembershipFactory(practice=practice).user
    with practice_scope(practice):
        rows["idempotencykey"] = IdempotencyKey.objects.create(practice=practice, user=user, key=uuid.uuid4())
        rows |= _steps_of_protocols(practice, user, rows)
    return rows | {"accesslog": _use_of_the_noodknop(rows["patient"], practice)}


def _row(factory, practice: Practice, patient: object | None) -> object:
    model = factory._meta.model
    given = {"patient": patient} if patient and "patient" in factory._meta.declarations else {}
    try:
        return factory(practice=practice, **given)
    except (IntegrityError, ValidationError):  # of this kind a practice has one
        with practice_scope(practice):
            return model._base_manager.filter(practice=practice).order_by("pk")[0]


def _steps_of_protocols(practice: Practice, user: User, rows: dict) -> dict[str, object]:
    """What services write beside an enrolment and a version."""
    enrolment, version, now = rows["enrolment"], rows["protocolversion"], timezone.now()
    status = EnrolmentStatus.objects.create(
        practice=practice, enrolment=enrolment, state=enrolment.state, protocol_version=version, on=now.date()
    )
    migration = VersionMigration.objects.create(
        practice=practice,
        from_version=version,
        to_version=enrolment.protocol_version,
        migrated_by=user,
        migrated_at=now,
        enrolments=1,
        reason="Nieuwe versie",
    )
    return {"enrolmentstatus": status, "versionmigration": migration}


@dataclass(frozen=True)
class LogEntry:
    """The number of an entry in the access log."""

    pk: int


def _use_of_the_noodknop(patient: Patient, practice: Practice) -> LogEntry:
    user = MembershipFactory(practice=practice, roles=[Role.HUISARTS]).user
    with practice_scope(practice, user=user, roles=(Role.HUISARTS,)):
        break_glass(
            patient=patient,
            by=user,
            category=BreakGlassReason.EMERGENCY,
            reason="Patiënt belt met spoed",
            at=timezone.now(),
        )
    with practice_scope(practice), connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM audit_accesslog WHERE event_type = 'patient.break_glass'")
        return LogEntry(cursor.fetchone()[0])


@pytest.fixture
def rows(practice: Practice) -> dict[str, object]:
    """A row of every kind in the own practice."""
    return furnish(practice)


@pytest.fixture
def their_rows(other_practice: Practice) -> dict[str, object]:
    """A row of every kind in the practice next door."""
    return furnish(other_practice)


@pytest.fixture
def everything(practice: Practice) -> User:
    """Somebody with every role, so with every permission."""
    return MembershipFactory(practice=practice, roles=list(Role), user__name="Ans Alles").user
