"""Lines of the record: problems, medicines, warnings, history, family, limits; and how a line ends."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.enums_record import TreatmentLimitKind
from patients.forms.details import detail_field
from patients.models import Episode, FamilyHistory, HistoryEntry, Ica, MedicationLine, Patient, TreatmentLimit
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput


class CodeField(PlainTextField):
    """A code that is written in capitals, however it is typed."""

    def to_python(self, value: object) -> str:
        """The code without spaces, in capitals."""
        return super().to_python(value).replace(" ", "").upper()


def line_field(field: Any, **options: Any) -> forms.Field | None:
    """Form field for a field of a line; codes are capitals."""
    if field.name in {"icpc", "atc"}:
        return field.formfield(form_class=CodeField, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)
    return detail_field(field, **options)


class LineForm(forms.ModelForm):
    """Parses and checks one line; the service saves it, the instance stays as it was."""

    not_in_future: tuple[str, ...] = ()

    def __init__(self, *args, patient: Patient, today: date, **options) -> None:
        self.patient, self.today = patient, today
        options["instance"] = copy(options.get("instance"))
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Days that lie in the future, or before the birth of the patient; what is unique is seen on saving."""
        born = self.patient.born_from
        for name in self.not_in_future:
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, "Deze datum ligt in de toekomst.")
            elif day and born and day < born:
                self.add_error(name, "Deze datum ligt voor de geboorte van de patiënt.")
        return self.cleaned_data


class EpisodeForm(LineForm):
    not_in_future = ("onset_on",)

    class Meta:
        model = Episode
        fields = ["title", "icpc", "onset_on", "has_attention", "note"]
        formfield_callback = line_field


class MedicationForm(LineForm):
    """A medicine; it may start in the coming weeks."""

    class Meta:
        model = MedicationLine
        fields = ["name", "atc", "dosage", "started_on"]
        formfield_callback = line_field


class IcaForm(LineForm):
    not_in_future = ("since_on",)

    class Meta:
        model = Ica
        fields = ["kind", "text", "reaction", "code", "since_on"]
        formfield_callback = line_field


class HistoryForm(LineForm):
    class Meta:
        model = HistoryEntry
        fields = ["text", "year", "icpc"]
        formfield_callback = line_field

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year and not (self.patient.birth_year or 1875) <= year <= self.today.year:
            raise ValidationError("Dit jaar ligt voor de geboorte of in de toekomst.")
        return year


class FamilyHistoryForm(LineForm):
    class Meta:
        model = FamilyHistory
        fields = ["relative", "condition", "icpc", "age_at_event"]
        formfield_callback = line_field

    def clean_age_at_event(self) -> int | None:
        age = self.cleaned_data["age_at_event"]
        if age is not None and age > 120:
            raise ValidationError("Een leeftijd ligt tussen 0 en 120.")
        return age


class TreatmentLimitForm(LineForm):
    not_in_future = ("agreed_on",)

    class Meta:
        model = TreatmentLimit
        fields = ["kind", "text", "agreed_on", "agreed_with"]
        formfield_callback = line_field

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("agreed_on", self.today)

    def clean(self) -> dict[str, Any]:
        """Another limit says which one."""
        values = super().clean()
        if values.get("kind") == TreatmentLimitKind.OTHER and not values.get("text"):
            self.add_error("text", "Schrijf welke grens is afgesproken.")
        return values


class EndForm(forms.Form):
    """From when a line holds no more, and why."""

    on = forms.DateField(label="Per", widget=DayInput())
    reason = PlainTextField(label="Reden", max_length=200, required=False)

    def __init__(self, *args, today: date, started_on: date | None, needs_reason: bool, **options) -> None:
        super().__init__(*args, **options)
        self.today, self.started_on = today, started_on
        self.initial.setdefault("on", today)
        self.fields["reason"].required = needs_reason

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Deze datum ligt in de toekomst.")
        if self.started_on and day < self.started_on:
            raise ValidationError("De einddatum ligt voor de begindatum.")
        return day


class DosageForm(forms.Form):
    """How a medicine is taken from a day on."""

    name = PlainTextField(label="Middel", max_length=200)
    dosage = PlainTextField(label="Nieuwe dosering", max_length=120)
    on = forms.DateField(label="Per", widget=DayInput())

    def __init__(self, *args, today: date, line: MedicationLine, **options) -> None:
        super().__init__(*args, **options)
        self.today, self.line = today, line
        self.initial |= {"on": today, "name": line.name}

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Deze datum ligt in de toekomst.")
        if self.line.started_on and day < self.line.started_on:
            raise ValidationError("Deze datum ligt voor het begin van het middel.")
        return day
