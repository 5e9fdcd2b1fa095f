"""POH-ouderen: GFI, TFI, PRISMA-7, Katz-6, MMSE, MoCA, OLD and GDS-15."""

from .questionnaire import Answers, Form, Given, blanks, incomplete, total_of
from .result import Band, Evidence, Outcome, Scored, classify

NO, YES = 0, 1
SOMETIMES = 2

GFI = Form(
    key="gfi",
    version="grens-4",
    title="Groningen Frailty Indicator",
    source="Steverink, The Gerontologist, 2001; KNGF 2024 schrijft meer dan 4",
    allowed=((0, 1),) * 4 + (range(11),) + ((0, 1),) * 4 + ((0, 1, 2),) * 6,
)
TFI = Form(
    key="tfi",
    version="2010",
    title="Tilburg Frailty Indicator (deel B)",
    source="Gobbens, Journal of the American Medical Directors Association, 2010 (itemsleutel te accorderen)",
    allowed=((0, 1),) * 15,
    evidence=Evidence.TO_APPROVE,
)
PRISMA7 = Form(
    key="prisma7",
    version="2008",
    title="PRISMA-7",
    source="Raîche, Archives of Gerontology and Geriatrics, 2008",
    allowed=((0, 1),) * 7,
)
KATZ6 = Form(
    key="katz6",
    version="1963",
    title="Katz-6 ADL",
    source="Katz, JAMA, 1963",
    allowed=((0, 1),) * 6,
)
MMSE = Form(
    key="mmse",
    version="1975",
    title="MMSE",
    source="Folstein, Journal of Psychiatric Research, 1975",
    allowed=(range(31),),
)
MOCA = Form(
    key="moca",
    version="2005",
    title="MoCA",
    source="Nasreddine, Journal of the American Geriatrics Society, 2005",
    allowed=(range(31), (0, 1)),
)
OLD = Form(
    key="old",
    version="1",
    title="Observatielijst vroege symptomen dementie (OLD)",
    source="Hopman-Rock, OLD; huisartsendementie.be",
    allowed=((0, 1, 2),) * 12,
)
GDS15 = Form(
    key="gds15",
    version="1986",
    title="GDS-15",
    source="Sheikh en Yesavage, Clinical Gerontologist, 1986; Nederlandse grens 6 te accorderen",
    allowed=((0, 1),) * 15,
    evidence=Evidence.TO_APPROVE,
)

GFI_BANDS = (Band("niet_kwetsbaar", "niet kwetsbaar", 0), Band("kwetsbaar", "kwetsbaar", 4))
TFI_BANDS = (Band("niet_kwetsbaar", "niet kwetsbaar", 0), Band("kwetsbaar", "kwetsbaar", 5))
PRISMA7_BANDS = (Band("negatief", "negatief", 0), Band("positief", "positief", 3))
KATZ_BANDS = (
    Band("ernstig", "ernstig beperkt", 0),
    Band("matig", "matig beperkt", 3),
    Band("licht", "licht beperkt", 5),
    Band("volledig", "volledig zelfstandig", 6),
)
MMSE_BANDS = (
    Band("ernstig", "ernstig", 0),
    Band("matig", "matig", 10),
    Band("licht", "licht", 19),
    Band("normaal", "normaal", 24),
)
MOCA_BANDS = (Band("afwijkend", "afwijkend", 0), Band("normaal", "normaal", 26))
OLD_BANDS = (
    Band("geen", "geen signalen", 0),
    Band("volgen", "volgen, na maanden herhalen", 1),
    Band("nader_onderzoek", "nader onderzoek naar dementie", 4),
)
GDS15_BANDS = (Band("normaal", "geen aanwijzing", 0), Band("verhoogd", "aanwijzing voor depressie", 6))
GDS15_NO_SCORES = frozenset({1, 5, 7, 11, 13})


def gfi(answers: Answers) -> Scored:
    """Groningen Frailty Indicator: total 0-15, frail from 4 (authors; KNGF 2024 uses above 4).

    Answers: items 1-4 and 6-9 no 0 / yes 1, item 5 the fitness mark 0-10, items 10-15 no 0 / yes 1 /
    sometimes 2. Points: items 1-4 for "no", item 5 for a mark up to 6, 6-9 for yes, 10 (memory) for yes
    only, 11-15 for yes or sometimes. All items needed.
    """
    given = GFI.read(answers)
    return Scored(GFI.key, GFI.version, {"totaal": _scored(GFI, given, _gfi_points, GFI_BANDS)})


def _gfi_points(item: int, answer: int) -> int:
    if item <= 4:
        return int(answer == NO)
    if item == 5:
        return int(answer <= 6)
    if item <= 10:
        return int(answer == YES)
    return int(answer in (YES, SOMETIMES))


def tfi(points: Answers) -> Scored:
    """Tilburg Frailty Indicator part B: total 0-15 of fifteen items in points, frail from 5.

    Domains physical (items 1-8), psychological (9-12) and social (13-15), to be approved.
    """
    given = TFI.read(points)
    scales = {
        "totaal": total_of(TFI, "totaal", given, bands=TFI_BANDS),
        "lichamelijk": total_of(TFI, "lichamelijk", given, items=range(1, 9)),
        "psychisch": total_of(TFI, "psychisch", given, items=range(9, 13)),
        "sociaal": total_of(TFI, "sociaal", given, items=range(13, 16)),
    }
    return Scored(TFI.key, TFI.version, scales)


def prisma7(answers: Answers) -> Scored:
    """PRISMA-7: number of yes answers 0-7, positive from 3; all items needed."""
    given = PRISMA7.read(answers)
    return Scored(PRISMA7.key, PRISMA7.version, {"totaal": total_of(PRISMA7, "totaal", given, bands=PRISMA7_BANDS)})


def katz6(independent: Answers) -> Scored:
    """Katz-6 in both directions: "zelfstandig" (6 is best, bands) and "afhankelijk" (0 is best).

    Answers: 1 independent, 0 dependent, in the order bathing, dressing, toilet, transfer, continence, feeding.
    """
    given = KATZ6.read(independent)
    scales = {
        "zelfstandig": total_of(KATZ6, "zelfstandig", given, bands=KATZ_BANDS),
        "afhankelijk": _scored(KATZ6, given, lambda _item, answer: 1 - answer, (), scale="afhankelijk"),
    }
    return Scored(KATZ6.key, KATZ6.version, scales)


def mmse(total: int | None) -> Scored:
    """MMSE total 0-30 as entered: 24 normal, 19-23 light, 10-18 moderate, below 10 severe.

    The bands disregard education and age; a normal score does not exclude dementia.
    """
    given = MMSE.read([total])
    return Scored(MMSE.key, MMSE.version, {"totaal": total_of(MMSE, "totaal", given, bands=MMSE_BANDS)})


def moca(total: int | None, *, has_short_education: bool) -> Scored:
    """MoCA total 0-30 as entered, one point added for 12 years of education or less, capped at 30."""
    given = MOCA.read([total, int(has_short_education)])
    algorithm = MOCA.algorithm("totaal")
    if total is None:
        return Scored(MOCA.key, MOCA.version, {"totaal": incomplete(algorithm, (1,))})
    value = min(30, total + int(has_short_education))
    outcome = algorithm.result(value, MOCA.inputs(given, given), band=classify(value, MOCA_BANDS))
    return Scored(MOCA.key, MOCA.version, {"totaal": outcome})


def old(answers: Answers) -> Scored:
    """OLD, observations by the huisarts from 75 years: number of "yes" 0-12; 4 or more asks for work-up.

    Answers: no 0, yes 1, perhaps or cannot be judged 2 (counts as no). All items needed.
    """
    given = OLD.read(answers)
    total = _scored(OLD, given, lambda _item, answer: int(answer == YES), OLD_BANDS)
    return Scored(OLD.key, OLD.version, {"totaal": total})


def gds15(answers: Answers) -> Scored:
    """GDS-15: total 0-15; "no" scores on items 1, 5, 7, 11 and 13, "yes" on the others. All items needed.

    Band from 6 (Dutch limit, to be approved; 5 is used elsewhere). Answers: no 0, yes 1.
    """
    given = GDS15.read(answers)
    return Scored(GDS15.key, GDS15.version, {"totaal": _scored(GDS15, given, _gds15_points, GDS15_BANDS)})


def _gds15_points(item: int, answer: int) -> int:
    return int(answer == (NO if item in GDS15_NO_SCORES else YES))


def _scored(form: Form, given: Given, points, bands: tuple[Band, ...], scale: str = "totaal") -> Outcome:
    """Sum of the points each answer gives, with the answers as inputs."""
    algorithm = form.algorithm(scale)
    missing = blanks(given, given)
    if missing:
        return incomplete(algorithm, missing)
    value = sum(points(item, answer) for item, answer in given.items())
    return algorithm.result(value, form.inputs(given, given), band=classify(value, bands) if bands else None)
