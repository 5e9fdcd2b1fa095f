"""Book an appointment, move one, call one off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from patients.forms.pick import PatientField
from poh.accounts.models import Location, Practice
from poh.base.text import PlainTextField
from scheduling.enums import CancelledBy, Channel
from scheduling.forms.fields import CLOCKS, ClockField, DayField, MemberField, PracticeChoiceField
from scheduling.models import Appointment, AppointmentKind
from scheduling.rules.wall import NoSuchTime, TimeTwice, lasting, moment
from scheduling.selectors.fit import session_at
from scheduling.services.booking import Booking, Place, Visit
from scheduling.services.steps import Cancellation


class PlaceForm(forms.Form):
    """A person, a day, a time on the clock and a length; `place()` says where that is."""

    member = MemberField(error_messages={"required": "Kies bij wie."})
    on = DayField(label="Dag")
    at = ClockField(label="Tijd")
    clock = forms.ChoiceField(label="Klok", choices=CLOCKS, required=False, help_text="Alleen in de nacht van de klok.")
    minutes = forms.IntegerField(label="Minuten", min_value=5, max_value=480)
    is_extra = forms.BooleanField(label="Tussendoor, buiten het rooster", required=False)

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.practice = practice
        self.fields["member"].offer(practice, on=today)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("on") and values.get("at"):
            fold = int(values["clock"]) if values.get("clock") else None
            try:
                values["start"] = moment(values["on"], values["at"], fold=fold)
            except (NoSuchTime, TimeTwice) as problem:
                self.add_error("at", str(problem))
        return values

    def place(self) -> Place:
        """Where the person works then; their fixed location without a session."""
        values = self.cleaned_data
        start: datetime = values["start"]
        member, minutes = values["member"], values["minutes"]
        session = session_at(member=member, span=lasting(start, minutes))
        location = session.location if session else member.location or self._any_location()
        return Place(member, start, minutes, location, session.room if session else None)

    def _any_location(self) -> Location:
        return Location.objects.for_practice(self.practice).order_by("name")[0]


class BookForm(PlaceForm):
    """A new appointment."""

    patient = PatientField(label="Patiënt", required=False)
    kind = PracticeChoiceField(label="Soort")
    reason = PlainTextField(label="Reden, in eigen woorden", max_length=300, required=False)
    note = PlainTextField(label="Notitie voor collega's", max_length=300, required=False)
    title = PlainTextField(label="Naam van de groep", max_length=80, required=False)
    address = PlainTextField(label="Adres", max_length=200, required=False)
    zone = PlainTextField(label="Wijk", max_length=60, required=False)
    travel_minutes = forms.IntegerField(label="Rijtijd in minuten", min_value=0, max_value=240, required=False)
    is_urgent = forms.BooleanField(label="Spoed", required=False)
    every_weeks = forms.IntegerField(label="Herhaal om de zoveel weken", min_value=1, max_value=26, required=False)
    count = forms.IntegerField(label="Aantal afspraken", min_value=2, max_value=26, required=False)

    def __init__(self, *args, kinds: list[AppointmentKind], practice: Practice, **options) -> None:
        super().__init__(*args, practice=practice, **options)
        rows = AppointmentKind.objects.for_practice(practice).filter(pk__in=[kind.pk for kind in kinds])
        self.fields["kind"].queryset = rows.order_by("position", "label")
        self.fields["patient"].offer(practice)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        kind = values.get("kind")
        is_group = kind is not None and kind.channel == Channel.GROUP
        if is_group and not values.get("title"):
            self.add_error("title", "Geef de groep een naam.")
        if kind is not None and not is_group and not values.get("patient") and "patient" not in self.errors:
            self.add_error("patient", "Kies een patiënt.")
        if kind is not None and kind.channel == Channel.VISIT and not values.get("address"):
            self.add_error("address", "Vul in waar de visite heen gaat.")
        if bool(values.get("every_weeks")) != bool(values.get("count")):
            self.add_error("count", "Vul bij een reeks beide in: om de zoveel weken en hoe vaak.")
        return values

    def booking(self) -> Booking:
        """The appointment to make; only after a valid form."""
        values = self.cleaned_data
        kind = values["kind"]
        visit = None
        if kind.channel == Channel.VISIT:
            visit = Visit(values["address"], values["zone"], values["travel_minutes"] or 0)
        is_group = kind.channel == Channel.GROUP
        return Booking(
            place=self.place(),
            kind=kind,
            patient=None if is_group else values["patient"],
            reason=values["reason"],
            note=values["note"],
            title=values["title"] if is_group else "",
            is_urgent=values["is_urgent"],
            is_extra=values["is_extra"],
            visit=visit,
        )


class MoveForm(PlaceForm):
    """Another time, person or length for an appointment."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeForm(forms.ModelForm):
    """What is known of an appointment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = PlainTextField(label="Reden, in eigen woorden", max_length=300, required=False)
    note = PlainTextField(label="Notitie voor collega's", max_length=300, required=False)
    address = PlainTextField(label="Adres", max_length=200, required=False)
    zone = PlainTextField(label="Wijk", max_length=60, required=False)

    class Meta:
        model = Appointment
        fields = ["reason", "note", "address", "zone", "travel_minutes"]

    def __init__(self, *args, instance: Appointment, **options) -> None:
        super().__init__(*args, instance=instance, **options)
        self.initial["version"] = instance.version
        if instance.channel != Channel.VISIT:
            for name in ("address", "zone", "travel_minutes"):
                del self.fields[name]

    def changed_fields(self) -> dict[str, Any]:
        """The fields and what they are to be."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CancelForm(forms.Form):
    """Who calls off, and why."""

    by_whom = forms.ChoiceField(
        label="Afgezegd door", choices=CancelledBy, widget=forms.RadioSelect(attrs={"class": "seg"})
    )
    reason = PlainTextField(label="Waarom", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("by_whom") == CancelledBy.PRACTICE and not values.get("reason"):
            self.add_error("reason", "Schrijf waarom de praktijk afzegt.")
        return values

    def cancellation(self) -> Cancellation:
        """Only after a valid form."""
        return Cancellation(CancelledBy(self.cleaned_data["by_whom"]), self.cleaned_data["reason"])
