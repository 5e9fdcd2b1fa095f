"""Forms of measured values: the moment, the values, what is asked and offered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms

from patients.enums_record import Source
from patients.forms.measurements import AMSTERDAM, MeasurementsForm, PeriodForm, value_field
from patients.models import Determination
from patients.rules.limits import Problem
from patients.rules.reading import Offer
from patients.rules.values import Value

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
TODAY = {"observed_on": "25-11-2026", "source": "consult"}


def form_of(data, *keys):
    determinations = [Determination.objects.get(pk=key) for key in keys or ("gewicht",)]
    return MeasurementsForm(data_of(data), determinations=determinations, at=NOW)


def data_of(data):
    from django.http import QueryDict

    query = QueryDict(mutable=True)
    query.update(data)
    return query


@pytest.mark.parametrize(
    ("key", "field", "widget"),
    [
        ("gewicht", "PlainTextField", forms.TextInput),
        ("voeding", "PlainTextField", forms.Textarea),
        ("fundus", "PlainTextField", forms.DateInput),
        ("kwetsbaar", "ChoiceField", forms.RadioSelect),
        ("roken", "ChoiceField", forms.RadioSelect),
        ("mrc", "ChoiceField", forms.Select),
        ("beleid_dm", "ChoiceField", forms.Select),
    ],
)
def test_value_field_suits_the_kind_of_value(db, key, field, widget):
    made = value_field(Determination.objects.get(pk=key))
    assert (type(made).__name__, isinstance(made.widget, widget), made.required) == (field, True, False)


@pytest.mark.parametrize(
    ("data", "at", "has_time"),
    [
        (TODAY, NOW.astimezone(AMSTERDAM), False),
        (TODAY | {"observed_time": "08:15"}, datetime(2026, 11, 25, 8, 15, tzinfo=AMSTERDAM), True),
        (TODAY | {"observed_time": "8.15"}, datetime(2026, 11, 25, 8, 15, tzinfo=AMSTERDAM), True),
        (TODAY | {"observed_on": "1-10-2026"}, datetime(2026, 10, 1, 12, 0, tzinfo=AMSTERDAM), False),
        (
            TODAY | {"observed_on": "1-10-2026", "observed_time": "0815"},
            datetime(2026, 10, 1, 8, 15, tzinfo=AMSTERDAM),
            True,
        ),
    ],
)
def test_observed_is_now_or_the_day_that_was_named(db, data, at, has_time):
    form = form_of(data | {"value-gewicht": "81"})
    assert form.is_valid()
    observed = form.observed()
    assert (observed.at, observed.has_time, observed.source) == (at, has_time, Source.CONSULT)


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"observed_on": "26-11-2026"}, {"observed_on": ["Deze datum ligt in de toekomst."]}),
        ({"value-gewicht": ""}, {"__all__": ["Vul ten minste een waarde in."]}),
        ({"value-gewicht": "zwaar"}, {"value-gewicht": ["Schrijf een getal, zoals 7,2 of < 3."]}),
        ({"value-gewicht": "", "observed_on": ""}, {"observed_on": ["Dit veld is verplicht."]}),
        ({"source": "calculated"}, {"source": ["Selecteer een geldige keuze. calculated is geen beschikbare keuze."]}),
        ({"note-gewicht": "twee\nregels"}, {"note-gewicht": ["Zet deze tekst op één regel, zonder tabs."]}),
    ],
)
def test_form_says_what_is_wrong(db, data, errors):
    form = form_of(TODAY | {"value-gewicht": "81"} | data)
    assert not form.is_valid()
    assert form.errors == errors


def test_entries_are_the_values_that_were_filled_in(db):
    data = TODAY | {
        "value-gewicht": "81,4", "method-gewicht": "thuis", "note-gewicht": "op kousen", "value-roken": "nooit",
        "value-lengte": "",
    }  # fmt: skip
    form = form_of(data, "gewicht", "lengte", "roken")
    assert form.is_valid()
    assert [(each.determination.key, each.value, each.method, each.note) for each in form.entries()] == [
        ("gewicht", Value(numeric=Decimal("81.4")), "thuis", "op kousen"),
        ("roken", Value(choice="nooit"), "", ""),
    ]


@pytest.mark.parametrize(("confirmed", "expected"), [("182", True), ("181", False), ("", False)])
def test_confirmation_holds_for_the_value_that_was_asked_about(db, confirmed, expected):
    form = form_of(TODAY | {"value-rr_sys": "182", "confirmed-rr_sys": confirmed}, "rr_sys")
    assert form.is_valid()
    assert form.entries()[0].is_confirmed is expected


@pytest.mark.parametrize(
    ("offer", "values"),
    [
        ("hba1c=55", {"hba1c": 55, "rr_sys": 84, "rr_dia": 142}),
        ("rr_sys=142/84", {"hba1c": 7, "rr_sys": 142, "rr_dia": 84}),
        ("rr_sys=142", {"hba1c": 7, "rr_sys": 142, "rr_dia": 142}),
        ("zonder teken", {"hba1c": 7, "rr_sys": 84, "rr_dia": 142}),
    ],
)
def test_offer_takes_the_place_of_what_was_typed(db, offer, values):
    data = TODAY | {"value-hba1c": "7", "value-rr_sys": "84", "value-rr_dia": "142", "offer": offer}
    form = form_of(data, "hba1c", "rr_sys", "rr_dia")
    assert form.is_valid()
    assert {key: value.numeric for key, value in form.values.items()} == values


def test_refuse_puts_each_problem_beside_its_field(db):
    form = form_of(TODAY | {"value-gewicht": "841", "value-rr_sys": "182"}, "gewicht", "rr_sys")
    assert form.is_valid()
    offered = Problem("gewicht", "841 kg kan niet.", offers=(Offer("84,1", "Maak er 84,1 van"),))
    asked = Problem("rr_sys", "182 is hoog: klopt dit?", is_question=True)
    form.refuse([offered, asked, Problem("observed_on", "Dit moment ligt in de toekomst.")])
    assert form.errors == {
        "value-gewicht": ["841 kg kan niet."],
        "observed_on": ["Dit moment ligt in de toekomst."],
    }
    assert form.questions == {"rr_sys": asked}
    assert form.problems["gewicht"] == offered


def test_period_form_accepts_an_open_side():
    form = PeriodForm({"van": "1-1-2026", "tot": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"van": date(2026, 1, 1), "tot": None}
