"""Lists that work goes along: the waiting room, the round of visits, calls, the waiting list, one patient."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from patients.models import Patient
from poh.accounts.models import Membership, Practice
from scheduling.enums import AppointmentState, Channel
from scheduling.models import (
    AgendaMember,
    Appointment,
    AppointmentKind,
    CalendarFeed,
    CallBack,
    GroupParticipant,
    Room,
    SessionTemplate,
    WaitingListEntry,
)
from scheduling.rules.places import day_part
from scheduling.rules.wall import local_day
from scheduling.selectors.day import with_patients
from scheduling.selectors.free import FreePlace


@dataclass(frozen=True)
class WaitingRoom:
    """Who is in the building, who is with somebody, and who is expected, each in order of time."""

    present: list[Appointment]
    in_consult: list[Appointment]
    expected: list[Appointment]


def waiting_room(*, practice: Practice, on: date, locations: Collection[int] = ()) -> WaitingRoom:
    """The waiting room of a day; one query."""
    rows = Appointment.objects.for_practice(practice).on(on).open()
    rows = rows.filter(channel__in=[Channel.SURGERY, Channel.GROUP])
    if locations:
        rows = rows.filter(location__in=locations)
    found = list(rows.select_related("patient", "kind", "member__user", "room", "location").order_by("period", "id"))
    present = [row for row in found if row.state in {AppointmentState.CHECKED_IN, AppointmentState.WAITING}]
    return WaitingRoom(
        present=sorted(present, key=lambda row: (row.checked_in_at or row.waiting_at or row.period.lower, row.pk)),
        in_consult=[row for row in found if row.state == AppointmentState.IN_CONSULT],
        expected=[row for row in found if row.state == AppointmentState.PLANNED],
    )


def round_list(*, member: Membership, on: date) -> list[Appointment]:
    """The home visits of a day in the order of the round; those without an order come by their time."""
    rows = Appointment.objects.for_practice(member.practice).on(on).holding_place()
    rows = rows.filter(member=member, channel=Channel.VISIT).select_related("patient", "kind", "location")
    return sorted(rows, key=lambda row: (row.round_order or 999, row.period.lower, row.pk))


def appointments_today(*, member: Membership, on: date) -> list[Appointment]:
    """The appointments of somebody on a day in order of time, called off ones too; one query."""
    rows = Appointment.objects.for_practice(member.practice).on(on).filter(member=member)
    return list(with_patients(rows).order_by("period", "id"))


@dataclass(frozen=True)
class OfPatient:
    """The appointments of one patient: to come (the first first), and before (the last first)."""

    coming: list[Appointment]
    past: list[Appointment]
    groups: list[GroupParticipant]


def appointments_of_patient(*, patient: Patient, on: date, limit: int = 50) -> OfPatient:
    """What one patient has in the agenda, group consults included; three queries."""
    rows = Appointment.objects.of_patient(patient).select_related("kind", "member__user", "location", "room")
    groups = GroupParticipant.objects.for_practice(patient.practice).filter(patient=patient)
    return OfPatient(
        coming=list(rows.filter(on__gte=on).order_by("on", "period")[:limit]),
        past=list(rows.filter(on__lt=on).order_by("-on", "-period")[:limit]),
        groups=list(groups.select_related("appointment__kind", "appointment__member__user")[:limit]),
    )


def appointment_by_uuid(*, practice: Practice, uuid: UUID) -> Appointment | None:
    """An appointment with everything that its page shows."""
    rows = Appointment.objects.for_practice(practice).filter(uuid=uuid)
    return rows.select_related(
        "practice", "patient", "kind", "member__user", "location", "room", "booked_by", "cancelled_by"
    ).first()


def participants_of(*, appointment: Appointment) -> list[GroupParticipant]:
    """Who is expected in a group consult, by name."""
    rows = GroupParticipant.objects.for_practice(appointment.practice).filter(appointment=appointment)
    return list(rows.select_related("patient").order_by("patient__sort_text", "id"))


def calls_due(*, practice: Practice, on: date, member: Membership | None = None) -> QuerySet[CallBack]:
    """Calls to make on the day `on` or before, urgent first; of a member: for this person or for one of the roles."""
    rows = CallBack.objects.for_practice(practice).due(on=on).select_related("patient", "member__user", "added_by")
    if member is not None:
        rows = rows.filter(Q(member=member) | Q(member=None, role__in=member.roles))
    rows = rows.annotate(tries=Count("attempts"), last_try_at=Max("attempts__at"))
    return rows.order_by("-is_urgent", "due_on", "id")


def waiting_list(*, practice: Practice) -> QuerySet[WaitingListEntry]:
    """Who waits for a place, the soonest needed first."""
    rows = WaitingListEntry.objects.for_practice(practice).waiting()
    rows = rows.select_related("patient", "kind", "member__user", "location", "added_by")
    return rows.prefetch_related("offers").order_by("until_on", "id")


def who_wants(*, practice: Practice, place: FreePlace) -> list[WaitingListEntry]:
    """Who on the waiting list could come to a place that is free, the soonest needed first; two queries."""
    on = local_day(place.start)
    rows = waiting_list(practice=practice).filter(
        Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on, minutes__lte=place.free_minutes
    )
    rows = rows.filter(Q(member=None) | Q(member=place.member_id), Q(location=None) | Q(location=place.location_id))
    member = AgendaMember.objects.for_practice(practice).filter(member=place.member_id).first()
    spoken = member.languages if member else []
    return [
        entry
        for entry in rows
        if (not entry.parts or day_part(place.start) in entry.parts)
        and (not entry.weekdays or on.isoweekday() in entry.weekdays)
        and (not entry.language or entry.language in spoken)
    ]


def kinds_for(*, practice: Practice, roles: Collection[str] = ()) -> list[AppointmentKind]:
    """The kinds in use, those that these roles do when roles are given."""
    rows = AppointmentKind.objects.for_practice(practice).filter(is_active=True).order_by("position", "label")
    return [kind for kind in rows if not roles or not kind.roles or set(kind.roles) & set(roles)]


def rooms_of(*, practice: Practice) -> list[Room]:
    """The rooms in use, by location."""
    rows = Room.objects.for_practice(practice).filter(is_active=True).select_related("location")
    return list(rows.order_by("location__name", "name"))


def templates_of(*, practice: Practice, on: date) -> list[SessionTemplate]:
    """The lines of the roster that hold on the day `on` or later, by person and weekday."""
    rows = SessionTemplate.objects.for_practice(practice).filter(Q(valid_until=None) | Q(valid_until__gte=on))
    rows = rows.select_related("member__user", "location", "room").prefetch_related("blocks")
    return list(rows.order_by("member__user__name", "weekday", "starts_at", "id"))


def feeds_of(*, member: Membership) -> list[CalendarFeed]:
    """The calendars that read the agenda of somebody, the newest first."""
    return list(CalendarFeed.objects.for_practice(member.practice).filter(member=member).order_by("-id"))
