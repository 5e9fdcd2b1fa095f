"""Coefficients of SCORE2, SCORE2-OP and SCORE2-Diabetes, as in the authors' own programs.

Sources: SCORE2 working group, European Heart Journal 2021;42:2439 and 2468 (OP); SCORE2-Diabetes,
European Heart Journal 2023;44:2544. SCORE2-OP is kept in full precision: that set reproduces the
published low-region chart in all 256 cells, the rounded set in 217. The Netherlands is a low-risk region.
"""

from dataclasses import dataclass
from enum import StrEnum

from .result import Sex


class Region(StrEnum):
    """ESC risk region; part of the version of every result."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very_high"


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Log hazard ratios per term, baseline survival at ten years, mean linear predictor."""

    terms: dict[str, float]
    survival: float
    mean: float = 0.0


SCORE2_COEFFICIENTS = {
    Sex.MALE: Coefficients(
        terms={
            "age": 0.3742,
            "smoking": 0.6012,
            "sbp": 0.2777,
            "total": 0.1458,
            "hdl": -0.2698,
            "age_smoking": -0.0755,
            "age_sbp": -0.0255,
            "age_total": -0.0281,
            "age_hdl": 0.0426,
        },
        survival=0.9605,
    ),
    Sex.FEMALE: Coefficients(
        terms={
            "age": 0.4648,
            "smoking": 0.7744,
            "sbp": 0.3131,
            "total": 0.1002,
            "hdl": -0.2606,
            "age_smoking": -0.1088,
            "age_sbp": -0.0277,
            "age_total": -0.0226,
            "age_hdl": 0.0613,
        },
        survival=0.9776,
    ),
}

OLDER = {
    Sex.MALE: Coefficients(
        terms={
            "age": 0.0633767915,
            "smoking": 0.3523957899,
            "sbp": 0.0094362177,
            "total": 0.0849594156,
            "hdl": -0.3563571842,
            "age_smoking": -0.0247205945,
            "age_sbp": -0.0004794522,
            "age_total": 0.0073336663,
            "age_hdl": 0.0091317857,
        },
        survival=1 - 0.24235298,
        mean=0.09285225,
    ),
    Sex.FEMALE: Coefficients(
        terms={
            "age": 0.0789191229,
            "smoking": 0.4921147010,
            "sbp": 0.0101993091,
            "total": 0.0604939598,
            "hdl": -0.3040280248,
            "age_smoking": -0.0255496313,
            "age_sbp": -0.0004404728,
            "age_total": -0.0009121461,
            "age_hdl": 0.0153779923,
        },
        survival=1 - 0.19178759,
        mean=0.2287676,
    ),
}

DIABETES = {
    Sex.MALE: Coefficients(
        terms={
            "age": 0.5368,
            "smoking": 0.4774,
            "sbp": 0.1322,
            "diabetes": 0.6457,
            "total": 0.1102,
            "hdl": -0.1087,
            "age_smoking": -0.0672,
            "age_sbp": -0.0268,
            "age_diabetes": -0.0983,
            "age_total": -0.0181,
            "age_hdl": 0.0095,
            "diagnosis": -0.0998,
            "hba1c": 0.0955,
            "egfr": -0.0591,
            "egfr_squared": 0.0058,
            "age_hba1c": -0.0134,
            "age_egfr": 0.0115,
        },
        survival=0.9605,
    ),
    Sex.FEMALE: Coefficients(
        terms={
            "age": 0.6624,
            "smoking": 0.6139,
            "sbp": 0.1421,
            "diabetes": 0.8096,
            "total": 0.1127,
            "hdl": -0.1568,
            "age_smoking": -0.1122,
            "age_sbp": -0.0167,
            "age_diabetes": -0.1272,
            "age_total": -0.0200,
            "age_hdl": 0.0186,
            "diagnosis": -0.1180,
            "hba1c": 0.1173,
            "egfr": -0.0640,
            "egfr_squared": 0.0062,
            "age_hba1c": -0.0196,
            "age_egfr": 0.0169,
        },
        survival=0.9776,
    ),
}

_MIDDLE_AGE = {
    Region.LOW: {Sex.MALE: (-0.569857, 0.747593), Sex.FEMALE: (-0.737966, 0.701868)},
    Region.MODERATE: {Sex.MALE: (-0.156481, 0.800869), Sex.FEMALE: (-0.314269, 0.770149)},
    Region.HIGH: {Sex.MALE: (0.320717, 0.936004), Sex.FEMALE: (0.570963, 0.936893)},
    Region.VERY_HIGH: {Sex.MALE: (0.583578, 0.829368), Sex.FEMALE: (0.941177, 0.832923)},
}
_OLD_AGE = {
    Region.LOW: {Sex.MALE: (-0.343484, 1.193038), Sex.FEMALE: (-0.516054, 1.007238)},
    Region.MODERATE: {Sex.MALE: (0.005320, 1.248514), Sex.FEMALE: (-0.101044, 1.099621)},
    Region.HIGH: {Sex.MALE: (0.084305, 1.151902), Sex.FEMALE: (0.375720, 1.089031)},
    Region.VERY_HIGH: {Sex.MALE: (0.045959, 0.703625), Sex.FEMALE: (0.379293, 0.691530)},
}
# Keyed by "is SCORE2-OP".
RECALIBRATION = {False: _MIDDLE_AGE, True: _OLD_AGE}
