"""POH-GGZ: PHQ-9, GAD-7, 4DKL, BDI-II, HADS, ISI, Zarit-12 and the referral proposal.

A flag (thoughts of suicide) holds even when a total is blocked by a blank.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from .questionnaire import Answers, Form, Given, blanks, incomplete, total_of
from .result import Algorithm, Band, Evidence, Note, Outcome, Reason, Scored, classify

PHQ9 = Form(
    key="phq9",
    version="2001",
    title="PHQ-9",
    source="Kroenke, Journal of General Internal Medicine, 2001",
    allowed=(range(4),) * 9,
)
GAD7 = Form(
    key="gad7",
    version="2006",
    title="GAD-7",
    source="Spitzer, Archives of Internal Medicine, 2006",
    allowed=(range(4),) * 7,
)
FOUR_DKL = Form(
    key="4dkl",
    version="2014",
    title="4DKL",
    source="Terluin, BMC Psychiatry, 2006; grenzen angst april 2014 (overige grenzen te accorderen)",
    allowed=(range(5),) * 50,
    evidence=Evidence.TO_APPROVE,
)
BDI2 = Form(key="bdi2", version="ii-1996", title="BDI-II", source="Beck, 1996", allowed=(range(64), range(4)))
HADS = Form(
    key="hads",
    version="1983",
    title="HADS",
    source="Zigmond en Snaith, Acta Psychiatrica Scandinavica, 1983",
    allowed=(range(4),) * 14,
)
ISI = Form(key="isi", version="2001", title="ISI", source="Bastien, Sleep Medicine, 2001", allowed=(range(5),) * 7)
ZARIT12 = Form(
    key="zarit12", version="2001", title="Zarit-12", source="Bédard, The Gerontologist, 2001", allowed=(range(5),) * 12
)

SUICIDALITY = Note("suicidaliteit", "Gedachten aan dood of suïcide: vraag door en overleg nu met de huisarts.")
ASK_SUICIDALITY = Note("vraag_suicidaliteit", "Alleen een totaal bekend: vraag zelf naar suïcidale gedachten.")

PHQ9_BANDS = (
    Band("minimaal", "minimaal", 0),
    Band("licht", "licht", 5),
    Band("matig", "matig", 10),
    Band("matig_ernstig", "matig ernstig", 15),
    Band("ernstig", "ernstig", 20),
)
NO_SYNDROME = Band("geen", "geen depressief syndroom", 0)
OTHER_SYNDROME = Band("overig", "overig depressief syndroom", 2)
MAJOR_SYNDROME = Band("depressief_syndroom", "past bij depressieve stoornis", 5)
GAD7_BANDS = (
    Band("minimaal", "minimaal", 0),
    Band("licht", "licht", 5),
    Band("matig", "matig", 10),
    Band("ernstig", "ernstig", 15),
)
BDI2_BANDS = (
    Band("minimaal", "minimaal", 0),
    Band("licht", "licht", 14),
    Band("matig", "matig", 20),
    Band("ernstig", "ernstig", 29),
)
HADS_BANDS = (Band("normaal", "normaal", 0), Band("grens", "grensgebied", 8), Band("verhoogd", "verhoogd", 11))
ISI_BANDS = (
    Band("geen", "geen slapeloosheid", 0),
    Band("subklinisch", "lichte klachten", 8),
    Band("matig", "matige slapeloosheid", 15),
    Band("ernstig", "ernstige slapeloosheid", 22),
)


def phq9(answers: Answers) -> Scored:
    """PHQ-9: total 0-27 over two weeks, number of symptoms present with the syndrome, flag on item 9.

    A symptom is present from 2, item 9 from 1. Depressive syndrome: five or more with item 1 or 2;
    other: two to four with item 1 or 2. No total with a blank; the functional question is not summed.
    """
    given = PHQ9.read(answers)
    scales = {"totaal": total_of(PHQ9, "totaal", given, bands=PHQ9_BANDS), "symptomen": _phq9_symptoms(given)}
    return Scored(PHQ9.key, PHQ9.version, scales, _flag_from(given, (9,)))


def _phq9_symptoms(given: Given) -> Outcome:
    algorithm = PHQ9.algorithm("symptomen")
    missing = blanks(given, given)
    if missing:
        return incomplete(algorithm, missing)
    present = [item for item, answer in given.items() if answer >= (1 if item == 9 else 2)]
    has_core = 1 in present or 2 in present
    band = NO_SYNDROME
    if has_core and len(present) >= 2:
        band = MAJOR_SYNDROME if len(present) >= 5 else OTHER_SYNDROME
    return algorithm.result(len(present), PHQ9.inputs(given, given), band=band)


def gad7(answers: Answers) -> Scored:
    """GAD-7: total 0-21 over two weeks, all seven items needed; 10 or more asks for assessment."""
    given = GAD7.read(answers)
    return Scored(GAD7.key, GAD7.version, {"totaal": total_of(GAD7, "totaal", given, bands=GAD7_BANDS)})


FOUR_DKL_POINTS = {3: 2, 4: 2}
FOUR_DKL_ITEMS = {
    "distress": (17, 19, 20, 22, 25, 26, 29, 31, 32, 36, 37, 38, 39, 41, 47, 48),
    "depressie": (28, 30, 33, 34, 35, 46),
    "angst": (18, 21, 23, 24, 27, 40, 42, 43, 44, 45, 49, 50),
    "somatisatie": tuple(range(1, 17)),
}
FOUR_DKL_LIMITS = {"distress": (11, 21), "depressie": (3, 6), "angst": (4, 10), "somatisatie": (11, 21)}
FOUR_DKL_SUICIDE_ITEMS = (35, 46)


def four_dkl(answers: Answers) -> Scored:
    """4DKL: distress 0-32, depression 0-12, anxiety 0-24, somatisation 0-32 over the past week.

    Answers 0-4 become 0, 1, 2, 2, 2 before summing. Anxiety limits of April 2014 (4 / 10); the other
    limits and the item map are to be approved. A scale with a blank is refused.
    """
    given = FOUR_DKL.read(answers)
    scales = {
        scale: _recoded(total_of(FOUR_DKL, scale, given, items=items), scale) for scale, items in FOUR_DKL_ITEMS.items()
    }
    return Scored(FOUR_DKL.key, FOUR_DKL.version, scales, _flag_from(given, FOUR_DKL_SUICIDE_ITEMS))


def _recoded(raw: Outcome, scale: str) -> Outcome:
    """The same scale after recoding each answer; the inputs stay as answered."""
    if raw.is_blocked:
        return raw
    value = sum(FOUR_DKL_POINTS.get(answer, answer) for answer in raw.inputs.values())
    moderate, high = FOUR_DKL_LIMITS[scale]
    bands = (
        Band("laag", "niet verhoogd", 0),
        Band("matig", "matig verhoogd", moderate),
        Band("sterk", "sterk verhoogd", high),
    )
    return FOUR_DKL.algorithm(scale).result(value, raw.inputs, band=classify(value, bands))


def bdi2(total: int | None, *, item9: int | None = None) -> Scored:
    """BDI-II total 0-63 as entered; item 9 (suicide) when known, otherwise a flag to ask."""
    given = BDI2.read([total, item9])
    outcome = total_of(BDI2, "totaal", given, items=(1,), bands=BDI2_BANDS)
    flags = (ASK_SUICIDALITY,) if item9 is None else _flag_from(given, (2,))
    return Scored(BDI2.key, BDI2.version, {"totaal": outcome}, flags)


def hads(answers: Answers) -> Scored:
    """HADS: anxiety (odd items) and depression (even items), each 0-21, answers in points of the form."""
    given = HADS.read(answers)
    scales = {
        "angst": total_of(HADS, "angst", given, items=range(1, 15, 2), bands=HADS_BANDS),
        "depressie": total_of(HADS, "depressie", given, items=range(2, 15, 2), bands=HADS_BANDS),
    }
    return Scored(HADS.key, HADS.version, scales)


def isi(answers: Answers) -> Scored:
    """Insomnia Severity Index: total 0-28 of seven items 0-4, all needed."""
    given = ISI.read(answers)
    return Scored(ISI.key, ISI.version, {"totaal": total_of(ISI, "totaal", given, bands=ISI_BANDS)})


def zarit12(answers: Answers) -> Scored:
    """Zarit-12, burden of informal carers: total 0-48 of twelve items 0-4, all needed, no bands."""
    given = ZARIT12.read(answers)
    return Scored(ZARIT12.key, ZARIT12.version, {"totaal": total_of(ZARIT12, "totaal", given)})


def _flag_from(given: Given, items: Iterable[int]) -> tuple[Note, ...]:
    return (SUICIDALITY,) if any((given[item] or 0) >= 1 for item in items) else ()


REFERRAL = Algorithm(
    key="ggz_echelon",
    version="hhm-1",
    title="Voorstel echelon GGZ",
    source="Verwijsmodel GGZ (HHM / NIP en regionale afspraken)",
)


class Echelon(StrEnum):
    """Where GGZ care fits: huisarts with POH-GGZ, basis-GGZ or gespecialiseerde GGZ; no product names."""

    PRACTICE = "huisarts"
    BASIC = "basis"
    SPECIALISED = "gespecialiseerd"


class Level(IntEnum):
    """Low, moderate or high; also the severity light, moderate, severe."""

    LOW = 0
    MODERATE = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class MentalHealthPicture:
    """The criteria of the referral model."""

    is_dsm_suspected: bool | None
    severity: Level = Level.LOW
    risk: Level = Level.LOW
    complexity: Level = Level.LOW
    is_stable_chronic: bool = False


def referral_proposal(picture: MentalHealthPicture) -> Outcome:
    """Proposal of the echelon; high risk or high complexity with a suspected DSM disorder overrules all."""
    if picture.is_dsm_suspected is None:
        return REFERRAL.blocked(Reason.MISSING, "Is er een vermoeden van een DSM-stoornis? Dat is eerst nodig.")
    inputs = {
        "dsm": picture.is_dsm_suspected,
        "ernst": int(picture.severity),
        "risico": int(picture.risk),
        "complexiteit": int(picture.complexity),
        "stabiel_chronisch": picture.is_stable_chronic,
    }
    return REFERRAL.result(_echelon(picture).value, inputs)


def _echelon(picture: MentalHealthPicture) -> Echelon:
    if not picture.is_dsm_suspected:
        return Echelon.PRACTICE
    if Level.HIGH in (picture.risk, picture.complexity, picture.severity):
        return Echelon.SPECIALISED
    if picture.is_stable_chronic and picture.risk is Level.LOW:
        return Echelon.PRACTICE
    is_light = picture.severity is Level.LOW and picture.risk is Level.LOW and picture.complexity is Level.LOW
    return Echelon.PRACTICE if is_light else Echelon.BASIC
