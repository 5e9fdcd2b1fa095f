"""Judge one row of the quarantine."""

from __future__ import annotations

from typing import Any

from django import forms

from exchange.enums import ItemState, QuarantineReason
from exchange.models import QuarantinedItem
from exchange.rules.catalogue import NotOurs, typed_number, units_of
from exchange.rules.fhir import AMSTERDAM
from exchange.rules.report import short_number
from exchange.selectors import ItemFilter
from patients.enums_record import CHOICE_KINDS, NUMERIC_KINDS, Section, Source
from patients.forms.measurements import ObservedForm, value_field
from patients.models import Determination
from patients.rules.limits import Problem
from patients.rules.reading import NotAValue, read_value
from patients.rules.values import unit_text
from patients.services.measurements import Entry
from poh.base.text import PlainTextField

WITHOUT_UNIT = "zonder eenheid"


class ItemFilterForm(forms.Form):
    """The filters of the list, as they stand in the address; a value that is none counts as empty."""

    stand = forms.ChoiceField(label="Stand", required=False, choices=[("alle", "alle"), *ItemState.choices])
    reden = forms.ChoiceField(label="Reden", required=False, choices=[("", "alle"), *QuarantineReason.choices])
    code = forms.ChoiceField(label="Wat", required=False)
    overname = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, codes: list[tuple[str, str]]) -> None:
        data = data.copy()
        data.setdefault("stand", ItemState.OPEN)
        super().__init__(data)
        self.fields["code"].choices = [("", "alles"), *codes]
        self.is_valid()

    @property
    def asked(self) -> ItemFilter:
        values = self.cleaned_data
        state = values.get("stand") or ItemState.OPEN
        return ItemFilter(
            state="" if state == "alle" else state,
            reason=values.get("reden", ""),
            code=values.get("code", ""),
            import_uuid=str(values.get("overname") or ""),
        )


class DeterminationForm(forms.Form):
    """Which determination a foreign value is."""

    bepaling = forms.ChoiceField(label="Bepaling")

    def __init__(self, *args, item: QuarantinedItem, known: list[Determination], **options) -> None:
        super().__init__(*args, **options)
        first = [row for row in known if row.key in (item.determination, *item.candidates)]
        groups = [("Waarschijnlijk", [(row.key, row.label) for row in first])] if first else []
        for section in Section:
            rows = [(row.key, row.label) for row in known if row.section == section and row not in first]
            groups += [(section.label, rows)] if rows else []
        self.fields["bepaling"].choices = [("", "kies een bepaling"), *groups]


class KeepForm(ObservedForm):
    """The value of a row, read by a person: number with unit, or answer, and when it was observed."""

    unit = forms.ChoiceField(label="Eenheid in de bron")
    is_confirmed = forms.BooleanField(label="Ja, deze waarde klopt", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, item: QuarantinedItem, determination: Determination, **options) -> None:
        self.item, self.determination = item, determination
        super().__init__(*args, initial=_initial(item, determination), **options)
        del self.fields["source"], self.fields["source_name"]
        self.fields["value"] = value_field(determination)
        self.fields["value"].label = "Waarde"
        self.fields["value"].required = True
        self.question: Problem | None = None
        if self.is_number:
            units = [(unit, unit_text(unit) or WITHOUT_UNIT) for unit in units_of(determination)]
            self.fields["unit"].choices = [("", "kies een eenheid"), *units]
        else:
            del self.fields["unit"]
        self.order_fields(["value", "unit", "observed_on", "observed_time", "is_confirmed", "version"])

    @property
    def is_number(self) -> bool:
        """Whether the value is a number that a person types, not a step of a scale that they choose."""
        return self.determination.kind in NUMERIC_KINDS and not self.determination.choices

    def clean(self) -> dict[str, Any]:
        """Read the value; the source is that of the import."""
        values = self.cleaned_data
        values |= {"source": Source.IMPORT, "source_name": self.item.import_run.source_name}
        typed, unit = values.get("value", ""), values.get("unit", "")
        if not typed or (self.is_number and not unit):
            return values
        try:
            values["read"] = (
                typed_number(self.determination, typed, unit)
                if self.is_number
                else read_value(self.determination, typed)
            )
        except NotOurs as problem:
            self.add_error("value", problem.detail)
        except NotAValue as problem:
            self.add_error("value", str(problem))
        return values

    def entry(self) -> Entry:
        """The value to keep."""
        values = self.cleaned_data
        return Entry(determination=self.determination, value=values["read"], is_confirmed=values["is_confirmed"])

    def refuse(self, problem: Problem) -> None:
        """Put a problem beside its field; a question waits for an answer."""
        if problem.is_question:
            self.question = problem
            self.add_error("is_confirmed", problem.text)
        else:
            self.add_error("observed_on" if problem.key == "observed_on" else "value", problem.text)


def _initial(item: QuarantinedItem, determination: Determination) -> dict[str, Any]:
    """What the source wrote, as far as it can be taken over."""
    # Without a day in the source none is filled in.
    initial: dict[str, Any] = {"version": item.version, "observed_on": None}
    if item.observed_at:
        local = item.observed_at.astimezone(AMSTERDAM)
        initial |= {"observed_on": local.date(), "observed_time": f"{local:%H:%M}" if item.has_time else ""}
    if determination.kind in NUMERIC_KINDS:
        initial["value"] = short_number(item.original_value)
    elif determination.kind not in CHOICE_KINDS:
        initial["value"] = item.original_value
    if item.original_unit in units_of(determination):
        initial["unit"] = item.original_unit
    return initial


class DismissForm(forms.Form):
    """Leave something out, with the reason."""

    reason = PlainTextField(label="Reden", max_length=300, help_text="Bijvoorbeeld: dubbel, of van een ander apparaat.")


class DismissOneForm(DismissForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class DismissAllForm(DismissForm):
    """Every open row with one reason of the quarantine."""

    reden = forms.ChoiceField(choices=QuarantineReason.choices, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
