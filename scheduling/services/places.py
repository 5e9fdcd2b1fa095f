"""Keep the kinds of appointment, rooms, staff in the agenda and settings of a practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction

from poh.accounts.models import Location, Membership, Practice
from poh.base.locking import save_if_unchanged
from scheduling.models import AgendaMember, AgendaSettings, AppointmentKind, PracticeHoliday, Room
from scheduling.rules.holidays import HOLIDAYS
from scheduling.rules.kinds import delivered_kinds

Row = TypeVar("Row", bound=models.Model)


class UnknownHolidayKey(ValueError):
    """No public holiday has this key."""


def deliver_kinds(*, practice: Practice) -> int:
    """Give a practice the delivered kinds that it has not; returns how many. Its own are left as they are."""
    there = set(AppointmentKind.objects.for_practice(practice).values_list("key", "code"))
    keys, codes = {key for key, _ in there}, {code for _, code in there}
    rows = [
        AppointmentKind(
            practice=practice,
            key=kind.key,
            code=kind.code,
            label=kind.label,
            minutes=kind.minutes,
            channel=kind.channel,
            colour=kind.colour,
            roles=list(kind.roles),
            control_types=list(kind.controls),
            position=position,
        )
        for position, kind in enumerate(delivered_kinds())
        if kind.key not in keys and kind.code not in codes
    ]
    AppointmentKind.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def add_kind(*, practice: Practice, fields: Mapping[str, Any]) -> AppointmentKind:
    """A kind of the practice's own; ValidationError when its key or code is taken."""
    return _add(AppointmentKind(practice=practice, **fields))


def change_kind(*, kind: AppointmentKind, fields: Mapping[str, Any], version: int) -> AppointmentKind:
    """Change a kind; appointments that were made stay as they are. StaleVersion, ValidationError."""
    return _change(kind, fields, version=version)


def add_room(*, location: Location, name: str) -> Room:
    """A room in a location; ValidationError when it has one of that name."""
    return _add(Room(practice=location.practice, location=location, name=name))


def change_room(*, room: Room, fields: Mapping[str, Any], version: int) -> Room:
    """Rename a room, or take it out of use. StaleVersion, ValidationError."""
    return _change(room, fields, version=version)


@transaction.atomic
def set_member(*, member: Membership, fields: Mapping[str, Any]) -> AgendaMember:
    """How somebody stands in the agenda."""
    row, _ = AgendaMember.objects.for_practice(member.practice).update_or_create(
        practice=member.practice, member=member, defaults=dict(fields)
    )
    return row


@transaction.atomic
def set_settings(*, practice: Practice, fields: Mapping[str, Any]) -> AgendaSettings:
    """How the agenda of the practice behaves."""
    row, _ = AgendaSettings.objects.for_practice(practice).update_or_create(practice=practice, defaults=dict(fields))
    return row


@transaction.atomic
def set_holiday(*, practice: Practice, key: str, is_closed: bool) -> PracticeHoliday:
    """Close or open the practice on a public holiday, from now on in every year."""
    if key not in {kind.key for kind in HOLIDAYS}:
        raise UnknownHolidayKey(key)
    row, _ = PracticeHoliday.objects.for_practice(practice).update_or_create(
        practice=practice, key=key, defaults={"is_closed": is_closed}
    )
    return row


def _add(row: Row) -> Row:
    row.full_clean()
    row.save(force_insert=True)
    return row


@transaction.atomic
def _change(row: Row, fields: Mapping[str, Any], *, version: int) -> Row:
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    return save_if_unchanged(row, version=version, update_fields=fields)
