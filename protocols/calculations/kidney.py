"""Kidney function: eGFR by CKD-EPI 2009 and 2021 (creatinine)."""

from dataclasses import dataclass
from enum import StrEnum

from .result import Algorithm, Outcome, Reason, Sex
from .units import UMOL_PER_MG_DL_CREATININE

ADULT = 18
OLDEST = 120


class Edition(StrEnum):
    """How an eGFR was obtained; values of different editions never share one trend."""

    CKD_EPI_2009 = "ckd-epi-2009"
    CKD_EPI_2021 = "ckd-epi-2021"
    MDRD = "mdrd"
    CLEARANCE = "clearance"


@dataclass(frozen=True, slots=True)
class _Equation:
    """Constants of one CKD-EPI creatinine equation."""

    constant: float
    age_base: float
    high_exponent: float
    female_factor: float
    low_exponents: dict[Sex, float]


_EQUATIONS = {
    Edition.CKD_EPI_2009: _Equation(141, 0.993, -1.209, 1.018, {Sex.FEMALE: -0.329, Sex.MALE: -0.411}),
    Edition.CKD_EPI_2021: _Equation(142, 0.9938, -1.200, 1.012, {Sex.FEMALE: -0.241, Sex.MALE: -0.302}),
}
_KAPPA = {Sex.FEMALE: 0.7, Sex.MALE: 0.9}

_SOURCES = {
    Edition.CKD_EPI_2009: "Levey, Annals of Internal Medicine, 2009 (zonder etniciteitsterm)",
    Edition.CKD_EPI_2021: "Inker, New England Journal of Medicine, 2021",
}
ALGORITHMS = {
    edition: Algorithm(
        key="egfr",
        version=edition.value,
        title=f"eGFR (CKD-EPI {edition.value[-4:]})",
        source=source,
        unit="mL/min/{1.73_m2}",
    )
    for edition, source in _SOURCES.items()
}


def egfr(creatinine_umol: float, *, sex: Sex, age: float, edition: Edition) -> Outcome:
    """eGFR in mL/min/1.73 m2 from creatinine in umol/L, adults of 18 years and older.

    CKD-EPI creatinine 2009 (no race term) or 2021; mg/dL = umol/L / 88.4. Creatinine 20-2000 umol/L.
    """
    algorithm = ALGORITHMS[edition]
    if not ADULT <= age <= OLDEST:
        return algorithm.blocked(Reason.AGE, "CKD-EPI geldt vanaf 18 jaar.")
    if not 20 <= creatinine_umol <= 2000:
        return algorithm.blocked(Reason.OUT_OF_RANGE, "Het creatinine ligt buiten 20-2000 µmol/L.")
    equation = _EQUATIONS[edition]
    relative = creatinine_umol / UMOL_PER_MG_DL_CREATININE / _KAPPA[sex]
    value = (
        equation.constant
        * min(relative, 1) ** equation.low_exponents[sex]
        * max(relative, 1) ** equation.high_exponent
        * equation.age_base**age
        * (equation.female_factor if sex is Sex.FEMALE else 1)
    )
    return algorithm.result(value, {"kreat": creatinine_umol, "sex": sex, "age": age})


def egfr_2009(creatinine_umol: float, sex: Sex, age: float) -> Outcome:
    """eGFR by CKD-EPI 2009; see `egfr`."""
    return egfr(creatinine_umol, sex=sex, age=age, edition=Edition.CKD_EPI_2009)


def egfr_2021(creatinine_umol: float, sex: Sex, age: float) -> Outcome:
    """eGFR by CKD-EPI 2021; see `egfr`."""
    return egfr(creatinine_umol, sex=sex, age=age, edition=Edition.CKD_EPI_2021)
