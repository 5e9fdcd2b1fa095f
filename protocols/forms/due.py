"""Filters of who is due and of who might belong, and whom to let join at once."""

from collections.abc import Iterable
from datetime import date

from crispy_forms.layout import Field, Row
from django import forms

from poh.base.text import PlainTextField
from protocols.forms.targets import DayField, in_rows
from protocols.models import Protocol

LATE = {"": None, "13w": 13, "26w": 26, "52w": 52}
LATE_LABELS = [
    ("", "iedereen"),
    ("13w", "3 maanden of langer"),
    ("26w", "half jaar of langer"),
    ("52w", "jaar of langer"),
]
SURE, REVIEW = "zeker", "beoordelen"


class DueFilter(forms.Form):
    """Which of those who are due to show; what cannot be read filters nothing."""

    programma = forms.ChoiceField(required=False)
    te_laat = forms.ChoiceField(choices=LATE_LABELS, required=False)

    def __init__(self, *args, protocols: Iterable[Protocol], **options) -> None:
        super().__init__(*args, **options)
        self.protocols = {protocol.pk: protocol for protocol in protocols}
        self.fields["programma"].choices = [("", "alle"), *((key, row.name) for key, row in self.protocols.items())]

    @property
    def asked(self) -> dict:
        """The filters that could be read."""
        self.is_valid()
        programme = self.protocols.get(self.cleaned_data.get("programma"))
        return {"programma": programme, "te_laat": self.cleaned_data.get("te_laat", "")}


class IncludeForm(forms.Form):
    """From which day those who were chosen take part, and a reason that replaces the one by which they were found."""

    reason = PlainTextField(
        label="Reden",
        max_length=300,
        required=False,
        help_text="Leeg: bij elke patiënt de reden die in de lijst staat.",
    )

    def __init__(self, *args, today: date, **options) -> None:
        super().__init__(*args, initial={"on": today}, **options)
        self.fields["on"] = DayField(label="Doet mee vanaf", today=today)
        self.helper = in_rows(Row("on", Field("reason", wrapper_class="form-field--wide")))
