"""Places of lines and dots: within the drawing, in order, and telling the same as the numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.rules.charts import SPARK_HEIGHT, SPARK_WIDTH, Band, Point, Tick, chart, sparkline

START = date(2022, 1, 10)


def points(*values: float, days: int = 365, series: str = "") -> list[Point]:
    return [Point(START + timedelta(days=days * place), value, series=series) for place, value in enumerate(values)]


def places(line: str) -> list[tuple[float, float]]:
    return [tuple(float(part) for part in pair.split(",")) for pair in line.split()]


def test_sparkline_of_fewer_than_two_points_is_none():
    assert sparkline([]) is None
    assert sparkline(points(58)) is None


def test_sparkline_runs_from_edge_to_edge_and_up_for_more():
    spark = sparkline(points(50, 60, 55))
    assert spark.points == "3.0,15.0 32.0,3.0 61.0,9.0"
    assert (spark.x, spark.y, spark.is_outside, spark.band_y, spark.band_height) == ("61.0", "9.0", False, "", "")


def test_sparkline_of_equal_values_is_a_flat_line_in_the_middle():
    assert sparkline(points(50, 50)).points == "3.0,9.0 61.0,9.0"


def test_sparkline_of_one_day_stands_in_the_middle():
    assert sparkline(points(50, 60, days=0)).points == "32.0,15.0 32.0,3.0"


def test_sparkline_draws_only_the_last_series():
    mixed = [*points(60, 70, series="mdrd"), *points(50, 55, series="ckd-epi-2009")]
    assert sparkline(mixed).points == sparkline(points(50, 55, series="ckd-epi-2009")).points


@pytest.mark.parametrize(
    ("band", "drawn", "is_outside"),
    [
        (Band(low=50, high=55), ("9.0", "6.0"), False),
        (Band(high=50), ("15.0", "3.0"), True),
        (Band(low=60), ("0.0", "3.0"), True),
        (Band(low=100), ("", ""), True),
        (Band(), ("", ""), False),
    ],
)
def test_sparkline_shows_the_band_and_whether_the_last_value_is_outside(band, drawn, is_outside):
    spark = sparkline(points(50, 60, 55), band=band)
    assert ((spark.band_y, spark.band_height), spark.is_outside) == (drawn, is_outside)


def test_chart_of_nothing_is_none():
    assert chart([], decimals=0) is None


def test_chart_of_one_value_has_a_dot_and_no_line():
    drawn = chart(points(58), decimals=0)
    assert (len(drawn.dots), drawn.lines) == (1, ())
    assert drawn.x_ticks == (Tick("378.0", "10-1-2022"),)


def test_chart_names_years_when_there_are_several():
    drawn = chart(points(66, 64, 61, 57, 54), decimals=0)
    assert [tick.text for tick in drawn.x_ticks] == ["2023", "2024", "2025", "2026"]
    assert [tick.text for tick in drawn.y_ticks] == ["50", "55", "60", "65", "70"]
    assert drawn.dots[-1].label == "9-1-2026: 54"


def test_chart_names_days_of_a_short_period():
    assert [tick.text for tick in chart(points(1, 2, days=30), decimals=0).x_ticks] == ["10-1-2022", "9-2-2022"]
    longer = chart(points(1, 2, days=200), decimals=0)
    assert [tick.text for tick in longer.x_ticks] == ["10-1-2022", "20-4-2022", "29-7-2022"]


def test_chart_of_many_years_leaves_years_out():
    drawn = chart([Point(date(1990, 5, 1), 1), Point(date(2026, 5, 1), 2)], decimals=0)
    assert [tick.text for tick in drawn.x_ticks] == [
        "1991",
        "1995",
        "1999",
        "2003",
        "2007",
        "2011",
        "2015",
        "2019",
        "2023",
    ]


def test_chart_does_not_join_series():
    mixed = [*points(60, 70, series="mdrd"), *points(50, 55, series="ckd-epi-2009")]
    assert len(chart(mixed, decimals=0).lines) == 2


def test_chart_keeps_a_near_limit_in_sight_and_leaves_out_a_far_one():
    near = chart(points(58, 61), decimals=0, band=Band(low=54, high=58))
    assert len(near.limits) == 2
    assert near.band_height != ""
    far = chart(points(58, 61), decimals=0, band=Band(high=10))
    assert far.limits == ()
    assert [dot.is_outside for dot in far.dots] == [True, True]


def test_chart_dots_tell_value_operator_and_place():
    drawn = chart([Point(START, 90, sign="> "), Point(START, 4.1)], decimals=1)
    assert [dot.label for dot in drawn.dots] == ["10-1-2022: > 90,0", "10-1-2022: 4,1"]
    assert [dot.is_last for dot in drawn.dots] == [False, True]


def test_chart_of_negative_numbers_writes_a_minus_sign():
    drawn = chart(points(-2.1, -1.5), decimals=1)
    assert drawn.y_ticks[0].text == "−2,2"
    assert drawn.dots[0].label == "10-1-2022: −2,1"


@settings(max_examples=2000)
@given(
    values=st.lists(
        st.floats(-1000, 70000, allow_nan=False).map(lambda number: round(number, 3)), min_size=1, max_size=30
    ),
    gaps=st.lists(st.integers(0, 900), min_size=30, max_size=30),
    low=st.none() | st.floats(0, 100),
    width=st.floats(0, 50),
)
def test_chart_and_sparkline_stay_within_their_drawing(values, gaps, low, width):
    line, day = [], START
    for value, gap in zip(values, gaps, strict=False):
        day += timedelta(days=gap)
        line.append(Point(day, value))
    band = None if low is None else Band(low=low, high=low + width)
    drawn = chart(line, decimals=1, band=band)
    left, right, top, bottom = (float(edge) for edge in (drawn.left, drawn.right, drawn.top, drawn.bottom))
    for x, y in [(float(dot.x), float(dot.y)) for dot in drawn.dots] + [p for run in drawn.lines for p in places(run)]:
        assert left <= x <= right
        assert top <= y <= bottom
    assert len({tick.text for tick in drawn.y_ticks}) == len(drawn.y_ticks)
    assert 2 <= len(drawn.y_ticks) <= 9
    if spark := sparkline(line, band=band):
        for x, y in places(spark.points):
            assert 0 <= x <= SPARK_WIDTH
            assert 0 <= y <= SPARK_HEIGHT
