"""Agree on a target for one patient, or end that agreement."""

from datetime import date
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Row
from django import forms

from patients.models import Determination
from patients.rules.reading import NotAValue, read_value
from patients.rules.values import number_text, unit_text
from poh.base.text import PlainTextField
from poh.base.widgets import DayInput
from protocols.models import PersonalTarget
from protocols.services.targets import AgreedTarget


class DayField(forms.DateField):
    """A day that is not in the future."""

    def __init__(self, *, today: date, **options) -> None:
        super().__init__(widget=DayInput(), **options)
        self.today = today

    def clean(self, value: object) -> date:
        """The day; refused when it has yet to come."""
        day = super().clean(value)
        if day and day > self.today:
            raise forms.ValidationError("Deze dag ligt in de toekomst.")
        return day


class TargetForm(forms.Form):
    """A range for one determination, from which day and why; the page names the agreement that it replaces."""

    low = forms.CharField(label="Vanaf", max_length=20, required=False)
    high = forms.CharField(label="Tot en met", max_length=20, required=False)
    reason = PlainTextField(label="Reden", max_length=300)
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args, determination: Determination, current: PersonalTarget | None, today: date, **options
    ) -> None:
        first = {"on": today}
        if current:
            first |= {"replaces": current.uuid, "low": _shown(current.low), "high": _shown(current.high)}
        super().__init__(*args, initial=first, **options)
        self.determination = determination
        self.fields["on"] = DayField(label="Geldt vanaf", today=today)
        self.helper = in_rows(Row("low", "high", "on"), "reason", "replaces")
        unit = unit_text(determination.unit)
        for name in ("low", "high"):
            self.fields[name].help_text = unit
            self.fields[name].widget.attrs |= {"class": "in--num", "inputmode": "decimal", "autocomplete": "off"}

    def clean(self) -> dict:
        """Numbers that the determination can have, in order; at least one of them."""
        values = super().clean()
        for name in ("low", "high"):
            values[name] = self._limit(name, values.get(name) or "")
        low, high = values["low"], values["high"]
        if low is None and high is None and not self.errors:
            self.add_error("high", "Vul in vanaf of tot en met welke waarde het goed is.")
        if low is not None and high is not None and low > high:
            self.add_error("high", "Dit is lager dan de waarde bij 'Vanaf'.")
        return values

    def _limit(self, name: str, typed: str) -> Decimal | None:
        if not typed.strip():
            return None
        try:
            value = read_value(self.determination, typed)
        except NotAValue as refusal:
            self.add_error(name, str(refusal))
            return None
        if value.operator:
            self.add_error(name, "Schrijf een getal zonder teken ervoor.")
            return None
        lowest, highest = self.determination.hard_min, self.determination.hard_max
        if not lowest <= value.numeric <= highest:
            self.add_error(name, f"Kies een waarde van {number_text(lowest)} tot en met {number_text(highest)}.")
            return None
        return value.numeric

    def agreed(self) -> AgreedTarget:
        """What was agreed; only after a valid form."""
        values = self.cleaned_data
        return AgreedTarget(
            determination=self.determination,
            low=values["low"],
            high=values["high"],
            on=values["on"],
            reason=values["reason"],
            replaces=values["replaces"],
        )


def _shown(limit: Decimal | None) -> str:
    return "" if limit is None else number_text(limit)


class EndTargetForm(forms.Form):
    """From which day the protocol counts again, and why."""

    reason = PlainTextField(label="Waarom", max_length=300)

    def __init__(self, *args, today: date, **options) -> None:
        super().__init__(*args, initial={"on": today}, **options)
        self.fields["on"] = DayField(label="Vanaf", today=today)
        self.helper = in_rows(Row("on", Field("reason", wrapper_class="form-field--wide")))


def in_rows(*parts: Row | str) -> FormHelper:
    """The fields as they stand on the page; the form itself is in the template."""
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    helper.layout = Layout(*parts)
    return helper


class TermForm(forms.Form):
    """After how many months the most frequent control comes for this patient; empty goes back to the protocol."""

    months = forms.IntegerField(
        label="Eigen termijn",
        min_value=1,
        max_value=60,
        required=False,
        help_text="Maanden. Leeg: de termijn van het protocol.",
        widget=forms.TextInput(attrs={"class": "in--num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], "Kies 1 tot en met 60 maanden."),
    )
    reason = PlainTextField(label="Reden", max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.helper = in_rows(Row("months", Field("reason", wrapper_class="form-field--wide")), "version")
