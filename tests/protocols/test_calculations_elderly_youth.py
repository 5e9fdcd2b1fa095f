from datetime import date

import pytest

from poh.base.dates import PartialDate
from protocols.calculations.elderly import gds15, gfi, katz6, mmse, moca, old, prisma7, tfi
from protocols.calculations.elderly_risk import (
    FallPicture,
    NutritionSigns,
    chair_stand,
    fall_level,
    fall_screen,
    needed_medication_review_2012,
    needs_medication_review,
    snaq65,
    sppb,
    timed_up_and_go,
)
from protocols.calculations.result import Evidence, Reason
from protocols.calculations.youth import SDQ_REVERSED, ConsentBy, Informant, NormSet, consent_by, sdq

NO, YES, SOMETIMES = 0, 1, 2
INDEPENDENT = [YES] * 4
HEALTHY_GFI = [*INDEPENDENT, 8, *[NO] * 10]


def _total(scored, scale="totaal"):
    return scored[scale].value, scored[scale].band.code


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        (HEALTHY_GFI, 0, "niet_kwetsbaar"),
        ([*INDEPENDENT, 6, NO, NO, NO, YES, SOMETIMES, NO, SOMETIMES, NO, NO, NO], 3, "niet_kwetsbaar"),
        ([*INDEPENDENT, 6, NO, NO, NO, YES, SOMETIMES, NO, SOMETIMES, NO, SOMETIMES, NO], 4, "kwetsbaar"),
        ([NO] * 4 + [0] + [YES] * 10, 15, "kwetsbaar"),
        ([*INDEPENDENT, 8, *[NO] * 4, SOMETIMES, *[NO] * 5], 0, "niet_kwetsbaar"),
        ([*INDEPENDENT, 7, *[NO] * 10], 0, "niet_kwetsbaar"),
    ],
)
def test_gfi(answers, total, band):
    assert _total(gfi(answers)) == (total, band)


def test_gfi_needs_every_item():
    assert gfi([None, *HEALTHY_GFI[1:]])["totaal"].reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("count", "band"), [(0, "niet_kwetsbaar"), (4, "niet_kwetsbaar"), (5, "kwetsbaar"), (15, "kwetsbaar")]
)
def test_tfi(count, band):
    scored = tfi([1] * count + [0] * (15 - count))
    assert _total(scored) == (count, band)
    assert scored["totaal"].evidence is Evidence.TO_APPROVE


def test_tfi_domains_add_up_to_the_total():
    scored = tfi([1] * 15)
    assert [scored[scale].value for scale in ("lichamelijk", "psychisch", "sociaal")] == [8, 4, 3]


@pytest.mark.parametrize(("count", "band"), [(2, "negatief"), (3, "positief"), (7, "positief")])
def test_prisma7(count, band):
    assert _total(prisma7([1] * count + [0] * (7 - count))) == (count, band)


@pytest.mark.parametrize(
    ("independent", "best_high", "best_low", "band"),
    [
        ([1] * 6, 6, 0, "volledig"),
        ([0, 1, 1, 1, 1, 1], 5, 1, "licht"),
        ([0, 0, 0, 1, 1, 1], 3, 3, "matig"),
        ([0, 0, 0, 0, 0, 1], 1, 5, "ernstig"),
    ],
)
def test_katz_counts_in_both_directions(independent, best_high, best_low, band):
    scored = katz6(independent)
    assert _total(scored, "zelfstandig") == (best_high, band)
    assert (scored["afhankelijk"].value, scored["afhankelijk"].band) == (best_low, None)


@pytest.mark.parametrize(
    ("total", "band"), [(30, "normaal"), (24, "normaal"), (23, "licht"), (18, "matig"), (9, "ernstig")]
)
def test_mmse(total, band):
    assert _total(mmse(total)) == (total, band)


@pytest.mark.parametrize(
    ("total", "short", "value", "band"),
    [(25, True, 26, "normaal"), (25, False, 25, "afwijkend"), (30, True, 30, "normaal"), (30, False, 30, "normaal")],
)
def test_moca(total, short, value, band):
    assert _total(moca(total, has_short_education=short)) == (value, band)


def test_moca_without_a_total_is_incomplete():
    assert moca(None, has_short_education=True)["totaal"].reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ([NO] * 12, 0, "geen"),
        ([YES] * 3 + [SOMETIMES] * 5 + [NO] * 4, 3, "volgen"),
        ([YES] * 4 + [NO] * 8, 4, "nader_onderzoek"),
        ([YES] * 12, 12, "nader_onderzoek"),
    ],
)
def test_old(answers, total, band):
    assert _total(old(answers)) == (total, band)


HEALTHY_GDS = [YES if item in {1, 5, 7, 11, 13} else NO for item in range(1, 16)]


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ([YES] * 15, 10, "verhoogd"),
        ([NO] * 15, 5, "normaal"),
        (HEALTHY_GDS, 0, "normaal"),
        ([1 - answer for answer in HEALTHY_GDS], 15, "verhoogd"),
    ],
)
def test_gds15(answers, total, band):
    assert _total(gds15(answers)) == (total, band)


@pytest.mark.parametrize(
    ("signs", "value"),
    [
        (NutritionSigns(24.5, 0, False, False), "rood"),
        (NutritionSigns(26, 4.0, False, False), "rood"),
        (NutritionSigns(26, 1, True, True), "oranje"),
        (NutritionSigns(26, 1, True, False), "groen"),
        (NutritionSigns(25.0, 0, False, False), "groen"),
        (NutritionSigns(24.5, None, None, None), "rood"),
        (NutritionSigns(26, 1, False, None), "groen"),
    ],
)
def test_snaq65(signs, value):
    result = snaq65(signs)
    assert (result.value, result.evidence) == (value, Evidence.TO_APPROVE)


@pytest.mark.parametrize("signs", [NutritionSigns(26, None, False, False), NutritionSigns(26, 1, True, None)])
def test_snaq65_is_blocked_when_an_unknown_sign_matters(signs):
    assert snaq65(signs).reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("fell", "worries", "moves_poorly", "value"),
    [
        (False, False, False, "laag"),
        (True, False, False, "verhoogd"),
        (False, True, False, "verhoogd"),
        (True, True, True, "verhoogd"),
        (None, True, None, "verhoogd"),
    ],
)
def test_fall_screen(fell, worries, moves_poorly, value):
    result = fall_screen(fell=fell, worries=worries, moves_poorly=moves_poorly)
    assert result.value == value
    assert [note.code for note in result.notes] == (["valanalyse"] if value == "verhoogd" else [])


def test_fall_screen_needs_all_three_answers_for_low():
    assert fall_screen(fell=False, worries=None, moves_poorly=False).reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("picture", "value"),
    [
        (FallPicture(2), "hoog"),
        (FallPicture(1, has_injury=True), "hoog"),
        (FallPicture(1, is_frail=True), "hoog"),
        (FallPicture(1, lay_long=True), "hoog"),
        (FallPicture(1, has_syncope=True), "hoog"),
        (FallPicture(1, gait_speed=0.8), "matig"),
        (FallPicture(0, tug_seconds=15.1), "matig"),
        (FallPicture(0, tug_seconds=15), "laag"),
        (FallPicture(1, gait_speed=0.81), "laag"),
    ],
)
def test_fall_level(picture, value):
    assert fall_level(picture).value == value


def test_fall_level_needs_a_walking_test():
    assert fall_level(FallPicture(0)).reason is Reason.MISSING


@pytest.mark.parametrize(("seconds", "band"), [(11.9, "normaal"), (12, "verhoogd"), (15, "vaker")])
def test_chair_stand(seconds, band):
    assert chair_stand(seconds).band.code == band


@pytest.mark.parametrize(("seconds", "band"), [(15, "normaal"), (15.1, "traag")])
def test_timed_up_and_go(seconds, band):
    assert timed_up_and_go(seconds).band.code == band


@pytest.mark.parametrize(("parts", "total", "band"), [((4, 3, 2), 9, "beperkt"), ((4, 4, 2), 10, "normaal")])
def test_sppb(parts, total, band):
    result = sppb(*parts)
    assert (result.value, result.band.code) == (total, band)


def test_walking_tests_outside_their_scale_are_blocked():
    assert {chair_stand(0).reason, timed_up_and_go(301).reason, sppb(5, 0, 0).reason} == {Reason.OUT_OF_RANGE}


@pytest.mark.parametrize(
    ("age", "drugs", "frail", "now", "in_2012"),
    [
        (75, 10, False, "ja", "ja"),
        (75, 5, True, "ja", "ja"),
        (74, 12, False, "nee", "ja"),
        (80, 9, False, "nee", "ja"),
        (64, 12, True, "nee", "nee"),
    ],
)
def test_medication_review_by_both_criteria(age, drugs, frail, now, in_2012):
    assert needs_medication_review(age, drugs, is_frail=frail).value == now
    assert needed_medication_review_2012(age, drugs, has_risk_factor=True).value == in_2012


def _sdq(fill, changes=None, informant=Informant.PARENT):
    impact = 3 if informant is Informant.TEACHER else 5
    answers = [fill] * 25 + [0] * impact
    for item, answer in (changes or {}).items():
        answers[item - 1] = answer
    return answers


IDEAL = dict.fromkeys([*SDQ_REVERSED, 1, 4, 9, 17, 20], 2)


@pytest.mark.parametrize(
    ("answers", "scales", "total"),
    [
        (_sdq(0), (0, 2, 4, 4, 0), 10),
        (_sdq(1), (5, 5, 5, 5, 5), 20),
        (_sdq(2), (10, 8, 6, 6, 10), 30),
        (_sdq(0, IDEAL), (0, 0, 0, 0, 10), 0),
    ],
)
def test_sdq(answers, scales, total):
    scored = sdq(answers, informant=Informant.PARENT)
    order = ("emotie", "gedrag", "hyperactiviteit", "leeftijdgenoten", "prosociaal")
    assert tuple(scored[scale].value for scale in order) == scales
    assert (scored["totaal"].value, scored["totaal"].band) == (total, None)
    assert scored["externaliserend"].value == scales[1] + scales[2]
    assert scored["internaliserend"].value == scales[0] + scales[3]


def test_sdq_scale_with_three_answers_is_scaled_up():
    answers = _sdq(0, {2: None, 10: None, 15: 1, 21: 1, 25: 1})
    assert sdq(answers, informant=Informant.SELF)["hyperactiviteit"].value == 5


def test_sdq_scale_with_two_answers_and_its_sums_are_blocked():
    scored = sdq(_sdq(0, {2: None, 10: None, 15: None}), informant=Informant.PARENT)
    blocked = {name for name, outcome in scored.scales.items() if outcome.is_blocked}
    assert blocked == {"hyperactiviteit", "totaal", "externaliserend"}
    assert scored["totaal"].text == "Deze schalen zijn onvolledig: hyperactiviteit."


@pytest.mark.parametrize(
    ("informant", "scale", "changes", "value", "band"),
    [
        (Informant.PARENT, "totaal", {}, 10, "normaal"),
        (Informant.PARENT, "totaal", dict.fromkeys((3, 8), 2), 14, "grens"),
        (Informant.PARENT, "totaal", {3: 2, 8: 2, 13: 2, 16: 1}, 17, "verhoogd"),
        (Informant.TEACHER, "totaal", {3: 2}, 12, "grens"),
        (Informant.SELF, "totaal", {3: 2, 8: 2, 13: 1}, 15, "normaal"),
        (Informant.SELF, "leeftijdgenoten", {}, 4, "grens"),
        (Informant.PARENT, "leeftijdgenoten", {}, 4, "verhoogd"),
        (Informant.TEACHER, "leeftijdgenoten", {}, 4, "grens"),
        (Informant.PARENT, "prosociaal", {}, 0, "verhoogd"),
        (Informant.PARENT, "prosociaal", dict.fromkeys((1, 4), 2) | {9: 1}, 5, "grens"),
        (Informant.PARENT, "prosociaal", dict.fromkeys((1, 4, 9), 2), 6, "normaal"),
        (Informant.PARENT, "impact", {26: 1}, 0, "normaal"),
        (Informant.PARENT, "impact", {26: 2}, 1, "grens"),
        (Informant.PARENT, "impact", {26: 3}, 2, "verhoogd"),
    ],
)
def test_sdq_bands_of_the_british_norms(informant, scale, changes, value, band):
    scored = sdq(_sdq(0, changes, informant), informant=informant, norms=NormSet.UK_THREE_BANDS)
    assert _total(scored, scale) == (value, band)


@pytest.mark.parametrize(
    ("informant", "highest"), [(Informant.PARENT, 10), (Informant.SELF, 10), (Informant.TEACHER, 6)]
)
def test_sdq_impact_goes_up_to(informant, highest):
    answers = _sdq(0, informant=informant)[:25]
    answers += [3] * (highest // 2)
    assert sdq(answers, informant=informant)["impact"].value == highest


def test_sdq_impact_with_a_blank_is_incomplete():
    assert sdq(_sdq(0, {26: None}), informant=Informant.PARENT)["impact"].reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("on", "by", "parents_see"),
    [
        (date(2026, 5, 9), ConsentBy.PARENTS, True),
        (date(2026, 5, 10), ConsentBy.BOTH, True),
        (date(2030, 5, 9), ConsentBy.BOTH, True),
        (date(2030, 5, 10), ConsentBy.CHILD, False),
    ],
)
def test_consent_changes_on_the_twelfth_and_sixteenth_birthday(on, by, parents_see):
    result = consent_by(PartialDate(2014, 5, 10), on)
    assert (result.value, result.details["inzage_ouders"]) == (by, parents_see)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (PartialDate(2014), Reason.AMBIGUOUS),
        (PartialDate(), Reason.MISSING),
        (PartialDate(2027, 1, 1), Reason.OUT_OF_RANGE),
    ],
)
def test_consent_is_blocked_when_the_birth_date_does_not_settle_it(born, reason):
    assert consent_by(born, date(2026, 5, 9)).reason is reason


def test_consent_needs_only_as_much_of_the_birth_date_as_matters():
    assert consent_by(PartialDate(2016), date(2026, 5, 9)).value == ConsentBy.PARENTS
