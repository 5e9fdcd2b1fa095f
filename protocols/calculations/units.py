"""Unit conversions per quantity, to the one unit in which a determination is stored (UCUM).

Only conversions with a known factor exist; an unknown unit raises `UnknownUnit` and is never guessed.
Sources: factors for glucose, HbA1c and ACR as printed in a vocabulary checked against LOINC 2.82 and
the American Medical Association's table; cholesterol 38.67 and creatinine 88.4 as in the public
SCORE2 and CKD-EPI code. Triglycerides (88.57) is general knowledge and stays to be approved.

Determination keys covered: gewicht, lengte, middelomtrek, bmi, rr_sys, rr_dia, rr_thuis_sys,
rr_thuis_dia, rr_thuis7, rr_24u, rr_30, pols, hba1c, hbsw, gluc_n, gluc, gluc_cap, chol, hdl, ldl,
ldl_direct, nonhdl, trig, kreat, egfr, egfr_cys, acr, kalium, natrium, hb, ntprobnp, fev1_pre,
fev1_post, fvc_pre, fvc_post, fev1_fvc_pre, fev1_fvc_post, pef.
"""

from dataclasses import dataclass
from types import MappingProxyType

from .result import Evidence


class UnknownUnit(ValueError):
    """No conversion is known for this determination and unit."""

    def __init__(self, determination: str, unit: str) -> None:
        self.determination, self.unit = determination, unit
        super().__init__(f"Eenheid '{unit}' is niet bekend voor '{determination}'.")


@dataclass(frozen=True, slots=True)
class Linear:
    """A conversion to the stored unit: `value * factor + offset`."""

    factor: float
    offset: float = 0.0
    evidence: Evidence = Evidence.VERIFIED

    def forward(self, value: float) -> float:
        """From the foreign unit to the stored unit."""
        return value * self.factor + self.offset

    def backward(self, value: float) -> float:
        """From the stored unit to the foreign unit."""
        return (value - self.offset) / self.factor


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured property: the stored unit and the foreign units that can be converted to it."""

    unit: str
    foreign: MappingProxyType

    def conversion(self, unit: str) -> Linear | None:
        """The conversion from `unit`, the identity for the stored unit, None when unknown."""
        return IDENTITY if unit == self.unit else self.foreign.get(unit)


IDENTITY = Linear(1.0)
MG_DL_PER_MMOL_CHOLESTEROL = 38.67
MG_DL_PER_MMOL_TRIGLYCERIDES = 88.57
UMOL_PER_MG_DL_CREATININE = 88.4
PMOL_PER_NG_NTPROBNP = 0.118
HBA1C_SLOPE, HBA1C_OFFSET = 10.93, -23.50

HBA1C_PERCENT = Linear(HBA1C_SLOPE, HBA1C_OFFSET)
GLUCOSE_MG_DL = Linear(0.0555)
CHOLESTEROL_MG_DL = Linear(1 / MG_DL_PER_MMOL_CHOLESTEROL)
TRIGLYCERIDES_MG_DL = Linear(1 / MG_DL_PER_MMOL_TRIGLYCERIDES, evidence=Evidence.TO_APPROVE)
CREATININE_MG_DL = Linear(UMOL_PER_MG_DL_CREATININE)
ACR_MG_G = Linear(0.113)
NTPROBNP_PMOL_L = Linear(1 / PMOL_PER_NG_NTPROBNP)


def _quantity(unit: str, **foreign: Linear) -> Quantity:
    names = {_UNIT_NAMES.get(name, name): conversion for name, conversion in foreign.items()}
    return Quantity(unit, MappingProxyType(names))


_UNIT_NAMES = {
    "inch": "[in_i]",
    "pound": "[lb_av]",
    "percent": "%",
    "mg_dl": "mg/dL",
    "mg_g": "mg/g",
    "pg_ml": "pg/mL",
    "pmol_l": "pmol/L",
    "meq_l": "meq/L",
    "ml": "mL",
}

_MASS = _quantity("kg", g=Linear(0.001), pound=Linear(0.45359237))
_LENGTH = _quantity("cm", m=Linear(100.0), mm=Linear(0.1), inch=Linear(2.54))
_PRESSURE = _quantity("mm[Hg]")
_HBA1C = _quantity("mmol/mol", percent=HBA1C_PERCENT)
_GLUCOSE = _quantity("mmol/L", mg_dl=GLUCOSE_MG_DL)
_CHOLESTEROL = _quantity("mmol/L", mg_dl=CHOLESTEROL_MG_DL)
_MONOVALENT = _quantity("mmol/L", meq_l=IDENTITY)
_VOLUME = _quantity("L", ml=Linear(0.001))
_FRACTION = _quantity("1", percent=Linear(0.01))
_EGFR = _quantity("mL/min/{1.73_m2}")

QUANTITIES = MappingProxyType(
    {
        "gewicht": _MASS,
        "lengte": _LENGTH,
        "middelomtrek": _LENGTH,
        "bmi": _quantity("kg/m2"),
        **dict.fromkeys(
            ("rr_sys", "rr_dia", "rr_thuis_sys", "rr_thuis_dia", "rr_thuis7", "rr_24u", "rr_30"), _PRESSURE
        ),
        "pols": _quantity("/min"),
        **dict.fromkeys(("hba1c", "hbsw"), _HBA1C),
        **dict.fromkeys(("gluc_n", "gluc", "gluc_cap"), _GLUCOSE),
        **dict.fromkeys(("chol", "hdl", "ldl", "ldl_direct", "nonhdl"), _CHOLESTEROL),
        "trig": _quantity("mmol/L", mg_dl=TRIGLYCERIDES_MG_DL),
        "kreat": _quantity("umol/L", mg_dl=CREATININE_MG_DL),
        **dict.fromkeys(("egfr", "egfr_cys"), _EGFR),
        "acr": _quantity("mg/mmol", mg_g=ACR_MG_G),
        **dict.fromkeys(("kalium", "natrium"), _MONOVALENT),
        "hb": _quantity("mmol/L"),
        "ntprobnp": _quantity("ng/L", pg_ml=IDENTITY, pmol_l=NTPROBNP_PMOL_L),
        **dict.fromkeys(("fev1_pre", "fev1_post", "fvc_pre", "fvc_post"), _VOLUME),
        **dict.fromkeys(("fev1_fvc_pre", "fev1_fvc_post"), _FRACTION),
        "pef": _quantity("L/min"),
    }
)

# Spellings seen in exports for the same UCUM unit; nothing here changes a number.
SPELLINGS = MappingProxyType(
    {
        "mmHg": "mm[Hg]",
        "kg/m²": "kg/m2",
        "µmol/L": "umol/L",
        "μmol/L": "umol/L",
        "umol/l": "umol/L",
        "mmol/l": "mmol/L",
        "mg/dl": "mg/dL",
        "ng/l": "ng/L",
        "pmol/l": "pmol/L",
        "pg/ml": "pg/mL",
        "mEq/L": "meq/L",
        "l": "L",
        "ml": "mL",
        "beats/min": "/min",
        "mL/min/1.73m2": "mL/min/{1.73_m2}",
        "mL/min/1,73m2": "mL/min/{1.73_m2}",
        "ml/min/1.73m2": "mL/min/{1.73_m2}",
    }
)


def conversion_for(determination: str, unit: str) -> Linear:
    """The conversion from `unit` to the stored unit of a determination, or `UnknownUnit`."""
    quantity = QUANTITIES.get(determination)
    found = quantity and quantity.conversion(SPELLINGS.get(unit, unit))
    if not found:
        raise UnknownUnit(determination, unit)
    return found


def to_stored_unit(determination: str, value: float, unit: str) -> float:
    """The value in the unit in which the determination is stored."""
    return conversion_for(determination, unit).forward(value)


def from_stored_unit(determination: str, value: float, unit: str) -> float:
    """A stored value expressed in another unit, for display."""
    return conversion_for(determination, unit).backward(value)


def hba1c_mmol_mol(percent: float) -> float:
    """HbA1c in mmol/mol (IFCC) from % (NGSP): 10.93 * % - 23.50."""
    return HBA1C_PERCENT.forward(percent)


def hba1c_percent(mmol_mol: float) -> float:
    """HbA1c in % (NGSP) from mmol/mol (IFCC)."""
    return HBA1C_PERCENT.backward(mmol_mol)


def glucose_mmol(mg_dl: float) -> float:
    """Glucose in mmol/L from mg/dL (x 0.0555)."""
    return GLUCOSE_MG_DL.forward(mg_dl)


def cholesterol_mmol(mg_dl: float) -> float:
    """Total, HDL, LDL or non-HDL cholesterol in mmol/L from mg/dL (/ 38.67)."""
    return CHOLESTEROL_MG_DL.forward(mg_dl)


def cholesterol_mg_dl(mmol: float) -> float:
    """Cholesterol in mg/dL from mmol/L (x 38.67)."""
    return CHOLESTEROL_MG_DL.backward(mmol)


def triglycerides_mmol(mg_dl: float) -> float:
    """Triglycerides in mmol/L from mg/dL (/ 88.57, factor to be approved)."""
    return TRIGLYCERIDES_MG_DL.forward(mg_dl)


def creatinine_umol(mg_dl: float) -> float:
    """Creatinine in umol/L from mg/dL (x 88.4)."""
    return CREATININE_MG_DL.forward(mg_dl)


def acr_mg_mmol(mg_g: float) -> float:
    """Albumin/creatinine ratio in mg/mmol from mg/g (x 0.113)."""
    return ACR_MG_G.forward(mg_g)


def ntprobnp_ng(pmol: float) -> float:
    """NT-proBNP in ng/L from pmol/L (/ 0.118)."""
    return NTPROBNP_PMOL_L.forward(pmol)
