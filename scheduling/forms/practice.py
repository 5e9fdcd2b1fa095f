"""How the agenda of a practice behaves."""

from __future__ import annotations

from typing import Any

from django import forms

from poh.accounts.models import Location, Practice
from poh.base.text import PlainTextField
from scheduling.enums import SchoolRegion
from scheduling.forms.fields import PracticeChoiceField
from scheduling.models import AgendaSettings, AppointmentKind


class SettingsForm(forms.Form):
    """The region of the school holidays, names in calendars, travel time."""

    school_region = forms.ChoiceField(
        label="Regio van de schoolvakanties", choices=[("", "geen"), *SchoolRegion.choices], required=False
    )
    travel_minutes = forms.IntegerField(label="Rijtijd voor een visite, in minuten", min_value=0, max_value=120)
    feed_shows_names = forms.BooleanField(
        label="Namen van patiënten mogen in agenda-abonnementen",
        required=False,
        help_text="Een abonnement staat buiten POH. Zonder deze keuze staat er alleen “Bezet”.",
    )

    def __init__(self, *args, settings: AgendaSettings, **options) -> None:
        names = ("school_region", "travel_minutes", "feed_shows_names")
        super().__init__(*args, initial={name: getattr(settings, name) for name in names}, **options)


class KindForm(forms.ModelForm):
    """A kind of appointment as the practice wants it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    label = PlainTextField(label="Naam", max_length=60)

    class Meta:
        model = AppointmentKind
        fields = ["label", "code", "minutes", "colour", "is_active"]

    def __init__(self, *args, instance: AppointmentKind, **options) -> None:
        super().__init__(*args, instance=instance, **options)
        self.initial["version"] = instance.version
        self.fields["colour"] = forms.IntegerField(label="Kleur (1 tot en met 8)", min_value=1, max_value=8)

    def changed_fields(self) -> dict[str, Any]:
        """The fields and what they are to be."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class RoomForm(forms.Form):
    """A room in a location."""

    location = PracticeChoiceField(label="Locatie")
    name = PlainTextField(label="Naam", max_length=60)

    def __init__(self, *args, practice: Practice, **options) -> None:
        super().__init__(*args, **options)
        self.fields["location"].queryset = Location.objects.for_practice(practice).order_by("name")
