"""The roster: lines of the week, extra sessions, blocked time."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from django import forms

from poh.accounts.models import Location, Practice
from poh.base.text import PlainTextField
from scheduling.enums import BlockedKind, BlockKind, Weekday
from scheduling.forms.fields import ClockField, DayField, MemberField, PracticeChoiceField
from scheduling.models import Room, SessionTemplate
from scheduling.rules.wall import NoSuchTime, Span, day_span, span
from scheduling.services.sessions import Blocking, BlockPlan, BlocksDoNotFit, SessionPlan, check_blocks
from scheduling.services.templates import Scope, TemplatePlan

_WORDS = {kind.label.lower(): kind for kind in BlockKind} | {kind.value: kind for kind in BlockKind}
_LINE = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})\s+([^\d]+?)(?:\s+(\d+))?")
SCOPES = [
    (Scope.FOLLOWING.value, "vanaf deze dag"),
    (Scope.ONE.value, "alleen deze dag"),
    (Scope.ALL.value, "alle komende dagen"),
]


class BlocksField(PlainTextField):
    """Blocks as lines: `08:00-10:00 spreekuur 20`, the last number being the minutes of a place."""

    def __init__(self, **options) -> None:
        super().__init__(multiline=True, max_length=2000, required=False, **options)

    def clean(self, value: Any) -> tuple[BlockPlan, ...]:
        text = super().clean(value)
        return tuple(self._block(line.strip()) for line in text.splitlines() if line.strip())

    def _block(self, line: str) -> BlockPlan:
        found = _LINE.fullmatch(line)
        kind = _WORDS.get(found[5].strip().lower()) if found else None
        if kind is None:
            raise forms.ValidationError(f"“{line}” lees ik niet. Schrijf bijvoorbeeld: 08:00-10:00 spreekuur 20.")
        try:
            start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        except ValueError:
            raise forms.ValidationError(f"In “{line}” staat een tijd die niet bestaat.") from None
        minutes = int(found[6] or 20)
        if not 5 <= minutes <= 240:
            raise forms.ValidationError(f"In “{line}” moet een plek 5 tot 240 minuten duren.")
        return BlockPlan(start, end, kind, minutes)


def blocks_text(blocks: Any) -> str:
    """Blocks as the field reads them."""
    return "\n".join(
        f"{block.starts_at:%H:%M}-{block.ends_at:%H:%M} {block.get_kind_display().lower()} {block.slot_minutes}"
        for block in blocks
    )


class SessionForm(forms.Form):
    """Somebody works somewhere, from a time to a time."""

    member = MemberField()
    location = PracticeChoiceField(label="Locatie")
    room = PracticeChoiceField(label="Kamer", required=False, empty_label="geen")
    starts_at = ClockField(label="Van")
    ends_at = ClockField(label="Tot")
    blocks = BlocksField(
        label="Blokken",
        help_text="Eén per regel, zoals 08:00-10:00 spreekuur 20. Leeg: spreekuur, 20 minuten per plek.",
    )

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["member"].offer(practice, on=today)
        self.fields["location"].queryset = Location.objects.for_practice(practice).order_by("name")
        rooms = Room.objects.for_practice(practice).filter(is_active=True).select_related("location")
        self.fields["room"].queryset = rooms.order_by("location__name", "name")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        start, end = values.get("starts_at"), values.get("ends_at")
        if start and end and start >= end:
            self.add_error("ends_at", "Het einde ligt na het begin.")
        elif start and end and "blocks" in values:
            try:
                check_blocks(start, end, values["blocks"])
            except BlocksDoNotFit as problem:
                self.add_error("blocks", str(problem))
        room, location = values.get("room"), values.get("location")
        if room and location and room.location_id != location.pk:
            self.add_error("room", "Deze kamer is op een andere locatie.")
        return values

    def session_plan(self) -> SessionPlan:
        values = self.cleaned_data
        return SessionPlan(values["location"], values["starts_at"], values["ends_at"], values["room"], values["blocks"])


class ExtraSessionForm(SessionForm):
    """A session on one day."""

    on = DayField(label="Dag")
    field_order = ["member", "on", "location", "room", "starts_at", "ends_at", "blocks"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("on") and values.get("starts_at") and values.get("ends_at") and not self.errors:
            try:
                span(values["on"], values["starts_at"], values["ends_at"])
            except NoSuchTime as problem:
                self.add_error("starts_at", str(problem))
        return values

    def plan(self) -> SessionPlan:
        """Only after a valid form."""
        return self.session_plan()


class TemplateForm(SessionForm):
    """A line of the roster; of one that is there also to which days the change applies."""

    weekday = forms.TypedChoiceField(label="Dag", choices=Weekday, coerce=int)
    every_weeks = forms.IntegerField(label="Om de zoveel weken", min_value=1, max_value=52, initial=1)
    valid_from = DayField(label="Vanaf")
    valid_until = DayField(label="Tot en met", required=False)
    skips_school_holidays = forms.BooleanField(label="Niet in schoolvakanties", required=False)
    scope = forms.ChoiceField(label="Geldt voor", choices=SCOPES, widget=forms.RadioSelect(attrs={"class": "seg"}))
    change_on = DayField(label="Dag van de wijziging")
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = [
        "scope",
        "change_on",
        "member",
        "weekday",
        "every_weeks",
        "valid_from",
        "valid_until",
        "location",
        "room",
    ]

    def __init__(
        self, *args, practice: Practice, today: date, template: SessionTemplate | None = None, **options
    ) -> None:
        self.template = template
        initial = {"valid_from": today} if template is None else _of_template(template, today)
        super().__init__(*args, practice=practice, today=today, initial=initial, **options)
        for name in ("scope", "change_on", "version") if template is None else ("member", "valid_from"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first = values.get("valid_from") or values.get("change_on")
        if first and values.get("valid_until") and values["valid_until"] < first:
            self.add_error("valid_until", "De laatste dag ligt niet voor de eerste.")
        if values.get("change_on") and values["change_on"] < self.today:
            self.add_error("change_on", "Wat voorbij is, verandert niet meer.")
        return values

    def plan(self) -> TemplatePlan:
        """Only after a valid form."""
        values = self.cleaned_data
        return TemplatePlan(
            weekday=values["weekday"],
            session=self.session_plan(),
            every_weeks=values["every_weeks"],
            anchor_on=self.template.anchor_on if self.template else None,
            valid_until=values["valid_until"],
            skips_school_holidays=values["skips_school_holidays"],
        )


def _of_template(template: SessionTemplate, today: date) -> dict[str, Any]:
    return {
        "location": template.location.uuid,
        "room": template.room.uuid if template.room_id else None,
        "starts_at": template.starts_at,
        "ends_at": template.ends_at,
        "blocks": blocks_text(block for block in template.blocks.all() if block.ended_at is None),
        "weekday": template.weekday,
        "every_weeks": template.every_weeks,
        "valid_until": template.valid_until,
        "skips_school_holidays": template.skips_school_holidays,
        "scope": Scope.FOLLOWING.value,
        "change_on": max(today, template.valid_from),
        "version": template.version,
    }


class SessionEndForm(forms.Form):
    """Why a session falls out."""

    reason = PlainTextField(label="Reden", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BlockForm(forms.Form):
    """Nothing can be booked for somebody, in a room, on a location, or at all; whole days without times."""

    member = MemberField(required=False, empty_label="niet voor een medewerker")
    room = PracticeChoiceField(label="Kamer", required=False, empty_label="niet voor een kamer")
    location = PracticeChoiceField(label="Locatie", required=False, empty_label="niet voor een locatie")
    kind = forms.ChoiceField(label="Soort", choices=BlockedKind)
    first_on = DayField(label="Eerste dag")
    starts_at = ClockField(label="Van", required=False)
    last_on = DayField(label="Laatste dag")
    ends_at = ClockField(label="Tot", required=False, help_text="Zonder tijden: hele dagen.")
    reason = PlainTextField(label="Toelichting", max_length=200, required=False, help_text="Geen medische reden.")

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, initial={"first_on": today, "last_on": today}, **options)
        self.fields["member"].offer(practice, on=today)
        self.fields["room"].queryset = Room.objects.for_practice(practice).select_related("location").order_by("name")
        self.fields["location"].queryset = Location.objects.for_practice(practice).order_by("name")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if len([name for name in ("member", "room", "location") if values.get(name)]) > 1:
            self.add_error("room", "Kies een medewerker, een kamer of een locatie; of niets voor de hele praktijk.")
        first, last = values.get("first_on"), values.get("last_on")
        if first and last and "starts_at" in values and "ends_at" in values:
            self._put_span(first, last, values)
        return values

    def _put_span(self, first: date, last: date, values: dict[str, Any]) -> None:
        try:
            start = span(first, values["starts_at"], time.max).start if values["starts_at"] else day_span(first).start
            end = span(last, time.min, values["ends_at"]).end if values["ends_at"] else day_span(last).end
            values["span"] = Span(start, end)
        except NoSuchTime as problem:
            self.add_error("starts_at", str(problem))
        except ValueError:
            self.add_error("ends_at" if values["ends_at"] else "last_on", "Het einde ligt na het begin.")

    def blocking(self) -> Blocking:
        """Only after a valid form."""
        values = self.cleaned_data
        return Blocking(
            span=values["span"],
            kind=BlockedKind(values["kind"]),
            reason=values["reason"],
            member=values["member"],
            room=values["room"],
            location=values["location"],
        )
