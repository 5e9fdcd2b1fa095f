"""GLI-2012 reference values for spirometry: predicted, lower limit of normal and z-score.

Formula: Quanjer, European Respiratory Journal 2012;40:1324. The splines and coefficients in `data/`
come from the MIT-licensed package pyspiro 1.0.0 (see `data/NOTICE`). Splines are interpolated between
quarter-year knots; the logarithms use the exact age. No extrapolation outside 3-95 years.
"""

import csv
import math
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources

from .result import Algorithm, Band, Note, Outcome, Reason, Sex

Z_LIMIT = -1.645
KNOTS_PER_YEAR = 4
YOUNGEST, OLDEST = 3, 95


class LungMeasure(StrEnum):
    """What was measured: litres, or a fraction for the ratio (0-1, never a percentage)."""

    FEV1 = "fev1"
    FVC = "fvc"
    RATIO = "fev1_fvc"


class Ancestry(IntEnum):
    """Reference group of GLI-2012 (NHG determination "ras", 1737)."""

    CAUCASIAN = 1
    AFRICAN_AMERICAN = 2
    NORTH_EAST_ASIAN = 3
    SOUTH_EAST_ASIAN = 4
    OTHER = 5


@dataclass(frozen=True, slots=True)
class LungSubject:
    """Whom the reference is for; age in decimal years and height in cm on the day of the test."""

    sex: Sex
    age: float
    height_cm: float
    ancestry: Ancestry


@dataclass(frozen=True, slots=True)
class Reference:
    """The distribution of one measure for one subject (LMS)."""

    predicted: float
    coefficient_of_variation: float
    skewness: float

    @property
    def lower_limit(self) -> float:
        """The fifth percentile (z = -1.645)."""
        power = 1 + Z_LIMIT * self.skewness * self.coefficient_of_variation
        return math.exp(math.log(power) / self.skewness + math.log(self.predicted))

    def z_score(self, value: float) -> float:
        """Standard deviations from the predicted value."""
        return ((value / self.predicted) ** self.skewness - 1) / (self.skewness * self.coefficient_of_variation)

    def percent(self, value: float) -> float:
        """The value as a percentage of predicted."""
        return 100 * value / self.predicted


_RANGES = {LungMeasure.FEV1: (0.2, 8.0), LungMeasure.FVC: (0.3, 10.0), LungMeasure.RATIO: (0.15, 1.0)}
_TITLES = {LungMeasure.FEV1: "FEV1", LungMeasure.FVC: "FVC", LungMeasure.RATIO: "FEV1/FVC"}
ALGORITHMS = {
    measure: Algorithm(
        key=f"{measure}_z",
        version="gli-2012",
        title=f"z-score {_TITLES[measure]} (GLI-2012)",
        source="Quanjer, European Respiratory Journal, 2012 (gebruiksvoorwaarden GLI nog na te gaan)",
        unit="{z}",
        decimals=2,
    )
    for measure in LungMeasure
}
FEV1_PERCENT = Algorithm(
    key="fev1_procent",
    version="gli-2012",
    title="FEV1 in procenten van voorspeld (GLI-2012)",
    source="Quanjer, European Respiratory Journal, 2012 (gebruiksvoorwaarden GLI nog na te gaan)",
    unit="%",
)
BANDS = (Band("verlaagd", "lager dan de 5e percentiel", -math.inf), Band("normaal", "niet verlaagd", Z_LIMIT))
ODD_HEIGHT = Note("lengte_ongewoon", "De lengte is ongewoon; controleer de meting.")


def z_score(measure: LungMeasure, value: float, subject: LungSubject) -> Outcome:
    """z-score with predicted value, lower limit and % predicted in `details`; abnormal below -1.645.

    FEV1 and FVC in litres, the ratio as a fraction; 3-95 years, unusual below 100 or above 250 cm.
    """
    algorithm = ALGORITHMS[measure]
    if not YOUNGEST <= subject.age <= OLDEST:
        return algorithm.blocked(Reason.AGE, "GLI-2012 geldt van 3 tot en met 95 jaar.")
    if subject.height_cm < 3:
        return algorithm.blocked(Reason.UNIT, "De lengte lijkt in meters ingevuld; centimeters zijn nodig.")
    low, high = _RANGES[measure]
    if not low <= value <= high:
        hint = " Vul de verhouding in als getal tussen 0 en 1." if measure is LungMeasure.RATIO else ""
        text = f"{_TITLES[measure]} ligt buiten wat mogelijk is.{hint}"
        return algorithm.blocked(Reason.OUT_OF_RANGE, text)
    found = reference(measure, subject)
    z = found.z_score(value)
    details = {"voorspeld": found.predicted, "lln": found.lower_limit, "procent": found.percent(value)}
    inputs = {
        measure.value: value,
        "sex": subject.sex,
        "age": subject.age,
        "lengte": subject.height_cm,
        "ras": int(subject.ancestry),
    }
    notes = () if 100 <= subject.height_cm <= 250 else (ODD_HEIGHT,)
    return algorithm.result(z, inputs, band=BANDS[z >= Z_LIMIT], details=details, notes=notes)


def reference(measure: LungMeasure, subject: LungSubject) -> Reference:
    """The LMS reference of one measure; the caller has checked age (3-95) and height."""
    a, p, q = _coefficients()[measure, subject.sex]
    log_age, group = math.log(subject.age), subject.ancestry
    skew_spline, median_spline, spread_spline = _splines_at(measure, subject.sex, subject.age)
    ethnic_a = a[group + 1] if group > Ancestry.CAUCASIAN else 0.0
    ethnic_p = p[group] if group > Ancestry.CAUCASIAN else 0.0
    log_median = a[0] + a[1] * math.log(subject.height_cm) + a[2] * log_age + ethnic_a + median_spline
    return Reference(
        predicted=math.exp(log_median),
        coefficient_of_variation=math.exp(p[0] + p[1] * log_age + ethnic_p + spread_spline),
        skewness=q[0] + q[1] * log_age + skew_spline,
    )


def _splines_at(measure: LungMeasure, sex: Sex, age: float) -> tuple[float, ...]:
    knots = _splines()[measure, sex]
    index = min(int((age - YOUNGEST) * KNOTS_PER_YEAR), len(knots) - 2)
    share = (age - YOUNGEST) * KNOTS_PER_YEAR - index
    return tuple(low + share * (high - low) for low, high in zip(knots[index], knots[index + 1], strict=True))


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files(__package__).joinpath("data", name)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _strata() -> list[tuple[LungMeasure, Sex, str]]:
    return [(measure, sex, f"{measure.value}_{sex.value}") for measure in LungMeasure for sex in Sex]


@cache
def _coefficients() -> dict[tuple[LungMeasure, Sex], tuple[list[float], list[float], list[float]]]:
    rows = {row["term"]: row for row in _rows("gli_2012_coefficients.csv")}
    return {
        (measure, sex): tuple(
            [float(rows[f"{letter}{number}"][column]) for number in range(count)]
            for letter, count in (("a", 7), ("p", 6), ("q", 2))
        )
        for measure, sex, column in _strata()
    }


@cache
def _splines() -> dict[tuple[LungMeasure, Sex], list[tuple[float, float, float]]]:
    rows = _rows("gli_2012_splines.csv")
    return {
        (measure, sex): [tuple(float(row[f"{column}_{letter}"]) for letter in "lms") for row in rows]
        for measure, sex, column in _strata()
    }
