"""What the delivered rules say of earlier values, agreed targets, family and new medicines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from protocols.conditions import KnownFacts, KnownValue
from protocols.conditions.facts import AllKnown, KnownIca, KnownMore, KnownRange, KnownRelative
from protocols.rules.due import term_of
from tests.protocols.delivered import ON, advice, item, patient


def _over_time(key: str, *values: tuple, facts: KnownFacts | None = None) -> KnownFacts:
    """Values of one determination as (days ago, value, method), newest first, beside what is known already."""
    facts = facts or patient()
    found = [_known(*value) for value in values]
    histories = {**getattr(facts.beyond, "histories", {}), key: found}
    known = {**facts.values, key: found[0]}
    return replace(facts, values=known, beyond=AllKnown(facts.beyond.more(), histories))


def _known(days: int, value: str | float, method: str = "") -> KnownValue:
    on = ON - timedelta(days=days)
    if isinstance(value, str):
        return KnownValue(on, choice=value)
    return KnownValue(on, Decimal(str(value)), method=method)


@pytest.mark.parametrize(
    ("left", "right", "more", "months"),
    [
        (["R0", "R0"], ["R0", "R0"], {}, 36),
        (["R0", "R0", "R1"], ["R0", "R0", "R0"], {}, 36),
        (["R0", "R1"], ["R0", "R0"], {}, 24),
        (["R0"], ["R0"], {}, 24),
        (["R0", "R0"], ["R0"], {}, 24),
        (["R1", "R0"], ["R0", "R0"], {}, 12),
        (["R0", "R0"], ["R0", "R0"], {"hba1c": 87}, 12),
    ],
)
@pytest.mark.parametrize("key", ["fundus", "dmrp_li", "dmrp_re"])
def test_pitfall_24_fundus_term_depends_on_the_last_two_results(key, left, right, more, months):
    facts = patient(values=more)
    for side, results in (("dmrp_li", left), ("dmrp_re", right)):
        facts = _over_time(side, *((400 * at, result) for at, result in enumerate(results)), facts=facts)
    row = item("dm2", key)
    assert term_of(row.months, row.intervals, facts).months == months


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([(0, 50)], {"nier_bevestigen"}),
        ([(0, 50), (60, 52)], {"nier_bevestigen"}),
        ([(0, 50), (100, 52)], {"nier_blijvend"}),
        ([(0, 50), (60, 70), (100, 52)], {"nier_bevestigen"}),
        ([(0, 65), (100, 52)], set()),
    ],
)
@pytest.mark.parametrize("protocol", ["dm2", "cvrm"])
def test_pitfall_17_kidney_damage_is_lasting_only_when_seen_over_three_months(protocol, values, expected):
    facts = _over_time("egfr", *values)
    assert advice(protocol, facts) & {"nier_bevestigen", "nier_blijvend"} == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([(0, 45, "a"), (700, 60, "a")], True),
        ([(0, 46, "a"), (700, 60, "a")], False),
        ([(0, 45, "a"), (700, 60, "b")], False),
        ([(0, 45, "a"), (300, 50, "a"), (700, 60, "b")], False),
        ([(0, 45, "a"), (1900, 60, "a")], False),
        ([(0, 70, "a"), (700, 100, "a")], False),
    ],
)
def test_pitfall_14_fall_of_egfr_is_told_within_one_equation_and_five_years(values, expected):
    assert ("egfr_daling" in advice("cvrm", _over_time("egfr", *values))) is expected


@pytest.mark.parametrize(
    ("hba1c", "low", "high", "expected"),
    [
        (60, None, None, {"hba1c_boven_doel_70min"}),
        (60, None, 64, set()),
        (66, None, 64, {"hba1c_boven_eigen_doel"}),
        (52, 54, 64, {"hba1c_onder_eigen_doel"}),
        (54, 54, 64, set()),
    ],
)
def test_pitfall_3_own_target_goes_before_the_numbers_of_the_protocol(hba1c, low, high, expected):
    facts = patient(values={"hba1c": hba1c}, atc=["A10BB09"])
    if low or high:
        agreed = {"hba1c": KnownRange(low and Decimal(low), high and Decimal(high))}
        facts = replace(facts, beyond=AllKnown(KnownMore(agreed=agreed)))
    found = {key for key in advice("dm2", facts) if key.startswith("hba1c_")}
    assert found == expected


@pytest.mark.parametrize("protocol", ["dm2", "cvrm"])
@pytest.mark.parametrize(
    ("key", "value", "own"), [("rr_sys", 150, "rr_boven_eigen_doel"), ("ldl", 3, "ldl_boven_eigen_doel")]
)
def test_own_target_for_pressure_and_ldl_goes_before_the_table(protocol, key, value, own):
    prefix = own.split("_")[0]
    facts = patient(values={key: value}, episodes=["T90.02"])
    assert any(found.startswith(f"{prefix}_boven_doel") for found in advice(protocol, facts))
    for high, expected in ((value - 1, {own}), (value, set())):
        agreed = AllKnown(KnownMore(agreed={key: KnownRange(high=Decimal(high))}))
        found = advice(protocol, replace(facts, beyond=agreed))
        assert {each for each in found if each.startswith(f"{prefix}_boven")} == expected


@pytest.mark.parametrize(
    ("relative", "age", "expected"),
    [("father", 55, True), ("father", 56, False), ("sister", 65, True), ("sister", 66, False), ("father", None, False)],
)
def test_heart_disease_of_a_young_relative_asks_for_a_profile(relative, age, expected):
    facts = replace(patient(), beyond=AllKnown(KnownMore(relatives=(KnownRelative(relative, "K75", age),))))
    assert ("familie_jong_hvz" in advice("cvrm", facts)) is expected


def test_ras_inhibitor_is_not_advised_to_who_cannot_have_one():
    facts = patient(values={"acr": 10})
    assert "acr_zonder_ras" in advice("cvrm", facts)
    warned = replace(facts, beyond=AllKnown(KnownMore(icas=(KnownIca("intolerance", "C09AA05"),))))
    assert "acr_zonder_ras" not in advice("cvrm", warned)


@pytest.mark.parametrize(("days", "expected"), [(3, True), (14, False), (None, False)])
def test_kidneys_are_asked_after_the_start_of_a_ras_inhibitor(days, expected):
    started = None if days is None else ON - timedelta(days=days)
    facts = replace(patient(atc=["C09AA05"]), started=(("C09AA05", started),))
    for protocol in ("dm2", "cvrm"):
        assert ("nieren_na_start" in advice(protocol, facts)) is expected


def test_new_inhaler_asks_for_a_contact_after_six_weeks():
    facts = replace(patient(atc=["R03BA02"]), started=(("R03BA02", ON - timedelta(weeks=5)),))
    assert "astma_na_nieuwe_medicijnen" in advice("astma", facts)
    older = replace(facts, started=(("R03BA02", ON - timedelta(weeks=6)),))
    assert "astma_na_nieuwe_medicijnen" not in advice("astma", older)


@pytest.mark.parametrize(
    ("key", "values", "rule", "expected"),
    [
        ("ccq", [(0, 1.4), (300, 1.0)], "ccq_stijging", True),
        ("ccq", [(0, 1.3), (300, 1.0)], "ccq_stijging", False),
        ("ccq", [(0, 1.0), (300, 1.4)], "ccq_stijging", False),
        ("ccq", [(0, 1.4)], "ccq_stijging", False),
        ("mrc", [(0, 3), (300, 2)], "mrc_stijging", True),
        ("mrc", [(0, 3), (300, 3)], "mrc_stijging", False),
        ("gewicht", [(0, 75.9), (20, 80)], "gewichtsverlies_nagaan", True),
        ("gewicht", [(0, 76), (20, 80)], "gewichtsverlies_nagaan", False),
        ("gewicht", [(0, 76), (100, 80)], "gewichtsverlies_nagaan", False),
        ("gewicht", [(0, 71.9), (60, 75), (100, 80)], "gewichtsverlies_nagaan", True),
        ("gewicht", [(0, 70), (200, 80)], "gewichtsverlies_nagaan", False),
    ],
)
def test_copd_tells_what_changed(key, values, rule, expected):
    assert (rule in advice("copd", _over_time(key, *values))) is expected


def test_trap_31_weight_loss_is_not_asked_again_once_it_was_answered():
    facts = _over_time("gewicht", (0, 70), (20, 80))
    answered = {**facts.values, "gewichtsverlies_ongewild": KnownValue(date(2026, 11, 1), choice="nee")}
    assert "gewichtsverlies_nagaan" not in advice("copd", replace(facts, values=answered))
