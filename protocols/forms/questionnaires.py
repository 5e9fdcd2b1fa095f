"""Fill in a questionnaire, put one right, and enter the text of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from django import forms
from django.utils import timezone

from poh.base.text import PlainTextField
from protocols.forms.targets import DayField
from protocols.instruments.definition import Instrument, Item
from protocols.services.questionnaires import Evidence, FilledIn

# With more answers than this a number is quicker to type than to choose.
MOST_CHOICES = 7


class QuestionnaireForm(forms.Form):
    """One field for each question, none of which has to be answered: what is blank is told with the score."""

    def __init__(self, *args, instrument: Instrument, today: date, answers: Mapping[str, int] | None = None, **options):
        super().__init__(*args, initial={"on": today, **(answers or {})}, **options)
        self.instrument, self.today = instrument, today
        self.fields["on"] = DayField(label="Ingevuld op", today=today)
        for item in instrument.items:
            self.fields[item.id] = _field(item)

    def clean(self) -> dict:
        """At least one answer."""
        values = super().clean()
        if not self.errors and all(values[item.id] is None for item in self.instrument.items):
            raise forms.ValidationError("Vul ten minste één vraag in.")
        return values

    def filled_in(self, now: datetime, *, before: datetime | None = None) -> FilledIn:
        """The answers and their moment: now for today, the middle of the day for a day before.

        A correction of the same day stays at the moment `before`.
        """
        on, answers = self.cleaned_data["on"], {item.id: self.cleaned_data[item.id] for item in self.instrument.items}
        if before is not None and timezone.localdate(before) == on:
            return FilledIn(answers, before)
        is_today = on == self.today
        at = now if is_today else timezone.make_aware(datetime.combine(on, time(12)))
        return FilledIn(answers, at, is_today)


def _field(item: Item) -> forms.Field:
    label = f"{item.number}. {item.text}" if item.text else item.shown
    if len(item.codes) > MOST_CHOICES:
        lowest, highest = min(item.codes), max(item.codes)
        return forms.IntegerField(
            label=label,
            required=False,
            min_value=lowest,
            max_value=highest,
            help_text=f"{lowest} tot en met {highest}",
            widget=forms.TextInput(attrs={"class": "in--num", "inputmode": "numeric", "autocomplete": "off"}),
        )
    labels = item.labels or [str(code) for code in item.codes]
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[(str(code), text) for code, text in zip(item.codes, labels, strict=True)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "seg"}),
    )


class CorrectionForm(QuestionnaireForm):
    """The same questions again, with the reason."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"] = PlainTextField(label="Waarom is dit beter", max_length=300)


class TextForm(forms.Form):
    """The evidence of the licence, and a line for each question."""

    granted_by = PlainTextField(label="Toestemming van", max_length=200, help_text="Naam van de rechthebbende.")
    document = PlainTextField(
        label="Bewijs",
        max_length=2000,
        multiline=True,
        help_text="Waar de toestemming te vinden is, en wat erin staat: brief, e-mail of licentienummer.",
    )

    def __init__(self, *args, instrument: Instrument, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.instrument = instrument
        self.fields["granted_on"] = DayField(label="Toestemming op", today=today)
        self.order_fields(["granted_by", "granted_on", "document"])
        for item in instrument.items:
            self.fields[item.id] = PlainTextField(label=f"Vraag {item.number}", max_length=300)

    @property
    def texts(self) -> dict[str, str]:
        """The questions in words; only after a valid form."""
        return {item.id: self.cleaned_data[item.id] for item in self.instrument.items}

    @property
    def evidence(self) -> Evidence:
        """Who allowed it; only after a valid form."""
        values = self.cleaned_data
        return Evidence(values["granted_by"], values["granted_on"], values["document"])
