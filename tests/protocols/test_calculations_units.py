import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations import units
from protocols.calculations.result import Evidence
from protocols.calculations.units import QUANTITIES, UnknownUnit, conversion_for, from_stored_unit, to_stored_unit


@pytest.mark.parametrize(
    ("percent", "mmol_mol"), [(6.5, 47.55), (7, 53.01), (7.5, 58.47), (8, 63.94), (8.5, 69.41), (10, 85.80)]
)
def test_hba1c_in_mmol_mol_from_percent(percent, mmol_mol):
    assert units.hba1c_mmol_mol(percent) == pytest.approx(mmol_mol, abs=0.0051)


@pytest.mark.parametrize(("mmol_mol", "percent"), [(53, 7.0), (64, 8.0), (69, 8.5), (86, 10.0)])
def test_hba1c_in_percent_from_mmol_mol(mmol_mol, percent):
    assert round(units.hba1c_percent(mmol_mol), 1) == percent


@pytest.mark.parametrize(("mmol", "mg_dl"), [(1.8, 70), (2.6, 101), (3.4, 131)])
def test_cholesterol_in_mg_dl(mmol, mg_dl):
    assert round(units.cholesterol_mg_dl(mmol)) == mg_dl
    assert units.cholesterol_mmol(units.cholesterol_mg_dl(mmol)) == pytest.approx(mmol)


@pytest.mark.parametrize(
    ("convert", "foreign", "stored"),
    [
        (units.glucose_mmol, 126, 7.0),
        (units.acr_mg_mmol, 30, 3.4),
        (units.acr_mg_mmol, 300, 33.9),
        (units.creatinine_umol, 1.0, 88.4),
        (units.triglycerides_mmol, 88.57, 1.0),
        (units.ntprobnp_ng, 11.8, 100.0),
    ],
)
def test_named_conversion_gives_the_stored_unit(convert, foreign, stored):
    assert round(convert(foreign), 1) == stored


@pytest.mark.parametrize(
    ("determination", "value", "unit", "stored"),
    [
        ("hba1c", 7, "%", 53.01),
        ("gluc_n", 126, "mg/dL", 6.993),
        ("ldl", 100, "mg/dl", 2.58598),
        ("kreat", 1.4, "mg/dL", 123.76),
        ("kreat", 90, "µmol/L", 90),
        ("acr", 30, "mg/g", 3.39),
        ("ntprobnp", 125, "pg/mL", 125),
        ("lengte", 1.75, "m", 175),
        ("lengte", 70, "[in_i]", 177.8),
        ("gewicht", 165, "[lb_av]", 74.84274),
        ("rr_sys", 140, "mmHg", 140),
        ("kalium", 4.1, "mEq/L", 4.1),
        ("fev1_fvc_post", 66.7, "%", 0.667),
        ("fev1_post", 3100, "mL", 3.1),
        ("egfr", 55, "mL/min/{1.73_m2}", 55),
    ],
)
def test_value_in_the_stored_unit(determination, value, unit, stored):
    assert to_stored_unit(determination, value, unit) == pytest.approx(stored, abs=1e-5)


@pytest.mark.parametrize(
    ("determination", "unit"),
    [
        ("hba1c", ""),
        ("hba1c", "g/dL"),
        ("hb", "g/dL"),
        ("egfr", "mL/min"),
        ("acr", "mg/L"),
        ("onbekend", "kg"),
        ("gewicht", "mmol/L"),
    ],
)
def test_unknown_unit_is_refused_and_never_guessed(determination, unit):
    with pytest.raises(UnknownUnit) as refusal:
        to_stored_unit(determination, 10, unit)
    assert (refusal.value.determination, refusal.value.unit) == (determination, unit)
    assert str(refusal.value) == f"Eenheid '{unit}' is niet bekend voor '{determination}'."


def test_triglyceride_factor_is_marked_for_approval():
    marked = {
        key
        for key, quantity in QUANTITIES.items()
        for each in quantity.foreign.values()
        if each.evidence is Evidence.TO_APPROVE
    }
    assert marked == {"trig"}


FOREIGN = sorted((key, unit) for key, quantity in QUANTITIES.items() for unit in quantity.foreign)


@settings(max_examples=2000, deadline=None)
@given(st.sampled_from(FOREIGN), st.floats(0.001, 100_000), st.floats(0.001, 1000))
def test_conversion_there_and_back_gives_the_same_value_and_keeps_the_order(pair, value, step):
    determination, unit = pair
    stored = to_stored_unit(determination, value, unit)
    assert abs(from_stored_unit(determination, stored, unit) - value) <= 1e-9 * max(value, 1)
    assert conversion_for(determination, unit).forward(value + step) > stored
