"""Choices of the agenda, and which step of an appointment may follow which."""

from django.db import models


class Channel(models.TextChoices):
    """How patient and practice meet."""

    SURGERY = "spreekuur", "Spreekuur"
    PHONE = "telefonisch", "Telefonisch"
    VISIT = "visite", "Visite"
    E_CONSULT = "e_consult", "E-consult"
    VIDEO = "video", "Beeldbellen"
    GROUP = "groep", "Groepsconsult"


class BlockKind(models.TextChoices):
    """What a part of a session is for."""

    SURGERY = "spreekuur", "Spreekuur"
    PHONE = "telefonisch", "Telefonisch"
    VISIT = "visite", "Visites"
    E_CONSULT = "e_consult", "E-consulten"
    URGENT = "spoed", "Spoedplek"
    ADMINISTRATION = "administratie", "Administratie"
    BREAK = "pauze", "Pauze"

    @property
    def takes_appointments(self) -> bool:
        return self not in {BlockKind.ADMINISTRATION, BlockKind.BREAK}


# In which blocks an appointment of a channel finds a free place. A spoedplek is for whoever asks for one.
BLOCKS_OF_CHANNEL: dict[Channel, frozenset[BlockKind]] = {
    Channel.SURGERY: frozenset({BlockKind.SURGERY}),
    Channel.GROUP: frozenset({BlockKind.SURGERY}),
    Channel.VIDEO: frozenset({BlockKind.SURGERY, BlockKind.PHONE}),
    Channel.PHONE: frozenset({BlockKind.PHONE}),
    Channel.VISIT: frozenset({BlockKind.VISIT}),
    Channel.E_CONSULT: frozenset({BlockKind.E_CONSULT}),
}


class Weekday(models.IntegerChoices):
    """The days of the week as ISO numbers them."""

    MONDAY = 1, "maandag"
    TUESDAY = 2, "dinsdag"
    WEDNESDAY = 3, "woensdag"
    THURSDAY = 4, "donderdag"
    FRIDAY = 5, "vrijdag"
    SATURDAY = 6, "zaterdag"
    SUNDAY = 7, "zondag"


class SessionOrigin(models.TextChoices):
    """Where a session comes from."""

    TEMPLATE = "template", "Uit het rooster"
    EXTRA = "extra", "Extra"


class SessionState(models.TextChoices):
    """Whether a session is held; one that was replaced by a changed template is kept and not shown."""

    PLANNED = "planned", "Gaat door"
    CANCELLED = "cancelled", "Vervalt"
    REPLACED = "replaced", "Vervangen"


class BlockedKind(models.TextChoices):
    """Why nothing can be booked."""

    ABSENT = "absent", "Afwezig"
    MEETING = "meeting", "Overleg"
    TRAINING = "training", "Scholing"
    MAINTENANCE = "maintenance", "Onderhoud"
    CLOSED = "closed", "Gesloten"
    OTHER = "other", "Anders"


class AppointmentState(models.TextChoices):
    """How far an appointment is."""

    PLANNED = "planned", "Gepland"
    CHECKED_IN = "checked_in", "Aangemeld"
    WAITING = "waiting", "Wacht"
    IN_CONSULT = "in_consult", "In consult"
    DONE = "done", "Afgerond"
    NO_SHOW = "no_show", "Niet verschenen"
    CANCELLED = "cancelled", "Afgezegd"


# A wrong click can be taken back one step; a place that was given up may be taken by then, and the database says so.
TRANSITIONS: dict[AppointmentState, frozenset[AppointmentState]] = {
    AppointmentState.PLANNED: frozenset(
        {
            AppointmentState.CHECKED_IN,
            AppointmentState.WAITING,
            AppointmentState.IN_CONSULT,
            AppointmentState.NO_SHOW,
            AppointmentState.CANCELLED,
        }
    ),
    AppointmentState.CHECKED_IN: frozenset(
        {
            AppointmentState.PLANNED,
            AppointmentState.WAITING,
            AppointmentState.IN_CONSULT,
            AppointmentState.NO_SHOW,
            AppointmentState.CANCELLED,
        }
    ),
    AppointmentState.WAITING: frozenset(
        {
            AppointmentState.CHECKED_IN,
            AppointmentState.IN_CONSULT,
            AppointmentState.NO_SHOW,
            AppointmentState.CANCELLED,
        }
    ),
    AppointmentState.IN_CONSULT: frozenset({AppointmentState.WAITING, AppointmentState.DONE}),
    AppointmentState.DONE: frozenset({AppointmentState.IN_CONSULT}),
    AppointmentState.NO_SHOW: frozenset({AppointmentState.PLANNED, AppointmentState.CHECKED_IN}),
    AppointmentState.CANCELLED: frozenset({AppointmentState.PLANNED}),
}

# Of these the place or the hour can still change.
MOVABLE = frozenset({AppointmentState.PLANNED, AppointmentState.CHECKED_IN, AppointmentState.WAITING})
# Of these something must still happen.
OPEN = MOVABLE | {AppointmentState.IN_CONSULT}


class CancelledBy(models.TextChoices):
    """Who called an appointment off."""

    PATIENT = "patient", "Patiënt"
    PRACTICE = "practice", "Praktijk"
    OTHER = "other", "Iemand anders"


class AppointmentAct(models.TextChoices):
    """What somebody did with an appointment, as its history says it."""

    BOOKED = "booked", "geboekt"
    MOVED = "moved", "verplaatst"
    RESIZED = "resized", "langer of korter gemaakt"
    CHANGED = "changed", "gewijzigd"
    STEPPED = "stepped", "stand gewijzigd"


class Attendance(models.TextChoices):
    """Whether somebody takes part in a group consult."""

    INVITED = "invited", "Verwacht"
    PRESENT = "present", "Aanwezig"
    ABSENT = "absent", "Niet verschenen"
    CANCELLED = "cancelled", "Afgemeld"


class DayPart(models.TextChoices):
    """A part of the day that somebody can come."""

    MORNING = "ochtend", "Ochtend"
    AFTERNOON = "middag", "Middag"
    EVENING = "avond", "Avond"


class WaitingState(models.TextChoices):
    """What became of a wish on the waiting list."""

    WAITING = "waiting", "Wacht op een plek"
    BOOKED = "booked", "Afspraak gemaakt"
    WITHDRAWN = "withdrawn", "Van de lijst"


class OfferAnswer(models.TextChoices):
    """What somebody said to a place that came free."""

    OPEN = "open", "Nog geen antwoord"
    ACCEPTED = "accepted", "Aangenomen"
    DECLINED = "declined", "Afgeslagen"
    LAPSED = "lapsed", "Vervallen"


class CallState(models.TextChoices):
    """Whether a call must still be made."""

    OPEN = "open", "Te bellen"
    DONE = "done", "Gesproken"
    CLOSED = "closed", "Gestopt"


class CallOutcome(models.TextChoices):
    """How one attempt to call ended."""

    REACHED = "reached", "Gesproken"
    NO_ANSWER = "no_answer", "Geen gehoor"
    BUSY = "busy", "In gesprek"
    VOICEMAIL = "voicemail", "Voicemail"
    WRONG_NUMBER = "wrong_number", "Verkeerd nummer"


class SchoolRegion(models.TextChoices):
    """The regions of the school holidays."""

    NORTH = "noord", "Noord"
    MIDDLE = "midden", "Midden"
    SOUTH = "zuid", "Zuid"
