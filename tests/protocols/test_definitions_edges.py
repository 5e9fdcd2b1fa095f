"""Advice and terms of the delivered definitions: values at the edge, with operators, and what is not known."""

import pytest

from protocols.rules.due import Participation, controls_due, term_of
from tests.protocols.delivered import ON, advice, content, control, item, patient


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"acr": 30}, {"nier_bevestigen", "acr_zonder_ras"}),
        ({"acr": 31}, {"nier_bevestigen", "acr_zonder_ras", "acr_hoog"}),
        ({"acr": 3}, {"nier_bevestigen"}),
        ({"acr": "<3"}, set()),
        ({"acr": "<0.3", "egfr": ">90"}, set()),
        ({"egfr": 59, "acr": 30}, {"nier_bevestigen", "acr_zonder_ras"}),
        ({"egfr": 59, "acr": 31}, {"nier_bevestigen", "acr_zonder_ras", "acr_hoog", "nier_sterk"}),
        ({"egfr": 44, "acr": "<3"}, {"nier_bevestigen"}),
        ({"egfr": 44}, {"nier_bevestigen"}),
        ({"egfr": 44, "acr": 3}, {"nier_bevestigen", "nier_sterk"}),
        ({"egfr": 29}, {"nier_bevestigen", "nier_sterk"}),
        ({"egfr": 30}, {"nier_bevestigen"}),
    ],
)
def test_kidney_advice_at_the_edges(values, expected):
    found = {key for key in advice("cvrm", patient(values=values)) if key.startswith(("nier_", "acr_"))}
    assert found == expected


def test_kidney_advice_is_quiet_about_what_is_known_and_treated():
    facts = patient(values={"egfr": 50, "acr": 10}, episodes=["U99.01"], atc=["C09AA04"])
    assert {key for key in advice("cvrm", facts) if key.startswith(("nier_", "acr_"))} == set()


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3.4, {"kalium_afwijkend"}), (3.5, set()), (5, set()), (5.1, {"kalium_afwijkend"}), (6, {"kalium_ernstig"})],
)
def test_potassium_advice_at_the_edges(value, expected):
    found = {key for key in advice("dm2", patient(values={"kalium": value})) if key.startswith("kalium")}
    assert found == expected


@pytest.mark.parametrize(
    ("age", "pressure", "expected"),
    [
        (70, 139, None), (70, 140, "rr_boven_doel_70min"), (70, 180, "rr_ernstig"),
        (71, 149, None), (71, 150, "rr_boven_doel_70plus"), (71, 180, "rr_ernstig"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("protocol", ["dm2", "cvrm"])
def test_blood_pressure_advice_at_the_edges(protocol, age, pressure, expected):
    found = {key for key in advice(protocol, patient(age=age, values={"rr_sys": pressure})) if key.startswith("rr_")}
    assert found == ({expected} if expected else set())


def test_blood_pressure_at_low_risk_is_a_question_only_above_160():
    found = [
        {
            key
            for key in advice("cvrm", patient(values={"rh19": "laag_matig", "rr_sys": value}))
            if key.startswith("rr_")
        }
        for value in (160, 161)
    ]
    assert found == [set(), {"rr_laag_matig_160"}]


def test_ldl_advice_gives_one_row_at_a_time():
    def found(**known):
        return {key for key in advice("cvrm", patient(**known)) if key.startswith("ldl_")}

    assert found(episodes=["K75"], values={"ldl": 1.8}) == {"ldl_boven_doel_hvz"}
    assert found(episodes=["K75"], values={"ldl": 1.7}) == set()
    assert found(episodes=["K75"], values={"ldl": 2.6}) == {"ldl_boven_doel_70min"}
    assert found(values={"ldl": 2.5, "rh19": "zeer_hoog"}) == {"ldl_boven_doel_zeer_hoog"}
    assert found(age=71, values={"ldl": 2.6, "kwetsbaar": "nee"}) == {"ldl_boven_doel_70plus"}
    assert found(age=71, values={"ldl": 2.6, "kwetsbaar": "ja"}) == set()


def test_a_patient_of_whom_nothing_is_known_gets_no_alarm():
    for protocol in ("dm2", "cvrm", "copd", "astma", "astma_kind", "smr"):
        weights = [row.weight for row in content(protocol).advice if row.key in advice(protocol, patient(age=50))]
        assert max(weights, default=0) < 50


def _months(protocol, key, facts):
    row = control(protocol, key)
    return term_of(row.months, row.intervals, facts).months


@pytest.mark.parametrize(
    ("values", "months"),
    [
        ({}, 12),
        ({"ziektelast_copd": "licht"}, 12),
        ({"ziektelast_copd": "matig"}, 6),
        ({"ziektelast_copd": "ernstig"}, 12),
        ({"ziektelast_copd": "matig", "beleid_copd": "4_per_jaar"}, 3),
        ({"ziektelast_copd": "matig", "beleid_copd": "1_per_jaar"}, 12),
    ],
)
def test_copd_comes_sooner_with_a_moderate_burden_unless_agreed_otherwise(values, months):
    assert _months("copd", "jaar", patient(values=values)) == months


@pytest.mark.parametrize(
    ("values", "months"),
    [({}, 36), ({"roken": "nooit"}, 36), ({"roken": "ja"}, 12), ({"ziektelast_copd": "matig"}, 12)],
)
def test_spirometry_in_copd_comes_every_year_for_smokers(values, months):
    row = item("copd", "fev1_pre")
    assert term_of(row.months, row.intervals, patient(values=values)).months == months


@pytest.mark.parametrize(
    ("values", "months"),
    [
        ({"acq6": 0.67}, 12),
        ({"acq6": 0.83}, 3),
        ({"act": 20}, 12),
        ({"act": 19}, 3),
        ({"acq6": 0, "act": 19}, 3),
        ({"acq6": 0, "longaanvallen": 1}, 3),
        ({"acq6": (2, 12)}, 12),
        ({"beleid_astma": "2_per_jaar"}, 6),
        ({"beleid_astma": "1_per_jaar", "astmacontrole": "onvoldoende"}, 3),
    ],
)
def test_asthma_comes_sooner_when_it_is_not_under_control(values, months):
    assert _months("astma", "jaar", patient(values=values)) == months


@pytest.mark.parametrize(
    ("age", "atc", "values", "months"),
    [
        (10, [], {}, 6),
        (10, [], {"astmacontrole_kind": "volledig"}, 12),
        (10, [], {"astmacontrole_kind": "gedeeltelijk"}, 3),
        (10, [], {"c_act": 19}, 3),
        (5, ["R03BA02"], {"astmacontrole_kind": "volledig"}, 3),
        (5, [], {"astmacontrole_kind": "volledig"}, 6),
    ],
)
def test_a_child_comes_by_age_treatment_and_control(age, atc, values, months):
    assert _months("astma_kind", "halfjaar", patient(age=age, atc=atc, values=values)) == months


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ccq": 0.9}, set()),
        ({"ccq": 1}, {"ccq_tip"}),
        ({"ccq": 2, "ziektelast_copd": "matig"}, {"ccq_matig"}),
        ({"ccq": 3, "ziektelast_copd": "matig"}, {"ccq_ingrijpen"}),
        ({"mrc": 2, "bmi": 21, "ziektelast_copd": "licht"}, set()),
        ({"mrc": 3, "ziektelast_copd": "licht"}, {"ziektelast_herzien"}),
        ({"mrc": 3}, {"ziektelast_herzien"}),
        ({"mrc": 3, "bewegen": "voldoet_niet", "ziektelast_copd": "matig"}, {"mrc_bewegen"}),
        ({"ziektelast_copd": "onvolledig"}, {"ziektelast_onvolledig"}),
        ({"fev1_procent": 50, "fev1_post": 1.5, "ziektelast_copd": "licht"}, set()),
    ],
)
def test_copd_advice_at_the_edges(values, expected):
    watched = ("ccq_", "ziektelast_", "mrc_", "longfunctie_")
    assert {key for key in advice("copd", patient(values=values)) if key.startswith(watched)} == expected


@pytest.mark.parametrize(
    ("values", "atc", "expected"),
    [
        ({"inhalatietechniek": "slecht"}, ["R03BA02"], {"inhalatietechniek"}),
        ({"inhalatietechniek": "goed"}, ["R03BA02"], set()),
        ({"inhalatietechniek": ("goed", 12)}, ["R03BA02"], {"inhalatietechniek_nagaan"}),
        ({"inhalatietechniek": "slecht"}, [], set()),
    ],
)
@pytest.mark.parametrize("protocol", ["copd", "astma"])
def test_inhaler_advice_is_for_who_inhales(protocol, values, atc, expected):
    found = advice(protocol, patient(values=values, atc=atc))
    assert {key for key in found if key.startswith("inhalatietechniek")} == expected


def test_reliever_without_controller_is_a_question_for_the_huisarts():
    often = {"astma_noodmiddel": 3}
    assert "astma_noodmiddel_alleen" in advice("astma", patient(values=often, atc=["R03AC02"]))
    assert "astma_noodmiddel_alleen" not in advice("astma", patient(values=often, atc=["R03AC02", "R03BA02"]))
    assert "astma_noodmiddel_alleen" not in advice("astma", patient(values={"astma_noodmiddel": 2}, atc=["R03AC02"]))


@pytest.mark.parametrize(
    ("motivation", "expected"),
    [
        (None, {"smr_motivatie_vragen"}),
        ("gemotiveerd", {"smr_gemotiveerd", "smr_stopdatum_kiezen"}),
        ("overweegt", {"smr_overweegt"}),
        ("niet", {"smr_niet_gemotiveerd"}),
    ],
)
def test_stopping_smoking_advice_follows_the_motivation(motivation, expected):
    values = {"roken": "ja"} | ({"smr_motivatie": motivation} if motivation else {})
    assert advice("smr", patient(values=values)) == expected


@pytest.mark.parametrize("protocol", ["astma", "copd", "cvrm", "dm2"])
def test_help_with_stopping_is_offered_once(protocol):
    assert "roken_hulp" in advice(protocol, patient(values={"roken": "ja"}))
    assert "roken_hulp" not in advice(protocol, patient(values={"roken": "ja"}, enrolled=["smr"]))
    assert "roken_hulp" not in advice(protocol, patient(values={"roken": "voorheen"}))


@pytest.mark.parametrize(
    ("stop_months_ago", "last_asked", "months_to_next"), [(0, 0, 3), (3, 0, 3), (6, 0, 6), (12, 0, 6)]
)
def test_after_the_day_of_stopping_contacts_come_at_3_6_and_12_months(stop_months_ago, last_asked, months_to_next):
    values = {"smr_stopdatum": (None, stop_months_ago), "smr_rookvrij": ("ja", last_asked)}
    [due] = controls_due(Participation("smr", content("smr"), ON), patient(values=values))
    assert (due.last_on, due.term.months) == (ON, months_to_next)
    rounded_off = "smr_afronden" in advice("smr", patient(values=values))
    assert rounded_off == (stop_months_ago == 12)
