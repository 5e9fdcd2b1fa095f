"""The pitfalls of the diabetes/CVRM and lung lists that a protocol must avoid, tried on the delivered definitions.

Those about calculations are in test_calculations_pitfalls. Not here, because a protocol does not say it: 26
(denominators belong to indicators), 34 (who may record and who decides belongs to permissions and the care plan).
"""

from dataclasses import fields, is_dataclass
from datetime import date

import pytest

from patients.determinations.definition import read_files
from patients.determinations.loader import FOLDER
from protocols.conditions import KnownEpisode, evaluate
from protocols.conditions.moments import months_before
from protocols.content import InclusionKind, ProposalKind
from protocols.rules.due import Participation, controls_due, items_due, last_done_on, term_of
from tests.protocols.delivered import ON, advice, belongs, content, control, is_asked, item, patient, since, target

METFORMIN, GLICLAZIDE, INSULIN, RAS, STATIN, ICS = "A10BA02", "A10BB09", "A10AC01", "C09AA04", "C10AA05", "R03BA02"
LONG_AGO = date(2010, 1, 1)


def _advised(keys, protocol, facts):
    return advice(protocol, facts) & set(keys)


def _keys_in(condition):
    """Every determination that a condition looks at."""
    if isinstance(condition, tuple):
        return {key for part in condition for key in _keys_in(part)}
    if not is_dataclass(condition):
        return set()
    own = {condition.key} if hasattr(condition, "key") else set()
    return own.union(*(_keys_in(getattr(condition, field.name)) for field in fields(condition)))


# Diabetes and CVRM, chapter 6.


def test_pitfall_1_diabetes_takes_cvrm_in_and_asks_each_determination_once():
    dm2 = Participation("dm2", content("dm2"), LONG_AGO, taken_in=(content("cvrm"),))
    due = {row.determination: row.protocols for row in items_due([dm2], patient(episodes=["T90.02"]))}
    assert (due["rr_sys"], due["egfr"], due["stress"], due["hba1c"]) == (
        ("dm2", "cvrm"), ("dm2", "cvrm"), ("cvrm",), ("dm2",),
    )  # fmt: skip
    assert {row.protocol for row in controls_due(dm2, patient())} == {"dm2"}
    assert belongs("cvrm", patient(episodes=["T90.02", "K86"], atc=[RAS])) == InclusionKind.EXCLUDE


@pytest.mark.parametrize(
    ("age", "hba1c", "atc", "expected"),
    [
        (81, 53, [METFORMIN], {"overbehandeling_80plus"}),
        (81, "<53", [GLICLAZIDE], {"overbehandeling_80plus"}),
        (81, 54, [GLICLAZIDE], set()),
        (81, 53, [], set()),
        (80, 53, [METFORMIN], set()),
        (80, 53, [GLICLAZIDE], {"hba1c_onder_doel"}),
        (80, 53, [INSULIN], {"overbehandeling_insuline"}),
        (81, 53, [INSULIN], {"overbehandeling_80plus"}),
        (71, 53, [INSULIN, GLICLAZIDE], {"overbehandeling_insuline"}),
        (70, 53, [INSULIN], {"hba1c_onder_doel"}),
        (70, 53.9, [GLICLAZIDE], {"hba1c_onder_doel"}),
        (69, 40, [GLICLAZIDE], set()),
    ],
)
def test_pitfall_2_hba1c_under_the_range_is_an_alert(age, hba1c, atc, expected):
    facts = patient(age=age, values={"hba1c": hba1c}, atc=atc, episodes=[since("T90.02", 12)])
    keys = {"overbehandeling_80plus", "overbehandeling_insuline", "hba1c_onder_doel"}
    assert _advised(keys, "dm2", facts) == expected


@pytest.mark.parametrize(
    ("age", "years", "hba1c", "atc", "more", "expected"),
    [
        (69, 5, 53, [METFORMIN], {}, None),
        (69, 5, 54, [METFORMIN], {}, "hba1c_boven_doel_70min"),
        (69, 5, 64, [METFORMIN], {}, "hba1c_boven_doel_70min"),
        (70, 5, 65, [METFORMIN], {}, "hba1c_ontregeld_70min"),
        (70, 5, 54, [METFORMIN], {}, "hba1c_boven_doel_metformine"),
        (75, 5, 65, [METFORMIN], {}, "hba1c_boven_doel_metformine"),
        (75, 5, 58, [GLICLAZIDE], {}, None),
        (75, 5, 59, [GLICLAZIDE], {}, "hba1c_boven_doel_kort"),
        (75, 12, 64, [GLICLAZIDE], {}, None),
        (75, 12, 65, [GLICLAZIDE], {}, "hba1c_boven_doel_lang"),
        (75, 12, 68, [GLICLAZIDE], {"kwetsbaar": "ja"}, None),
        (75, 12, 69, [GLICLAZIDE], {"kwetsbaar": "ja"}, "hba1c_boven_doel_kwetsbaar"),
        (60, 5, 65, [METFORMIN], {"kwetsbaar": "ja"}, None),
        (60, 5, 80, [METFORMIN], {"hbsw": 70}, None),
    ],
)
def test_pitfall_3_own_target_and_frailty_go_before_age(age, years, hba1c, atc, more, expected):
    facts = patient(age=age, values={"hba1c": hba1c} | more, atc=atc, episodes=[since("T90.02", years)])
    above = {key for key in advice("dm2", facts) if key.startswith(("hba1c_boven", "hba1c_ontregeld"))}
    assert above == ({expected} if expected else set())


def test_pitfall_20_the_number_of_table_45_is_stored_and_the_memo_is_kept():
    codes = {row.key: row.fields["nhg45"] for row in read_files(sorted(FOLDER.glob("*.toml")))}
    assert codes["rr_sys"] == [{"number": 1744, "memo": "RRSY KA"}]
    closing = {key for group in control("dm2", "kwartaal").closed_by for key in group.determinations}
    assert [key for key in closing if not all(code.get("number") for code in codes[key])] == []


@pytest.mark.parametrize("protocol", ["astma", "astma_kind", "copd", "cvrm", "dm2", "smr"])
def test_pitfall_21_no_rule_uses_the_egfr_of_which_the_codes_are_swapped(protocol):
    found = content(protocol)
    parts = [*found.items, *found.targets, *found.advice, *found.inclusion]
    used = {key for part in parts if part.when for key in _keys_in(part.when)}
    asked = {row.determination for row in (*found.items, *found.targets)}
    assert "egfr_cys" not in used | asked


@pytest.mark.parametrize("key", ["rr_thuis_sys", "rr_thuis7", "rr_24u", "rr_30"])
def test_pitfall_22_another_way_of_measuring_closes_the_control_but_has_no_office_target(key):
    values = {key: 150, "gewicht": 80, "gluc_n": 7}
    assert last_done_on(control("dm2", "kwartaal"), patient(values=values)) == ON
    assert target("cvrm", key, patient(values=values)) is None
    assert _advised({"rr_ernstig", "rr_boven_doel_70min"}, "cvrm", patient(values={key: 190})) == set()


def test_pitfall_23_class_and_profile_are_both_asked_and_end_stage_kidney_is_class_3():
    assert (item("dm2", "sims").months, item("dm2", "zorgprofiel_voet").months) == (12, 12)
    keys = {"voet_nierfalen"}
    assert _advised(keys, "dm2", patient(values={"egfr": 14, "sims": 0})) == keys
    assert _advised(keys, "dm2", patient(values={"dialyse": "ja"})) == keys
    assert _advised(keys, "dm2", patient(values={"egfr": 14, "sims": 3})) == set()
    assert _advised(keys, "dm2", patient(values={"egfr": 15, "sims": 0})) == set()


@pytest.mark.parametrize(
    ("values", "months"),
    [
        ({}, 24),
        ({"dmrp_li": "R0", "dmrp_re": "R0"}, 24),
        ({"dmrp_li": "R0", "dmrp_re": "R1"}, 12),
        ({"dmrp_li": "M1", "dmrp_re": "R0"}, 12),
        ({"dmrp_li": "R0", "dmrp_re": "R0", "hba1c": 87}, 12),
        ({"dmrp_li": "R0", "dmrp_re": "R0", "hba1c": 86}, 24),
        ({"fundus_status": "oogarts"}, 24),
        ({"fundus_status": "niet_meer"}, None),
        ({"fundus_status": "niet_meer", "dmrp_li": "R1"}, None),
    ],
)
def test_pitfall_24_fundus_term_depends_on_the_result_and_can_be_waived(values, months):
    facts, row = patient(values=values), item("dm2", "fundus")
    assert (term_of(row.months, row.intervals, facts).months if is_asked(row, facts) else None) == months


@pytest.mark.parametrize(
    ("grade", "status", "advised"),
    [("R1", None, False), ("R2", None, True), ("R3", "nodig", True), ("M1", None, True), ("R2", "oogarts", False)],
)
def test_pitfall_24_severe_retinopathy_is_referred_once(grade, status, advised):
    values = {"dmrp_re": grade} | ({"fundus_status": status} if status else {})
    assert ("retinopathie_verwijzen" in advice("dm2", patient(values=values))) == advised


def test_pitfall_24_eyes_come_first_at_a_high_hba1c_and_at_the_start():
    assert "fundus_voor_insuline" in advice("dm2", patient(values={"hba1c": 87, "fundus": (None, 12)}))
    assert "fundus_voor_insuline" not in advice("dm2", patient(values={"hba1c": 87, "fundus": (None, 11)}))
    new = Participation("dm2", content("dm2"), ON)
    assert ("fundus", ON) in [(row.determination, row.due_since) for row in items_due([new], patient())]


@pytest.mark.parametrize(
    ("sims", "inspection", "examination"), [(None, 12, 12), (0, 12, 12), (1, 6, 12), (2, 12, 12), (3, 12, 12)]
)
def test_feet_are_examined_every_year_and_looked_at_sooner_with_class_1(sims, inspection, examination):
    facts = patient(values={} if sims is None else {"sims": sims})
    rows = item("dm2", "voetinsp_li"), item("dm2", "monofil_li")
    assert [term_of(row.months, row.intervals, facts).months for row in rows] == [inspection, examination]
    assert is_asked(item("dm2", "voetinsp_li", "kwartaal"), facts) == (sims in (2, 3))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sims": 1}, {"voet_sims_1"}),
        ({"sims": 2}, {"voet_sims_2"}),
        ({"sims": 3}, {"voet_sims_3"}),
        ({"sims": 0, "voetinsp_li": "ulcus"}, {"voet_ulcus"}),
    ],
)
def test_feet_advice_follows_the_class_and_a_wound_goes_first(values, expected):
    found = {key for key in advice("dm2", patient(values=values)) if key.startswith("voet_")}
    assert found == expected
    assert max(content("dm2").advice, key=lambda row: row.weight).key == "voet_ulcus"


@pytest.mark.parametrize(
    ("values", "done"),
    [
        ({"gewicht": (80, 1), "gluc_n": (7, 2), "rr_sys": (140, 3)}, 3),
        ({"gewicht": (80, 1), "gluc_cap": (7, 1), "rr_24u": (140, 1)}, 1),
        ({"gewicht": (80, 1), "gluc_n": (7, 1)}, None),
        ({"gewicht": (80, 1), "gluc": (7, 1), "rr_sys": (140, 1)}, None),
    ],
)
def test_pitfall_25_quarterly_control_is_closed_by_its_oldest_part_and_not_without_pressure(values, done):
    expected = None if done is None else months_before(ON, done)
    assert last_done_on(control("dm2", "kwartaal"), patient(values=values)) == expected


@pytest.mark.parametrize(
    ("values", "done"),
    [
        ({"roken": ("nooit", 90), "bewegen": ("voldoet", 1), "rr_sys": (130, 2)}, 2),
        ({"roken": ("ja", 5), "bewegen": ("voldoet", 1)}, 5),
        ({"rr_30": (130, 4), "roken": ("ja", 1)}, 4),
        ({"rr_sys": (130, 1)}, None),
    ],
)
def test_pitfall_25_cvrm_control_is_closed_by_two_of_three(values, done):
    expected = None if done is None else months_before(ON, done)
    assert last_done_on(control("cvrm", "jaar"), patient(values=values)) == expected


@pytest.mark.parametrize(
    ("policy", "months"),
    [
        (None, 3),
        ("4_per_jaar", 3),
        ("3_per_jaar", 4),
        ("2_per_jaar", 6),
        ("1_per_jaar", 12),
        ("overig", 12),
        ("1_per_2_jaar", 24),
    ],
)
def test_recorded_policy_sets_the_term_and_an_empty_one_is_four_times_a_year(policy, months):
    row, facts = control("dm2", "kwartaal"), patient(values={"beleid_dm": policy} if policy else {})
    assert term_of(row.months, row.intervals, facts).months == months


def test_pitfall_27_a_missing_ldl_is_unknown_and_not_above_target():
    nothing, treated = patient(), patient(values={"ldl": (1.5, 60)})
    assert {key for key in advice("cvrm", nothing) if "ldl" in key} == {"ldl_onbekend"}
    assert {key for key in advice("cvrm", treated) if "ldl" in key} == set()
    assert {key for key in advice("cvrm", patient(values={"nonhdl": 3.4})) if "ldl" in key} == {"ldl_boven_doel_70min"}


@pytest.mark.parametrize(
    ("protocol", "episode", "key"),
    [("dm2", "T90.02", "hb_dm"), ("cvrm", "K75", "hb_cv"), ("copd", "R95", "hb_copd"), ("astma", "R96", "hb_astma")],
)
def test_pitfall_28_specialist_takes_a_patient_out_and_says_why(protocol, episode, key):
    facts = patient(episodes=[episode], values={key: "specialist"}, atc=[ICS])
    reasons = [row.reason for row in content(protocol).inclusion if evaluate(row.when, facts)]
    assert belongs(protocol, facts) == InclusionKind.EXCLUDE
    assert "zichtbaar" in reasons[0]


@pytest.mark.parametrize("code", ["K76", "U99", "K99", "K92", "K90"])
def test_pitfall_29_a_parent_code_is_for_review(code):
    assert belongs("cvrm", patient(episodes=[code])) == InclusionKind.REVIEW


def test_pitfall_30_lada_stops_the_rules_and_keeps_the_history():
    facts = patient(episodes=[KnownEpisode("T90.02", ended_on=ON), "T90.01"])
    assert belongs("dm2", facts) == InclusionKind.EXCLUDE
    assert "T90.02" in {episode.icpc for episode in facts.episodes}


@pytest.mark.parametrize(
    ("egfr", "atc", "advised"),
    [(29, [METFORMIN], True), (30, [METFORMIN], False), ("<30", ["A10BD07"], True), (29, [GLICLAZIDE], False)],
)
def test_pitfall_31_metformin_at_a_low_egfr_is_something_to_check(egfr, atc, advised):
    row = next(row for row in content("dm2").advice if row.key == "metformine_nierfunctie")
    assert evaluate(row.when, patient(values={"egfr": egfr}, atc=atc)) == advised
    assert (row.proposal, "geen fout" in row.text) == (ProposalKind.ASK_GP, True)


def test_pitfall_32_frailty_changes_three_targets_at_once_and_is_asked_again_every_year():
    frail, fit = (patient(age=80, values={"kwetsbaar": answer, "rh19": "hoog"}) for answer in ("ja", "nee"))
    for key in ("hba1c", "rr_sys", "ldl"):
        assert target("dm2", key, frail).key != target("dm2", key, fit).key
    episode = patient(age=80, episodes=["A05"], values={"rh19": "hoog"})
    assert [target("dm2", key, episode) for key in ("hba1c", "ldl")] == [
        target("dm2", key, frail) for key in ("hba1c", "ldl")
    ]
    assert (item("dm2", "kwetsbaar").months, is_asked(item("dm2", "kwetsbaar"), frail)) == (None, True)


def test_pitfall_35_sick_days_mean_call_first():
    for protocol in ("dm2", "cvrm"):
        row = next(row for row in content(protocol).advice if row.key == "ziektedagen")
        assert (row.proposal, "stopt niet zelf" in row.text) == (ProposalKind.EDUCATION, True)
        assert evaluate(row.when, patient(atc=[RAS])) is True


# Lung, chapter 9.


def test_trap_15_attacks_count_for_twelve_months_from_recording_and_admissions_apart():
    keys = {"longaanvallen_vaak", "longaanval_opname"}
    assert _advised(keys, "copd", patient(values={"longaanvallen": (2, 11)})) == {"longaanvallen_vaak"}
    assert _advised(keys, "copd", patient(values={"longaanvallen": (2, 12)})) == set()
    assert _advised(keys, "copd", patient(values={"longaanvallen": 0, "longaanval_opnames": 1})) == {
        "longaanval_opname"
    }


def test_trap_26_copd_and_asthma_together_count_in_one_programme_after_a_choice():
    both = patient(age=50, episodes=["R95", "R96"], atc=[ICS])
    assert (belongs("copd", both), belongs("astma", both)) == (InclusionKind.REVIEW, InclusionKind.REVIEW)
    assert belongs("astma", patient(age=50, episodes=["R96.01"], atc=[ICS])) is None


def test_trap_27_technique_is_asked_with_inhalers_only_and_never_smoked_is_asked_once():
    assert is_asked(item("copd", "inhalatietechniek"), patient()) is False
    assert is_asked(item("copd", "inhalatietechniek"), patient(atc=["R03BB04"])) is True
    for protocol in ("copd", "astma", "dm2", "cvrm"):
        asked = [is_asked(item(protocol, "roken"), patient(values=values))
                 for values in ({}, {"roken": ("nooit", 90)}, {"roken": "voorheen"}, {"roken": "ja"})]  # fmt: skip
        assert asked == [True, False, True, True]


@pytest.mark.parametrize(("protocol", "code"), [("copd", "R95"), ("astma", "R96")])
def test_trap_28_the_elderly_programme_takes_a_patient_out(protocol, code):
    values = {"hb_ouderen": "huisarts"}
    assert belongs(protocol, patient(age=80, episodes=[code, "A05"], values=values)) == InclusionKind.EXCLUDE
    assert belongs(protocol, patient(age=80, episodes=[code], values=values, atc=[ICS])) == InclusionKind.INCLUDE


def test_trap_30_authority_over_a_child_is_recorded_and_no_rule_concludes_it():
    assert item("astma_kind", "gezag", "intake").is_required is False
    used = {key for row in content("astma_kind").advice for key in _keys_in(row.when)}
    assert "gezag" not in used
