"""Body measures: BMI and unintended weight loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .result import Algorithm, Band, Evidence, Note, Outcome, Reason, classify

BMI = Algorithm(
    key="bmi",
    version="1",
    title="Quetelet-index (BMI)",
    source="NHG-Standaard CVRM, 2019",
    unit="kg/m2",
    decimals=1,
)
WEIGHT_LOSS = Algorithm(
    key="gewichtsverlies",
    version="1",
    title="Gewichtsverlies",
    source="NHG-Standaard COPD, 2015 (grens niet nagelezen)",
    unit="%",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)

# Only the two limits read in a source are named: >= 30 obesity (NHG-CVRM 2019), < 21 poor
# nutrition in COPD. The rest is one neutral class.
BMI_BANDS = (
    Band("laag", "lager dan 21 (voedingstoestand)", 0),
    Band("midden", "21 tot 30", 21),
    Band("obesitas", "obesitas (30 of hoger)", 30),
)
MONTH_DAYS, HALF_YEAR_DAYS = 31, 183
MONTH_LIMIT, HALF_YEAR_LIMIT = 5, 10


def looks_like_metres(height: float) -> bool:
    """A height below 3 was meant in metres: ask, never convert silently."""
    return 0 < height < 3


def bmi(weight_kg: float, height_cm: float) -> Outcome:
    """Body mass index in kg/m2, shown with one decimal.

    Valid for 2-350 kg and 45-250 cm (house limits that also admit children); source NHG-Standaard CVRM, 2019.
    """
    if looks_like_metres(height_cm):
        return BMI.blocked(Reason.UNIT, "De lengte lijkt in meters ingevuld; centimeters zijn nodig.")
    if not (2 <= weight_kg <= 350 and 45 <= height_cm <= 250):
        return BMI.blocked(Reason.OUT_OF_RANGE, "Gewicht of lengte ligt buiten wat mogelijk is.")
    value = weight_kg / (height_cm / 100) ** 2
    return BMI.result(value, {"gewicht": weight_kg, "lengte": height_cm}, band=classify(value, BMI_BANDS))


@dataclass(frozen=True, slots=True)
class Weighing:
    """A dated weight in kg."""

    on: date
    kg: float


def weight_loss(weighings: Sequence[Weighing]) -> Outcome:
    """Greatest relative loss up to the last weighing, in %, with an alert band.

    Alert above 5 % within a month (31 days) or above 10 % within half a year (183 days). Whether the
    loss was unintended must be asked. Source NHG-Standaard COPD, 2015; limits to be approved.
    """
    ordered = sorted(weighings, key=lambda weighing: weighing.on)
    losses = _losses(ordered)
    if not losses:
        return WEIGHT_LOSS.blocked(Reason.MISSING, "Twee gedateerde gewichten binnen een half jaar zijn nodig.")
    alert = any(percent > HALF_YEAR_LIMIT or (days <= MONTH_DAYS and percent > MONTH_LIMIT) for days, percent in losses)
    band = Band("alert", "meer dan 5% in een maand of 10% in een half jaar", 0) if alert else None
    notes = (Note("onbedoeld", "Ga na of het gewichtsverlies onbedoeld is."),) if alert else ()
    inputs = {weighing.on.isoformat(): weighing.kg for weighing in ordered}
    return WEIGHT_LOSS.result(max(percent for _, percent in losses), inputs, band=band, notes=notes)


def _losses(ordered: Sequence[Weighing]) -> list[tuple[int, float]]:
    if not ordered:
        return []
    last = ordered[-1]
    return [
        (days, (earlier.kg - last.kg) * 100 / earlier.kg)
        for earlier in ordered[:-1]
        if (days := (last.on - earlier.on).days) <= HALF_YEAR_DAYS
    ]
