import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.calculations import alcohol, elderly, lung_questionnaires, mental_health, smoking, youth
from protocols.calculations.questionnaire import InvalidAnswer
from protocols.calculations.result import Evidence, Reason, Sex
from protocols.calculations.youth import Informant, NormSet
from protocols.instruments.definition import LicenceMark, TextLicence, TextRefused, with_text
from protocols.instruments.loader import instruments
from protocols.instruments.scorer import score

SHIPPED = instruments()
NORMS = {"uk-3": NormSet.UK_THREE_BANDS, "": NormSet.NONE}


def _sdq(informant):
    return lambda answers, sex, norms: youth.sdq(answers, informant=informant, norms=NORMS[norms])


def _plain(function):
    return lambda answers, sex, norms: function(answers)


# The pure function of each instrument, called with the answers in the order of the items.
PURE = {
    "4dkl": _plain(mental_health.four_dkl),
    "acq": _plain(lung_questionnaires.acq),
    "act": _plain(lung_questionnaires.act),
    "audit": _plain(alcohol.audit),
    "auditc": lambda answers, sex, norms: alcohol.audit_c(answers, sex=sex),
    "bdi2": lambda answers, sex, norms: mental_health.bdi2(answers[0], item9=answers[1]),
    "cact": _plain(lung_questionnaires.c_act),
    "cat": _plain(lung_questionnaires.cat),
    "ccq": _plain(lung_questionnaires.ccq),
    "ftnd": _plain(smoking.fagerstrom),
    "gad7": _plain(mental_health.gad7),
    "gds15": _plain(elderly.gds15),
    "gfi": _plain(elderly.gfi),
    "hads": _plain(mental_health.hads),
    "isi": _plain(mental_health.isi),
    "katz6": _plain(elderly.katz6),
    "mmse": lambda answers, sex, norms: elderly.mmse(answers[0]),
    "moca": lambda answers, sex, norms: elderly.moca(answers[0], has_short_education=bool(answers[1])),
    "mrc": _plain(lung_questionnaires.mrc),
    "old": _plain(elderly.old),
    "phq9": _plain(mental_health.phq9),
    "prisma7": _plain(elderly.prisma7),
    "sdq_leerkracht": _sdq(Informant.TEACHER),
    "sdq_ouder": _sdq(Informant.PARENT),
    "sdq_zelf": _sdq(Informant.SELF),
    "tfi": _plain(elderly.tfi),
    "zarit12": _plain(mental_health.zarit12),
}
NEVER_BLANK = {"moca-2"}


def _answers(instrument, seed, blanks):
    chance = random.Random(seed)
    return {
        item.id: None if item.id not in NEVER_BLANK and chance.random() < blanks else chance.choice(item.codes)
        for item in instrument.items
    }


def test_every_shipped_instrument_has_a_pure_function():
    assert set(PURE) == set(SHIPPED)


@settings(max_examples=2500, deadline=None)
@given(
    st.sampled_from(sorted(SHIPPED)),
    st.integers(0, 2**32),
    st.sampled_from((0, 0.03, 0.3)),
    st.sampled_from((None, *Sex)),
    st.sampled_from(("", "uk-3")),
)
def test_definition_scores_exactly_as_the_pure_function(key, seed, blanks, sex, norms):
    instrument = SHIPPED[key]
    answers = _answers(instrument, seed, blanks)
    expected = PURE[key](list(answers.values()), sex, norms)
    assert score(instrument, answers, sex=sex, norms=norms) == expected


@pytest.mark.parametrize("key", sorted(SHIPPED))
@pytest.mark.parametrize("extreme", [0, -1])
def test_lowest_and_highest_answers_score_as_the_pure_function(key, extreme):
    instrument = SHIPPED[key]
    answers = {item.id: item.codes[extreme] for item in instrument.items}
    for norms in ("", "uk-3"):
        expected = PURE[key](list(answers.values()), Sex.FEMALE, norms)
        assert score(instrument, answers, sex=Sex.FEMALE, norms=norms) == expected


def test_absent_answers_are_blanks_and_flags_hold_without_a_total():
    scored = score(SHIPPED["phq9"], {"phq9-9": 1})
    assert scored["totaal"].reason is Reason.INCOMPLETE
    assert [flag.code for flag in scored.flags] == ["suicidaliteit"]


def test_unknown_item_is_refused():
    with pytest.raises(ValueError, match="PHQ-9 heeft geen vraag phq9-10"):
        score(SHIPPED["phq9"], {"phq9-10": 1})


@pytest.mark.parametrize(("item", "code"), [("audit-9", 1), ("act-1", 0), ("gad7-1", True)])
def test_answer_outside_the_codes_is_refused(item, code):
    with pytest.raises(InvalidAnswer):
        score(SHIPPED[item.partition("-")[0]], {item: code})


def test_only_free_instruments_ship_text_and_every_text_awaits_approval():
    free = {key for key, each in SHIPPED.items() if each.licence.mark is LicenceMark.FREE}
    assert free == {"phq9", "gad7", "auditc", "gds15", "katz6", "mrc"}
    assert {key for key, each in SHIPPED.items() if each.has_text} == free
    assert {SHIPPED[key].text.evidence for key in free} == {Evidence.TO_APPROVE}
    assert all(each.text is None for key, each in SHIPPED.items() if key not in free)
    assert not any(item.text or item.labels for key, each in SHIPPED.items() if key not in free for item in each.items)


def test_lowest_answer_of_the_gad7_reads_helemaal_niet():
    assert SHIPPED["gad7"].item(1).labels[0] == "Helemaal niet"


def test_item_without_text_is_shown_by_its_number():
    assert SHIPPED["ccq"].item(3).shown == "Vraag 3"
    assert SHIPPED["katz6"].item(6).shown == "Eten"


TEXTS = {f"cat-{number}": f"Eigen tekst {number}" for number in range(1, 9)}
GRANTED = TextLicence("Voorbeeld Licenties", date(2026, 3, 1), "brief-2026-03.pdf")


def test_practice_adds_text_with_its_licence_and_the_scoring_stays():
    own = with_text(SHIPPED["cat"], TEXTS, licence=GRANTED)
    assert (own.has_text, own.item(2).shown) == (True, "Eigen tekst 2")
    answers = {f"cat-{number}": 1 for number in range(1, 9)}
    assert score(own, answers) == score(SHIPPED["cat"], answers)
    assert not SHIPPED["cat"].has_text


@pytest.mark.parametrize(
    ("texts", "licence", "message"),
    [
        (TEXTS, None, "Leg voor CAT eerst vast wie toestemming gaf en in welk document."),
        (TEXTS, TextLicence(" ", date(2026, 3, 1), "brief.pdf"), "Leg voor CAT eerst vast"),
        (TEXTS, TextLicence("Voorbeeld", date(2026, 3, 1), ""), "Leg voor CAT eerst vast"),
        (TEXTS | {"cat-9": "x"}, GRANTED, "CAT heeft geen vraag cat-9."),
        (TEXTS | {"cat-4": " "}, GRANTED, "De tekst ontbreekt van cat-4."),
        ({}, GRANTED, "De tekst ontbreekt van cat-1, cat-2"),
    ],
)
def test_text_without_licence_or_for_other_items_is_refused(texts, licence, message):
    with pytest.raises(TextRefused) as refusal:
        with_text(SHIPPED["cat"], texts, licence=licence)
    assert message in str(refusal.value)
