"""What accounts tell about log-ins and people becomes a line in the log."""

from typing import Any

from django.apps import AppConfig
from django.db import connections

from poh.accounts import signals
from poh.accounts.models import Membership, Practice, User
from poh.audit.enums import Event, Outcome
from poh.audit.services import record, record_outside
from poh.audit.services.partitions import make_partitions as make


def make_partitions(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After migrating, also when there was nothing to migrate: the coming months are there."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regproc('audit_make_coming_partitions') IS NOT NULL")
        (exists,) = cursor.fetchone()
    if exists:
        make()


def signed_in(user: User, access_point: dict, method: str, **kwargs: Any) -> None:
    record_outside(Event.LOGGED_IN, user=user, access_point=access_point, checks=method)


def sign_in_failed(user: User | None, access_point: dict, reason: str, **kwargs: Any) -> None:
    record_outside(Event.LOGIN_FAILED, user=user, access_point=access_point, outcome=Outcome.REFUSED, checks=reason)


def signed_out(user: User, access_point: dict, **kwargs: Any) -> None:
    record_outside(Event.LOGGED_OUT, user=user, access_point=access_point)


def session_locked(user: User, access_point: dict, **kwargs: Any) -> None:
    record_outside(Event.SESSION_LOCKED, user=user, access_point=access_point)


def session_unlocked(user: User, access_point: dict, **kwargs: Any) -> None:
    record_outside(Event.SESSION_UNLOCKED, user=user, access_point=access_point)


def password_changed(user: User, access_point: dict, how: str, **kwargs: Any) -> None:
    record_outside(Event.PASSWORD_CHANGED, user=user, access_point=access_point, checks=how)


def factor_added(user: User, access_point: dict, factor: str, **kwargs: Any) -> None:
    record_outside(Event.FACTOR_ADDED, user=user, access_point=access_point, checks=factor)


def factor_removed(user: User, access_point: dict, factor: str, **kwargs: Any) -> None:
    record_outside(Event.FACTOR_REMOVED, user=user, access_point=access_point, checks=factor)


def member_added(membership: Membership, **kwargs: Any) -> None:
    record(Event.STAFF_ADDED, object=membership)


def member_changed(membership: Membership, fields: list[str], **kwargs: Any) -> None:
    record(Event.STAFF_CHANGED, object=membership, detail=fields)


def roles_changed(membership: Membership, before: list[str], after: list[str], **kwargs: Any) -> None:
    record(Event.ROLES_CHANGED, object=membership, detail={"before": before, "after": after})


def account_ended(membership: Membership, **kwargs: Any) -> None:
    record(Event.STAFF_ENDED, object=membership)


def second_factor_reset(membership: Membership, **kwargs: Any) -> None:
    record(Event.FACTOR_RESET, object=membership)


def practice_changed(practice: Practice, fields: list[str], **kwargs: Any) -> None:
    record(Event.PRACTICE_CHANGED, object=practice, detail=fields)


def practice_switched(practice: Practice, **kwargs: Any) -> None:
    record(Event.PRACTICE_SWITCHED, object=practice)


RECEIVERS = (
    signed_in, sign_in_failed, signed_out, session_locked, session_unlocked, password_changed, factor_added,
    factor_removed, member_added, member_changed, roles_changed, account_ended, second_factor_reset, practice_changed,
    practice_switched,
)  # fmt: skip


def connect() -> None:
    """Listen to the signal of the same name."""
    for receiver in RECEIVERS:
        getattr(signals, receiver.__name__).connect(receiver, dispatch_uid=f"audit.{receiver.__name__}")
