"""Ziektelastmeter COPD (ABC): colour and height of the balloons that the public sources agree on.

Scoring engine only, in our own layout: the instrument needs permission (Maastricht / PICASSO). Left out
because two public files contradict each other: alcohol (red from 14 or from 15 glasses) and smoking
(one or three classes of stopped). Everything here is to be approved against the official manual.
"""

from dataclasses import dataclass

from .result import Algorithm, Band, Evidence, Outcome, Reason

BALLOON = Algorithm(
    key="ziektelastmeter_ballon",
    version="abc-2025-onofficieel",
    title="Ballon ziektelastmeter",
    source="Openbare beschrijving Ziektelastmeter COPD, 2024-2025 (onofficieel)",
    unit="%",
    decimals=1,
    evidence=Evidence.TO_APPROVE,
)
GREEN, ORANGE, RED = (
    Band("groen", "groen", 0),
    Band("oranje", "oranje", 1),
    Band("rood", "rood", 2),
)
BREATHLESS_AT_REST = 2


@dataclass(frozen=True, slots=True)
class Balloon:
    """Colour and height (0-100 %) of one balloon."""

    colour: Band
    height: float


def height_of(score: float) -> float:
    """Height in % of a balloon with a mean score 0-6; it drops from 60 to 40 just above 2."""
    if score < 1:
        return 100 - 20 * score
    if score <= 2:
        return 80 - 20 * (score - 1)
    return 40 - 10 * (score - 2)


def score_balloon(score: float, *, breathless_at_rest: int = 0) -> Outcome:
    """Balloon of a mean or single score 0-6: green below 1, orange 1-2, red above 2.

    For the balloon "longklachten" item 1 (breathless at rest) of 2 or more is red whatever the mean.
    """
    if not (0 <= score <= 6 and 0 <= breathless_at_rest <= 6):
        return BALLOON.blocked(Reason.OUT_OF_RANGE, "De score loopt van 0 tot en met 6.")
    inputs = {"score": score, "kortademig_in_rust": breathless_at_rest}
    if score > 2 or breathless_at_rest >= BREATHLESS_AT_REST:
        return BALLOON.result(height_of(score), inputs, band=RED)
    return BALLOON.result(height_of(score), inputs, band=GREEN if score < 1 else ORANGE)


def attacks_balloon(courses: int) -> Outcome:
    """Balloon of courses of prednisolone or antibiotics in 12 months: 0, 1, or 2 and more."""
    if courses < 0:
        return BALLOON.blocked(Reason.OUT_OF_RANGE, "Het aantal kuren kan niet negatief zijn.")
    height, colour = {0: (100, GREEN), 1: (50, ORANGE)}.get(courses, (0, RED))
    return BALLOON.result(height, {"kuren": courses}, band=colour)


def activity_balloon(days_class: int) -> Outcome:
    """Balloon of days a week with 30 minutes of movement, in classes 0 (none) to 3 (five or more)."""
    heights = {3: (100, GREEN), 2: (60, ORANGE), 1: (40, ORANGE), 0: (0, RED)}
    if days_class not in heights:
        return BALLOON.blocked(Reason.OUT_OF_RANGE, "De klasse bewegen loopt van 0 tot en met 3.")
    height, colour = heights[days_class]
    return BALLOON.result(height, {"bewegen_klasse": days_class}, band=colour)


def weight_balloon(bmi: float) -> Outcome:
    """Balloon of BMI (12-80): green 21-25, orange 18.5-21 and 25-35, red outside."""
    if not 12 <= bmi <= 80:
        return BALLOON.blocked(Reason.OUT_OF_RANGE, "De BMI ligt buiten 12-80.")
    balloon = _weight(bmi)
    return BALLOON.result(balloon.height, {"bmi": bmi}, band=balloon.colour)


def _weight(bmi: float) -> Balloon:
    if bmi < 18.5 or bmi >= 35:
        return Balloon(RED, 0)
    if bmi < 21:
        return Balloon(ORANGE, 70 + (bmi - 18.5) / 2.5 * 30)
    if bmi < 25:
        return Balloon(GREEN, 100)
    return Balloon(ORANGE, 80 - (bmi - 25) / 10 * 60)
