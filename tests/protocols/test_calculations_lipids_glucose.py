from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poh.base.dates import PartialDate
from protocols.calculations.glucose import diabetes_duration, glucose_class, hba1c_in_percent, looks_like_percent
from protocols.calculations.lipids import ldl_friedewald, non_hdl, total_hdl_ratio
from protocols.calculations.result import Evidence, Reason


def test_non_hdl_is_total_minus_hdl():
    assert non_hdl(5.5, 1.3).rounded == Decimal("4.2")


def test_ratio_is_total_divided_by_hdl():
    assert total_hdl_ratio(5.5, 1.3).rounded == Decimal("4.2")


@pytest.mark.parametrize("function", [non_hdl, total_hdl_ratio])
@pytest.mark.parametrize(("total", "hdl"), [(1.3, 1.3), (1.3, 5.5), (5.5, 0)])
def test_hdl_above_total_is_blocked(function, total, hdl):
    assert function(total, hdl).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("total", "hdl", "trig", "expected"), [(5.5, 1.3, 1.5, 3.52), (6.2, 1.0, 3.0, 3.84), (4.1, 1.6, 0.8, 2.14)]
)
def test_friedewald_of_the_published_examples(total, hdl, trig, expected):
    result = ldl_friedewald(total, hdl, trig, is_fasting=True)
    assert result.value == pytest.approx(expected, abs=0.005)
    assert (result.notes, result.evidence, result.version) == ((), Evidence.TO_APPROVE, "friedewald-1")


@pytest.mark.parametrize(
    ("total", "hdl", "trig", "fasting", "reason"),
    [
        (5.5, 1.3, 4.51, True, Reason.OUT_OF_RANGE),
        (5.5, 1.3, 1.5, False, Reason.NOT_FASTING),
        (2.0, 1.5, 4.0, True, Reason.OUT_OF_RANGE),
        (1.0, 1.5, 1.0, True, Reason.OUT_OF_RANGE),
        (5.5, 1.3, 0, True, Reason.OUT_OF_RANGE),
    ],
)
def test_friedewald_is_suppressed_outside_its_limits(total, hdl, trig, fasting, reason):
    assert ldl_friedewald(total, hdl, trig, is_fasting=fasting).reason is reason


def test_friedewald_says_so_when_fasting_is_unknown():
    result = ldl_friedewald(5.5, 1.3, 4.5)
    assert [note.code for note in result.notes] == ["nuchter_onbekend"]


@pytest.mark.parametrize(
    ("mmol", "fasting", "band"),
    [
        (6.0, True, "normaal"),
        (6.1, True, "gestoord_nuchter"),
        (7.0, True, "diabetes"),
        (7.7, False, "normaal"),
        (7.8, False, "gestoorde_tolerantie"),
        (11.1, False, "diabetes"),
    ],
)
def test_glucose_class_by_fasting(mmol, fasting, band):
    assert glucose_class(mmol, is_fasting=fasting).band.code == band


def test_glucose_outside_the_possible_is_blocked():
    assert glucose_class(0.2, is_fasting=True).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("hba1c", "asks"), [(3.9, False), (4, True), (7.5, True), (15, True), (15.1, False), (53, False)]
)
def test_low_hba1c_asks_whether_percent_was_meant(hba1c, asks):
    assert looks_like_percent(hba1c) is asks


@pytest.mark.parametrize(("hba1c", "shown"), [(53, "7.0"), (64, "8.0"), (69, "8.5"), (86, "10.0")])
def test_hba1c_is_shown_in_percent_too(hba1c, shown):
    assert hba1c_in_percent(hba1c).rounded == Decimal(shown)


@pytest.mark.parametrize("hba1c", [7.5, 201])
def test_hba1c_outside_its_range_is_blocked(hba1c):
    assert hba1c_in_percent(hba1c).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("diagnosed", "on", "years"),
    [
        (PartialDate(2016, 3, 1), date(2026, 3, 1), 10),
        (PartialDate(2016, 3, 2), date(2026, 3, 1), 9),
        (PartialDate(2014), date(2026, 12, 31), 12),
    ],
)
def test_diabetes_duration_counts_whole_years(diagnosed, on, years):
    assert diabetes_duration(diagnosed, on).value == years


@pytest.mark.parametrize(
    ("diagnosed", "reason"),
    [(PartialDate(2016), Reason.AMBIGUOUS), (PartialDate(2027), Reason.OUT_OF_RANGE), (PartialDate(), Reason.MISSING)],
)
def test_diabetes_duration_is_blocked_when_the_date_does_not_settle_it(diagnosed, reason):
    assert diabetes_duration(diagnosed, date(2026, 3, 1)).reason is reason


@settings(max_examples=2000, deadline=None)
@given(st.floats(0.3, 4), st.floats(0.1, 10), st.floats(0.1, 4.5))
def test_friedewald_never_exceeds_non_hdl(hdl, rest, trig):
    ldl, nonhdl = ldl_friedewald(hdl + rest, hdl, trig), non_hdl(hdl + rest, hdl)
    assert ldl.is_blocked or 0 < ldl.value < nonhdl.value
