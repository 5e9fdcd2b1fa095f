"""The agenda of one person as an iCalendar file (RFC 5545), for calendars outside POH.

Times stand in the wall time of Amsterdam with its rules (VTIMEZONE), so that they stay where they are when the clock
changes. An appointment keeps its UID, and its SEQUENCE grows with each change.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from scheduling.enums import SessionState
from scheduling.models import Appointment, Session
from scheduling.rules.wall import local
from scheduling.selectors.feed import FeedContents

DOMAIN = "poh.invalid"
REFRESH = timedelta(minutes=30)
BUSY = "Bezet"


def calendar_text(contents: FeedContents, *, at: datetime) -> bytes:
    """The file; without leave of the practice it tells when somebody is busy, and nothing of patients."""
    calendar = Calendar()
    calendar.add("prodid", "-//POH//Agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"Agenda {contents.member.user.name}")
    calendar.add("x-wr-calname", f"Agenda {contents.member.user.name}")
    calendar.add("x-wr-timezone", "Europe/Amsterdam")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for session in contents.sessions:
        is_off = session.state != SessionState.PLANNED or session.on in contents.closed
        calendar.add_component(_session(session, is_off=is_off, at=at))
    for appointment in contents.appointments:
        calendar.add_component(_appointment(appointment, shows_names=contents.shows_names, at=at))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(row: Session | Appointment, *, what: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{what}-{row.uuid}@{DOMAIN}")
    event.add("dtstamp", at)
    event.add("dtstart", local(row.period.lower))
    event.add("dtend", local(row.period.upper))
    event.add("last-modified", row.updated_at)
    event.add("sequence", row.version - 1)
    event.add("class", "PRIVATE")
    return event


def _session(session: Session, *, is_off: bool, at: datetime) -> Event:
    event = _event(session, what="zitting", at=at)
    event.add("summary", f"Spreekuur {session.location.name}")
    event.add("location", " · ".join(filter(None, [session.location.name, session.room.name if session.room else ""])))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event


def _appointment(appointment: Appointment, *, shows_names: bool, at: datetime) -> Event:
    event = _event(appointment, what="afspraak", at=at)
    event.add("summary", _summary(appointment) if shows_names else BUSY)
    event.add("transp", "OPAQUE")
    event.add("status", "CONFIRMED" if appointment.holds_place else "CANCELLED")
    if shows_names and appointment.address:
        event.add("location", appointment.address)
    return event


def _summary(appointment: Appointment) -> str:
    if appointment.patient_id is None:
        return f"{appointment.kind.label}: {appointment.title}"
    return f"{appointment.kind.label}: {appointment.patient.display_name}"
