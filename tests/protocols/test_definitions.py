"""The delivered protocol versions: whole and sourced, with the tables of targets and inclusion row by row."""

from datetime import date
from decimal import Decimal

import pytest

from poh.accounts.enums import Role
from protocols.conditions import KnownEpisode, sentence
from protocols.content import ProposalKind, content_hash, read_content, write_content
from tests.protocols.delivered import FILES, belongs, content, patient, raw, since, target, vocabulary

PROTOCOLS = ["astma", "astma_kind", "copd", "cvrm", "dm2", "smr"]
CONTROL_KEYS = {"intake", "kwartaal", "halfjaar", "jaar", "tussentijds"}


def _rules(protocol):
    """Every part that says something clinical, with the name of its place."""
    found = content(protocol)
    for kind in ("controls", "items", "targets", "advice", "inclusion", "education"):
        for part in getattr(found, kind):
            yield f"{protocol} {kind} {getattr(part, 'key', '') or part.determination}", part
            for interval in getattr(part, "intervals", ()):
                yield f"{protocol} {kind} {interval.key}", interval


def test_each_programme_has_a_version():
    assert [f"{protocol}-1.toml" for protocol in PROTOCOLS] == FILES


@pytest.mark.parametrize("name", FILES)
def test_version_names_its_author_source_and_review(name):
    head, data = raw(name)
    assert sorted(head) == ["author", "change_note", "number", "review_on", "source_title", "source_year"]
    assert (name, head["review_on"]) == (f"{data['protocol']}-{head['number']}.toml", date(2027, 6, 1))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_content_written_and_read_again_is_the_same(protocol):
    written = write_content(content(protocol))
    assert read_content(written, vocabulary()) == content(protocol)
    assert content_hash(read_content(written, vocabulary())) == content_hash(content(protocol))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_rule_has_a_source_and_says_what_is_in_doubt(protocol):
    without_source = [place for place, part in _rules(protocol) if not part.provenance.source]
    silent = [
        place
        for place, part in _rules(protocol)
        if part.provenance.is_verified == bool(part.provenance.doubt.endswith("."))
    ]
    assert (without_source, silent) == ([], [])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_condition_reads_as_a_sentence(protocol):
    conditions = [part.when for _, part in _rules(protocol) if getattr(part, "when", None)]
    awkward = [text for text in (sentence(when, vocabulary()) for when in conditions) if "niet (" in text]
    assert awkward == []


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_controls_have_the_keys_and_roles_that_all_programmes_share(protocol):
    controls = content(protocol).controls
    assert {control.key for control in controls} <= CONTROL_KEYS
    assert {control.key for control in controls if control.months is None} == {"intake", "tussentijds"}
    assert all(set(control.roles) == {Role.POH_S, Role.HUISARTS} for control in controls)


def test_the_same_advice_has_the_same_words_in_every_programme():
    seen = {}
    for protocol in PROTOCOLS:
        for row in content(protocol).advice:
            assert seen.setdefault(row.key, row) == row


def test_questions_about_medicines_go_to_the_huisarts():
    keys = {
        "overbehandeling_80plus", "overbehandeling_insuline", "hba1c_onder_doel", "metformine_nierfunctie",
        "glibenclamide", "ace_en_arb", "betablokker_thiazide", "acr_zonder_ras", "statine_kwetsbaar",
        "rr_boven_doel_70min", "rr_boven_doel_70plus", "rr_onderdruk_laag", "ldl_boven_doel_hvz", "astma_afbouwen",
        "astma_noodmiddel_alleen", "kind_afbouwen", "smr_medicijnen_nalopen",
    }  # fmt: skip
    found = {row.key: row.proposal for protocol in PROTOCOLS for row in content(protocol).advice if row.key in keys}
    assert found == dict.fromkeys(keys, ProposalKind.ASK_GP)


METFORMIN, GLICLAZIDE, INSULIN, DPP4 = "A10BA02", "A10BB09", "A10AC01", "A10BH01"
LONG, SHORT = since("T90.02", 10), since("T90.02", 10, days_less=1)
FRAIL = {"kwetsbaar": "ja"}


@pytest.mark.parametrize(
    ("age", "atc", "episode", "values", "key", "low", "high"),
    [
        # Row 1: frail, whatever the age, medicines and duration.
        (60, [], SHORT, FRAIL, "hba1c_kwetsbaar", None, 69),
        (84, [INSULIN], LONG, FRAIL, "hba1c_kwetsbaar", None, 69),
        # Row 2: younger than 70.
        (40, [], SHORT, {}, "hba1c_70min", None, 53),
        (69, [INSULIN], LONG, {}, "hba1c_70min", None, 53),
        (69, [INSULIN], LONG, {"kwetsbaar": "nee"}, "hba1c_70min", None, 53),
        # Row 3: from 70, lifestyle or metformin alone.
        (70, [], LONG, {}, "hba1c_70plus_metformine", None, 53),
        (85, [METFORMIN], LONG, {}, "hba1c_70plus_metformine", None, 53),
        (85, [METFORMIN], SHORT, {}, "hba1c_70plus_metformine", None, 53),
        # Row 4: from 70, more than metformin, shorter than 10 years.
        (70, [METFORMIN, GLICLAZIDE], SHORT, {}, "hba1c_70plus_kort", 54, 58),
        (75, [DPP4], SHORT, {}, "hba1c_70plus_kort", 54, 58),
        # Row 5: from 70, more than metformin, 10 years or longer.
        (70, [METFORMIN, GLICLAZIDE], LONG, {}, "hba1c_70plus_lang", 54, 64),
        (88, [INSULIN], LONG, {}, "hba1c_70plus_lang", 54, 64),
        # The duration is not known: neither range is chosen in silence.
        (75, [INSULIN], KnownEpisode("T90.02"), {}, "hba1c_70plus_duur_onbekend", None, None),
    ],
)
def test_hba1c_target_is_the_first_row_that_holds(age, atc, episode, values, key, low, high):
    row = target("dm2", "hba1c", patient(age=age, atc=atc, episodes=[episode], values=values))
    assert (row.key, row.low, row.high) == (key, low, high)
    assert row.high_inclusive == (key != "hba1c_kwetsbaar")


def test_hba1c_of_69_is_above_the_target_of_the_frail():
    row = target("dm2", "hba1c", patient(age=80, values=FRAIL))
    assert (row.high, row.high_inclusive) == (Decimal(69), False)


@pytest.mark.parametrize("protocol", ["dm2", "cvrm"])
@pytest.mark.parametrize(
    ("age", "values", "systolic", "diastolic"),
    [
        (70, {}, (140, False), None),
        (70, FRAIL, (140, False), None),
        (70, {"egfr": 59, "acr": 1}, (130, True), (None, 80)),
        (70, {"egfr": 90, "acr": 3}, (130, True), (None, 80)),
        (70, {"egfr": 60, "acr": "<3"}, (140, False), None),
        (71, {}, (150, False), None),
        (71, {"egfr": 50, "acr": 40}, (150, False), None),
        (71, FRAIL, (150, False), (70, None)),
    ],
)
def test_blood_pressure_target_by_age_frailty_and_kidneys(protocol, age, values, systolic, diastolic):
    facts = patient(age=age, values={"rh19": "hoog"} | values)
    row, low = target(protocol, "rr_sys", facts), target(protocol, "rr_dia", facts)
    assert (row.low, row.high, row.high_inclusive) == (None, *systolic)
    assert (low and (low.low, low.high)) == diastolic


HVZ = ["K75"]


@pytest.mark.parametrize("protocol", ["dm2", "cvrm"])
@pytest.mark.parametrize(
    ("age", "episodes", "values", "ldl", "nonhdl", "text"),
    [
        # high
        (70, [], {"rh19": "hoog"}, "2.6", "3.4", ""),
        (71, [], {"rh19": "hoog"}, "2.6", "3.4", "Bij hoog risico alleen als de levensverwachting dat zinvol maakt."),
        (71, [], {"rh19": "hoog"} | FRAIL, None, None, "Niet starten, of stoppen."),
        # very high: a disease of heart and vessels, a recorded class, kidneys
        (70, HVZ, {}, "1.8", "2.6", ""),
        (70, [KnownEpisode("K75", ended_on=date(2020, 1, 1))], {}, "1.8", "2.6", ""),
        (70, [], {"rh19": "zeer_hoog"}, "1.8", "2.6", ""),
        (70, ["U99.01"], {}, "1.8", "2.6", ""),
        (70, [], {"egfr": 29}, "1.8", "2.6", ""),
        (70, [], {"egfr": 44, "acr": 3}, "1.8", "2.6", ""),
        (70, [], {"egfr": 50, "acr": 30}, "2.6", "3.4", ""),
        (70, [], {"egfr": 50, "acr": "30.1"}, "1.8", "2.6", ""),
        (71, HVZ, {}, "2.6", "3.4", "Bij hoog risico alleen als de levensverwachting dat zinvol maakt."),
        (71, HVZ, FRAIL, "2.6", "3.4", "Alleen als er al wordt behandeld."),
    ],
)
def test_ldl_and_non_hdl_target_by_category_age_and_frailty(protocol, age, episodes, values, ldl, nonhdl, text):
    values = {key: Decimal(found) if key == "acr" else found for key, found in values.items()}
    facts = patient(age=age, episodes=episodes, values=values)
    rows = [target(protocol, key, facts) for key in ("ldl", "ldl_direct", "nonhdl")]
    highs = [None if row.high is None else str(row.high) for row in rows]
    assert (highs, {row.text for row in rows}) == ([ldl, ldl, nonhdl], {text})
    assert not any(row.high_inclusive for row in rows if row.high is not None)


def test_low_to_moderate_risk_has_no_target_and_diabetes_is_never_low():
    facts = patient(values={"rh19": "laag_matig"})
    assert [target("cvrm", key, facts).high for key in ("rr_sys", "ldl", "nonhdl")] == [None, None, None]
    diabetic = patient(values={"rh19": "laag_matig"}, episodes=["T90.02"])
    assert [target("cvrm", key, diabetic).high for key in ("rr_sys", "ldl")] == [140, Decimal("2.6")]


ENDED = KnownEpisode("K75", ended_on=date(2020, 1, 1))
ICS, SABA, RAS, STATIN = "R03BA02", "R03AC02", "C09AA04", "C10AA05"
SMOKES = {"roken": "ja"}


@pytest.mark.parametrize(
    ("protocol", "age", "episodes", "atc", "values", "expected"),
    [
        ("dm2", 60, ["T90.02"], [], {}, "include"),
        ("dm2", 60, ["T90.01"], [], {}, "exclude"),
        ("dm2", 60, ["T90.02", "T90.01"], [], {}, "exclude"),
        ("dm2", 60, ["T90"], [], {}, "review"),
        ("dm2", 60, ["T90.00"], [], {}, "review"),
        # Prediabetes alone, also with metformin or the values that go with it.
        ("dm2", 60, ["A91.05"], [METFORMIN], {"gluc_n": 6.8, "hba1c": 45}, None),
        ("dm2", 60, [KnownEpisode("T90.02", ended_on=date(2020, 1, 1))], [], {}, None),
        ("dm2", 17, ["T90.02"], [], {}, "exclude"),
        ("dm2", 60, ["T90.02"], [], {"hb_dm": "specialist"}, "exclude"),
        ("dm2", 60, ["T90.02"], [], {"hb_dm": "huisarts"}, "include"),
        *[("cvrm", 60, [code], [], {}, "include") for code in (
            "K74", "K74.02", "K75", "K76.01", "K76.02", "K89", "K90.02", "K90.03", "K91", "K92.01", "K99.01", "U99.01",
        )],
        *[("cvrm", 60, [code], [], {}, "review") for code in ("K76", "K90", "K90.01", "K92", "K99", "U99")],
        ("cvrm", 60, [ENDED], [], {}, "review"),
        ("cvrm", 60, ["K86"], [RAS], {}, "include"),
        ("cvrm", 60, ["K87"], ["C03AA03"], {}, "include"),
        ("cvrm", 60, ["K86"], [], {}, None),
        ("cvrm", 60, ["K86"], [STATIN], {}, None),
        ("cvrm", 80, ["K86"], [RAS], {}, "include"),
        ("cvrm", 71, ["K86"], [RAS], FRAIL, "exclude"),
        ("cvrm", 71, ["K86", "A05"], [RAS], {}, "exclude"),
        ("cvrm", 71, ["K75"], [RAS], FRAIL, "include"),
        ("cvrm", 60, ["T93.01"], [STATIN], {}, "include"),
        ("cvrm", 60, ["T93"], [STATIN], {}, "review"),
        ("cvrm", 60, ["T93"], [], {}, None),
        ("cvrm", 70, [], [], {"rh19": "hoog"}, "include"),
        ("cvrm", 71, [], [], {"rh19": "zeer_hoog"}, None),
        ("cvrm", 60, [], [], {"egfr": 44, "acr": "<3"}, "review"),
        ("cvrm", 60, [], [], {"egfr": 44, "acr": 31}, "review"),
        ("cvrm", 60, [], [], {"egfr": 59, "acr": "<3"}, None),
        ("cvrm", 60, [], [], {"rcns": "sterk"}, "review"),
        ("cvrm", 60, ["K75", "T90.02"], [], {}, "exclude"),
        ("cvrm", 17, ["K75"], [], {}, "exclude"),
        *[("cvrm", 60, ["K75"], [], {key: "specialist"}, "exclude") for key in ("hb_cv", "hb_dm", "hb_nier")],
        ("cvrm", 60, ["K75"], [], {"keten_cv": "nee"}, "exclude"),
        ("copd", 60, ["R95"], [], {}, "include"),
        ("copd", 60, ["R95", "R96.01"], [], {}, "include"),
        ("copd", 60, ["R95", "R96.02"], [], {}, "review"),
        ("copd", 60, [], [], {"fev1_fvc_z": -1.65}, "review"),
        ("copd", 60, [], [], {"fev1_fvc_z": -1.645}, None),
        ("copd", 60, ["R95"], [], {"hb_copd": "specialist"}, "exclude"),
        ("copd", 60, ["R95"], [], {"hb_copd": "overig"}, "include"),
        ("copd", 60, ["R95"], [], {"keten_copd": "nee"}, "exclude"),
        ("copd", 60, ["R95"], [], {"beleid_copd": "geen_vast"}, "exclude"),
        ("copd", 60, ["R95"], [], {"reden_geen_keten_copd": None}, "exclude"),
        ("copd", 80, ["R95", "A05"], [], {"keten_ouderen": "ja"}, "exclude"),
        ("copd", 80, ["R95", "A05"], [], {}, "include"),
        ("astma", 16, ["R96"], [ICS], {}, "include"),
        ("astma", 40, ["R96.02"], ["R03AK07"], {}, "include"),
        ("astma", 40, ["R96.02"], [SABA], SMOKES, "include"),
        ("astma", 40, ["R96.02"], [SABA], {"roken": "nooit"}, "review"),
        ("astma", 40, ["R96.01"], [ICS], {}, None),
        ("astma", 40, ["R96.02", "R95"], [ICS], {}, "review"),
        ("astma", 15, ["R96"], [ICS], {}, "exclude"),
        ("astma", 40, ["R96"], [ICS], {"hb_astma": "specialist"}, "exclude"),
        ("astma_kind", 15, ["R96"], [], {}, "include"),
        ("astma_kind", 16, ["R96"], [], {}, "exclude"),
        ("astma_kind", 5, ["R96.02"], [], {}, "review"),
        ("astma_kind", 10, ["R96.01"], [], {}, None),
        ("smr", 40, [], [], SMOKES | {"smr_motivatie": "gemotiveerd"}, "include"),
        ("smr", 40, [], [], SMOKES | {"smr_motivatie": "overweegt"}, "review"),
        ("smr", 40, [], [], SMOKES | {"smr_motivatie": "niet"}, "exclude"),
        ("smr", 40, [], [], SMOKES, None),
        ("smr", 40, ["R95"], [], SMOKES, "review"),
        ("smr", 40, ["P17"], [], {"roken": "voorheen"}, "exclude"),
    ],
)  # fmt: skip
def test_who_belongs_in_a_programme(protocol, age, episodes, atc, values, expected):
    assert belongs(protocol, patient(age=age, episodes=episodes, atc=atc, values=values)) == expected


def test_nobody_is_sure_to_belong_on_an_unknown_age():
    unknown = patient(episodes=["R96"], atc=[ICS])
    unknown = type(unknown)(on=unknown.on, episodes=unknown.episodes, atc=unknown.atc)
    assert (belongs("astma", unknown), belongs("astma_kind", unknown)) == (None, None)
