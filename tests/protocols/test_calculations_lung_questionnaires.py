import pytest

from protocols.calculations.lung_questionnaires import acq, acq_fev1_class, act, c_act, cat, ccq, mrc
from protocols.calculations.result import Reason

BLANK = None


def _values(scored):
    return {name: None if outcome.is_blocked else outcome.value for name, outcome in scored.scales.items()}


def _total(scored, scale="totaal"):
    return scored[scale].value, scored[scale].band.code


@pytest.mark.parametrize(
    ("answers", "symptoms", "mental", "functional", "total"),
    [
        ([0] * 10, 0, 0, 0, 0),
        ([1, 4, 3, 6, 1, 2, 3, 4, 2, 2], 2.00, 4.50, 2.75, 2.8),
        ([2, 3, 1, 1, 2, 2, 3, 2, 1, 1], 2.25, 1.00, 1.75, 1.8),
        ([0, 2, 0, 0, 1, 1, 2, 1, 0, 0], 1.00, 0, 0.75, 0.7),
        ([2, 3, 1, 1, 2, BLANK, 3, 2, 1, 1], 7 / 3, 1.00, 1.75, 16 / 9),
        ([2, 3, BLANK, 1, 2, 2, 3, 2, 1, 1], 2.25, None, 1.75, None),
        ([BLANK, BLANK, 1, 1, 2, 2, 3, 2, 1, 1], None, 1.00, 1.75, None),
        ([6] * 10, 6, 6, 6, 6),
    ],
)
def test_ccq(answers, symptoms, mental, functional, total):
    expected = {"symptomen": symptoms, "mentaal": mental, "functioneel": functional, "totaal": total}
    assert _values(ccq(answers)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answers", "band"),
    [([1] * 9 + [0], "goed"), ([1] * 10, "matig"), ([2] * 10, "ingrijpen"), ([3] * 10, "zeer_beperkt")],
)
def test_ccq_band(answers, band):
    assert ccq(answers)["totaal"].band.code == band


def test_ccq_names_the_blank_items():
    blocked = ccq([2, 3, BLANK, BLANK, 2, 2, 3, 2, 1, 1])["totaal"]
    assert (blocked.reason, blocked.text) == (Reason.INCOMPLETE, "Niet alle vragen zijn beantwoord: 3, 4.")


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ([0] * 8, 0, "laag"),
        ([1] * 8, 8, "laag"),
        ([2, 1, 1, 2, 1, 1, 1, 1], 10, "laag"),
        ([3, 3, 2, 4, 3, 2, 3, 3], 23, "hoog"),
        ([5] * 8, 40, "zeer_hoog"),
        ([2] * 5 + [0] * 3, 10, "laag"),
        ([2] * 5 + [1] + [0] * 2, 11, "gemiddeld"),
    ],
)
def test_cat(answers, total, band):
    assert _total(cat(answers)) == (total, band)


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        ([0] * 6, 0, "onder_controle"),
        ([1, 1, 1, 1, 0, 0], 4 / 6, "onder_controle"),
        ([1, 1, 1, 1, 1, 0], 5 / 6, "grijs"),
        ([2, 2, 1, 2, 1, 1], 1.5, "niet_onder_controle"),
        ([6] * 6, 6, "niet_onder_controle"),
    ],
)
def test_acq6(answers, value, band):
    scored = acq([*answers, BLANK])
    assert scored["acq6"].value == pytest.approx(value)
    assert scored["acq6"].band.code == band
    assert scored["acq7"].reason is Reason.INCOMPLETE


def test_acq7_counts_the_fev1_class():
    scored = acq([0, 0, 0, 0, 0, 0, 3])
    assert scored["acq7"].value == pytest.approx(3 / 7)
    assert _values(scored) == pytest.approx({"acq5": 0, "acq6": 0, "acq7": 3 / 7})


@pytest.mark.parametrize(
    ("percent", "points"), [(95.1, 0), (95, 1), (90, 1), (89.9, 2), (80, 2), (70, 3), (60, 4), (50, 5), (49.9, 6)]
)
def test_acq_fev1_class(percent, points):
    assert acq_fev1_class(percent) == points


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [([5] * 5, 25, "volledig"), ([4] * 5, 20, "goed"), ([4, 4, 4, 4, 3], 19, "niet_goed"), ([1] * 5, 5, "niet_goed")],
)
def test_act(answers, total, band):
    assert _total(act(answers)) == (total, band)


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ([3] * 4 + [5] * 3, 27, "goed"),
        ([2] * 4 + [4] * 3, 20, "goed"),
        ([2, 2, 2, 1, 4, 4, 4], 19, "niet_goed"),
        ([0] * 7, 0, "niet_goed"),
    ],
)
def test_c_act(answers, total, band):
    assert _total(c_act(answers)) == (total, band)


@pytest.mark.parametrize(("grade", "band"), [(1, "laag"), (2, "laag"), (3, "hoog"), (5, "hoog")])
def test_mrc(grade, band):
    assert _total(mrc([grade])) == (grade, band)
