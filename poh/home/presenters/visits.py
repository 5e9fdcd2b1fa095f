"""The lines of a day: who comes when, what the visit needs, what is missing and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from patients.enums import Sex
from patients.enums_record import Section
from patients.models import Determination
from patients.presenters.rows import SEX_LETTERS
from patients.rules.values import Value, value_text
from poh.base.dates import age_text
from poh.home.selectors.day import CHANGED_WITHIN, Visits
from protocols.rules.due import ItemDue
from protocols.selectors.due import DueSet
from scheduling.enums import OPEN, AppointmentState, Channel
from scheduling.models import Appointment

# What is asked before the visit and not in it.
LAB = frozenset({Section.GLUCOSE, Section.LIPIDS, Section.KIDNEY, Section.LAB})
ELSEWHERE = frozenset({Section.EYES})
# Many determinations, one thing to do.
AS_ONE = {
    Section.FEET: "voeten",
    Section.SPIROMETRY: "spirometrie",
    Section.TRIGGERS: "prikkels",
    Section.MEDICINES: "medicijnen",
    Section.SMOKING: "roken",
    Section.LIFESTYLE: "leefstijl",
    Section.ELDERLY: "ouderen",
    Section.YOUTH: "jeugd",
    Section.MENTAL: "klachten",
    Section.CARE: "afspraken",
}
SHORT = {"rr_sys": "RR", "rr_dia": "RR"}
GROUPS = [
    ("Meten", (Section.BLOOD_PRESSURE, Section.BODY)),
    ("Onderzoek", (Section.FEET, Section.LUNG, Section.SPIROMETRY)),
    (
        "Vragen",
        (
            Section.ASTHMA,
            Section.TRIGGERS,
            Section.MEDICINES,
            Section.SMOKING,
            Section.LIFESTYLE,
            Section.WELLBEING,
            Section.MENTAL,
            Section.ELDERLY,
            Section.YOUTH,
        ),
    ),
    ("Bespreken", (Section.RISK, Section.CARE)),
]
IN_ORDER = [section for _, sections in GROUPS for section in sections]
TAGS_IN_A_ROW = 3
LABS_NAMED = 4
CHANGES_IN_A_ROW, CHANGES_WHEN_NEXT = 1, 5
ICONS = {Channel.PHONE: "telefoon", Channel.VISIT: "visite"}
OVER = {
    AppointmentState.DONE: "afgerond",
    AppointmentState.NO_SHOW: "niet verschenen",
    AppointmentState.CANCELLED: "afgezegd",
}


@dataclass(frozen=True)
class Moment:
    """The day that is shown, and now."""

    on: date
    at: datetime

    @property
    def is_today(self) -> bool:
        return self.on == timezone.localdate(self.at)


def day_rows(visits: Visits, moment: Moment) -> list[dict[str, Any]]:
    """The lines of the day in order of time; the next one is told in full."""
    upcoming = _next(visits.appointments, moment)
    return [_row(row, visits, moment, is_next=row is upcoming) for row in visits.appointments]


def _next(appointments: list[Appointment], moment: Moment) -> Appointment | None:
    """Who is with somebody or waits first, else who comes next."""
    if not moment.is_today:
        return None
    open_ones = [row for row in appointments if row.state in OPEN and row.patient_id]
    here = [row for row in open_ones if row.state != AppointmentState.PLANNED]
    return next(iter([*here, *(row for row in open_ones if row.period.upper > moment.at)]), None)


def _row(appointment: Appointment, visits: Visits, moment: Moment, *, is_next: bool) -> dict[str, Any]:
    starts, patient = timezone.localtime(appointment.period.lower), appointment.patient
    shown = {
        "time": f"{starts:%H:%M}",
        "minutes": int((appointment.period.upper - appointment.period.lower).total_seconds() // 60),
        "channel": appointment.get_channel_display(),
        "icon": ICONS.get(appointment.channel, ""),
        "url": reverse("scheduling:appointment", args=[appointment.uuid]),
        "uuid": appointment.uuid,
        "over": OVER.get(appointment.state, ""),
        "is_missed": appointment.state == AppointmentState.NO_SHOW,
        "is_next": is_next,
        "is_late": _is_late(appointment, moment),
        "here": _here(appointment),
        "reason": appointment.reason,
        "name": appointment.title or "groep",
    }
    return shown if patient is None else shown | _about(appointment, visits, moment, is_next=is_next)


def _is_late(appointment: Appointment, moment: Moment) -> bool:
    """Who should be in the building by now and is not; a call or a visit is nobody's to check in for."""
    is_expected = appointment.channel in (Channel.SURGERY, Channel.GROUP)
    return is_expected and appointment.state == AppointmentState.PLANNED and appointment.period.lower < moment.at


def _here(appointment: Appointment) -> str:
    """`wacht sinds 09:12`, for who is in the building."""
    if appointment.state == AppointmentState.IN_CONSULT:
        return f"in consult sinds {timezone.localtime(appointment.started_at):%H:%M}" if appointment.started_at else ""
    since = appointment.waiting_at or appointment.checked_in_at
    is_here = appointment.state in (AppointmentState.CHECKED_IN, AppointmentState.WAITING)
    return f"wacht sinds {timezone.localtime(since):%H:%M}" if is_here and since else ""


def _about(appointment: Appointment, visits: Visits, moment: Moment, *, is_next: bool) -> dict[str, Any]:
    patient = appointment.patient
    if patient.is_restricted:
        # Of a shielded record nothing is told before it is opened.
        return {"name": patient.list_name, "patient_url": reverse("patients:detail", args=[patient.uuid])}
    due = visits.due.get(patient.pk) or DueSet([], [])
    needs = _needs(due.items, visits.determinations)
    tags = [tag for section in IN_ORDER for tag in needs.get(section, [])]
    limit = CHANGES_WHEN_NEXT if is_next else CHANGES_IN_A_ROW
    age = age_text(patient.birth_date, on=moment.on).removesuffix(" jaar")
    return {
        "name": patient.list_name.partition(" (")[0],
        "patient_url": reverse("patients:overview", args=[patient.uuid]),
        "is_in_consult": appointment.state == AppointmentState.IN_CONSULT,
        "consult_url": reverse("consultations:open", args=[patient.uuid]),
        "age": f"{SEX_LETTERS[Sex(patient.sex)]} {age}",
        "letters": visits.letters.get(patient.pk, []),
        "control": _control(due, on=moment.on, in_full=is_next),
        "needs": tags[:TAGS_IN_A_ROW],
        "more": max(0, len(tags) - TAGS_IN_A_ROW),
        "count": len(tags),
        "groups": _groups(needs) if is_next else [],
        "missing": _missing(due.items, visits.determinations, on=moment.on, in_full=is_next),
        "since": _since(due, on=moment.on),
        "changed": _changed(patient.pk, visits, _since(due, on=moment.on))[:limit],
    }


def _control(due: DueSet, *, on: date, in_full: bool) -> str:
    """The control that is due, the rarest of several: a yearly one includes the others. In a line only its kind; the
    programme stands beside it."""
    now = [control.control for control in due.controls if control.due_on <= on and control.control.months]
    if not now:
        return ""
    name = max(now, key=lambda control: control.months).name
    return name if in_full else name.split()[0]


def _needs(items: list[ItemDue], known: dict[str, Determination]) -> dict[str, list[str]]:
    """What is done in the visit, as short tags by section, each once."""
    found: dict[str, list[str]] = {}
    for item in items:
        determination = known.get(item.determination)
        if determination is None or determination.section in LAB | ELSEWHERE or not item.is_required:
            continue
        tag = AS_ONE.get(determination.section) or SHORT.get(determination.key) or _lower(determination.short_label)
        tags = found.setdefault(determination.section, [])
        if tag not in tags:
            tags.append(tag)
    return found


def _lower(label: str) -> str:
    """A label within a sentence; what is written in capitals stays so."""
    return label if label[:2].isupper() or any(letter.isupper() for letter in label[1:]) else label.lower()


def _groups(needs: dict[str, list[str]]) -> list[dict[str, Any]]:
    groups = [
        {"label": label, "tags": [tag for section in sections for tag in needs.get(section, [])]}
        for label, sections in GROUPS
    ]
    return [group for group in groups if group["tags"]]


def _missing(items: list[ItemDue], known: dict[str, Determination], *, on: date, in_full: bool) -> list[str]:
    """What should be there before the visit and is not: `lab`, `fundus`; in full with what and how long ago."""
    asked = [(item, known[item.determination]) for item in items if item.determination in known and item.is_required]
    found = []
    labs = [determination.short_label for _, determination in asked if determination.section in LAB]
    if labs:
        found.append(f"lab niet binnen: {', '.join(labs[:LABS_NAMED])}" if in_full else "lab")
    eyes = [item for item, determination in asked if determination.section in ELSEWHERE]
    if eyes:
        last = max((item.last_on for item in eyes if item.last_on), default=None)
        ago = f"fundus, {_months(last, on)} mnd geleden" if last else "fundus, nog nooit"
        found.append(ago if in_full else "fundus")
    return found if in_full or not found else [", ".join(found)]


def _months(day: date, on: date) -> int:
    return (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)


def _since(due: DueSet, *, on: date) -> date:
    """Since when a change is news: the last control, or half a year."""
    return max((control.last_on for control in due.controls if control.last_on), default=on - CHANGED_WITHIN)


def _changed(patient_id: int, visits: Visits, since: date) -> list[dict[str, str]]:
    """Values that are not what they were at the last control, and medicines that were started."""
    found = []
    for key, rows in visits.values.get(patient_id, {}).items():
        if len(rows) == 2 and rows[0].observed_on >= since and rows[0].numeric != rows[1].numeric:
            determination = visits.determinations[key]
            before, now = (value_text(determination, Value.of(row)) for row in reversed(rows))
            label = SHORT.get(key) or determination.short_label
            found.append((rows[0].observed_on, {"label": label, "before": before, "now": now}))
    for line in visits.started.get(patient_id, []):
        if line.started_on >= since:
            said = f"gestart {line.started_on.day}-{line.started_on.month}"
            found.append((line.started_on, {"label": line.name, "said": said}))
    return [change for _, change in sorted(found, key=lambda pair: pair[0], reverse=True)]


def summary(visits: Visits, moment: Moment) -> dict[str, Any]:
    """`nog 16 van 20, tot 16:40`, and how many of each kind."""
    held = [row for row in visits.appointments if row.state != AppointmentState.CANCELLED]
    left = [row for row in held if row.state in OPEN]
    kinds = {label: sum(row.channel == channel for row in held) for channel, label in Channel.choices}
    return {
        "left": len(left),
        "total": len(held),
        "until": f"{timezone.localtime(max(row.period.upper for row in held)):%H:%M}" if held else "",
        "kinds": " · ".join(f"{count} {label.lower()}" for label, count in kinds.items() if count),
    }
