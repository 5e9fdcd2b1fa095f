from scheduling.models.appointments import Appointment, AppointmentStatus, GroupParticipant
from scheduling.models.feeds import CalendarFeed
from scheduling.models.places import AgendaMember, AgendaSettings, AppointmentKind, PracticeHoliday, Room
from scheduling.models.sessions import Block, BlockedTime, Session, SessionTemplate, TemplateBlock
from scheduling.models.waiting import CallAttempt, CallBack, WaitingListEntry, WaitingListOffer

__all__ = [
    "AgendaMember",
    "AgendaSettings",
    "Appointment",
    "AppointmentKind",
    "AppointmentStatus",
    "Block",
    "BlockedTime",
    "CalendarFeed",
    "CallAttempt",
    "CallBack",
    "GroupParticipant",
    "PracticeHoliday",
    "Room",
    "Session",
    "SessionTemplate",
    "TemplateBlock",
    "WaitingListEntry",
    "WaitingListOffer",
]
