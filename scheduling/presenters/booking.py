"""What the form to book begins with, and what is offered when a place was taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict

from patients.models import Patient
from patients.presenters.rows import place_line, street_line
from poh.accounts.models import Membership, Practice
from scheduling.enums import BLOCKS_OF_CHANNEL, BlockKind
from scheduling.forms.booking import PlaceForm
from scheduling.forms.fields import ClockField, DayField
from scheduling.models import Appointment, AppointmentKind
from scheduling.presenters import words
from scheduling.rules.wall import local
from scheduling.selectors.free import FreePlace, Wanted, free_places
from scheduling.selectors.proposal import Proposal, proposal_for
from scheduling.services.refusals import LOOK_AHEAD, PlaceTaken


@dataclass(frozen=True)
class Asked:
    """What the address fills in: a free place that was clicked, a patient, a kind of block."""

    on: date
    at: Any = None
    member: Membership | None = None
    patient: Patient | None = None
    block: str = ""
    proposal: Proposal | None = None

    def initial(self, kinds: list[AppointmentKind]) -> dict[str, Any]:
        """The fields to begin with; the kind fits who was clicked and the block."""
        kind = self._kind(kinds)
        minutes = kind.minutes if kind else 20
        if self.proposal and self.proposal.kind == kind:
            minutes = self.proposal.minutes
        return {
            "patient": self.patient.uuid if self.patient else None,
            "member": self.member.uuid if self.member else None,
            "on": self.on,
            "at": self.at,
            "kind": kind.uuid if kind else None,
            "minutes": minutes,
            "address": _address(self.patient) if self.patient else "",
            "is_urgent": self.block == BlockKind.URGENT,
        }

    def _kind(self, kinds: list[AppointmentKind]) -> AppointmentKind | None:
        roles = set(self.member.roles) if self.member else set()
        fitting = [
            kind
            for kind in kinds
            if (not roles or not kind.roles or roles & set(kind.roles))
            and (not self.block or self.block == BlockKind.URGENT or self.block in BLOCKS_OF_CHANNEL[kind.channel])
        ]
        if self.proposal and self.proposal.kind in fitting:
            return self.proposal.kind
        return next(iter(fitting), None)


def asked_for(asked: QueryDict, *, practice: Practice, today: date) -> Asked:
    """What an address asks; what makes no sense in it is left out."""
    on = _cleaned(DayField(required=False), asked.get("datum")) or today
    patient = _by_uuid(Patient, practice, asked.get("patient"))
    found = Asked(
        on=on,
        at=_cleaned(ClockField(required=False), asked.get("tijd")),
        member=_by_uuid(Membership, practice, asked.get("medewerker")),
        patient=patient,
        block=asked.get("blok", "") if asked.get("blok", "") in BlockKind.values else "",
    )
    return replace(found, proposal=proposal_for(patient=patient, on=on)) if patient else found


def _cleaned(field: Any, value: str | None) -> Any:
    try:
        return field.clean(value or "")
    except ValidationError:
        return None


def _by_uuid(model: Any, practice: Practice, value: str | None) -> Any:
    try:
        uuid = UUID(value or "")
    except ValueError:
        return None
    return model.objects.for_practice(practice).filter(uuid=uuid).first()


def _address(patient: Patient) -> str:
    return ", ".join(part for part in (street_line(patient), place_line(patient)) if part)


def move_initial(appointment: Appointment) -> dict[str, Any]:
    """Where an appointment stands, for the form that moves it."""
    return {
        "member": appointment.member.uuid,
        "on": appointment.on,
        "at": local(appointment.period.lower).time(),
        "minutes": words.minutes_of(appointment),
        "version": appointment.version,
        "is_extra": appointment.is_extra,
    }


def proposal_context(proposal: Proposal | None) -> dict[str, Any] | None:
    """The controls that are due, for beside the minutes."""
    if proposal is None:
        return None
    lines = [
        {
            "letter": (line.letter, line.protocol),
            "text": line.name,
            "minutes": line.minutes,
            "due_on": line.due_on,
            "is_counted": line.is_counted,
        }
        for line in proposal.controls
    ]
    return {"lines": lines, "minutes": proposal.minutes, "kind": proposal.kind}


def offer_of(
    refusal: Exception, form: PlaceForm, *, practice: Practice, kind: AppointmentKind | None = None
) -> dict[str, Any] | None:
    """The next free place as a sentence, with the day and time to fill in; None when there is none."""
    values = form.cleaned_data
    place = refusal.next_place if isinstance(refusal, PlaceTaken) else None
    kind = kind or values.get("kind")
    if place is None and kind is not None:
        wanted = Wanted(
            kind=kind,
            minutes=values["minutes"],
            first=values["on"],
            last=values["on"] + LOOK_AHEAD,
            members=[values["member"].pk],
            not_before=values["start"],
        )
        place = next(iter(free_places(practice=practice, wanted=wanted, limit=1)), None)
    return None if place is None else offer_line(place, values["member"])


def offer_line(place: FreePlace, member: Membership) -> dict[str, Any]:
    """A free place for on the screen."""
    return {
        "on": place.on,
        "time": f"{local(place.start):%H:%M}",
        "name": member.user.name,
        "free_minutes": place.free_minutes,
        "url": words.book_url(on=place.on, at=place.start, member=member),
    }
