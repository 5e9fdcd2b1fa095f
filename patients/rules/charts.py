"""Lines through measured values: places in a drawing, from dates and numbers. The templates only draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor, log10

from poh.base.dates import day_text

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 64, 18, 3
STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 6
# Values that differ less than this part of their size stand on one level.
SAME = 1e-4


@dataclass(frozen=True)
class Point:
    """A number on a day; `sign` is its operator, `series` tells lines apart that must not be joined."""

    on: date
    value: float
    sign: str = ""
    series: str = ""


@dataclass(frozen=True)
class Band:
    """The range to aim for; a side that is None is open. A limit belongs to it unless it says otherwise."""

    low: float | None = None
    high: float | None = None
    low_inclusive: bool = True
    high_inclusive: bool = True

    def holds(self, value: float) -> bool:
        """Whether a value lies within it."""
        above = self.low is None or value > self.low or (self.low_inclusive and value == self.low)
        below = self.high is None or value < self.high or (self.high_inclusive and value == self.high)
        return above and below


@dataclass(frozen=True)
class Spark:
    """A small line: points for a polyline, the last one as a dot, and the band as a rectangle."""

    points: str
    x: str
    y: str
    is_outside: bool
    band_y: str = ""
    band_height: str = ""


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its text."""

    at: str
    text: str


@dataclass(frozen=True)
class Dot:
    """A value in the chart."""

    x: str
    y: str
    is_last: bool
    is_outside: bool
    label: str


@dataclass(frozen=True)
class Chart:
    """A drawing of `width` by `height`: axes with ticks, lines (one a series), dots, and the band."""

    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    span: str
    band_y: str = ""
    band_height: str = ""
    limits: tuple[str, ...] = ()


def _place(number: float) -> str:
    """A coordinate, always with a point whatever the language of the page."""
    return f"{number:.1f}"


class _Scale:
    """Maps numbers from one range to another; a range without width maps to the middle."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.span, self.start, self.end = low, high - low, start, end

    def __call__(self, value: float) -> float:
        part = (value - self.low) / self.span if self.span else 0.5
        return self.start + part * (self.end - self.start)


def sparkline(points: Sequence[Point], *, band: Band | None = None) -> Spark | None:
    """The line of the last series through `points` (oldest first); None for fewer than two of them."""
    line = [point for point in points if point.series == points[-1].series] if points else []
    if len(line) < 2:
        return None
    values = [point.value for point in line]
    x = _Scale(line[0].on.toordinal(), line[-1].on.toordinal(), SPARK_MARGIN, SPARK_WIDTH - SPARK_MARGIN)
    y = _Scale(min(values), max(values), SPARK_HEIGHT - SPARK_MARGIN, SPARK_MARGIN)
    places = [(x(point.on.toordinal()), y(point.value)) for point in line]
    band_y, band_height = _band_place(band, y, top=0, bottom=SPARK_HEIGHT)
    return Spark(
        points=" ".join(f"{_place(left)},{_place(top)}" for left, top in places),
        x=_place(places[-1][0]),
        y=_place(places[-1][1]),
        is_outside=band is not None and not band.holds(values[-1]),
        band_y=band_y,
        band_height=band_height,
    )


def _band_place(band: Band | None, y: _Scale, *, top: float, bottom: float) -> tuple[str, str]:
    """Where the band is drawn, cut off at the edges; nothing when it lies outside the drawing."""
    if band is None or (band.low is None and band.high is None):
        return "", ""
    upper = top if band.high is None else max(top, min(bottom, y(band.high)))
    lower = bottom if band.low is None else max(top, min(bottom, y(band.low)))
    return (_place(upper), _place(lower - upper)) if lower > upper else ("", "")


def chart(
    points: Sequence[Point], *, decimals: int, band: Band | None = None, width: int = 720, height: int = 240
) -> Chart | None:
    """The whole history: `points` oldest first; None when there are none. Series get a line each."""
    if not points:
        return None
    left, right, top, bottom = 52, width - 16, 12, height - 28
    first, last = points[0].on, points[-1].on
    ticks = _value_ticks([point.value for point in points], band)
    x = _Scale(first.toordinal(), last.toordinal(), left + 12, right - 12)
    y = _Scale(ticks[0], ticks[-1], bottom, top)
    band_y, band_height = _band_place(band, y, top=top, bottom=bottom)
    limits = [] if band is None else [limit for limit in (band.low, band.high) if limit is not None]
    return Chart(
        width=width,
        height=height,
        left=_place(left),
        right=_place(right),
        top=_place(top),
        bottom=_place(bottom),
        x_ticks=tuple(Tick(_place(x(day.toordinal())), text) for day, text in _day_ticks(first, last)),
        y_ticks=tuple(Tick(_place(y(tick)), _tick_text(tick, ticks[1] - ticks[0])) for tick in ticks),
        lines=tuple(_lines(points, x, y)),
        dots=tuple(_dots(points, x, y, band=band, decimals=decimals)),
        span=_place(right - left),
        band_y=band_y,
        band_height=band_height,
        limits=tuple(_place(y(limit)) for limit in limits if ticks[0] <= limit <= ticks[-1]),
    )


def _lines(points: Sequence[Point], x: _Scale, y: _Scale) -> list[str]:
    series: dict[str, list[str]] = {}
    for point in points:
        place = f"{_place(x(point.on.toordinal()))},{_place(y(point.value))}"
        series.setdefault(point.series, []).append(place)
    return [" ".join(places) for places in series.values() if len(places) > 1]


def _dots(points: Sequence[Point], x: _Scale, y: _Scale, *, band: Band | None, decimals: int) -> list[Dot]:
    return [
        Dot(
            x=_place(x(point.on.toordinal())),
            y=_place(y(point.value)),
            is_last=point is points[-1],
            is_outside=band is not None and not band.holds(point.value),
            label=f"{day_text(point.on)}: {point.sign}{_dutch(point.value, decimals)}",
        )
        for point in points
    ]


def _value_ticks(values: Sequence[float], band: Band | None) -> list[float]:
    """Round numbers that hold all values, and the limits of the band when these lie near."""
    low, high = min(values), max(values)
    near = max(high - low, abs(high) * 0.15)
    for limit in (band.low, band.high) if band else ():
        if limit is not None and min(values) - near <= limit <= max(values) + near:
            low, high = min(low, limit), max(high, limit)
    size = max(abs(low), abs(high))
    if high - low <= size * SAME or size < SAME:
        low, high = low - (size * 0.1 if size >= SAME else 1), high + (size * 0.1 if size >= SAME else 1)
    step = _round_step((high - low) / (MOST_TICKS - 2))
    start, end = floor(low / step), ceil(high / step)
    return [round(step * count, 6) for count in range(start, end + 1)]


def _round_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `rough`."""
    power = 10 ** floor(log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * 0.999999)


def _tick_text(tick: float, step: float) -> str:
    places = max(0, -Decimal(str(round(step, 6))).normalize().as_tuple().exponent)
    return _dutch(tick, places)


def _dutch(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace(".", ",").replace("-", "−")


def _day_ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Days to name under the chart: years when there are several, else months, else the days themselves."""
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    if len(years) >= 2:
        every = ceil(len(years) / 10)
        return [(day, str(day.year)) for day in years[::every]]
    days = (
        sorted({first, first + (last - first) / 2, last})
        if last - first > timedelta(days=60)
        else sorted({first, last})
    )
    return [(day, day_text(day)) for day in days]
