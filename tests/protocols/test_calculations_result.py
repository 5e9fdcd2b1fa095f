from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations.measured import Measured, Operator
from protocols.calculations.result import Algorithm, Band, Evidence, Note, Reason, Sex, classify, round_half_up

EXAMPLE = Algorithm(key="voorbeeld", version="2", title="Voorbeeld", source="Bron, 2020", unit="%", decimals=1)
BANDS = (Band("laag", "laag", 0), Band("midden", "midden", 5), Band("hoog", "hoog", 10))


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(0.25, 1, "0.3"), (2.675, 2, "2.68"), (9.96, 1, "10.0"), (4.999, 0, "5"), (12, 0, "12")],
)
def test_rounding_goes_half_up_on_the_decimal_notation(value, decimals, shown):
    assert round_half_up(value, decimals) == Decimal(shown)


@pytest.mark.parametrize(
    ("value", "code"), [(-1, "laag"), (0, "laag"), (4.99, "laag"), (5, "midden"), (10, "hoog"), (99, "hoog")]
)
def test_band_starts_at_its_lower_limit(value, code):
    assert classify(value, BANDS).code == code


def test_result_keeps_algorithm_version_source_and_inputs():
    result = EXAMPLE.result(9.96, {"a": 1.5, "sex": Sex.MALE}, band=BANDS[1], notes=(Note("n", "Let op."),))
    assert result.as_record() == {
        "value": 9.96,
        "unit": "%",
        "algorithm": "voorbeeld",
        "version": "2",
        "inputs": {"a": 1.5, "sex": "male"},
        "details": {},
        "band": "midden",
        "notes": ["n"],
        "evidence": "verified",
    }
    assert (result.rounded, result.is_blocked, result.source) == (Decimal("10.0"), False, "Bron, 2020")


def test_record_of_a_text_value_writes_other_types_as_text():
    result = EXAMPLE.result("matig", {"waarde": Measured(3, Operator.BELOW)})
    assert (result.rounded, result.as_record()["inputs"], result.as_record()["band"]) == ("matig", {"waarde": "<3"}, "")


def test_blocked_names_reason_text_and_algorithm():
    blocked = EXAMPLE.blocked(Reason.AGE, "Te jong.")
    assert (blocked.is_blocked, blocked.reason, blocked.text) == (True, Reason.AGE, "Te jong.")
    assert (blocked.algorithm, blocked.version) == ("voorbeeld", "2")
    assert [evidence.label for evidence in Evidence] == ["geverifieerd", "te accorderen"]


@pytest.mark.parametrize(
    ("measured", "lowest", "highest", "exact"),
    [
        (Measured(5), 5, 5, True),
        (Measured(5, Operator.BELOW), 0, 5, False),
        (Measured(90, Operator.ABOVE), 90, float("inf"), False),
        (Measured(5, Operator.AT_MOST), 0, 5, False),
        (Measured(90, Operator.AT_LEAST), 90, float("inf"), False),
    ],
)
def test_operator_leaves_a_span(measured, lowest, highest, exact):
    assert measured.is_exact is exact
    assert (measured.lowest, measured.highest) == pytest.approx((lowest, highest))


@settings(max_examples=2000, deadline=None)
@given(st.floats(0.01, 1e6), st.sampled_from(Operator))
def test_reported_limit_itself_is_never_inside_an_open_span(value, operator):
    measured = Measured(value, operator)
    assert measured.lowest <= measured.highest
    is_open = operator in (Operator.BELOW, Operator.ABOVE)
    assert (measured.lowest <= value <= measured.highest) is not is_open
