"""Smoking: pack-years and the Fagerström test for nicotine dependence."""

from collections.abc import Sequence
from dataclasses import dataclass

from .questionnaire import Answers, Form, total_of
from .result import Algorithm, Band, Outcome, Reason, Scored

PACK_YEARS = Algorithm(
    key="pakjaren",
    version="1",
    title="Pakjaren",
    source="Sigaretten per dag gedeeld door 20, maal jaren",
    unit="{pakjaar}",
    decimals=1,
)
CIGARETTES_PER_PACK = 20

FTND = Form(
    key="ftnd",
    version="1991",
    title="Fagerström-test (FTND)",
    source="Heatherton, British Journal of Addiction, 1991",
    allowed=(range(4), range(2), range(2), range(4), range(2), range(2)),
)
FTND_BANDS = (
    Band("zeer_laag", "zeer lage afhankelijkheid", 0),
    Band("laag", "lage afhankelijkheid", 3),
    Band("matig", "matige afhankelijkheid", 5),
    Band("hoog", "hoge afhankelijkheid", 6),
    Band("zeer_hoog", "zeer hoge afhankelijkheid", 8),
)


@dataclass(frozen=True, slots=True)
class SmokingPeriod:
    """A period with one smoking habit: cigarettes a day, during a number of years."""

    per_day: float
    years: float


def pack_years(periods: Sequence[SmokingPeriod]) -> Outcome:
    """Sum over periods of cigarettes a day / 20 x years; 0-100 a day and 0-100 years per period."""
    if not periods:
        return PACK_YEARS.blocked(Reason.MISSING, "Het aantal sigaretten per dag en het aantal jaren zijn nodig.")
    if not all(0 <= period.per_day <= 100 and 0 <= period.years <= 100 for period in periods):
        return PACK_YEARS.blocked(Reason.OUT_OF_RANGE, "Sigaretten per dag of jaren ligt buiten wat mogelijk is.")
    value = sum(period.per_day * period.years for period in periods) / CIGARETTES_PER_PACK
    inputs = {f"periode_{n}": f"{p.per_day:g}/d {p.years:g} jaar" for n, p in enumerate(periods, start=1)}
    return PACK_YEARS.result(value, inputs)


def first_cigarette_points(minutes: float) -> int:
    """Points of FTND item 1: up to 5 minutes after waking 3, to 30 2, to 60 1, later 0."""
    return next((points for limit, points in ((5, 3), (30, 2), (60, 1)) if minutes <= limit), 0)


def per_day_points(cigarettes: int) -> int:
    """Points of FTND item 4: up to 10 a day 0, 11-20 1, 21-30 2, 31 or more 3."""
    return next((points for limit, points in ((10, 0), (20, 1), (30, 2)) if cigarettes <= limit), 3)


def fagerstrom(answers: Answers) -> Scored:
    """FTND total 0-10 from six items in points; every item is needed.

    Item order: first cigarette, hard to refrain, hates to give up the first, per day, more in the
    morning, smokes when ill.
    """
    given = FTND.read(answers)
    return Scored(FTND.key, FTND.version, {"totaal": total_of(FTND, "totaal", given, bands=FTND_BANDS)})
