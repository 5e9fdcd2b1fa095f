"""Chronic kidney damage: KDIGO classes, risk grid, persistence over three months, progression."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import combinations, product

from .age import DAYS_PER_YEAR, add_months
from .kidney import Edition
from .measured import Measured
from .result import Algorithm, Band, Note, Outcome, Reason

CKD_RISK = Algorithm(
    key="rcns",
    version="kdigo-nhg-2018",
    title="Risicocategorie nierschade",
    source="Richtlijn Chronische nierschade, NHG/FMS, 2018; raster KDIGO",
)
PROGRESSION = Algorithm(
    key="egfr_progressie",
    version="1",
    title="Progressie nierfunctieverlies",
    source="Richtlijn Chronische nierschade, FMS, 2018",
    unit="mL/min/{1.73_m2}/a",
    decimals=1,
)
PERSISTENCE_MONTHS = 3
PROVISIONAL = Note("voorlopig", "Voorlopig: nog niet gedurende drie maanden vastgesteld.")


class Gfr(StrEnum):
    """GFR class by KDIGO, mL/min/1.73 m2."""

    G1 = "G1"
    G2 = "G2"
    G3A = "G3a"
    G3B = "G3b"
    G4 = "G4"
    G5 = "G5"


class Albuminuria(StrEnum):
    """Albuminuria class, mg/mmol; in the Netherlands exactly 30 is still A2."""

    A1 = "A1"
    A2 = "A2"
    A3 = "A3"


class Risk(IntEnum):
    """Risk class of chronic kidney damage, mild to severe."""

    NONE = 0
    MILD = 1
    MODERATE = 2
    SEVERE = 3


_LABELS = {Risk.NONE: "geen", Risk.MILD: "mild", Risk.MODERATE: "matig", Risk.SEVERE: "sterk"}
_GFR_LIMITS = ((90, Gfr.G1), (60, Gfr.G2), (45, Gfr.G3A), (30, Gfr.G3B), (15, Gfr.G4))
_GRID = {
    Gfr.G1: (Risk.NONE, Risk.MILD, Risk.MODERATE),
    Gfr.G2: (Risk.NONE, Risk.MILD, Risk.MODERATE),
    Gfr.G3A: (Risk.MILD, Risk.MODERATE, Risk.SEVERE),
    Gfr.G3B: (Risk.MODERATE, Risk.SEVERE, Risk.SEVERE),
    Gfr.G4: (Risk.SEVERE,) * 3,
    Gfr.G5: (Risk.SEVERE,) * 3,
}


def gfr_class(egfr: float) -> Gfr:
    """G1 >= 90, G2 60-89, G3a 45-59, G3b 30-44, G4 15-29, G5 < 15, on the unrounded value."""
    return next((name for limit, name in _GFR_LIMITS if egfr >= limit), Gfr.G5)


def albuminuria_class(acr: float) -> Albuminuria:
    """A1 < 3, A2 3-30 inclusive, A3 > 30 mg/mmol."""
    if acr < 3:
        return Albuminuria.A1
    return Albuminuria.A3 if acr > 30 else Albuminuria.A2


def possible_gfr_classes(egfr: Measured) -> tuple[Gfr, ...]:
    """The classes a reported eGFR leaves open: one for an exact value, more for `>60`."""
    names = tuple(Gfr)
    best, worst = gfr_class(egfr.highest), gfr_class(egfr.lowest)
    return names[names.index(best) : names.index(worst) + 1]


def possible_albuminuria_classes(acr: Measured) -> tuple[Albuminuria, ...]:
    """The classes a reported ACR leaves open: `<3` is A1, `<30` is A1 or A2."""
    names = tuple(Albuminuria)
    best, worst = albuminuria_class(acr.lowest), albuminuria_class(acr.highest)
    return names[names.index(best) : names.index(worst) + 1]


def risk_of(gfr: Gfr, albuminuria: Albuminuria) -> Risk:
    """One cell of the risk grid."""
    return _GRID[gfr][tuple(Albuminuria).index(albuminuria)]


def ckd_risk(egfr: Measured, acr: Measured) -> Outcome:
    """Risk class on one eGFR and one ACR, operators included; blocked when they leave it open.

    A class on a single moment is provisional: use `persistent_ckd_risk` to confirm it.
    """
    gfrs, albuminurias = possible_gfr_classes(egfr), possible_albuminuria_classes(acr)
    risks = {risk_of(gfr, albuminuria) for gfr, albuminuria in product(gfrs, albuminurias)}
    if len(risks) > 1:
        text = f"Met eGFR {egfr} en ACR {acr} is de klasse niet eenduidig."
        return CKD_RISK.blocked(Reason.AMBIGUOUS, text)
    risk = risks.pop()
    details = {"gfr": "/".join(gfrs), "albuminurie": "/".join(albuminurias), "risk": int(risk)}
    notes = () if risk is Risk.NONE else (PROVISIONAL,)
    inputs = {"egfr": str(egfr), "acr": str(acr)}
    return CKD_RISK.result(_LABELS[risk], inputs, band=_band(risk), details=details, notes=notes)


@dataclass(frozen=True, slots=True)
class KidneySample:
    """eGFR and ACR that belong to one moment."""

    on: date
    egfr: Measured
    acr: Measured


def persistent_ckd_risk(samples: Sequence[KidneySample]) -> Outcome:
    """Risk class of the last sample, confirmed when an equal or worse class existed 3 months before.

    Every sample in between must be at least as bad; otherwise the mildest class of that period is
    what has persisted. Without a sample of 3 months ago the class carries the note "voorlopig".
    """
    ordered = sorted(samples, key=lambda sample: sample.on)
    if not ordered:
        return CKD_RISK.blocked(Reason.MISSING, "Er is nog geen eGFR met ACR.")
    outcomes = [(sample.on, ckd_risk(sample.egfr, sample.acr)) for sample in ordered]
    latest_on, latest = outcomes[-1]
    if latest.is_blocked or latest.value == _LABELS[Risk.NONE]:
        return latest
    window = _window(outcomes, before=add_months(latest_on, -PERSISTENCE_MONTHS))
    persisted = min((outcome.details["risk"] for outcome in window), default=None)
    details = {**latest.details, "blijvend": "" if persisted is None else _LABELS[Risk(persisted)]}
    confirmed = persisted is not None and persisted >= latest.details["risk"]
    notes = () if confirmed else (PROVISIONAL,)
    return CKD_RISK.result(latest.value, latest.inputs, band=latest.band, details=details, notes=notes)


def _window(outcomes: list[tuple[date, Outcome]], *, before: date) -> list[Outcome]:
    """Usable outcomes from the last one at or before `before` up to the latest; empty without such one."""
    usable = [(on, outcome) for on, outcome in outcomes if not outcome.is_blocked]
    starts = [index for index, (on, _) in enumerate(usable) if on <= before]
    return [outcome for _, outcome in usable[starts[-1] :]] if starts else []


def _band(risk: Risk) -> Band:
    return Band(_LABELS[risk], _LABELS[risk], int(risk))


def effective_risk(
    computed: Outcome, *, computed_on: date, recorded: str | None = None, recorded_on: date | None = None
) -> str | None:
    """The risk class that counts: a hand-recorded class wins only when recorded after the latest eGFR/ACR."""
    if recorded and recorded_on and recorded_on > computed_on:
        return recorded
    return None if computed.is_blocked else computed.value


@dataclass(frozen=True, slots=True)
class EgfrSample:
    """One dated exact eGFR with the edition that produced it."""

    on: date
    value: float
    edition: Edition


LOOK_BACK_MONTHS = 60
FALL_PERCENT = 25
LOSS_PER_YEAR = 5
TOO_FEW_EGFR = "Minstens twee eGFR-waarden van verschillende dagen zijn nodig."


def egfr_progression(samples: Sequence[EgfrSample]) -> Outcome:
    """Slope of eGFR in mL/min/1.73 m2 per year over the last five years, band "progressie" when fast.

    Fast is: a fall of >= 25 % against the first value with a worse class, confirmed by the last two
    samples; or a loss of >= 5 per year on >= 3 samples (least squares, over at least a year).
    Editions may not be mixed. Source: Richtlijn Chronische nierschade, FMS, 2018.
    """
    ordered = sorted(samples, key=lambda sample: sample.on)
    if not ordered:
        return PROGRESSION.blocked(Reason.MISSING, TOO_FEW_EGFR)
    recent = [s for s in ordered if s.on >= add_months(ordered[-1].on, -LOOK_BACK_MONTHS)]
    if len(recent) < 2 or recent[0].on == recent[-1].on:
        return PROGRESSION.blocked(Reason.MISSING, TOO_FEW_EGFR)
    if len({sample.edition for sample in recent}) > 1:
        return PROGRESSION.blocked(Reason.MIXED_EDITIONS, "De eGFR-waarden zijn met verschillende formules bepaald.")
    slope = _slope(recent)
    steep = len(recent) >= 3 and recent[-1].on - recent[0].on >= timedelta(days=365) and slope <= -LOSS_PER_YEAR
    fast = steep or _confirmed_fall(recent)
    band = Band("progressie", "snelle achteruitgang", 1) if fast else Band("stabiel", "geen snelle achteruitgang", 0)
    inputs = {sample.on.isoformat(): sample.value for sample in recent}
    return PROGRESSION.result(slope, inputs, band=band, details={"methode": recent[0].edition})


def _confirmed_fall(recent: list[EgfrSample]) -> bool:
    first, tail = recent[0], recent[1:][-2:]
    order = list(Gfr)
    return len(tail) == 2 and all(
        sample.value * 100 <= first.value * (100 - FALL_PERCENT)
        and order.index(gfr_class(sample.value)) > order.index(gfr_class(first.value))
        for sample in tail
    )


def _slope(recent: list[EgfrSample]) -> float:
    years = [(sample.on - recent[0].on).days / DAYS_PER_YEAR for sample in recent]
    mean_year = sum(years) / len(years)
    mean_value = sum(sample.value for sample in recent) / len(recent)
    covariance = sum((year - mean_year) * (s.value - mean_value) for year, s in zip(years, recent, strict=True))
    return covariance / sum((year - mean_year) ** 2 for year in years)


@dataclass(frozen=True, slots=True)
class CreatinineSample:
    """One creatinine in umol/L with its day."""

    on: date
    umol: float


def is_acute_rise(samples: Sequence[CreatinineSample]) -> bool:
    """Whether creatinine rose >= 25 umol/L within 2 days or > 50 % within a week (NHG/FMS-CNS)."""
    ordered = sorted(samples, key=lambda sample: sample.on)
    return any(_is_acute(first, later) for first, later in combinations(ordered, 2))


def _is_acute(first: CreatinineSample, later: CreatinineSample) -> bool:
    days = (later.on - first.on).days
    return (days <= 2 and later.umol - first.umol >= 25) or (days <= 7 and later.umol > 1.5 * first.umol)
