"""Access to a record: by name, and with the noodknop."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from patients.enums import BreakGlassReason, RelationshipBasis
from patients.forms.details import StaffChoice
from patients.models.access import SHORTEST_REASON
from patients.selectors.staff import treating_staff
from poh.accounts.models import Practice, User
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput


class RelationshipForm(forms.Form):
    """Who treats this patient by name, why, and since when."""

    staff = StaffChoice(label="Medewerker", empty_label="Kies een medewerker")
    basis = forms.ChoiceField(label="Grond", choices=[("", "Kies een grond"), *RelationshipBasis.choices])
    started_on = forms.DateField(label="Vanaf", widget=DayInput())
    note = PlainTextField(label="Toelichting", required=False, max_length=300)

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.initial.setdefault("started_on", today)
        self.fields["staff"].queryset = treating_staff(practice=practice, on=today)

    def clean_started_on(self) -> date:
        day = self.cleaned_data["started_on"]
        if day > self.today:
            raise ValidationError("Deze datum ligt in de toekomst.")
        return day


class BreakGlassForm(forms.Form):
    """Why a closed record must be opened now, and that it is really you who asks."""

    error_heading = "Het dossier is nog niet geopend"

    category = forms.ChoiceField(label="Reden", choices=BreakGlassReason, widget=forms.RadioSelect())
    reason = PlainTextField(
        label="Toelichting",
        multiline=True,
        max_length=500,
        help_text="Ten minste 10 tekens. De privacyfunctionaris leest dit.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    password = forms.CharField(
        label="Wachtwoord",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user: User, is_blocked: bool = False, **options) -> None:
        super().__init__(*args, **options)
        self.user, self.is_blocked = user, is_blocked

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < SHORTEST_REASON:
            raise ValidationError("Schrijf in ten minste 10 tekens waarom dit nu nodig is.")
        return reason

    def clean_password(self) -> str:
        if self.is_blocked:
            raise ValidationError("Te vaak geprobeerd. Wacht een minuut en probeer het opnieuw.")
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError("Dit wachtwoord klopt niet.")
        return ""
