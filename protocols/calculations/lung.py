"""COPD: MRC, GOLD stage and group, ziektelast, reversibility, loss of FEV1."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from .age import DAYS_PER_YEAR
from .result import Algorithm, Band, Evidence, Note, Outcome, Reason, Sex, classify

_NHG_COPD = "NHG-Standaard COPD M26, 2015 (tabel niet nagelezen)"
MMRC = Algorithm(key="mmrc", version="1", title="mMRC", source="mMRC = MRC - 1", unit="{score}")
GOLD_STAGE = Algorithm(key="gold_stadium", version="gold-2023", title="GOLD-stadium", source="GOLD report, 2023")
GOLD_ABE = Algorithm(
    key="gold_abe",
    version="gold-2023",
    title="GOLD-groep (ABE)",
    source="GOLD report, 2023 (samenvoeging C en D te accorderen)",
    evidence=Evidence.TO_APPROVE,
)
BURDEN = Algorithm(
    key="ziektelast_copd",
    version="nhg-2015",
    title="Ziektelast COPD (voorstel)",
    source=_NHG_COPD,
    evidence=Evidence.TO_APPROVE,
)
REVERSIBILITY = Algorithm(
    key="reversibiliteit",
    version="klassiek",
    title="Reversibiliteit",
    source="Klassieke regel 12% en 200 ml (niet nagelezen)",
    unit="%",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)
FEV1_LOSS = Algorithm(
    key="fev1_daling",
    version="1",
    title="Daling FEV1 per jaar",
    source=_NHG_COPD,
    unit="mL/a",
    evidence=Evidence.TO_APPROVE,
)
MRC_LIMIT = 3
GOLD_BANDS = (Band("4", "GOLD 4", 0), Band("3", "GOLD 3", 30), Band("2", "GOLD 2", 50), Band("1", "GOLD 1", 80))
SEVERE_IS_MANUAL = Note("ernstig_handmatig", "Ernstige ziektelast is een oordeel van de huisarts, geen berekening.")
LITRES_PER_ML = 0.001


def mrc_to_mmrc(mrc: int) -> Outcome:
    """mMRC (0-4) from MRC (1-5); the scale must be stored, a bare "2" is ambiguous."""
    if mrc not in range(1, 6):
        return MMRC.blocked(Reason.OUT_OF_RANGE, "MRC loopt van 1 tot en met 5.")
    return MMRC.result(mrc - 1, {"mrc": mrc}, details={"mrc_3_of_hoger": mrc >= MRC_LIMIT})


def gold_stage(fev1_percent: float, *, is_obstructed: bool | None) -> Outcome:
    """GOLD stage 1-4 from post-bronchodilator FEV1 in % predicted (10-200), only with obstruction.

    1 >= 80, 2 50-79, 3 30-49, 4 < 30. Obstruction is FEV1/FVC below the fifth percentile.
    """
    if is_obstructed is None:
        return GOLD_STAGE.blocked(Reason.MISSING, "Zonder FEV1/FVC na luchtwegverwijding is er geen GOLD-stadium.")
    if not is_obstructed:
        return GOLD_STAGE.blocked(Reason.OUT_OF_RANGE, "Geen obstructie: er is geen GOLD-stadium.")
    if not 10 <= fev1_percent <= 200:
        return GOLD_STAGE.blocked(Reason.OUT_OF_RANGE, "FEV1 in procenten ligt buiten 10-200.")
    band = classify(fev1_percent, GOLD_BANDS)
    return GOLD_STAGE.result(int(band.code), {"fev1_procent": fev1_percent}, band=band)


@dataclass(frozen=True, slots=True)
class Attacks:
    """Attacks in the last 12 months: treated with a course (moderate) and leading to admission."""

    moderate: int = 0
    admissions: int = 0


def gold_abe(attacks: Attacks, *, mmrc: int | None = None, cat: int | None = None) -> Outcome:
    """GOLD group A, B or E (C and D merged since 2023) from symptoms and attacks.

    Symptoms are high at mMRC >= 2 or CAT >= 10; risk is high at >= 2 moderate attacks or an admission.
    """
    inputs = {"mmrc": mmrc, "cat": cat, "matig": attacks.moderate, "opnames": attacks.admissions}
    if attacks.moderate >= 2 or attacks.admissions >= 1:
        return GOLD_ABE.result("E", inputs)
    if mmrc is None and cat is None:
        return GOLD_ABE.blocked(Reason.MISSING, "mMRC of CAT is nodig voor de GOLD-groep.")
    has_symptoms = (mmrc is not None and mmrc >= 2) or (cat is not None and cat >= 10)
    return GOLD_ABE.result("B" if has_symptoms else "A", inputs)


@dataclass(frozen=True, slots=True)
class CopdParameters:
    """The five parameters of the ziektelast table; None is unknown.

    FEV1 after bronchodilation; `has_weight_loss` and `is_fev1_falling` are the bands of
    `body.weight_loss` and `fev1_loss`; `has_low_ffmi` is FFMI < 16 (man) or < 15 (woman).
    """

    mrc: int | None = None
    ccq: float | None = None
    courses: int | None = None
    admissions: int | None = None
    bmi: float | None = None
    has_weight_loss: bool | None = None
    has_low_ffmi: bool | None = None
    fev1_percent: float | None = None
    fev1_litres: float | None = None
    is_fev1_falling: bool | None = None


def copd_burden(parameters: CopdParameters) -> Outcome:
    """Proposal for the ziektelast: "licht", "matig" (one criterion or more) or "onvolledig".

    Never "ernstig": that is for the huisarts. An unknown parameter without any criterion met is
    incomplete, not light. Cut-offs: NHG-Standaard COPD 2015, to be approved.
    """
    criteria = _criteria(parameters)
    met = [name for name, holds in criteria.items() if holds]
    unknown = [name for name, holds in criteria.items() if holds is None]
    value = "matig" if met else "onvolledig" if unknown else "licht"
    inputs = {item.name: getattr(parameters, item.name) for item in fields(parameters)}
    notes = (SEVERE_IS_MANUAL,) if met else ()
    details = {"voldaan": ", ".join(met), "onbekend": ", ".join(unknown)}
    return BURDEN.result(value, inputs, details=details, notes=notes)


def has_low_ffmi(ffmi: float | None, sex: Sex | None) -> bool | None:
    """Fat-free mass index below 16 (man) or 15 (woman) kg/m2; between both limits a sex is needed."""
    if ffmi is None or (sex is None and 15 <= ffmi < 16):
        return None
    return ffmi < (15 if sex is Sex.FEMALE else 16)


def _criteria(p: CopdParameters) -> dict[str, bool | None]:
    return {
        "MRC 3 of hoger": _known(p.mrc, lambda mrc: mrc >= MRC_LIMIT),
        "CCQ 2 of hoger": _known(p.ccq, lambda ccq: ccq >= 2),
        "longaanvallen": _any(_known(p.courses, lambda n: n >= 2), _known(p.admissions, lambda n: n >= 1)),
        "voedingstoestand": _any(_known(p.bmi, lambda bmi: bmi < 21), p.has_weight_loss, p.has_low_ffmi),
        "longfunctie": _any(
            _known(p.fev1_percent, lambda percent: percent < 50),
            _known(p.fev1_litres, lambda litres: litres < 1.5),
            p.is_fev1_falling,
        ),
    }


def _known(value, test) -> bool | None:
    return None if value is None else bool(test(value))


def _any(*parts: bool | None) -> bool | None:
    """True when one part holds, unknown when nothing is known, else false."""
    known = [part for part in parts if part is not None]
    return any(known) if known else None


def reversibility(fev1_pre: float, fev1_post: float) -> Outcome:
    """Change of FEV1 (litres) after bronchodilation in % of the first value, band "significant".

    Significant is >= 12 % and >= 200 ml (classic rule, to be approved); FEV1 0.2-8.0 L.
    """
    if not (0.2 <= fev1_pre <= 8 and 0.2 <= fev1_post <= 8):
        return REVERSIBILITY.blocked(Reason.OUT_OF_RANGE, "FEV1 ligt buiten 0,2-8,0 liter.")
    change_ml = round((fev1_post - fev1_pre) / LITRES_PER_ML, 6)
    percent = round(100 * (fev1_post - fev1_pre) / fev1_pre, 9)
    is_significant = percent >= 12 and change_ml >= 200
    band = Band("significant", "significant reversibel", 0) if is_significant else None
    inputs = {"fev1_pre": fev1_pre, "fev1_post": fev1_post}
    return REVERSIBILITY.result(percent, inputs, band=band, details={"ml": change_ml})


@dataclass(frozen=True, slots=True)
class Fev1Sample:
    """A dated FEV1 in litres, all taken in the same condition (with or without bronchodilation)."""

    on: date
    litres: float


def fev1_loss(samples: Sequence[Fev1Sample]) -> Outcome:
    """Loss of FEV1 in ml per year between the first and last test; band "versneld" above 150.

    Needs at least three tests over at least three years (rule to be approved).
    """
    ordered = sorted(samples, key=lambda sample: sample.on)
    years = (ordered[-1].on - ordered[0].on).days / DAYS_PER_YEAR if ordered else 0
    if len(ordered) < 3 or round(years, 2) < 3:
        return FEV1_LOSS.blocked(Reason.MISSING, "Minstens drie metingen over drie jaar zijn nodig.")
    loss = (ordered[0].litres - ordered[-1].litres) / LITRES_PER_ML / years
    inputs = {sample.on.isoformat(): sample.litres for sample in ordered}
    band = Band("versneld", "meer dan 150 ml per jaar", 150) if loss > 150 else None
    return FEV1_LOSS.result(loss, inputs, band=band)
