"""Lipids in mmol/L: non-HDL, LDL by Friedewald with its limits, total/HDL ratio."""

from .result import Algorithm, Evidence, Note, Outcome, Reason

NON_HDL = Algorithm(
    key="nonhdl", version="1", title="Non-HDL-cholesterol", source="NHG-Standaard CVRM, 2019", unit="mmol/L", decimals=1
)
RATIO = Algorithm(
    key="chol_hdl_ratio", version="1", title="Totaal/HDL-ratio", source="NHG-Standaard CVRM, 2019", unit="1", decimals=1
)
FRIEDEWALD = Algorithm(
    key="ldl",
    version="friedewald-1",
    title="LDL berekend (Friedewald)",
    source="Friedewald, Clinical Chemistry, 1972; grens triglyceriden te accorderen",
    unit="mmol/L",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)
TRIGLYCERIDES_LIMIT = 4.5
IMPLAUSIBLE = "HDL moet onder het totaal cholesterol liggen."
FASTING_UNKNOWN = Note("nuchter_onbekend", "Niet bekend of nuchter geprikt is; non-HDL heeft de voorkeur.")


def non_hdl(total: float, hdl: float) -> Outcome:
    """Total minus HDL cholesterol in mmol/L, both positive and HDL below total."""
    if not 0 < hdl < total:
        return NON_HDL.blocked(Reason.OUT_OF_RANGE, IMPLAUSIBLE)
    return NON_HDL.result(total - hdl, {"chol": total, "hdl": hdl})


def total_hdl_ratio(total: float, hdl: float) -> Outcome:
    """Total divided by HDL cholesterol, shown with one decimal; HDL below total."""
    if not 0 < hdl < total:
        return RATIO.blocked(Reason.OUT_OF_RANGE, IMPLAUSIBLE)
    return RATIO.result(total / hdl, {"chol": total, "hdl": hdl})


def ldl_friedewald(total: float, hdl: float, triglycerides: float, *, is_fasting: bool | None = None) -> Outcome:
    """LDL = total - HDL - TG / 2.2, all in mmol/L.

    Blocked above 4.5 mmol/L triglycerides (limit to be approved), when not fasting, and when the
    formula gives no positive value; non-HDL is then the measure to show.
    """
    if not (0 < hdl < total and triglycerides > 0):
        return FRIEDEWALD.blocked(Reason.OUT_OF_RANGE, IMPLAUSIBLE)
    if triglycerides > TRIGLYCERIDES_LIMIT:
        text = "Triglyceriden boven 4,5 mmol/L: LDL is niet te berekenen, gebruik non-HDL."
        return FRIEDEWALD.blocked(Reason.OUT_OF_RANGE, text)
    if is_fasting is False:
        return FRIEDEWALD.blocked(Reason.NOT_FASTING, "Niet nuchter geprikt: gebruik non-HDL.")
    value = total - hdl - triglycerides / 2.2
    if value <= 0:
        return FRIEDEWALD.blocked(Reason.OUT_OF_RANGE, "De formule geeft geen positieve waarde: gebruik non-HDL.")
    notes = (FASTING_UNKNOWN,) if is_fasting is None else ()
    return FRIEDEWALD.result(value, {"chol": total, "hdl": hdl, "trig": triglycerides}, notes=notes)
