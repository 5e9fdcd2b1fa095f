"""Lung questionnaires: CCQ, CAT, ACQ, ACT and C-ACT. Scoring only; no item text is shipped."""

from dataclasses import dataclass

from .questionnaire import Answers, Form, Given, blanks, incomplete, total_of
from .result import Band, Evidence, Outcome, Scored, classify


@dataclass(frozen=True, slots=True)
class MeanScale:
    """A scale that is the mean of its answered items, when enough of them are answered."""

    key: str
    items: tuple[int, ...]
    required: int
    bands: tuple[Band, ...] = ()


CCQ = Form(
    key="ccq",
    version="week-2003",
    title="CCQ",
    source="Van der Molen, Health and Quality of Life Outcomes, 2003; banden Zhou, Int J COPD, 2018",
    allowed=(range(7),) * 10,
)
CAT = Form(
    key="cat",
    version="banden-2018",
    title="CAT",
    source="Jones, European Respiratory Journal, 2009; banden Zhou, Int J COPD, 2018",
    allowed=(range(6),) * 8,
)
ACQ = Form(
    key="acq",
    version="1999",
    title="ACQ",
    source="Juniper, European Respiratory Journal, 1999",
    allowed=(range(7),) * 7,
)
ACT = Form(
    key="act",
    version="2004",
    title="ACT",
    source="Nathan, Journal of Allergy and Clinical Immunology, 2004",
    allowed=(range(1, 6),) * 5,
)
C_ACT = Form(
    key="cact",
    version="2007",
    title="C-ACT",
    source="Liu, Journal of Allergy and Clinical Immunology, 2007",
    allowed=(range(4),) * 4 + (range(6),) * 3,
)

MRC = Form(
    key="mrc",
    version="1959",
    title="MRC",
    source="Medical Research Council, 1959; grens 3 NHG-Standaard COPD, 2015 (te accorderen)",
    allowed=(range(1, 6),),
    evidence=Evidence.TO_APPROVE,
)

CCQ_BANDS = (
    Band("goed", "goed", 0),
    Band("matig", "matig", 1),
    Band("ingrijpen", "ingrijpen", 2),
    Band("zeer_beperkt", "zeer beperkt", 3),
)
CCQ_DOMAINS = (
    MeanScale("symptomen", (1, 2, 5, 6), required=3),
    MeanScale("mentaal", (3, 4), required=2),
    MeanScale("functioneel", (7, 8, 9, 10), required=3),
)
MRC_BANDS = (Band("laag", "graad 1 of 2", 1), Band("hoog", "graad 3 of hoger", 3))
CAT_BANDS = (
    Band("laag", "lage impact", 0),
    Band("gemiddeld", "gemiddelde impact", 11),
    Band("hoog", "hoge impact", 21),
    Band("zeer_hoog", "zeer hoge impact", 31),
)
ACQ_BANDS = (
    Band("onder_controle", "onder controle", 0),
    Band("grijs", "tussengebied", 0.75),
    Band("niet_onder_controle", "niet onder controle", 1.5),
)
ACQ_SCALES = tuple(
    MeanScale(f"acq{last}", tuple(range(1, last + 1)), required=last, bands=ACQ_BANDS) for last in (5, 6, 7)
)
ACT_BANDS = (
    Band("niet_goed", "niet goed onder controle", 5),
    Band("goed", "goed onder controle", 20),
    Band("volledig", "volledig onder controle", 25),
)
C_ACT_BANDS = (Band("niet_goed", "niet goed onder controle", 0), Band("goed", "goed onder controle", 20))


def ccq(answers: Answers) -> Scored:
    """CCQ, week version: means (0-6) of symptoms, mental state, function and of all ten items.

    Symptoms and function need 3 of 4 answers, mental state both; the total needs all three domains
    and is the mean of the answered items, never of the domains.
    """
    given = CCQ.read(answers)
    scales = {domain.key: _mean(CCQ, domain, given) for domain in CCQ_DOMAINS}
    incomplete_domains = [domain for domain in CCQ_DOMAINS if scales[domain.key].is_blocked]
    missing = sorted(item for domain in incomplete_domains for item in blanks(given, domain.items))
    total = CCQ.algorithm("totaal", decimals=1)
    if missing:
        return Scored(CCQ.key, CCQ.version, {**scales, "totaal": incomplete(total, missing)})
    answered = [answer for answer in given.values() if answer is not None]
    value = sum(answered) / len(answered)
    scales["totaal"] = total.result(value, CCQ.inputs(given, given), band=classify(value, CCQ_BANDS))
    return Scored(CCQ.key, CCQ.version, scales)


def mrc(answers: Answers) -> Scored:
    """MRC dyspnoea scale: one grade 1-5, high from 3 (limit to be approved); not the mMRC (0-4)."""
    given = MRC.read(answers)
    return Scored(MRC.key, MRC.version, {"totaal": total_of(MRC, "totaal", given, bands=MRC_BANDS)})


def cat(answers: Answers) -> Scored:
    """CAT: sum of eight items 0-5 (0-40), all answered; the bands are a version of their own."""
    given = CAT.read(answers)
    return Scored(CAT.key, CAT.version, {"totaal": total_of(CAT, "totaal", given, bands=CAT_BANDS)})


def acq(answers: Answers) -> Scored:
    """ACQ: means (0-6) of items 1-5, 1-6 and 1-7 over one week; every item of a scale is needed.

    Below 0.75 controlled, from 1.5 uncontrolled. Item 7 is the FEV1 class filled in by staff.
    """
    given = ACQ.read(answers)
    scales = {scale.key: _mean(ACQ, scale, given) for scale in ACQ_SCALES}
    return Scored(ACQ.key, ACQ.version, scales)


def act(answers: Answers) -> Scored:
    """ACT: sum of five items 1-5 (5-25), from 12 years, over four weeks; 20 or more is well controlled."""
    given = ACT.read(answers)
    return Scored(ACT.key, ACT.version, {"totaal": total_of(ACT, "totaal", given, bands=ACT_BANDS)})


def c_act(answers: Answers) -> Scored:
    """C-ACT, 4-11 years: four child items 0-3 and three caregiver items 0-5 (0-27); 20 is well controlled."""
    given = C_ACT.read(answers)
    return Scored(C_ACT.key, C_ACT.version, {"totaal": total_of(C_ACT, "totaal", given, bands=C_ACT_BANDS)})


_ACQ_FEV1_CLASSES = ((90, 1), (80, 2), (70, 3), (60, 4), (50, 5))


def acq_fev1_class(percent: float) -> int:
    """ACQ item 7 from FEV1 in % predicted: above 95 is 0, 90-95 is 1, ... below 50 is 6 (to be approved)."""
    if percent > 95:
        return 0
    return next((points for limit, points in _ACQ_FEV1_CLASSES if percent >= limit), 6)


def _mean(form: Form, scale: MeanScale, given: Given) -> Outcome:
    algorithm = form.algorithm(scale.key, decimals=2)
    answered = [given[item] for item in scale.items if given[item] is not None]
    if len(answered) < scale.required:
        return incomplete(algorithm, blanks(given, scale.items))
    value = sum(answered) / len(answered)
    band = classify(value, scale.bands) if scale.bands else None
    return algorithm.result(value, form.inputs(given, scale.items), band=band)
