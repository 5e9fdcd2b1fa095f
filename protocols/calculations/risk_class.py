"""Classes of cardiovascular risk: the edition decides the limits and is stored with every result."""

from enum import StrEnum

from .result import Algorithm, Band, Evidence, Outcome, Reason, classify

RISK_CLASS = Algorithm(
    key="risicoklasse",
    version="nhg-2024",
    title="Risicoklasse HVZ",
    source="ESC-richtlijn preventie, 2021; overgenomen in NHG-richtlijn CVRM, 2024 (getallen te accorderen)",
    unit="%",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)


class RiskEdition(StrEnum):
    """Which limits were used; a class of one edition is never recomputed with another."""

    NHG_2019 = "nhg-2019"
    NHG_2024 = "nhg-2024"
    ESC_2023_DIABETES = "esc-2023-diabetes"


def _limits(high: float, very_high: float) -> tuple[Band, ...]:
    return (
        Band("laag_matig", "laag tot matig", 0),
        Band("hoog", "hoog", high),
        Band("zeer_hoog", "zeer hoog", very_high),
    )


_NHG_2024 = ((70, _limits(7.5, 15)), (50, _limits(5, 10)), (0, _limits(2.5, 7.5)))
_NHG_2019 = _limits(5, 10)
_ESC_2023 = (
    Band("laag", "laag", 0),
    Band("matig", "matig", 5),
    Band("hoog", "hoog", 10),
    Band("zeer_hoog", "zeer hoog", 20),
)


def risk_band(risk: float, *, age: float, edition: RiskEdition) -> Band:
    """The class of an unrounded risk in % under one edition.

    NHG 2024: under 50 years 2.5 / 7.5, 50-69 years 5 / 10, from 70 years 7.5 / 15 %.
    NHG 2019 (mortality): 5 / 10 %. ESC 2023 with diabetes: 5 / 10 / 20 %.
    """
    if edition is RiskEdition.NHG_2019:
        return classify(risk, _NHG_2019)
    if edition is RiskEdition.ESC_2023_DIABETES:
        return classify(risk, _ESC_2023)
    return classify(risk, next(bands for lowest, bands in _NHG_2024 if age >= lowest))


def risk_class(risk: float, *, age: float, edition: RiskEdition = RiskEdition.NHG_2024) -> Outcome:
    """The class of a risk in % (0-100) as a result that names the edition."""
    if not (0 <= risk <= 100 and age >= 0):
        return RISK_CLASS.blocked(Reason.OUT_OF_RANGE, "Het risico moet tussen 0 en 100% liggen.")
    band = risk_band(risk, age=age, edition=edition)
    return RISK_CLASS.result(risk, {"risico": risk, "age": age}, band=band, details={"klasse_editie": edition})
