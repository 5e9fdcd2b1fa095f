"""The filters of the list of patients."""

from __future__ import annotations

from datetime import date

from django import forms

from patients.forms.details import StaffChoice
from patients.rules.search import LONGEST_QUERY
from patients.selectors.search import SORTS, ListFilter
from patients.selectors.staff import gps
from poh.accounts.models import Practice

STATES = [
    ("registered", "ingeschreven"),
    ("left", "uitgeschreven"),
    ("restricted", "afgeschermd"),
    ("all", "alle"),
]


class ListFilterForm(forms.Form):
    """What stands in the address of the list; anything strange there means: no filter."""

    q = forms.CharField(label="Zoek", required=False, max_length=LONGEST_QUERY)
    gp = StaffChoice(label="Huisarts", required=False, empty_label="alle huisartsen")
    state = forms.ChoiceField(label="Inschrijving", required=False, choices=STATES)

    def __init__(self, *args, practice: Practice, today: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["gp"].queryset = gps(practice=practice, on=today)

    def asked(self) -> ListFilter:
        """The filter; what cannot be understood is left out."""
        self.is_valid()
        values, sort = self.cleaned_data, self.data.get("sort", "")
        gp = values.get("gp")
        return ListFilter(
            text=values.get("q", "").strip(),
            gp_uuid=str(gp.uuid) if gp else "",
            state=values.get("state") or "registered",
            sort=sort if sort in SORTS else "",
        )
