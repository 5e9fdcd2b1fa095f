"""What the practice notes of a patient: who, where, how to reach, since when."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.enums import BsnStatus, Channel, NameUse
from patients.forms import layouts
from patients.models import Patient
from patients.presenters.rows import masked_bsn
from patients.selectors.staff import gps
from poh.accounts.models import Membership, Practice
from poh.base.dates import NotADate, PartialDate, day_text, parse_birth_date
from poh.base.text import PlainTextField, plain_text_formfield
from poh.base.validators import normalize_bsn, normalize_phone, normalize_postcode
from poh.base.widgets import DayInput

IDENTITY = [
    "initials", "first_names", "calling_name", "birth_name_prefix", "birth_name", "partner_name_prefix", "partner_name",
    "name_use", "sex", "bsn", "bsn_status", "identity_document", "identified_on",
]  # fmt: skip
REACH = [
    "street", "house_number", "house_number_addition", "postcode", "city", "country",
    "phone", "mobile", "email", "preferred_channel", "language", "needs_interpreter",
]  # fmt: skip
REGISTRATION = ["gp", "registered_from"]
SEX_AS_SEGMENTS = {"sex": forms.RadioSelect(attrs={"class": "seg"})}

HIGHEST_HOUSE_NUMBER = 99_999
EARLIEST_REGISTRATION = date(1900, 1, 1)


def detail_field(field: Any, **options: Any) -> forms.Field | None:
    """Form field for a model field: plain text for text, a typed day for a date."""
    if field.get_internal_type() == "DateField":
        return field.formfield(widget=DayInput(), **options)
    made = plain_text_formfield(field, **options)
    if isinstance(made, forms.TypedChoiceField) and not made.choices[0][0]:
        made.choices = [("", "kies" if made.required else "geen"), *made.choices[1:]]
    return made


class DetailsForm(forms.ModelForm):
    """Parses and checks details of a patient; `details()` is what a service saves, the instance stays as it was."""

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        self.practice, self.today = practice, today
        options["instance"] = copy(options.get("instance") or Patient(practice=practice))
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """The rules between fields, each in the words of the field.

        Leaves out what ModelForm does here, asking the database about each constraint: these rules say the same,
        and the constraints stand behind them.
        """
        return self.cleaned_data

    def details(self) -> dict[str, Any]:
        """The checked values by name of the model field."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def _missing(self, name: str, message: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, message)


class IdentityRules(DetailsForm):
    """Who somebody is."""

    field_order = [*IDENTITY[:8], "birth_date"]
    birth_date = PlainTextField(
        label="Geboortedatum",
        max_length=30,
        help_text="14-3-1958. Dag of maand onbekend: 00-03-1958, 00-00-1958. Alles onbekend: onbekend.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bsn = PlainTextField(
        label="BSN",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.initial["sex"] = None
        else:
            self.initial["birth_date"] = str(self.instance.birth_date)
            self.initial["bsn"] = masked_bsn(self.instance.bsn)
        if self.initial.get("bsn"):
            self.fields["bsn"].help_text = "Laat zo staan om het te houden."

    def clean_birth_date(self) -> PartialDate:
        try:
            return parse_birth_date(self.cleaned_data["birth_date"], today=self.today)
        except NotADate as error:
            raise ValidationError(str(error)) from error

    def clean_bsn(self) -> str | None:
        """The BSN as typed. It stands masked in the form: left so, it is kept."""
        typed = self.cleaned_data["bsn"]
        if typed and typed == self.initial.get("bsn"):
            return self.instance.bsn
        return normalize_bsn(typed) if typed else None

    def clean_identified_on(self) -> date | None:
        return self._not_in_future("identified_on")

    def _not_in_future(self, name: str) -> date | None:
        day = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError("Deze datum ligt in de toekomst.")
        return day

    def clean(self) -> dict[str, Any]:
        """A name use needs the name, a checked identity its document and day, a verified BSN a BSN."""
        values = super().clean()
        if values.get("name_use", NameUse.OWN) != NameUse.OWN:
            self._missing("partner_name", "Dit naamgebruik vraagt de naam van de partner.")
        if values.get("bsn_status", BsnStatus.UNVERIFIED) != BsnStatus.UNVERIFIED:
            self._missing("identity_document", "Kies met welk identiteitsbewijs.")
            self._missing("identified_on", "Vul in wanneer de identiteit is vastgesteld.")
        if values.get("bsn_status") == BsnStatus.VERIFIED:
            self._missing("bsn", "Zonder BSN is er niets geverifieerd.")
        return values

    def details(self) -> dict[str, Any]:
        """The checked values, the birth date in its parts."""
        born = self.cleaned_data["birth_date"]
        return super().details() | {"birth_year": born.year, "birth_month": born.month, "birth_day": born.day}


class ReachRules(DetailsForm):
    """Where somebody lives and how to reach them."""

    house_number = forms.IntegerField(
        label="Huisnummer",
        required=False,
        min_value=1,
        max_value=HIGHEST_HOUSE_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean_phone(self) -> str:
        return self._phone("phone")

    def clean_mobile(self) -> str:
        return self._phone("mobile")

    def _phone(self, name: str) -> str:
        typed = self.cleaned_data[name]
        return normalize_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """A Dutch postcode unless the address is abroad, and a preferred channel that can be used."""
        values = super().clean()
        if values.get("postcode") and not values.get("country") and "country" not in self.errors:
            try:
                values["postcode"] = normalize_postcode(values["postcode"])
            except ValidationError as error:
                self.add_error("postcode", error)
        needed = {
            Channel.SMS: ("mobile", "Voorkeur voor sms vraagt een mobiel nummer."),
            Channel.EMAIL: ("email", "Voorkeur voor e-mail vraagt een e-mailadres."),
        }
        if values.get("preferred_channel") in needed:
            self._missing(*needed[values["preferred_channel"]])
        return values


class StaffChoice(forms.ModelChoiceField):
    """A member of staff, by name; known in the form by uuid."""

    def __init__(self, **options) -> None:
        super().__init__(queryset=Membership.objects.none(), to_field_name="uuid", **options)

    def label_from_instance(self, member: Membership) -> str:
        return member.user.name


class RegistrationRules(DetailsForm):
    """Since when, and with whom."""

    gp = StaffChoice(label="Huisarts", required=False, empty_label="Nog geen")

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self._offer_gps()
        if self.instance._state.adding:
            self.initial["registered_from"] = self.today

    def _offer_gps(self) -> None:
        """The huisartsen of today, and the present one although gone."""
        offered = gps(practice=self.practice, on=self.today)
        if self.instance.gp_id:
            everyone = Membership.objects.for_practice(self.practice).select_related("user")
            offered = everyone.filter(pk__in=[*offered.values_list("pk", flat=True), self.instance.gp_id])
            self.initial["gp"] = self.instance.gp.uuid
        self.fields["gp"].queryset = offered

    def clean_registered_from(self) -> date:
        day = self.cleaned_data["registered_from"]
        if not EARLIEST_REGISTRATION <= day <= self.today.replace(year=self.today.year + 1, day=1):
            raise ValidationError("Deze datum ligt te ver weg.")
        return day

    def clean(self) -> dict[str, Any]:
        """A registration begins before it ends."""
        values = super().clean()
        day, end = values.get("registered_from"), self.instance.registered_to
        if day and end and day > end:
            self.add_error("registered_from", f"De inschrijving eindigde op {day_text(end)}.")
        return values


class IdentityForm(IdentityRules):
    helper = layouts.helper(layouts.beside(layouts.IDENTITY[:1], layouts.IDENTITY[1:]))

    class Meta:
        model = Patient
        fields = IDENTITY
        formfield_callback = detail_field
        widgets = SEX_AS_SEGMENTS


class ReachForm(ReachRules):
    helper = layouts.helper(layouts.beside(layouts.REACH[:1], layouts.REACH[1:]))

    class Meta:
        model = Patient
        fields = REACH
        formfield_callback = detail_field


class RegistrationForm(RegistrationRules):
    helper = layouts.helper(*layouts.REGISTRATION)

    class Meta:
        model = Patient
        fields = REGISTRATION
        formfield_callback = detail_field


class NewPatientForm(IdentityRules, ReachRules, RegistrationRules):
    """Everything at once, for somebody new; and, when somebody much alike is known, that it is somebody else."""

    helper = layouts.helper(layouts.beside(layouts.IDENTITY, (*layouts.REACH, *layouts.REGISTRATION)))
    is_somebody_else = forms.BooleanField(label="Dit is iemand anders: toch inschrijven", required=False)

    class Meta:
        model = Patient
        fields = [*IDENTITY, *REACH, *REGISTRATION]
        formfield_callback = detail_field
        widgets = SEX_AS_SEGMENTS
