"""Values as they are typed: one form for any number of determinations, and one to put a wrong value right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from patients.enums_record import CHOICE_KINDS, SOURCES_BY_HAND, Source, ValueKind
from patients.models import Determination
from patients.rules.limits import PRESSURES, Problem
from patients.rules.reading import NotAValue, read_value
from patients.rules.values import Value
from patients.services.measurements import Entry, Observed
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The moment of a value of which only the day is known; it must not lie before or after midnight anywhere near.
NOON = time(12)
# A row of segments holds this many letters.
ROOM_FOR_SEGMENTS = 30


def value_field(determination: Determination) -> forms.Field:
    """The control in which a value of this determination is typed or chosen."""
    if determination.kind in CHOICE_KINDS or determination.choices:
        return _choice_field(determination)
    attrs = {"autocomplete": "off"}
    if determination.kind == ValueKind.TEXT:
        return PlainTextField(
            label=determination.label,
            required=False,
            max_length=2000,
            multiline=True,
            widget=forms.Textarea({"rows": 1}),
        )
    if determination.kind == ValueKind.DATE:
        return PlainTextField(label=determination.label, required=False, widget=DayInput())
    attrs |= {"class": "in--num", "inputmode": "decimal" if determination.decimals else "numeric"}
    return PlainTextField(label=determination.label, required=False, max_length=40, widget=forms.TextInput(attrs))


def _choice_field(determination: Determination) -> forms.ChoiceField:
    """Segments for a few short answers, else a list; nothing filled in is an answer too."""
    answers = [(row["code"], row["label"]) for row in determination.choices]
    is_short = sum(len(label) for _, label in answers) <= ROOM_FOR_SEGMENTS
    widget = forms.RadioSelect(attrs={"class": "seg"}) if is_short else forms.Select()
    empty = [("", "–" if is_short else "niet ingevuld")]
    return forms.ChoiceField(label=determination.label, required=False, choices=[*empty, *answers], widget=widget)


class ObservedForm(forms.Form):
    """When and where values were observed."""

    observed_on = forms.DateField(label="Gemeten op", widget=DayInput())
    observed_time = forms.TimeField(
        label="Tijd",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TextInput(attrs={"placeholder": "uu:mm", "inputmode": "numeric", "autocomplete": "off"}),
    )
    source = forms.ChoiceField(
        label="Herkomst",
        choices=[(source.value, source.label) for source in SOURCES_BY_HAND],
        widget=forms.RadioSelect(attrs={"class": "seg"}),
    )
    source_name = PlainTextField(label="Laboratorium", max_length=80, required=False)

    def __init__(self, *args, at: datetime, **options) -> None:
        super().__init__(*args, **options)
        self.at = at.astimezone(AMSTERDAM)
        self.initial.setdefault("observed_on", self.at.date())
        self.initial.setdefault("source", Source.CONSULT)

    def clean_observed_on(self) -> date:
        day = self.cleaned_data["observed_on"]
        if day > self.at.date():
            raise ValidationError("Deze datum ligt in de toekomst.")
        return day

    def observed(self) -> Observed:
        """The moment and the source; a value of today without a time is of now, one of another day of noon."""
        values = self.cleaned_data
        day, at = values["observed_on"], values["observed_time"]
        is_now = at is None and day == self.at.date()
        moment = self.at if is_now else datetime.combine(day, at or NOON, tzinfo=AMSTERDAM)
        return Observed(
            at=moment,
            has_time=at is not None,
            source=Source(values["source"]),
            source_name=values["source_name"],
        )


class MeasurementsForm(ObservedForm):
    """Values of some determinations, observed together.

    `value-<key>`, `method-<key>`, `note-<key>`; `confirmed-<key>` holds the value of which somebody said that it
    is right. `offer` (`<key>=<what to type>`) takes over a value that was offered instead.
    """

    def __init__(self, data: Any = None, *args, determinations: Sequence[Determination], **options) -> None:
        self.determinations = list(determinations)
        super().__init__(self._with_offer(data) if data else data, *args, **options)
        self.problems: dict[str, Problem] = {}
        for determination in self.determinations:
            self.fields[f"value-{determination.key}"] = value_field(determination)
            self.fields[f"note-{determination.key}"] = PlainTextField(
                label=f"Opmerking bij {determination.label}", max_length=300, required=False
            )
            if determination.methods:
                self.fields[f"method-{determination.key}"] = _method_field(determination)

    def _with_offer(self, data: Any) -> Any:
        """The data with the offered value in the place of the typed one."""
        key, found, typed = data.get("offer", "").partition("=")
        if not found:
            return data
        data = data.copy()
        parts = typed.split("/") if key in PRESSURES else [typed]
        keys = [key, PRESSURES[key]] if len(parts) == 2 else [key]
        for name, part in zip(keys, parts, strict=True):
            data[f"value-{name}"] = part
        return data

    def clean(self) -> dict[str, Any]:
        """Read what was typed for each determination; at least one value is needed."""
        self.values: dict[str, Value] = {}
        for determination in self.determinations:
            name = f"value-{determination.key}"
            if typed := self.cleaned_data.get(name, ""):
                try:
                    self.values[determination.key] = read_value(determination, typed)
                except NotAValue as error:
                    self.add_error(name, str(error))
        if not self.values and not self.errors:
            raise ValidationError("Vul ten minste een waarde in.")
        return self.cleaned_data

    def entries(self) -> list[Entry]:
        """The values to record, in the order of the form."""
        return [
            Entry(
                determination=determination,
                value=self.values[determination.key],
                method=self.cleaned_data.get(f"method-{determination.key}", ""),
                note=self.cleaned_data.get(f"note-{determination.key}", ""),
                is_confirmed=self.is_confirmed(determination.key),
            )
            for determination in self.determinations
            if determination.key in self.values
        ]

    def is_confirmed(self, key: str) -> bool:
        """Whether somebody said of the value that stands there now that it is right."""
        return bool(self.data.get(f"confirmed-{key}")) and self.data[f"confirmed-{key}"] == self.data.get(
            f"value-{key}"
        )

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Put each problem beside its field; a question is no error of its own, and waits for an answer."""
        for problem in problems:
            self.problems.setdefault(problem.key, problem)
            if not problem.is_question:
                name = f"value-{problem.key}" if f"value-{problem.key}" in self.fields else problem.key
                self.add_error(name, problem.text)

    @property
    def questions(self) -> Mapping[str, Problem]:
        """What must still be answered before the values are kept."""
        return {key: problem for key, problem in self.problems.items() if problem.is_question}


def _method_field(determination: Determination) -> forms.ChoiceField:
    methods = [("", "gewoon"), *((row["code"], row["label"]) for row in determination.methods)]
    return forms.ChoiceField(
        label=f"Methode van {determination.label}", required=False, choices=methods, widget=forms.Select()
    )


class CorrectionForm(MeasurementsForm):
    """Another value for one that was wrong, with the reason."""

    reason = PlainTextField(
        label="Reden",
        max_length=300,
        help_text="Bijvoorbeeld: tikfout, verkeerde datum. De oude waarde blijft te zien.",
    )


class WithdrawalForm(forms.Form):
    """Take a value back without another in its place."""

    reason = PlainTextField(label="Reden", max_length=300, help_text="Bijvoorbeeld: van een andere patiënt.")


class PeriodForm(forms.Form):
    """The period of a history; empty is everything."""

    van = forms.DateField(label="Van", required=False, widget=DayInput())
    tot = forms.DateField(label="Tot en met", required=False, widget=DayInput())
