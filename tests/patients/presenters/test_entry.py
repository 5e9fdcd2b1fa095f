"""The rows of the form in which values are entered."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from patients.forms.measurements import MeasurementsForm
from patients.models import Determination
from patients.presenters.entry import choices_to_add, entry_rows
from patients.rules.limits import Problem
from patients.rules.reading import Offer
from patients.selectors.measurements import latest_values
from poh.accounts.scope import practice_scope
from tests.factories.patients import PatientFactory
from tests.factories.record import MeasurementFactory

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def patient(practice):
    return PatientFactory(practice=practice)


def form_of(*keys, **posted):
    determinations = [Determination.objects.get(pk=key) for key in keys]
    if not posted:
        return MeasurementsForm(determinations=determinations, at=NOW)
    data = QueryDict(mutable=True)
    data.update({"observed_on": "25-11-2026", "source": "consult"} | posted)
    return MeasurementsForm(data, determinations=determinations, at=NOW)


def test_rows_join_what_stands_on_a_line(db):
    rows = entry_rows(form_of("rr_sys", "rr_dia", "monofil_li", "monofil_re", "pols", "pols_ritme", "gewicht"), {})
    assert [(row["label"], [(part["key"], part["mark"], part["unit"]) for part in row["parts"]]) for row in rows] == [
        ("Bloeddruk", [("rr_sys", "", ""), ("rr_dia", "/", "mmHg")]),
        ("Monofilament li/re", [("monofil_li", "links", ""), ("monofil_re", "rechts", "")]),
        ("Pols", [("pols", "", "/min"), ("pols_ritme", "", "")]),
        ("Gewicht", [("gewicht", "", "kg")]),
    ]
    assert [bool(row["method"]) for row in rows] == [False, False, True, True]


def test_rows_tell_the_previous_value_with_its_day_and_source(patient):
    MeasurementFactory(patient=patient, determination_id="rr_sys", numeric=142)
    MeasurementFactory(patient=patient, determination_id="rr_dia", numeric=84)
    MeasurementFactory(patient=patient, determination_id="pols_ritme", numeric=None, choice="regelmatig", lab=True)
    keys = ("rr_sys", "rr_dia", "pols", "pols_ritme", "gewicht")
    with practice_scope(patient.practice):
        rows = entry_rows(form_of(*keys), latest_values(patient=patient, keys=keys))
    assert [(row["previous"], row["previous_when"], row["previous_source"]) for row in rows] == [
        ("142/84", "12-10-2026", ""),
        ("regelmatig", "12-10-2026", "lab"),
        ("", "", ""),
    ]


def test_rows_carry_what_is_asked_refused_and_offered(db):
    posted = {"value-gewicht": "841", "value-rr_sys": "182", "confirmed-rr_sys": "182", "value-hba1c": "15"}
    form = form_of("gewicht", "rr_sys", "hba1c", **posted)
    assert form.is_valid()
    form.refuse(
        [
            Problem("gewicht", "841 kg kan niet.", offers=(Offer("84,1", "Maak er 84,1 van"),)),
            Problem("hba1c", "15 is laag: klopt dit?", is_question=True),
        ]
    )
    weight, pressure, hba1c = (row["parts"][0] for row in entry_rows(form, {}))
    assert (list(weight["errors"]), weight["question"]) == (["841 kg kan niet."], "")
    assert weight["offers"] == [{"value": "gewicht=84,1", "text": "Maak er 84,1 van"}]
    assert (pressure["is_confirmed"], pressure["typed"], pressure["question"]) == (True, "182", "")
    assert (hba1c["question"], hba1c["offers"], hba1c["typed"]) == ("15 is laag: klopt dit?", [], "15")
    assert [row["is_wrong"] for row in entry_rows(form, {})] == [True, False, True]


def test_choices_to_add_leave_out_what_is_shown(db):
    known = [Determination.objects.get(pk=key) for key in ("rr_sys", "hba1c", "chol", "hdl")]
    assert choices_to_add(known, {"rr_sys", "hdl"}) == [
        {"label": "Glucose", "choices": [{"key": "hba1c", "label": "HbA1c"}]},
        {"label": "Lipiden", "choices": [{"key": "chol", "label": "Totaal cholesterol"}]},
    ]
