"""Alcohol: AUDIT and AUDIT-C. Items 9 and 10 know only the answers 0, 2 and 4."""

from .questionnaire import Answers, Form, Given, total_of
from .result import Band, Note, Outcome, Result, Scored, Sex, classify

AUDIT = Form(
    key="audit",
    version="who-2001",
    title="AUDIT",
    source="WHO, AUDIT: guidelines for use in primary care, 2001",
    allowed=(range(5),) * 8 + ((0, 2, 4),) * 2,
)
AUDIT_C = Form(
    key="auditc",
    version="nl-5-4",
    title="AUDIT-C",
    source="Bush, Archives of Internal Medicine, 1998; Nederlandse grenzen vrouw 4, man 5",
    allowed=(range(5),) * 3,
)
AUDIT_BANDS = (
    Band("laag", "laag risico", 0),
    Band("riskant", "riskant gebruik", 8),
    Band("schadelijk", "schadelijk gebruik", 16),
    Band("afhankelijk", "waarschijnlijk afhankelijk", 20),
)
DEPENDENCE_BANDS = (Band("laag", "niet verdacht", 0), Band("verdacht", "verdacht voor afhankelijkheid", 4))
PROBLEM_BANDS = (Band("geen", "geen problemen", 0), Band("verder_kijken", "verder uitvragen", 1))
AUDIT_C_LIMITS = {Sex.FEMALE: 4, Sex.MALE: 5}
SEX_UNKNOWN = Note("geslacht_onbekend", "De grens verschilt per geslacht: vrouw 4 of hoger, man 5 of hoger.")


def audit(answers: Answers) -> Scored:
    """AUDIT: total 0-40, with consumption (1-3), dependence (4-6) and problems (7-10); all items needed."""
    given = AUDIT.read(answers)
    scales = {
        "totaal": total_of(AUDIT, "totaal", given, bands=AUDIT_BANDS),
        "gebruik": total_of(AUDIT, "gebruik", given, items=(1, 2, 3)),
        "afhankelijkheid": total_of(AUDIT, "afhankelijkheid", given, items=(4, 5, 6), bands=DEPENDENCE_BANDS),
        "problemen": total_of(AUDIT, "problemen", given, items=(7, 8, 9, 10), bands=PROBLEM_BANDS),
    }
    return Scored(AUDIT.key, AUDIT.version, scales)


def audit_c(answers: Answers, *, sex: Sex | None) -> Scored:
    """AUDIT-C: total 0-12; positive from 4 (women) or 5 (men). Without a sex no band, but a note with both."""
    given = AUDIT_C.read(answers)
    return Scored(AUDIT_C.key, AUDIT_C.version, {"totaal": _audit_c_total(given, sex)})


def _audit_c_total(given: Given, sex: Sex | None) -> Outcome:
    outcome = total_of(AUDIT_C, "totaal", given)
    if not isinstance(outcome, Result):
        return outcome
    algorithm = AUDIT_C.algorithm("totaal")
    if sex is None:
        return algorithm.result(outcome.value, outcome.inputs, notes=(SEX_UNKNOWN,))
    bands = (Band("negatief", "negatief", 0), Band("positief", "positief", AUDIT_C_LIMITS[sex]))
    return algorithm.result(outcome.value, outcome.inputs, band=classify(outcome.value, bands))
