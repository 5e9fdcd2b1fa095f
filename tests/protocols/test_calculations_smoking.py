import pytest

from protocols.calculations.result import Reason
from protocols.calculations.smoking import (
    SmokingPeriod,
    fagerstrom,
    first_cigarette_points,
    pack_years,
    per_day_points,
)


def _total(scored, scale="totaal"):
    return scored[scale].value, scored[scale].band.code


def _ftnd(minutes, refrain, first, per_day, morning, ill):
    return [first_cigarette_points(minutes), refrain, first, per_day_points(per_day), morning, ill]


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        (_ftnd(90, 0, 0, 8, 0, 0), 0, "zeer_laag"),
        (_ftnd(45, 0, 1, 15, 0, 0), 3, "laag"),
        (_ftnd(20, 1, 0, 20, 1, 0), 5, "matig"),
        (_ftnd(5, 1, 1, 35, 1, 1), 10, "zeer_hoog"),
        (_ftnd(5, 1, 1, 15, 0, 0), 6, "hoog"),
    ],
)
def test_fagerstrom(answers, total, band):
    assert _total(fagerstrom(answers)) == (total, band)


@pytest.mark.parametrize(("per_day", "points"), [(10, 0), (11, 1), (20, 1), (21, 2), (30, 2), (31, 3)])
def test_fagerstrom_points_per_day(per_day, points):
    assert per_day_points(per_day) == points


@pytest.mark.parametrize(("minutes", "points"), [(5, 3), (6, 2), (30, 2), (31, 1), (60, 1), (61, 0)])
def test_fagerstrom_points_of_the_first_cigarette(minutes, points):
    assert first_cigarette_points(minutes) == points


@pytest.mark.parametrize(
    ("periods", "expected"),
    [([(20, 30)], 30), ([(10, 15)], 7.5), ([(5, 4)], 1), ([(15, 30)], 22.5), ([(20, 10), (10, 10)], 15)],
)
def test_pack_years(periods, expected):
    assert pack_years([SmokingPeriod(*period) for period in periods]).value == expected


@pytest.mark.parametrize(
    ("periods", "reason"), [([], Reason.MISSING), ([(101, 1)], Reason.OUT_OF_RANGE), ([(10, -1)], Reason.OUT_OF_RANGE)]
)
def test_pack_years_is_blocked(periods, reason):
    assert pack_years([SmokingPeriod(*period) for period in periods]).reason is reason
