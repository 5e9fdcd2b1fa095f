"""Filters on the log, and the verdict on a noodknop."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from poh.accounts.models import Practice
from poh.audit.enums import Finding, Verdict
from poh.audit.rules.periods import Period
from poh.audit.selectors.entries import EVENTS_IN_PRACTICE, staff_of_practice
from poh.base.dates import day_text
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput

DAYS_SHOWN = 7


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Schrijf een datum als 14-3-2026."},
    )


class PeriodForm(forms.Form):
    """From and to day; the wrong way round or no date is said beside the field, and leaves that side open."""

    van = _day("Van")
    tot = _day("Tot en met")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("van"), cleaned.get("tot")
        if first and last and first > last:
            self.add_error("tot", "Deze dag ligt voor de eerste dag.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in and understood."""
        self.full_clean()
        return self.cleaned_data

    @property
    def period(self) -> Period:
        return Period(self.values.get("van"), self.values.get("tot"))

    @property
    def used(self) -> list[str]:
        """The names of the filters that hold, for the log of the log."""
        return sorted(name for name, value in self.values.items() if value)


class AccessForm(PeriodForm):
    """What of a patient's log to show."""

    apart = forms.BooleanField(label="Elke regel apart", required=False)


class LogFilterForm(PeriodForm):
    """What of the practice's log to show; without days the last week."""

    medewerker = forms.TypedChoiceField(label="Medewerker", required=False, coerce=int, empty_value=None)
    gebeurtenis = forms.ChoiceField(
        label="Gebeurtenis",
        required=False,
        choices=[("", "alle"), *((event.value, event.label.capitalize()) for event in EVENTS_IN_PRACTICE)],
    )
    noodknop = forms.BooleanField(label="Alleen noodknop", required=False)
    buiten = forms.BooleanField(label="Buiten kantooruren", required=False)

    def __init__(self, asked: QueryDict, *, practice: Practice, today: date) -> None:
        data = asked.dict()
        if not (data.get("van") or data.get("tot")):
            data |= {"van": day_text(today - timedelta(days=DAYS_SHOWN - 1)), "tot": day_text(today)}
        super().__init__(data)
        self.fields["medewerker"].choices = [("", "iedereen"), *staff_of_practice(practice=practice)]


class ReviewForm(forms.Form):
    """A verdict on a use of the noodknop."""

    verdict = forms.ChoiceField(label="Oordeel", choices=Verdict, widget=forms.RadioSelect)
    note = PlainTextField(
        label="Toelichting",
        multiline=True,
        max_length=2000,
        help_text="Waarop het oordeel berust, en wat is afgesproken. Geen medische gegevens.",
    )


class ProposalForm(forms.Form):
    """What the privacy officer found out about a week's use of records."""

    finding = forms.ChoiceField(label="Bevinding", choices=Finding, widget=forms.RadioSelect)
    note = PlainTextField(
        label="Toelichting",
        multiline=True,
        max_length=2000,
        help_text="Wat is nagevraagd, en wat is afgesproken. Geen medische gegevens.",
    )
