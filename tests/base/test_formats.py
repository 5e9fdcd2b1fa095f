"""Days as people type them in a field, and as the field shows them."""

from datetime import date

import pytest
from django import forms

from poh.base.dates import day_text
from poh.base.widgets import DayInput


class DayForm(forms.Form):
    day = forms.DateField(widget=DayInput())


@pytest.mark.parametrize(
    "typed",
    ["3-11-2026", "03-11-2026", "03112026", "3/11/2026", "3.11.2026", "3 11 2026", "2026-11-03", "3-11-26", "3/11/26"],
)
def test_day_is_understood_as_the_dutch_type_it(typed):
    form = DayForm({"day": typed})
    assert (form.is_valid(), form.cleaned_data) == (True, {"day": date(2026, 11, 3)})


@pytest.mark.parametrize("typed", ["31-2-2026", "11-2026", "3-11", "gisteren", "3-11-2026 9:00", "32026"])
def test_day_that_is_none_is_refused_beside_the_field(typed):
    assert DayForm({"day": typed}).errors == {"day": ["Voer een geldige datum in."]}


def test_field_shows_a_day_as_the_house_writes_it():
    assert 'value="3-11-2026"' in str(DayForm(initial={"day": date(2026, 11, 3)})["day"])
    assert 'value="14-3-1958"' in str(DayForm(initial={"day": date(1958, 3, 14)})["day"])
    assert day_text(date(2026, 11, 3)) == "3-11-2026"


def test_form_that_is_shown_and_sent_back_changes_nothing():
    form = DayForm({"day": "3-11-2026"}, initial={"day": date(2026, 11, 3)})
    assert form.has_changed() is False
