"""The end of a registration, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from patients.enums import LeaveReason
from patients.forms.details import StaffChoice
from patients.selectors.search import Candidate
from patients.selectors.staff import gps
from poh.accounts.models import Practice
from poh.base.dates import NotADate, parse_birth_date
from poh.base.text import plain_text
from poh.base.validators import normalize_postcode
from poh.base.widgets import DayInput


class DeregisterForm(forms.Form):
    """From when, and why, a patient is no longer registered."""

    on = forms.DateField(
        label="Uitgeschreven per", widget=DayInput(), help_text="Bij overlijden: de dag van overlijden."
    )
    reason = forms.ChoiceField(label="Reden", choices=[("", "Kies een reden"), *LeaveReason.choices])
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.initial.setdefault("on", today)

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Schrijf uit op de dag zelf; deze datum ligt in de toekomst.")
        return day


class DeathForm(forms.Form):
    """The day on which somebody who had left died."""

    on = forms.DateField(label="Overleden op", widget=DayInput())
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > self.today:
            raise ValidationError("Deze datum ligt in de toekomst.")
        return self.cleaned_data["on"]


class ReregisterForm(forms.Form):
    """From when a patient is registered again, and with which GP."""

    on = forms.DateField(label="Opnieuw ingeschreven per", widget=DayInput())
    gp = StaffChoice(label="Huisarts", required=False, empty_label="Nog geen")
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("on", today)
        self.today = today
        self.fields["gp"].queryset = gps(practice=practice, on=today)

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today.replace(year=self.today.year + 1, day=1):
            raise ValidationError("Deze datum ligt te ver weg.")
        return day


def typed_candidate(posted: Mapping[str, str], *, today: date) -> Candidate | None:
    """Of a form that is still being filled in, what can be understood; None when there is nothing to go by."""
    try:
        born = parse_birth_date(posted.get("birth_date", ""), today=today)
        name, partner = (plain_text(posted.get(field, "")).strip() for field in ("birth_name", "partner_name"))
    except (NotADate, ValidationError):
        return None
    number = posted.get("house_number", "").strip()
    return Candidate(
        birth_name=name,
        partner_name=partner,
        born=born,
        postcode=_postcode(posted.get("postcode", "")),
        house_number=int(number) if number.isdecimal() and len(number) < 6 else None,
    )


def _postcode(typed: str) -> str:
    try:
        return normalize_postcode(typed)
    except ValidationError:
        return ""
