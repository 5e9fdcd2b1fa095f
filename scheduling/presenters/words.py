"""Words, tones and links of appointments."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from patients.presenters.rows import SEX_LETTERS
from patients.rules.names import surname
from poh.accounts.models import Membership
from scheduling.enums import AppointmentState, BlockKind
from scheduling.models import Appointment
from scheduling.rules.wall import local
from scheduling.selectors.closed import span_of

_NOBODY = "00000000-0000-0000-0000-000000000000"
TONES = {
    AppointmentState.CHECKED_IN: "accent",
    AppointmentState.WAITING: "accent",
    AppointmentState.IN_CONSULT: "accent",
    AppointmentState.DONE: "ok",
    AppointmentState.NO_SHOW: "stop",
}
# The class and the icon of a state in the grid.
LOOKS = {
    AppointmentState.PLANNED: ("plan", ""),
    AppointmentState.CHECKED_IN: ("here", "persoon"),
    AppointmentState.WAITING: ("here", "klok"),
    AppointmentState.IN_CONSULT: ("busy", "rechts"),
    AppointmentState.DONE: ("done", "vink"),
    AppointmentState.NO_SHOW: ("noshow", "kruis"),
}


def state_of(appointment: Appointment) -> dict[str, str]:
    """The state as a word with its tone, and the moment that goes with it."""
    moment = {
        AppointmentState.CHECKED_IN: appointment.checked_in_at,
        AppointmentState.WAITING: appointment.waiting_at,
        AppointmentState.IN_CONSULT: appointment.started_at,
        AppointmentState.DONE: appointment.done_at,
    }.get(AppointmentState(appointment.state))
    text = AppointmentState(appointment.state).label
    if moment:
        text = f"{text} {local(moment):%H:%M}"
    if appointment.no_show_notice:
        text = "Te laat afgezegd"
    return {"text": text, "tone": TONES.get(AppointmentState(appointment.state), "")}


@cache
def _appointment_base() -> str:
    return reverse("scheduling:appointment", args=[_NOBODY])


def appointment_url(appointment: Appointment) -> str:
    """The page of an appointment. The pattern is asked once: a day has hundreds."""
    return _appointment_base().replace(_NOBODY, str(appointment.uuid))


def times_of(row: Any) -> str:
    """`09:20–10:00` on the clock of Amsterdam."""
    return f"{local(row.period.lower):%H:%M}–{local(row.period.upper):%H:%M}"


def minutes_of(row: Any) -> int:
    return span_of(row).minutes


def who_of(appointment: Appointment, *, shows_names: bool) -> str:
    """The patient, or the group; a stranger to records sees that the place is taken."""
    if not shows_names:
        return "bezet"
    return appointment.title if appointment.patient_id is None else appointment.patient.display_name


def short_name_of(appointment: Appointment) -> str:
    """The surname with its prefix, as it stands in a narrow column."""
    if appointment.patient_id is None:
        return appointment.title
    name = surname(appointment.patient.name)
    return name[:1].upper() + name[1:]


def sex_of(appointment: Appointment) -> str:
    return SEX_LETTERS[appointment.patient.sex] if appointment.patient_id else ""


def reason_of(appointment: Appointment) -> str:
    """What it is about; nothing for a patient whose record is closed to the team."""
    if appointment.patient_id and appointment.patient.is_restricted:
        return ""
    return appointment.reason


def role_of(member: Membership) -> str:
    return member.roles_label


def block_word(kind: str) -> str:
    return BlockKind(kind).label


def book_url(*, on: Any, at: Any = None, member: Membership | None = None, **more: Any) -> str:
    """The form to book, with what is known filled in."""
    asked = {"datum": on.isoformat()}
    if at is not None:
        asked["tijd"] = f"{local(at):%H:%M}"
    if member is not None:
        asked["medewerker"] = str(member.uuid)
    asked |= {name: value for name, value in more.items() if value}
    return f"{reverse('scheduling:book')}?{urlencode(asked)}"


def day_url(on: Any, **kept: Any) -> str:
    """A day of the agenda, with the filters kept."""
    asked = {"datum": on.isoformat()} | {name: value for name, value in kept.items() if value}
    return f"{reverse('scheduling:day')}?{urlencode(asked, doseq=True)}"
