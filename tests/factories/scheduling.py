"""The agenda of a practice: everything on Thursday 26 November 2026 unless told otherwise."""

import hashlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from scheduling.enums import (
    AppointmentAct,
    AppointmentState,
    BlockedKind,
    BlockKind,
    CallOutcome,
    CancelledBy,
    Channel,
    SessionOrigin,
    SessionState,
)
from scheduling.models import (
    AgendaMember,
    AgendaSettings,
    Appointment,
    AppointmentKind,
    AppointmentStatus,
    Block,
    BlockedTime,
    CalendarFeed,
    CallAttempt,
    CallBack,
    GroupParticipant,
    PracticeHoliday,
    Room,
    Session,
    SessionTemplate,
    TemplateBlock,
    WaitingListEntry,
    WaitingListOffer,
)
from tests.factories.accounts import (
    LocationFactory,
    MembershipFactory,
    PracticeFactory,
    PracticeModelFactory,
    UserFactory,
)
from tests.factories.patients import PatientFactory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
THURSDAY = date(2026, 11, 26)


def at(text: str, on: date = THURSDAY) -> datetime:
    """The moment `09:20` on a day, in Amsterdam."""
    return datetime.combine(on, time.fromisoformat(text), AMSTERDAM)


def hours(text: str, on: date = THURSDAY) -> DateTimeTZRange:
    """The period `09:00-09:20` on a day, in Amsterdam."""
    start, end = text.split("-")
    return DateTimeTZRange(at(start, on), at(end, on))


def _of_practice(of, **fields) -> factory.SubFactory:
    return factory.SubFactory(of, practice=factory.SelfAttribute("..practice"), **fields)


class RoomFactory(PracticeModelFactory):
    """A room in a new location."""

    class Meta:
        model = Room

    practice = factory.SubFactory(PracticeFactory)
    location = _of_practice(LocationFactory)
    name = factory.Sequence(lambda n: f"Kamer {n}")


class AppointmentKindFactory(PracticeModelFactory):
    """A quarterly control of twenty minutes; traits: `visit`, `phone`, `group`."""

    class Meta:
        model = AppointmentKind

    class Params:
        visit = factory.Trait(channel=Channel.VISIT, label="Visite", minutes=30)
        phone = factory.Trait(channel=Channel.PHONE, label="Telefonisch", minutes=10)
        group = factory.Trait(channel=Channel.GROUP, label="Groepsconsult", minutes=60)

    practice = factory.SubFactory(PracticeFactory)
    key = factory.Sequence(lambda n: f"soort-{n}")
    code = factory.Sequence(lambda n: chr(65 + n // 26 % 26) + chr(65 + n % 26))
    label = "Kwartaalcontrole"
    minutes = 20


class AgendaSettingsFactory(PracticeModelFactory):
    class Meta:
        model = AgendaSettings

    practice = factory.SubFactory(PracticeFactory)
    school_region = "zuid"


class AgendaMemberFactory(PracticeModelFactory):
    """Somebody who helps patients in Dutch and Turkish."""

    class Meta:
        model = AgendaMember

    practice = factory.SubFactory(PracticeFactory)
    member = _of_practice(MembershipFactory)
    languages = factory.LazyFunction(lambda: ["nl", "tr"])


class PracticeHolidayFactory(PracticeModelFactory):
    """The practice is closed on Liberation Day."""

    class Meta:
        model = PracticeHoliday

    practice = factory.SubFactory(PracticeFactory)
    key = "bevrijdingsdag"
    is_closed = True


class SessionTemplateFactory(PracticeModelFactory):
    """Every Thursday from 08:00 to 12:00, since the first of October 2026."""

    class Meta:
        model = SessionTemplate

    practice = factory.SubFactory(PracticeFactory)
    member = _of_practice(MembershipFactory)
    location = _of_practice(LocationFactory)
    weekday = 4
    anchor_on = date(2026, 10, 1)
    starts_at = time(8)
    ends_at = time(12)
    valid_from = date(2026, 10, 1)


class TemplateBlockFactory(PracticeModelFactory):
    """Spreekuur from 08:00 to 12:00, a place each twenty minutes."""

    class Meta:
        model = TemplateBlock

    practice = factory.SubFactory(PracticeFactory)
    template = _of_practice(SessionTemplateFactory)
    starts_at = time(8)
    ends_at = time(12)
    kind = BlockKind.SURGERY
    slot_minutes = 20


class SessionFactory(PracticeModelFactory):
    """An extra session from 08:00 to 12:00, without blocks; give `hours`. Trait: `cancelled`."""

    class Meta:
        model = Session
        exclude = ["hours", "day"]

    class Params:
        cancelled = factory.Trait(
            state=SessionState.CANCELLED, cancelled_at=factory.LazyFunction(timezone.now), cancel_reason="ziek"
        )

    hours, day = "08:00-12:00", THURSDAY
    practice = factory.SubFactory(PracticeFactory)
    member = _of_practice(MembershipFactory)
    location = _of_practice(LocationFactory)
    on = factory.SelfAttribute("day")
    period = factory.LazyAttribute(lambda session: hours(session.hours, session.day))
    origin = SessionOrigin.EXTRA


class BlockFactory(PracticeModelFactory):
    """Spreekuur all through a session."""

    class Meta:
        model = Block

    practice = factory.SubFactory(PracticeFactory)
    session = _of_practice(SessionFactory)
    member = factory.SelfAttribute("session.member")
    on = factory.SelfAttribute("session.on")
    period = factory.SelfAttribute("session.period")
    kind = BlockKind.SURGERY


class BlockedTimeFactory(PracticeModelFactory):
    """The whole practice is closed from 10:00 to 11:00; give a member, room or location, and `hours`."""

    class Meta:
        model = BlockedTime
        exclude = ["hours", "day"]

    hours, day = "10:00-11:00", THURSDAY
    practice = factory.SubFactory(PracticeFactory)
    period = factory.LazyAttribute(lambda blocked: hours(blocked.hours, blocked.day))
    first_on = last_on = factory.SelfAttribute("day")
    kind = BlockedKind.MEETING
    blocked_by = factory.SubFactory(UserFactory)


class AppointmentFactory(PracticeModelFactory):
    """A patient comes from 09:00 to 09:20; give `hours`. Traits: `visit`, `group`, `cancelled`, `done`, `no_show`."""

    class Meta:
        model = Appointment
        exclude = ["hours", "day"]

    class Params:
        visit = factory.Trait(
            channel=Channel.VISIT, address="Lindelaan 14, Voorbeeldstad", zone="Oost", travel_minutes=10
        )
        group = factory.Trait(channel=Channel.GROUP, patient=None, title="Leven met diabetes")
        cancelled = factory.Trait(
            state=AppointmentState.CANCELLED,
            cancelled_at=factory.LazyFunction(timezone.now),
            cancelled_by_whom=CancelledBy.PATIENT,
            cancel_reason="verkouden",
        )
        done = factory.Trait(state=AppointmentState.DONE, done_at=factory.LazyFunction(timezone.now))
        no_show = factory.Trait(state=AppointmentState.NO_SHOW)

    hours, day = "09:00-09:20", THURSDAY
    practice = factory.SubFactory(PracticeFactory)
    patient = _of_practice(PatientFactory)
    member = _of_practice(MembershipFactory)
    location = _of_practice(LocationFactory)
    kind = _of_practice(AppointmentKindFactory)
    channel = Channel.SURGERY
    on = factory.SelfAttribute("day")
    period = factory.LazyAttribute(lambda appointment: hours(appointment.hours, appointment.day))
    booked_by = factory.SubFactory(UserFactory)


class AppointmentStatusFactory(PracticeModelFactory):
    """An appointment was booked."""

    class Meta:
        model = AppointmentStatus

    practice = factory.SubFactory(PracticeFactory)
    appointment = _of_practice(AppointmentFactory)
    act = AppointmentAct.BOOKED
    state = factory.SelfAttribute("appointment.state")
    period = factory.SelfAttribute("appointment.period")
    member = factory.SelfAttribute("appointment.member")
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class GroupParticipantFactory(PracticeModelFactory):
    """Somebody is expected in a group consult."""

    class Meta:
        model = GroupParticipant

    practice = factory.SubFactory(PracticeFactory)
    appointment = _of_practice(AppointmentFactory, group=True)
    patient = _of_practice(PatientFactory)
    added_by = factory.SubFactory(UserFactory)


class WaitingListEntryFactory(PracticeModelFactory):
    """Somebody waits for twenty minutes within two weeks."""

    class Meta:
        model = WaitingListEntry

    practice = factory.SubFactory(PracticeFactory)
    patient = _of_practice(PatientFactory)
    kind = _of_practice(AppointmentKindFactory)
    minutes = 20
    from_on = THURSDAY
    until_on = THURSDAY + timedelta(days=14)
    reason = "liever eerder"
    added_by = factory.SubFactory(UserFactory)


class WaitingListOfferFactory(PracticeModelFactory):
    """A place at 11:00 was offered."""

    class Meta:
        model = WaitingListOffer

    practice = factory.SubFactory(PracticeFactory)
    entry = _of_practice(WaitingListEntryFactory)
    member = _of_practice(MembershipFactory)
    location = _of_practice(LocationFactory)
    period = factory.LazyFunction(lambda: hours("11:00-11:20"))
    offered_by = factory.SubFactory(UserFactory)
    offered_at = factory.LazyFunction(timezone.now)


class CallBackFactory(PracticeModelFactory):
    """A patient must be called today by an assistent."""

    class Meta:
        model = CallBack

    practice = factory.SubFactory(PracticeFactory)
    patient = _of_practice(PatientFactory)
    phone = "06-00000001"
    reason = "uitslag van het bloedonderzoek"
    due_on = THURSDAY
    role = "assistent"
    added_by = factory.SubFactory(UserFactory)


class CallAttemptFactory(PracticeModelFactory):
    """Nobody answered."""

    class Meta:
        model = CallAttempt

    practice = factory.SubFactory(PracticeFactory)
    call = _of_practice(CallBackFactory)
    at = factory.LazyFunction(timezone.now)
    by = factory.SubFactory(UserFactory)
    outcome = CallOutcome.NO_ANSWER


class CalendarFeedFactory(PracticeModelFactory):
    """A calendar that reads with the secret `geheim`; give `secret`."""

    class Meta:
        model = CalendarFeed
        exclude = ["secret"]

    secret = "geheim"
    practice = factory.SubFactory(PracticeFactory)
    member = _of_practice(MembershipFactory)
    name = "Telefoon"
    token_hash = factory.LazyAttribute(lambda feed: hashlib.sha256(feed.secret.encode()).hexdigest())
    made_by = factory.SubFactory(UserFactory)
