"""Glucose and HbA1c: classes of a single value, % beside mmol/mol, diabetes duration."""

from datetime import date

from poh.base.dates import PartialDate

from .age import age_on
from .result import Algorithm, Band, Evidence, Outcome, Reason, classify
from .units import hba1c_percent

GLUCOSE_CLASS = Algorithm(
    key="glucoseklasse",
    version="1",
    title="Glucoseklasse",
    source="NHG-Standaard Diabetes mellitus type 2 (onderwijstabel)",
    unit="mmol/L",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)
HBA1C_IN_PERCENT = Algorithm(
    key="hba1c_procent",
    version="ifcc-ngsp-1",
    title="HbA1c in procenten",
    source="IFCC-NGSP master equation",
    unit="%",
    decimals=1,
)
DM_DURATION = Algorithm(key="dm_duur", version="1", title="Duur van de diabetes", source="NHG-Standaard DM2", unit="a")

FASTING_BANDS = (
    Band("normaal", "normaal", 0),
    Band("gestoord_nuchter", "gestoord nuchtere glucose", 6.1),
    Band("diabetes", "past bij diabetes", 7.0),
)
RANDOM_BANDS = (
    Band("normaal", "normaal", 0),
    Band("gestoorde_tolerantie", "gestoorde glucosetolerantie", 7.8),
    Band("diabetes", "past bij diabetes", 11.1),
)


def glucose_class(mmol: float, *, is_fasting: bool) -> Outcome:
    """Class of one plasma glucose in mmol/L (0.5-60); a diagnosis needs two days or complaints."""
    if not 0.5 <= mmol <= 60:
        return GLUCOSE_CLASS.blocked(Reason.OUT_OF_RANGE, "De glucose ligt buiten wat mogelijk is.")
    key = "gluc_n" if is_fasting else "gluc"
    bands = FASTING_BANDS if is_fasting else RANDOM_BANDS
    return GLUCOSE_CLASS.result(mmol, {key: mmol}, band=classify(mmol, bands))


def looks_like_percent(hba1c: float) -> bool:
    """An HbA1c of 4 to 15 was probably read in %: ask "procent?" and convert only on a yes."""
    return 4 <= hba1c <= 15


def hba1c_in_percent(mmol_mol: float) -> Outcome:
    """HbA1c in % (NGSP) beside mmol/mol (IFCC), valid 15-200 mmol/mol."""
    if not 15 <= mmol_mol <= 200:
        text = "Het HbA1c ligt buiten 15-200 mmol/mol; is het in procenten ingevuld?"
        return HBA1C_IN_PERCENT.blocked(Reason.OUT_OF_RANGE, text)
    return HBA1C_IN_PERCENT.result(hba1c_percent(mmol_mol), {"hba1c": mmol_mol})


def diabetes_duration(diagnosed: PartialDate, on: date) -> Outcome:
    """Whole years from diagnosis to a day; exactly ten years counts as ten.

    A diagnosis known by year only gives a number when the unknown part does not matter.
    """
    if diagnosed.year is None:
        return DM_DURATION.blocked(Reason.MISSING, "De datum van de diagnose ontbreekt.")
    if on < diagnosed.earliest:
        return DM_DURATION.blocked(Reason.OUT_OF_RANGE, "De datum van de diagnose ligt na deze dag.")
    years = age_on(diagnosed, on)
    if not years.is_certain:
        return DM_DURATION.blocked(Reason.AMBIGUOUS, f"De duur is {years} jaar: vul de datum van de diagnose aan.")
    return DM_DURATION.result(years.low, {"diagnose": diagnosed.iso, "datum": on.isoformat()})
