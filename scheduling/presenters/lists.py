"""Lines of the waiting room, the round, free places, calls and the waiting list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from poh.accounts.models import Location, Membership, Practice
from scheduling.enums import AppointmentState
from scheduling.models import Appointment, CallBack, WaitingListEntry
from scheduling.presenters import words
from scheduling.rules.wall import later, local
from scheduling.selectors.free import FreePlace
from scheduling.selectors.lists import WaitingRoom


def waiting_room_context(found: WaitingRoom, *, now: datetime) -> dict[str, Any]:
    """Who is here (the longest first, with how long), who is with somebody, who is expected."""
    return {
        "present": [_room_line(row, now=now) for row in found.present],
        "in_consult": [_room_line(row, now=now) for row in found.in_consult],
        "expected": [_room_line(row, now=now) for row in found.expected],
    }


def _room_line(row: Appointment, *, now: datetime) -> dict[str, Any]:
    since = row.checked_in_at or row.waiting_at
    waits = int((now - since).total_seconds() // 60) if since else None
    is_late = row.state == AppointmentState.PLANNED and row.period.lower < later(now, -5)
    return {
        "time": f"{local(row.period.lower):%H:%M}",
        "who": words.who_of(row, shows_names=True),
        "kind": row.kind,
        "member": row.member.user.name,
        "room": row.room.name if row.room_id else row.location.name,
        "state": {"text": "nog niet hier", "tone": "warn"} if is_late else words.state_of(row),
        "waits": waits if row.state in {AppointmentState.CHECKED_IN, AppointmentState.WAITING} else None,
        "url": reverse("scheduling:appointment", args=[row.uuid]),
        "check_in_url": reverse("scheduling:check_in", args=[row.uuid]),
        "wait_url": reverse("scheduling:wait", args=[row.uuid]),
        "start_url": reverse("scheduling:start", args=[row.uuid]),
        "is_checked_in": row.state == AppointmentState.CHECKED_IN,
    }


def round_context(visits: Sequence[Appointment], *, member: Membership, on: date) -> dict[str, Any]:
    """The round on a day: where, when, whom, and how to get in."""
    uuids = [str(row.uuid) for row in visits]
    lines = []
    for number, row in enumerate(visits):
        lines.append(
            {
                "number": number + 1,
                "times": words.times_of(row),
                "who": row.patient.display_name,
                "born": str(row.patient.birth_date),
                "phone": row.patient.mobile or row.patient.phone,
                "address": row.address,
                "zone": row.zone,
                "travel": row.travel_minutes,
                "kind": row.kind.label,
                "reason": words.reason_of(row),
                "note": "" if row.patient.is_restricted else row.note,
                "state": words.state_of(row),
                "url": reverse("scheduling:appointment", args=[row.uuid]),
                "up": _swapped(uuids, number - 1, number) if number else [],
                "down": _swapped(uuids, number, number + 1) if number + 1 < len(uuids) else [],
            }
        )
    travel = sum(row.travel_minutes for row in visits)
    return {"lines": lines, "member": member, "on": on, "travel": travel, "day_url": words.day_url(on)}


def _swapped(uuids: list[str], one: int, other: int) -> list[str]:
    changed = list(uuids)
    changed[one], changed[other] = changed[other], changed[one]
    return changed


def free_lines(places: Iterable[FreePlace], *, practice: Practice, patient: str) -> list[dict[str, Any]]:
    """Free places for on the screen; two queries."""
    found = list(places)
    members = Membership.objects.for_practice(practice).select_related("user")
    by_id = members.in_bulk({place.member_id for place in found})
    locations = Location.objects.for_practice(practice).in_bulk({place.location_id for place in found})
    return [
        {
            "on": place.on,
            "time": f"{local(place.start):%H:%M}",
            "member": by_id[place.member_id].user.name,
            "location": locations[place.location_id].name,
            "block": words.block_word(place.block_kind),
            "free_minutes": place.free_minutes,
            "url": words.book_url(
                on=place.on,
                at=place.start,
                member=by_id[place.member_id],
                blok=place.block_kind,
                patient=patient,
            ),
        }
        for place in found
    ]


def call_line(call: CallBack, *, on: date) -> dict[str, Any]:
    """A call to make, with how often that was tried."""
    days = (on - call.due_on).days
    return {
        "who": call.patient.display_name,
        "patient_url": reverse("patients:detail", args=[call.patient.uuid]),
        "phone": call.phone,
        "reason": "" if call.patient.is_restricted else call.reason,
        "by": call.member.user.name if call.member_id else call.get_role_display(),
        "part": call.get_part_display() if call.part else "",
        "due_on": call.due_on,
        "late": {"text": f"{days} {'dag' if days == 1 else 'dagen'} te laat", "tone": "warn"} if days > 0 else None,
        "is_urgent": call.is_urgent,
        "tries": call.tries,
        "last_try_at": call.last_try_at,
        "url": reverse("scheduling:call", args=[call.uuid]),
    }


def wish_line(entry: WaitingListEntry) -> dict[str, Any]:
    """A wish on the waiting list, with the last offer."""
    offer = next(iter(entry.offers.all()), None)
    wishes = [entry.get_language_display() if entry.language else "", *entry.parts]
    return {
        "who": entry.patient.display_name,
        "kind": entry.kind,
        "minutes": entry.minutes,
        "by": entry.member.user.name if entry.member_id else "",
        "location": entry.location.name if entry.location_id else "",
        "from_on": entry.from_on,
        "until_on": entry.until_on,
        "wishes": ", ".join(filter(None, wishes)),
        "reason": "" if entry.patient.is_restricted else entry.reason,
        "offer": f"{offer.get_answer_display()}: {local(offer.period.lower):%d-%m %H:%M}" if offer else "",
        "url": reverse("scheduling:waiting_entry", args=[entry.uuid]),
    }
