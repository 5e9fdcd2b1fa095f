"""The panels of the start page: for whoever may see them, in the words of the screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from patients.models import Patient
from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.accounts.permissions import SEES_PATIENTS, Permission, permissions_of
from poh.base.dates import age_text
from poh.home.selectors import panels as selectors


@dataclass
class MyDay:
    """The panels that somebody sees, each None when their roles do not show it."""

    unverified: dict[str, Any] | None = None
    log: dict[str, Any] | None = None
    staff: dict[str, Any] | None = None
    patients: list[Patient] = field(default_factory=list)


def my_day_panels(
    *, practice: Practice, roles: Collection[str], permissions: frozenset[Permission], at: datetime
) -> MyDay:
    """Read only what this person may see."""
    on, day = timezone.localdate(at), MyDay()
    if Role.ASSISTENT in roles:
        count, patients = selectors.unverified_identities(practice=practice, on=on)
        day.unverified = {"count": count, "rows": [_row(p, on=on) | {"since": p.registered_from} for p in patients]}
        day.patients += patients
    if Permission.ACCESS_LOG_REVIEW in permissions:
        day.log = _log(practice)
    if not SEES_PATIENTS & permissions or Permission.STAFF_MANAGE in permissions:
        day.staff = _staff(practice, on=on)
    return day


def _row(patient: Patient, *, on: date) -> dict[str, Any]:
    return {
        "name": patient.display_name,
        "url": reverse("patients:detail", args=[patient.uuid]),
        "born": str(patient.birth_date),
        "age": age_text(patient.birth_date, on=on),
    }


def _log(practice: Practice) -> dict[str, Any]:
    check = selectors.latest_chain_check(practice=practice)
    if check is None:
        state = {"text": "nog niet nagerekend", "tone": "warn"}
    elif check.is_whole:
        state = {"text": "in orde", "tone": "ok"}
    else:
        state = {"text": "klopt niet", "tone": "stop"}
    return {
        "unjudged": selectors.unjudged_break_glass(practice=practice),
        "proposed": selectors.open_log_proposals(practice=practice),
        "url": reverse("audit:log"),
        "proposals_url": reverse("audit:proposals"),
        "check": check,
        "state": state,
    }


def _staff(practice: Practice, *, on: date) -> dict[str, Any]:
    members = selectors.staff_today(practice=practice, on=on)
    without_factor = [m for m in members if not m.has_factor and permissions_of(m.roles) & SEES_PATIENTS]
    return {
        "count": len(members),
        "hours": sum(m.contract_hours for m in members),
        "by_role": [row for row in (_role_row(role, members) for role in Role) if row["count"]],
        "ending": [_member_row(m) for m in selectors.ending_soon(members, on=on)],
        "without_factor": [_member_row(m) for m in without_factor],
        "url": reverse("accounts:staff"),
    }


def _role_row(role: Role, members: list[Membership]) -> dict[str, Any]:
    held = [m for m in members if role in m.roles]
    return {"role": role.label, "count": len(held), "names": ", ".join(m.user.name for m in held)}


def _member_row(member: Membership) -> dict[str, Any]:
    return {
        "name": member.user.name,
        "url": reverse("accounts:member", args=[member.uuid]),
        "until": member.period.upper,
    }
