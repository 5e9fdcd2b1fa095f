"""POH-ouderen: undernutrition, falls, physical tests and the criterion for a medication review."""

from dataclasses import dataclass, fields

from .result import Algorithm, Band, Evidence, Note, Outcome, Reason, classify

SNAQ65 = Algorithm(
    key="snaq65",
    version="snaq65-plus",
    title="SNAQ65+",
    source="Stuurgroep Ondervoeding, SNAQ65+ (getallen te accorderen)",
    evidence=Evidence.TO_APPROVE,
)
FALL_SCREEN = Algorithm(
    key="valrisico",
    version="veiligheidnl-3-vragen",
    title="Valrisico (3 vragen)",
    source="VeiligheidNL, ketenaanpak valpreventie; Valanalyse 65+, 2019",
)
FALL_LEVEL = Algorithm(
    key="valrisico_niveau",
    version="wfg-2022",
    title="Valrisico (niveau)",
    source="World Falls Guidelines, 2022 (niet nagelezen)",
    evidence=Evidence.TO_APPROVE,
)
CHAIR_STAND = Algorithm(
    key="opstaan_5x", version="1", title="5 keer opstaan", source="Guralnik (SPPB), 1994", unit="s", decimals=1
)
SPPB = Algorithm(key="sppb", version="1", title="SPPB", source="Guralnik, Journal of Gerontology, 1994", unit="{score}")
TUG = Algorithm(
    key="tug",
    version="wfg-2022",
    title="Timed Up and Go",
    source="World Falls Guidelines, 2022 (grens te accorderen)",
    unit="s",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)
REVIEW = Algorithm(
    key="medicatiebeoordeling",
    version="mdr-2020",
    title="Medicatiebeoordeling",
    source="Herziene module medicatiebeoordeling, MDR Polyfarmacie, 2020",
)
REVIEW_2012 = Algorithm(
    key="medicatiebeoordeling",
    version="mdr-2012",
    title="Medicatiebeoordeling",
    source="MDR Polyfarmacie bij ouderen, 2012",
)
RED = Band("rood", "ondervoed", 2)
ORANGE = Band("oranje", "risico op ondervoeding", 1)
GREEN = Band("groen", "niet ondervoed", 0)
CHAIR_BANDS = (
    Band("normaal", "normaal", 0),
    Band("verhoogd", "verhoogd valrisico", 12),
    Band("vaker", "herhaald vallen", 15),
)
SPPB_BANDS = (Band("beperkt", "beperkt", 0), Band("normaal", "niet beperkt", 10))
FALL_ANALYSIS = Note("valanalyse", "Verhoogd valrisico: bied een valanalyse aan.")
UNINTENDED = Note("onbedoeld", "Ga na of het gewichtsverlies onbedoeld is.")
TUG_LIMIT, GAIT_LIMIT = 15, 0.8


@dataclass(frozen=True, slots=True)
class NutritionSigns:
    """SNAQ65+: upper-arm circumference (cm), unintended loss in 6 months (kg), appetite, stairs."""

    arm_cm: float | None
    loss_kg: float | None
    has_poor_appetite: bool | None
    has_trouble_with_stairs: bool | None


def snaq65(signs: NutritionSigns) -> Outcome:
    """SNAQ65+: red at arm < 25 cm or >= 4 kg lost in 6 months, orange at poor appetite with trouble on stairs.

    For people of 65 and older; not the SNAQ-RC, nor the appetite SNAQ. Unknown signs block unless decisive.
    """
    inputs = {item.name: getattr(signs, item.name) for item in fields(signs)}
    if (signs.arm_cm is not None and signs.arm_cm < 25) or (signs.loss_kg is not None and signs.loss_kg >= 4):
        return SNAQ65.result(RED.code, inputs, band=RED, notes=(UNINTENDED,))
    if None in (signs.arm_cm, signs.loss_kg):
        return SNAQ65.blocked(Reason.INCOMPLETE, "Armomtrek en gewichtsverlies zijn nodig.")
    if signs.has_poor_appetite and signs.has_trouble_with_stairs:
        return SNAQ65.result(ORANGE.code, inputs, band=ORANGE)
    if False in (signs.has_poor_appetite, signs.has_trouble_with_stairs):
        return SNAQ65.result(GREEN.code, inputs, band=GREEN)
    return SNAQ65.blocked(Reason.INCOMPLETE, "Eetlust en traplopen zijn nodig.")


def fall_screen(*, fell: bool | None, worries: bool | None, moves_poorly: bool | None) -> Outcome:
    """Three questions (fell last year, worried to fall, trouble moving): any yes is raised, offer an analysis."""
    answers = (fell, worries, moves_poorly)
    inputs = {"gevallen": fell, "bezorgd": worries, "moeite_bewegen": moves_poorly}
    if any(answers):
        return FALL_SCREEN.result("verhoogd", inputs, notes=(FALL_ANALYSIS,))
    if None in answers:
        return FALL_SCREEN.blocked(Reason.INCOMPLETE, "Niet alle drie de valvragen zijn beantwoord.")
    return FALL_SCREEN.result("laag", inputs)


@dataclass(frozen=True, slots=True)
class FallPicture:
    """Facts for the level of fall risk; gait in m/s, TUG in seconds."""

    falls_last_year: int
    has_injury: bool = False
    is_frail: bool = False
    lay_long: bool = False
    has_syncope: bool = False
    gait_speed: float | None = None
    tug_seconds: float | None = None


def fall_level(picture: FallPicture) -> Outcome:
    """Level "hoog", "matig" or "laag" by the World Falls Guidelines (to be approved).

    High: a fall with injury, two or more falls, frailty, lying over an hour or unable to rise, or syncope.
    Intermediate: gait <= 0.8 m/s or TUG > 15 s.
    """
    inputs = {item.name: getattr(picture, item.name) for item in fields(picture)}
    severe = picture.has_injury or picture.is_frail or picture.lay_long or picture.has_syncope
    if picture.falls_last_year >= 2 or (picture.falls_last_year and severe):
        return FALL_LEVEL.result("hoog", inputs)
    gait, tug = picture.gait_speed, picture.tug_seconds
    if (gait is not None and gait <= GAIT_LIMIT) or (tug is not None and tug > TUG_LIMIT):
        return FALL_LEVEL.result("matig", inputs)
    if gait is None and tug is None:
        return FALL_LEVEL.blocked(Reason.MISSING, "Loopsnelheid of Timed Up and Go is nodig.")
    return FALL_LEVEL.result("laag", inputs)


def chair_stand(seconds: float) -> Outcome:
    """Five times sit-to-stand in seconds (1-120): raised fall risk from 12, recurrent faller from 15."""
    if not 1 <= seconds <= 120:
        return CHAIR_STAND.blocked(Reason.OUT_OF_RANGE, "De tijd ligt buiten 1-120 seconden.")
    return CHAIR_STAND.result(seconds, {"seconden": seconds}, band=classify(seconds, CHAIR_BANDS))


def timed_up_and_go(seconds: float) -> Outcome:
    """Timed Up and Go in seconds (1-300); above 15 is slow (to be approved)."""
    if not 1 <= seconds <= 300:
        return TUG.blocked(Reason.OUT_OF_RANGE, "De tijd ligt buiten 1-300 seconden.")
    slow = seconds > TUG_LIMIT
    band = Band("traag", "trager dan 15 seconden", TUG_LIMIT) if slow else Band("normaal", "15 seconden of sneller", 0)
    return TUG.result(seconds, {"seconden": seconds}, band=band)


def sppb(balance: int, gait: int, chair: int) -> Outcome:
    """Short Physical Performance Battery: three parts 0-4, total 0-12, limited below 10."""
    if not all(part in range(5) for part in (balance, gait, chair)):
        return SPPB.blocked(Reason.OUT_OF_RANGE, "Elk onderdeel van de SPPB loopt van 0 tot en met 4.")
    value = balance + gait + chair
    inputs = {"balans": balance, "lopen": gait, "opstaan": chair}
    return SPPB.result(value, inputs, band=classify(value, SPPB_BANDS))


def needs_medication_review(age: int, chronic_drugs: int, *, is_frail: bool) -> Outcome:
    """Criterion of 2020: "ja" at 75 years or older with 10 or more chronic drugs and/or frailty.

    Count chronic drugs, not prescription lines; skin products and short courses do not count.
    """
    inputs = {"age": age, "chronische_middelen": chronic_drugs, "kwetsbaar": is_frail}
    return REVIEW.result("ja" if age >= 75 and (chronic_drugs >= 10 or is_frail) else "nee", inputs)


def needed_medication_review_2012(age: int, chronic_drugs: int, *, has_risk_factor: bool) -> Outcome:
    """Criterion of 2012, for reading old data: 65 years or older, 5 or more drugs and a risk factor."""
    inputs = {"age": age, "chronische_middelen": chronic_drugs, "risicofactor": has_risk_factor}
    return REVIEW_2012.result("ja" if age >= 65 and chronic_drugs >= 5 and has_risk_factor else "nee", inputs)
