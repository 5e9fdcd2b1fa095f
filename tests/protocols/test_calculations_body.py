from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations.body import Weighing, bmi, weight_loss
from protocols.calculations.result import Evidence, Reason

START = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("kg", "cm", "shown", "band"),
    [
        (75, 175, "24.5", "midden"),
        (92.4, 168, "32.7", "obesitas"),
        (120, 182, "36.2", "obesitas"),
        (54, 170, "18.7", "laag"),
    ],
)
def test_bmi_of_the_published_examples(kg, cm, shown, band):
    result = bmi(kg, cm)
    assert (result.rounded, result.band.code, result.unit) == (Decimal(shown), band, "kg/m2")


@pytest.mark.parametrize(
    ("kg", "cm", "reason"),
    [
        (75, 1.75, Reason.UNIT),
        (75, 30, Reason.OUT_OF_RANGE),
        (1, 175, Reason.OUT_OF_RANGE),
        (75, 300, Reason.OUT_OF_RANGE),
    ],
)
def test_bmi_is_blocked_when_a_unit_or_value_cannot_be_right(kg, cm, reason):
    assert bmi(kg, cm).reason is reason


@pytest.mark.parametrize(
    ("first", "last", "days", "band"),
    [(80.0, 75.9, 30, "alert"), (80, 76, 30, None), (80, 71.9, 180, "alert"), (80, 76, 180, None), (80, 84, 30, None)],
)
def test_weight_loss_alerts_above_five_percent_a_month_or_ten_in_half_a_year(first, last, days, band):
    result = weight_loss([Weighing(START + timedelta(days=days), last), Weighing(START, first)])
    assert (result.band and result.band.code) == band
    assert result.value == pytest.approx((first - last) / first * 100)
    assert result.evidence is Evidence.TO_APPROVE


@pytest.mark.parametrize(
    "weighings", [[], [Weighing(START, 80)], [Weighing(START, 80), Weighing(START + timedelta(days=300), 72)]]
)
def test_weight_loss_needs_two_weights_in_the_window(weighings):
    assert weight_loss(weighings).reason is Reason.MISSING


def test_weight_loss_asks_whether_it_was_unintended():
    result = weight_loss([Weighing(START, 80), Weighing(START + timedelta(days=20), 74)])
    assert [note.code for note in result.notes] == ["onbedoeld"]


@settings(max_examples=2000, deadline=None)
@given(st.floats(3, 300), st.floats(0.5, 40), st.floats(60, 230), st.floats(0.5, 20))
def test_bmi_rises_with_weight_and_falls_with_height(kg, more, cm, taller):
    assert bmi(kg + more, cm).value > bmi(kg, cm).value > bmi(kg, cm + taller).value
