"""What people type about a practice and its locations."""

from django import forms

from poh.accounts.forms.fields import DigitsField, VersionedForm
from poh.accounts.models.practices import agb_code
from poh.base.text import PlainTextField
from poh.base.validators import normalize_phone, normalize_postcode


class _PhoneMixin(VersionedForm):
    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalize_phone(phone) if phone else ""


class PracticeForm(_PhoneMixin):
    """What is known of the practice itself."""

    name = PlainTextField(label="Naam", max_length=120)
    agb_code = DigitsField(label="AGB-code", required=False, validators=[agb_code], help_text="8 cijfers.")
    phone = PlainTextField(label="Telefoon", max_length=20, required=False)
    email = forms.EmailField(label="E-mailadres", required=False)


class LocationForm(_PhoneMixin):
    """A building where the practice sees patients."""

    name = PlainTextField(label="Naam", max_length=80)
    street = PlainTextField(label="Straat en huisnummer", max_length=120, required=False)
    postcode = PlainTextField(label="Postcode", max_length=12, required=False)
    city = PlainTextField(label="Plaats", max_length=80, required=False)
    phone = PlainTextField(label="Telefoon", max_length=20, required=False)

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"]
        return normalize_postcode(postcode) if postcode else ""
