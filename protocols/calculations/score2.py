"""Ten-year cardiovascular risk: SCORE2, SCORE2-OP and SCORE2-Diabetes for the four ESC regions.

Coefficients are in `score2_tables`. The risk is classified unrounded; the rounded value is for display.
Inputs in mmol/L and mmHg (office blood pressure); results in percent.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from .result import Algorithm, Blocked, Evidence, Note, Outcome, Reason, Sex
from .risk_class import RISK_CLASS, RiskEdition, risk_band
from .score2_tables import DIABETES, OLDER, RECALIBRATION, SCORE2_COEFFICIENTS, Coefficients, Region

SCORE2 = Algorithm(
    key="score2",
    version="score2-2021",
    title="SCORE2",
    source="SCORE2 working group, European Heart Journal, 2021",
    unit="%",
    decimals=1,
)
SCORE2_OP = Algorithm(
    key="score2_op",
    version="score2-op-2021-precies",
    title="SCORE2-OP",
    source="SCORE2-OP working group, European Heart Journal, 2021",
    unit="%",
    decimals=1,
)
SCORE2_DIABETES = Algorithm(
    key="score2_dm",
    version="score2-diabetes-2023",
    title="SCORE2-Diabetes",
    source="SCORE2-Diabetes working group, European Heart Journal, 2023",
    unit="%",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)


class BloodPressureMethod(StrEnum):
    """How the systolic pressure was taken; the SCORE2 family was derived on office values."""

    OFFICE = "office"
    HOME = "home"
    THIRTY_MINUTES = "30_minutes"
    AMBULATORY = "24_hours"

    @property
    def label(self) -> str:
        """The Dutch words for the screen."""
        return _METHOD_WORDS[self]


_METHOD_WORDS = {
    BloodPressureMethod.OFFICE: "spreekkamer",
    BloodPressureMethod.HOME: "thuis",
    BloodPressureMethod.THIRTY_MINUTES: "30 minuten",
    BloodPressureMethod.AMBULATORY: "24 uur",
}


@dataclass(frozen=True, slots=True)
class RiskProfile:
    """What the equations need; age in years on the day of the measurement."""

    sex: Sex
    age: float
    is_smoker: bool
    sbp: float
    total_cholesterol: float
    hdl: float
    bp_method: BloodPressureMethod = BloodPressureMethod.OFFICE

    def as_inputs(self) -> dict[str, object]:
        """The profile under the keys of the determinations."""
        return {
            "sex": self.sex,
            "age": self.age,
            "roken": self.is_smoker,
            "rr_sys": self.sbp,
            "chol": self.total_cholesterol,
            "hdl": self.hdl,
        }


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Facts that put a patient outside the population of the equations."""

    has_diabetes: bool = False
    has_cvd: bool = False
    uses_preventive_medication: bool = False
    has_severe_ckd: bool = False
    has_fh: bool = False


@dataclass(frozen=True, slots=True)
class DiabetesProfile:
    """What SCORE2-Diabetes needs on top: HbA1c in mmol/mol, eGFR by CKD-EPI, age at diagnosis."""

    hba1c: float
    egfr: float
    age_at_diagnosis: float


NO_EXCLUSIONS = Exclusions()
DIABETIC = Exclusions(has_diabetes=True)
SWITCHED = Note(
    "overgang_70",
    "Vanaf 70 jaar geldt SCORE2-OP met andere klassegrenzen: het risico kan stijgen terwijl de klasse daalt.",
)
NO_SMOKING_EFFECT = Note(
    "rookeffect_hoge_leeftijd",
    "Vanaf 85 jaar is het effect van stoppen met roken niet uit deze score af te lezen.",
)

TREATED = Note("behandeld", "Er is al preventieve medicatie: het werkelijke risico wijkt af van deze schatting.")


def score2(profile: RiskProfile, *, region: Region = Region.LOW, exclusions: Exclusions = NO_EXCLUSIONS) -> Outcome:
    """SCORE2, 40-69 completed years, without diabetes, HVZ, treatment, severe CKD or FH."""
    if not 40 <= profile.age < 70:
        return SCORE2.blocked(Reason.AGE, "SCORE2 geldt van 40 tot en met 69 jaar.")
    refusal = _refusal(SCORE2, profile, exclusions)
    if refusal:
        return refusal
    if exclusions.has_diabetes:
        return SCORE2.blocked(Reason.DIABETES, "Bij diabetes geldt SCORE2 niet.")
    terms = _score2_terms(profile)
    linear = _linear(SCORE2_COEFFICIENTS[profile.sex], terms)
    return _Estimate(SCORE2, profile, region, linear).outcome()


def score2_op(profile: RiskProfile, *, region: Region = Region.LOW, exclusions: Exclusions = NO_EXCLUSIONS) -> Outcome:
    """SCORE2-OP, 70-89 completed years, full-precision coefficients; exclusions as for SCORE2."""
    if not 70 <= profile.age < 90:
        return SCORE2_OP.blocked(Reason.AGE, "SCORE2-OP geldt van 70 tot en met 89 jaar.")
    refusal = _refusal(SCORE2_OP, profile, exclusions)
    if refusal:
        return refusal
    if exclusions.has_diabetes:
        return SCORE2_OP.blocked(Reason.DIABETES, "Bij diabetes geldt SCORE2-OP niet.")
    linear = _linear(OLDER[profile.sex], _older_terms(profile)) - OLDER[profile.sex].mean
    notes = [SWITCHED] if profile.age < 71 else []
    if profile.age >= 85:
        notes.append(NO_SMOKING_EFFECT)
    return _Estimate(SCORE2_OP, profile, region, linear, tuple(notes)).outcome()


def score2_diabetes(
    profile: RiskProfile,
    diabetes: DiabetesProfile,
    *,
    region: Region = Region.LOW,
    exclusions: Exclusions = DIABETIC,
) -> Outcome:
    """SCORE2-Diabetes, 40-69 completed years with diabetes, without HVZ; information only.

    HbA1c 15-200 mmol/mol, eGFR (CKD-EPI) 1-200, age at diagnosis not above the present age.
    """
    if not 40 <= profile.age < 70:
        return SCORE2_DIABETES.blocked(Reason.AGE, "SCORE2-Diabetes geldt van 40 tot en met 69 jaar.")
    if not exclusions.has_diabetes:
        return SCORE2_DIABETES.blocked(Reason.NO_DIABETES, "SCORE2-Diabetes geldt alleen bij diabetes.")
    refusal = _refusal(SCORE2_DIABETES, profile, exclusions)
    if refusal:
        return refusal
    if not (15 <= diabetes.hba1c <= 200 and 1 <= diabetes.egfr <= 200):
        return SCORE2_DIABETES.blocked(Reason.OUT_OF_RANGE, "HbA1c of eGFR ligt buiten wat mogelijk is.")
    if not 0 <= diabetes.age_at_diagnosis <= profile.age:
        return SCORE2_DIABETES.blocked(Reason.OUT_OF_RANGE, "De leeftijd bij diagnose ligt na de huidige leeftijd.")
    linear = diabetes_predictor(profile, diabetes, has_diabetes=True)
    extra = {"hba1c": diabetes.hba1c, "egfr": diabetes.egfr, "leeftijd_diagnose": diabetes.age_at_diagnosis}
    notes = (TREATED,) if exclusions.uses_preventive_medication else ()
    return _Estimate(SCORE2_DIABETES, profile, region, linear, notes, extra).outcome()


def ten_year_risk(
    profile: RiskProfile,
    *,
    exclusions: Exclusions,
    diabetes: DiabetesProfile | None = None,
    region: Region = Region.LOW,
) -> Outcome:
    """The one equation of the family that fits this patient: with diabetes, up to 69, or from 70 years."""
    if exclusions.has_diabetes:
        if diabetes is None:
            text = "Voor SCORE2-Diabetes zijn HbA1c, eGFR en de leeftijd bij diagnose nodig."
            return SCORE2_DIABETES.blocked(Reason.MISSING, text)
        return score2_diabetes(profile, diabetes, region=region, exclusions=exclusions)
    equation = score2 if profile.age < 70 else score2_op
    return equation(profile, region=region, exclusions=exclusions)


def absolute_risk(linear: float, *, survival: float, region: Region, sex: Sex, older: bool = False) -> float:
    """Recalibrated ten-year risk (0-1): 1 - exp(-exp(s1 + s2 ln(-ln(1 - r0)))).

    -ln(1 - r0) equals exp(lp) * -ln(S0), which keeps the double logarithm finite where r0 rounds to 0 or 1.
    """
    scale, slope = RECALIBRATION[older][region][sex]
    log_cumulative_hazard = linear + math.log(-math.log(survival))
    return -math.expm1(-math.exp(scale + slope * log_cumulative_hazard))


@dataclass(frozen=True, slots=True)
class _Estimate:
    """A linear predictor that has passed every check and becomes a result."""

    algorithm: Algorithm
    profile: RiskProfile
    region: Region
    linear: float
    notes: tuple[Note, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)

    def outcome(self) -> Outcome:
        """The risk in percent with its class, edition and the steps of the calculation."""
        older = self.algorithm is SCORE2_OP
        sex = self.profile.sex
        survival = (OLDER if older else SCORE2_COEFFICIENTS)[sex].survival
        risk = 100 * absolute_risk(self.linear, survival=survival, region=self.region, sex=sex, older=older)
        is_diabetes = self.algorithm is SCORE2_DIABETES
        edition = RiskEdition.ESC_2023_DIABETES if is_diabetes else RiskEdition.NHG_2024
        details = {
            "lp": self.linear,
            "r0": -math.expm1(math.exp(self.linear) * math.log(survival)),
            "regio": self.region,
            "klasse_editie": edition,
            "klasse_bewijs": RISK_CLASS.evidence,
        }
        band = risk_band(risk, age=self.profile.age, edition=edition)
        inputs = {**self.profile.as_inputs(), **self.extra}
        return self.algorithm.result(risk, inputs, band=band, details=details, notes=self.notes)


def _refusal(algorithm: Algorithm, profile: RiskProfile, exclusions: Exclusions) -> Blocked | None:
    """The first reason, other than age and diabetes, why this patient has no score."""
    name = algorithm.title
    is_treated = exclusions.uses_preventive_medication and algorithm is not SCORE2_DIABETES
    checks = (
        (exclusions.has_cvd, Reason.CVD, f"Bij hart- en vaatziekte geldt {name} niet: het risico is al zeer hoog."),
        (exclusions.has_fh, Reason.FH, f"Bij familiaire hypercholesterolemie geldt {name} niet."),
        (exclusions.has_severe_ckd, Reason.CKD, f"Bij ernstige chronische nierschade geldt {name} niet."),
        (is_treated, Reason.TREATED, f"Bij preventieve medicatie geldt {name} niet."),
        (
            profile.bp_method is not BloodPressureMethod.OFFICE,
            Reason.BP_METHOD,
            f"{name} rekent met de spreekkamerbloeddruk, niet met een meting '{profile.bp_method.label}'.",
        ),
        (
            not (60 <= profile.sbp <= 280 and 1 <= profile.total_cholesterol <= 20 and 0.2 <= profile.hdl <= 5),
            Reason.OUT_OF_RANGE,
            "Bloeddruk of cholesterol ligt buiten wat mogelijk is.",
        ),
        (
            profile.hdl >= profile.total_cholesterol,
            Reason.OUT_OF_RANGE,
            "HDL moet onder het totaal cholesterol liggen.",
        ),
    )
    return next((algorithm.blocked(reason, text) for applies, reason, text in checks if applies), None)


def _linear(coefficients: Coefficients, terms: dict[str, float]) -> float:
    return sum(coefficients.terms[name] * value for name, value in terms.items())


def _score2_terms(profile: RiskProfile) -> dict[str, float]:
    age = (profile.age - 60) / 5
    smoking = float(profile.is_smoker)
    sbp = (profile.sbp - 120) / 20
    total = profile.total_cholesterol - 6
    hdl = (profile.hdl - 1.3) / 0.5
    return _with_age_products(age, {"smoking": smoking, "sbp": sbp, "total": total, "hdl": hdl})


def _older_terms(profile: RiskProfile) -> dict[str, float]:
    age = profile.age - 73
    smoking = float(profile.is_smoker)
    total, hdl = profile.total_cholesterol - 6, profile.hdl - 1.4
    return _with_age_products(age, {"smoking": smoking, "sbp": profile.sbp - 150, "total": total, "hdl": hdl})


def _with_age_products(age: float, main: dict[str, float]) -> dict[str, float]:
    products = {f"age_{name}": age * value for name, value in main.items()}
    return {"age": age, **main, **products}


def diabetes_predictor(profile: RiskProfile, diabetes: DiabetesProfile, *, has_diabetes: bool) -> float:
    """Linear predictor of SCORE2-Diabetes; without diabetes only for checking against published rows."""
    terms = _score2_terms(profile)
    age, dm = terms["age"], float(has_diabetes)
    hba1c = (diabetes.hba1c - 31) / 9.34
    log_egfr = (math.log(diabetes.egfr) - 4.5) / 0.15
    terms |= {
        "diabetes": dm,
        "age_diabetes": age * dm,
        "diagnosis": dm * (diabetes.age_at_diagnosis - 50) / 5,
        "hba1c": hba1c,
        "egfr": log_egfr,
        "egfr_squared": log_egfr**2,
        "age_hba1c": age * hba1c,
        "age_egfr": age * log_egfr,
    }
    return _linear(DIABETES[profile.sex], terms)
