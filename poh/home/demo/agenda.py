"""Fill the agenda of a practice: rooms, a roster, weeks of appointments, and a full day today."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from patients.models import Patient
from patients.presenters.rows import place_line, street_line
from poh.accounts.enums import Role
from poh.accounts.models import Location, Membership, Practice
from protocols.models import Enrolment
from scheduling.enums import AppointmentAct, AppointmentState, BlockKind, CancelledBy, Channel, Weekday
from scheduling.models import (
    AgendaMember,
    Appointment,
    AppointmentKind,
    AppointmentStatus,
    Block,
    CallBack,
    Room,
    WaitingListEntry,
)
from scheduling.rules.wall import lasting, later, local
from scheduling.selectors.closed import closed_between
from scheduling.services.places import deliver_kinds, set_settings
from scheduling.services.sessions import BlockPlan, SessionPlan, add_extra_session
from scheduling.services.templates import TemplatePlan, add_template, materialise

BEFORE, AFTER = timedelta(weeks=2), timedelta(weeks=6)
BATCH = 100
# In the demo it is half past nine when the day opens.
SO_FAR = time(9, 30)
TRAVEL = 10
CHRONIC = 0.95

# From, until, what for, minutes of a place. The first is the full day: 18 appointments, 6 calls, 3 visits.
DAYS: dict[str, list[tuple[str, str, BlockKind, int]]] = {
    "poh": [
        ("08:00", "10:20", BlockKind.SURGERY, 20),
        ("10:20", "10:30", BlockKind.BREAK, 20),
        ("10:30", "12:10", BlockKind.SURGERY, 20),
        ("12:10", "12:30", BlockKind.URGENT, 20),
        ("12:30", "13:00", BlockKind.BREAK, 20),
        ("13:00", "14:00", BlockKind.PHONE, 10),
        ("14:00", "15:40", BlockKind.SURGERY, 20),
        ("15:40", "17:10", BlockKind.VISIT, 20),
    ],
    "ggz": [
        ("08:30", "12:15", BlockKind.SURGERY, 45),
        ("12:15", "13:00", BlockKind.BREAK, 15),
        ("13:00", "16:00", BlockKind.SURGERY, 45),
        ("16:00", "17:00", BlockKind.ADMINISTRATION, 20),
    ],
    "huisarts": [
        ("08:00", "10:20", BlockKind.SURGERY, 10),
        ("10:20", "10:40", BlockKind.BREAK, 20),
        ("10:40", "11:00", BlockKind.URGENT, 10),
        ("11:00", "12:00", BlockKind.PHONE, 10),
        ("12:00", "13:30", BlockKind.VISIT, 20),
        ("13:30", "14:00", BlockKind.BREAK, 20),
        ("14:00", "16:30", BlockKind.SURGERY, 10),
        ("16:30", "17:00", BlockKind.ADMINISTRATION, 20),
    ],
    "assistent": [
        ("08:00", "09:30", BlockKind.ADMINISTRATION, 20),
        ("09:30", "12:00", BlockKind.SURGERY, 10),
        ("12:00", "12:30", BlockKind.BREAK, 20),
        ("14:00", "16:00", BlockKind.SURGERY, 10),
    ],
}
ROLES = [
    (Role.POH_S, "poh", "kwartaalcontrole"),
    (Role.POH_O, "poh", "kwartaalcontrole"),
    (Role.POH_GGZ, "ggz", "gesprek-ggz"),
    (Role.POH_J, "ggz", "gesprek-ggz"),
    (Role.HUISARTS, "huisarts", "huisarts"),
    (Role.ASSISTENT, "assistent", "assistent"),
]
REASONS = [
    "Mijn voeten tintelen 's nachts", "Sneller buiten adem op de trap", "Bloedsuiker schommelt",
    "Wil stoppen met roken",
    "Uitslag bespreken", "Nieuwe inhalator, hoe werkt die?", "Slaap slecht door de zorgen", "Bloeddruk thuis hoog",
    "Hoest al drie weken", "Gevallen in de badkamer", "Pillen maken me duizelig", "Voor de jaarlijkse controle",
]  # fmt: skip
ZONES = ["Oost", "West", "Centrum", "Zuid"]


@dataclass
class Agenda:
    """What the demo fills: who works, with which kinds, for which patients."""

    practice: Practice
    on: date
    chance: random.Random
    patients: list[Patient]
    chronic: list[Patient]
    kinds: dict[str, AppointmentKind]
    taken: set[tuple[int, date]] = field(default_factory=set)

    def somebody(self, day: date, *, is_chronic: bool = True) -> Patient | None:
        """A patient who has no appointment yet that day, None when everybody has; most at a POH are chronically ill."""
        for _ in range(50):
            pool = self.chronic if is_chronic and self.chance.random() < CHRONIC else self.patients
            patient = self.chance.choice(pool or self.patients)
            if (patient.pk, day) not in self.taken:
                self.taken.add((patient.pk, day))
                return patient
        return None


def fill_agenda(patients: list[Patient], *, staff: list[Membership], on: date, chance: random.Random) -> None:
    """The agenda of the practice of these patients; call within it."""
    practice = patients[0].practice
    deliver_kinds(practice=practice)
    set_settings(practice=practice, fields={"school_region": "midden"})
    kinds = {kind.key: kind for kind in AppointmentKind.objects.for_practice(practice)}
    registered = [patient for patient in patients if patient.registered_to is None]
    enrolled = set(Enrolment.objects.for_practice(practice).included().values_list("patient", flat=True))
    chronic = [patient for patient in registered if patient.pk in enrolled]
    agenda = Agenda(practice, on, chance, registered, chronic, kinds)
    workers = [(member, *plan) for member in staff if (plan := _plan_of(member))]
    _open_rooms(agenda, [member for member, *_ in workers])
    for number, (member, day, _) in enumerate(workers):
        _give_roster(agenda, member, DAYS[day], number)
    materialise(practice=practice, first=on - BEFORE, last=on - timedelta(days=1))
    usual = {member.pk: (member, kind) for member, _, kind in workers}
    _book(agenda, usual, full=workers[0][0])
    _wait_and_call(agenda, staff)


def _plan_of(member: Membership) -> tuple[str, str] | None:
    return next(((day, kind) for role, day, kind in ROLES if role in member.roles), None)


def _open_rooms(agenda: Agenda, members: list[Membership]) -> None:
    """A room for everybody who sees patients; each speaks Dutch, some another language as well."""
    others = ["tr", "ar", "pl", "en"]
    for number, member in enumerate(members):
        AgendaMember.objects.create(
            practice=agenda.practice,
            member=member,
            position=number,
            languages=["nl", others[number % 4]] if number % 2 else ["nl"],
        )
        Room.objects.create(practice=agenda.practice, location=member.location, name=f"Kamer {number + 1}")


def _give_roster(agenda: Agenda, member: Membership, blocks: list, number: int) -> None:
    """The weekdays that fit the contract, today among them; the last of them only once in two weeks."""
    room = Room.objects.for_practice(agenda.practice).get(name=f"Kamer {number + 1}")
    plan = _session_plan(member.location, room, blocks)
    days = max(1, min(5, round(float(member.contract_hours) / 8)))
    start = agenda.on.isoweekday() if agenda.on.isoweekday() <= 5 else 1
    weekdays = [(start - 1 + step) % 5 + 1 for step in range(days)]
    first = agenda.on - BEFORE - timedelta(days=7)
    for place, weekday in enumerate(weekdays):
        is_rare = place == days - 1 and days > 1
        template = TemplatePlan(Weekday(weekday), plan, every_weeks=2 if is_rare else 1)
        add_template(member=member, plan=template, valid_from=first, on=agenda.on)
    if number == 0 and agenda.on.isoweekday() > 5:
        add_extra_session(member=member, on=agenda.on, plan=plan, note="zaterdagspreekuur")


def _session_plan(location: Location, room: Room, blocks: list) -> SessionPlan:
    plans = tuple(
        BlockPlan(time.fromisoformat(start), time.fromisoformat(end), kind, minutes)
        for start, end, kind, minutes in blocks
    )
    return SessionPlan(location, plans[0].starts_at, plans[-1].ends_at, room, plans)


def _book(agenda: Agenda, usual: dict[int, tuple[Membership, str]], *, full: Membership) -> None:
    """Appointments in the places of the blocks: nearly all of the past, ever fewer of the weeks to come."""
    rows: list[Appointment] = []
    blocks = Block.objects.for_practice(agenda.practice).planned().between(agenda.on - BEFORE, agenda.on + AFTER)
    closed = closed_between(practice=agenda.practice, first=agenda.on - BEFORE, last=agenda.on + AFTER)
    blocks = blocks.exclude(on__in=[day for day in closed if day != agenda.on])
    takes = sorted(kind for kind in BlockKind if kind.takes_appointments)
    for block in blocks.filter(kind__in=takes).select_related("session").order_by("on", "period", "id"):
        member, kind = usual[block.member_id]
        is_full = member == full and block.on == agenda.on
        for start, minutes in _places(block):
            if is_full or agenda.chance.random() < _share(block, agenda.on):
                row = _appointment(agenda, block, agenda.kinds[_kind_in(block, kind)], start, minutes)
                rows += [row] if row else []
    made = Appointment.objects.bulk_create(rows, batch_size=BATCH)
    AppointmentStatus.objects.bulk_create([_booked(row) for row in made], batch_size=BATCH)


def _places(block: Block) -> Iterator[tuple[datetime, int]]:
    """The places of a block; before each visit there is time to get there."""
    travel = TRAVEL if block.kind == BlockKind.VISIT else 0
    start = later(block.period.lower, travel)
    while later(start, block.slot_minutes) <= block.period.upper:
        yield start, block.slot_minutes
        start = later(start, block.slot_minutes + travel)


def _share(block: Block, on: date) -> float:
    """How likely a place is taken; a spoedplek is kept free until the day itself."""
    weeks = (block.on - on).days / 7
    if block.kind == BlockKind.URGENT:
        return 0.8 if weeks < 0 else 0.3 if weeks == 0 else 0.0
    return 0.93 if weeks <= 0 else max(0.15, 0.85 - 0.13 * weeks)


def _kind_in(block: Block, usual: str) -> str:
    return {BlockKind.PHONE: "telefonisch", BlockKind.VISIT: "visite"}.get(block.kind, usual)


def _appointment(
    agenda: Agenda, block: Block, kind: AppointmentKind, start: datetime, minutes: int
) -> Appointment | None:
    of_poh = set(kind.roles) & {Role.POH_S, Role.POH_O} and kind.key != "telefonisch"
    patient, span = agenda.somebody(block.on, is_chronic=bool(of_poh)), lasting(start, minutes)
    if patient is None:
        return None
    is_visit = kind.channel == Channel.VISIT
    row = Appointment(
        practice=agenda.practice,
        patient=patient,
        member_id=block.member_id,
        location_id=block.session.location_id,
        room_id=None if is_visit else block.session.room_id,
        kind=kind,
        channel=kind.channel,
        period=DateTimeTZRange(span.start, span.end),
        on=block.on,
        reason=agenda.chance.choice(REASONS) if agenda.chance.random() < 0.6 else "",
        is_urgent=block.kind == BlockKind.URGENT,
        address=", ".join(filter(None, [street_line(patient), place_line(patient)])) if is_visit else "",
        zone=ZONES[patient.pk % len(ZONES)] if is_visit else "",
        travel_minutes=TRAVEL if is_visit else 0,
    )
    _bring_up_to_date(row, agenda)
    return row


def _bring_up_to_date(row: Appointment, agenda: Agenda) -> None:
    """What is past is done, or somebody did not come; at half past nine today somebody is inside and one waits."""
    start, end = row.period.lower, row.period.upper
    clock = local(start).time()
    luck = agenda.chance.random()
    if row.on < agenda.on or (row.on == agenda.on and local(end).time() <= SO_FAR):
        if luck < 0.03:
            row.state = AppointmentState.NO_SHOW
            return
        if luck < 0.06 and row.on < agenda.on:
            row.state, row.cancelled_at = AppointmentState.CANCELLED, later(start, -1440)
            row.cancelled_by_whom, row.cancel_reason = CancelledBy.PATIENT, "verhinderd"
            return
        row.state = AppointmentState.DONE
        row.checked_in_at, row.started_at, row.done_at = later(start, -5), later(start, 2), end
    elif row.on == agenda.on and clock <= SO_FAR:
        row.state, row.checked_in_at, row.started_at = AppointmentState.IN_CONSULT, later(start, -6), later(start, 1)
    elif row.on == agenda.on and clock <= time(9, 45) and row.channel == Channel.SURGERY:
        row.state, row.checked_in_at = AppointmentState.CHECKED_IN, later(start, -12)


def _booked(row: Appointment) -> AppointmentStatus:
    return AppointmentStatus(
        practice=row.practice,
        appointment=row,
        act=AppointmentAct.BOOKED,
        state=row.state,
        period=row.period,
        member_id=row.member_id,
        at=min(later(row.period.lower, -20160), timezone.now()).astimezone(UTC),
    )


def _wait_and_call(agenda: Agenda, staff: list[Membership]) -> None:
    """Some who wait for an earlier place, and some to call back."""
    by = staff[0].user
    for number in range(5):
        patient = agenda.chance.choice(agenda.patients)
        WaitingListEntry.objects.create(
            practice=agenda.practice,
            patient=patient,
            kind=agenda.kinds["kwartaalcontrole"],
            minutes=20,
            from_on=agenda.on,
            until_on=agenda.on + timedelta(days=7 + 5 * number),
            parts=["ochtend"] if number % 2 else [],
            reason=agenda.chance.choice(REASONS),
            added_by=by,
        )
    for number in range(6):
        patient = agenda.chance.choice(agenda.patients)
        CallBack.objects.create(
            practice=agenda.practice,
            patient=patient,
            phone=patient.mobile or patient.phone or "010-0000000",
            reason=agenda.chance.choice(REASONS),
            due_on=agenda.on - timedelta(days=number % 3),
            is_urgent=number == 2,
            role=Role.ASSISTENT if number % 2 else Role.POH_S,
            added_by=by,
        )
