import pytest

from protocols.calculations.alcohol import audit, audit_c
from protocols.calculations.lung_questionnaires import act, c_act
from protocols.calculations.mental_health import (
    FOUR_DKL_ITEMS,
    Echelon,
    Level,
    MentalHealthPicture,
    bdi2,
    four_dkl,
    gad7,
    hads,
    isi,
    phq9,
    referral_proposal,
    zarit12,
)
from protocols.calculations.questionnaire import InvalidAnswer
from protocols.calculations.result import Evidence, Reason, Sex

BLANK = None


def _values(scored):
    return {name: None if outcome.is_blocked else outcome.value for name, outcome in scored.scales.items()}


def _total(scored, scale="totaal"):
    return scored[scale].value, scored[scale].band.code


@pytest.mark.parametrize(
    ("score", "answers", "item"),
    [
        (act, [0, 5, 5, 5, 5], 1),
        (c_act, [3, 4, 3, 3, 5, 5, 5], 2),
        (audit, [0] * 8 + [1, 0], 9),
        (audit, [0] * 8 + [0, 3], 10),
        (phq9, [4] + [0] * 8, 1),
        (gad7, [True] + [0] * 6, 1),
    ],
)
def test_answer_that_the_form_does_not_have_is_rejected(score, answers, item):
    with pytest.raises(InvalidAnswer) as refusal:
        score(answers)
    assert refusal.value.item == item
    assert f"vraag {item}: antwoord {answers[item - 1]!r} bestaat niet." in str(refusal.value)


def test_wrong_number_of_answers_is_rejected():
    with pytest.raises(ValueError, match="PHQ-9: 9 antwoorden verwacht, 8 gekregen"):
        phq9([0] * 8)


@pytest.mark.parametrize(
    ("answers", "total", "band", "present", "syndrome", "flags"),
    [
        ([0] * 9, 0, "minimaal", 0, "geen", []),
        ([1, 1, 1, 1, 1, 0, 0, 0, 0], 5, "licht", 0, "geen", []),
        ([1] * 9, 9, "licht", 1, "geen", ["suicidaliteit"]),
        ([2, 2, 1, 2, 1, 1, 1, 0, 0], 10, "matig", 3, "overig", []),
        ([2, 2, 2, 2, 2, 2, 1, 1, 1], 15, "matig_ernstig", 7, "depressief_syndroom", ["suicidaliteit"]),
        ([3] * 9, 27, "ernstig", 9, "depressief_syndroom", ["suicidaliteit"]),
        ([0, 0, 2, 2, 2, 2, 2, 2, 1], 13, "matig", 7, "geen", ["suicidaliteit"]),
        ([2, 0, 0, 0, 0, 0, 0, 0, 0], 2, "minimaal", 1, "geen", []),
    ],
)
def test_phq9(answers, total, band, present, syndrome, flags):
    scored = phq9(answers)
    assert _total(scored) == (total, band)
    assert _total(scored, "symptomen") == (present, syndrome)
    assert [flag.code for flag in scored.flags] == flags


def test_phq9_flag_holds_when_the_total_is_blocked():
    scored = phq9([BLANK] + [0] * 7 + [1])
    assert scored["totaal"].reason is scored["symptomen"].reason is Reason.INCOMPLETE
    assert [flag.code for flag in scored.flags] == ["suicidaliteit"]


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ([0] * 7, 0, "minimaal"),
        ([1, 1, 1, 1, 1, 0, 0], 5, "licht"),
        ([2, 2, 2, 1, 1, 1, 1], 10, "matig"),
        ([3, 2, 2, 2, 2, 2, 2], 15, "ernstig"),
        ([3] * 7, 21, "ernstig"),
    ],
)
def test_gad7(answers, total, band):
    assert _total(gad7(answers)) == (total, band)


def test_four_dkl_items_are_complete_and_disjoint():
    assert sorted(item for items in FOUR_DKL_ITEMS.values() for item in items) == list(range(1, 51))
    assert [len(items) for items in FOUR_DKL_ITEMS.values()] == [16, 6, 12, 16]


def _four_dkl_answers(**points):
    answers = [0] * 50
    for item in FOUR_DKL_ITEMS["distress"]:
        answers[item - 1] = 1
    for item, answer in points.items():
        answers[int(item[1:]) - 1] = answer
    return answers


@pytest.mark.parametrize(
    ("answers", "scores", "bands", "flags"),
    [
        ([0] * 50, (0, 0, 0, 0), ("laag", "laag", "laag", "laag"), []),
        ([4] * 50, (32, 12, 24, 32), ("sterk", "sterk", "sterk", "sterk"), ["suicidaliteit"]),
        ([1] * 50, (16, 6, 12, 16), ("matig", "sterk", "sterk", "matig"), ["suicidaliteit"]),
        (
            _four_dkl_answers(v17=4, v19=4, v20=4, v22=4, v25=4, v28=3, v30=1, v46=1, v18=1, v21=2, v23=1),
            (21, 4, 4, 0),
            ("sterk", "matig", "matig", "laag"),
            ["suicidaliteit"],
        ),
    ],
)
def test_four_dkl(answers, scores, bands, flags):
    scored = four_dkl(answers)
    assert tuple(_values(scored).values()) == scores
    assert tuple(outcome.band.code for outcome in scored.scales.values()) == bands
    assert [flag.code for flag in scored.flags] == flags
    assert (scored.version, scored["angst"].evidence) == ("2014", Evidence.TO_APPROVE)


def test_four_dkl_refuses_a_scale_with_a_blank_only():
    scored = four_dkl([BLANK] + [0] * 49)
    assert scored["somatisatie"].reason is Reason.INCOMPLETE
    assert scored["angst"].value == 0


@pytest.mark.parametrize(
    ("answers", "total", "consumption", "dependence"),
    [
        ([0] * 10, 0, 0, 0),
        ([2, 1, 1] + [0] * 7, 4, 4, 0),
        ([3, 1, 2, 1, 0, 0, 1, 0, 0, 0], 8, 6, 1),
        ([4, 3, 3, 1, 1, 1, 1, 1, 2, 2], 19, 10, 3),
        ([4] * 10, 40, 12, 12),
    ],
)
def test_audit(answers, total, consumption, dependence):
    values = _values(audit(answers))
    assert (values["totaal"], values["gebruik"], values["afhankelijkheid"]) == (total, consumption, dependence)


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        ([3, 2, 2] + [0] * 7, "laag"),
        ([3, 1, 2, 1, 0, 0, 1, 0, 0, 0], "riskant"),
        ([4, 4, 4, 4, 0, 0, 0, 0, 0, 0], "schadelijk"),
        ([4, 4, 4, 4, 4, 0, 0, 0, 0, 0], "afhankelijk"),
    ],
)
def test_audit_band(answers, band):
    assert audit(answers)["totaal"].band.code == band


@pytest.mark.parametrize(
    ("answers", "sex", "band"),
    [
        ([2, 1, 1], Sex.FEMALE, "positief"),
        ([2, 1, 1], Sex.MALE, "negatief"),
        ([2, 2, 1], Sex.MALE, "positief"),
        ([1, 1, 1], Sex.FEMALE, "negatief"),
    ],
)
def test_audit_c_depends_on_sex(answers, sex, band):
    assert audit_c(answers, sex=sex)["totaal"].band.code == band


def test_audit_c_without_sex_shows_both_limits():
    result = audit_c([2, 1, 1], sex=None)["totaal"]
    assert (result.value, result.band, [note.code for note in result.notes]) == (4, None, ["geslacht_onbekend"])


def test_audit_c_with_a_blank_is_incomplete():
    assert audit_c([2, BLANK, 1], sex=Sex.MALE)["totaal"].reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimaal"),
        (13, "minimaal"),
        (14, "licht"),
        (19, "licht"),
        (20, "matig"),
        (28, "matig"),
        (29, "ernstig"),
        (63, "ernstig"),
    ],
)
def test_bdi2(total, band):
    scored = bdi2(total)
    assert _total(scored) == (total, band)
    assert [flag.code for flag in scored.flags] == ["vraag_suicidaliteit"]


@pytest.mark.parametrize(("item9", "flags"), [(0, []), (1, ["suicidaliteit"]), (None, ["vraag_suicidaliteit"])])
def test_bdi2_item_9(item9, flags):
    assert [flag.code for flag in bdi2(None, item9=item9).flags] == flags


@pytest.mark.parametrize(
    ("score", "band"), [(7, "normaal"), (8, "grens"), (10, "grens"), (11, "verhoogd"), (21, "verhoogd")]
)
def test_hads(score, band):
    odd = [3] * (score // 3) + ([score % 3] if score % 3 else [])
    odd += [0] * (7 - len(odd))
    answers = [value for item in odd for value in (item, 0)]
    assert (_total(hads(answers), "angst"), _total(hads(answers), "depressie")) == ((score, band), (0, "normaal"))
    assert _total(hads(list(reversed(answers))), "depressie") == (score, band)


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [([0] * 7, 0, "geen"), ([1] * 7, 7, "geen"), ([2] * 7, 14, "subklinisch"), ([4] * 7, 28, "ernstig")],
)
def test_isi(answers, total, band):
    assert _total(isi(answers)) == (total, band)


@pytest.mark.parametrize(
    ("answers", "total"), [([0] * 12, 0), ([1] * 12, 12), ([4] * 12, 48), ([4] * 11 + [BLANK], None)]
)
def test_zarit12(answers, total):
    assert _values(zarit12(answers)) == {"totaal": total}


@pytest.mark.parametrize(
    ("picture", "echelon"),
    [
        (MentalHealthPicture(False), Echelon.PRACTICE),
        (MentalHealthPicture(True), Echelon.PRACTICE),
        (MentalHealthPicture(True, severity=Level.MODERATE), Echelon.BASIC),
        (MentalHealthPicture(True, risk=Level.MODERATE), Echelon.BASIC),
        (MentalHealthPicture(True, risk=Level.HIGH), Echelon.SPECIALISED),
        (MentalHealthPicture(True, complexity=Level.HIGH), Echelon.SPECIALISED),
        (MentalHealthPicture(True, severity=Level.MODERATE, is_stable_chronic=True), Echelon.PRACTICE),
    ],
)
def test_referral_proposal(picture, echelon):
    assert referral_proposal(picture).value == echelon


def test_referral_proposal_needs_the_question_of_a_dsm_disorder():
    assert referral_proposal(MentalHealthPicture(None)).reason is Reason.MISSING
