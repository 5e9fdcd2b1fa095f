"""What a consult asks, where a row stands, how typing is read, what is written, and when the next control is."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations
from types import SimpleNamespace

import pytest

from consultations.enums_consult import NotDoneReason
from consultations.rules.asked import controls_to_do, episode_codes, items_asked, missing
from consultations.rules.following import following
from consultations.rules.layout import Place, Standing, is_lab, place_of, stands_wide
from consultations.rules.soap import Said, objective_line, plan_line
from consultations.rules.typed import Draft, read_day, read_draft, with_partners
from patients.enums_record import Section, ValueKind
from patients.rules.values import Value
from protocols.conditions import KnownFacts, KnownValue
from protocols.rules.due import Participation, controls_due
from tests.protocols.delivered import ON, content, patient

PROGRAMMES = ("dm2", "cvrm", "astma", "astma_kind", "copd", "smr")
STARTED = date(2024, 1, 1)
DETERMINATION = {
    "key": "gewicht", "label": "Gewicht", "kind": ValueKind.NUMBER, "unit": "kg", "decimals": 1, "hard_min": Decimal(2),
    "hard_max": Decimal(400), "soft_min": Decimal(40), "soft_max": Decimal(200), "soft_change": None,
    "soft_change_percent": None, "soft_reason": "", "choices": [], "partner": "", "may_be_future": False,
    "section": Section.BODY, "calculation": "",
}  # fmt: skip


def determination(**changes) -> SimpleNamespace:
    return SimpleNamespace(**DETERMINATION | changes)


def takes_part(*protocols: str) -> list[Participation]:
    """Participations as the practice has them: DM2 takes in CVRM, which then has no participation of its own."""
    taken = {key for protocol in protocols for key in content(protocol).takes_in}
    return [
        Participation(each, content(each), STARTED, taken_in=tuple(content(key) for key in content(each).takes_in))
        for each in protocols
        if each not in taken
    ]


def everybody() -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(PROGRAMMES, size) for size in range(1, len(PROGRAMMES) + 1)))


# What is asked


@pytest.mark.parametrize("protocols", everybody(), ids="+".join)
def test_no_determination_is_asked_twice_for_any_combination_of_programmes(protocols):
    participations, facts = takes_part(*protocols), patient(enrolled=protocols)
    controls = {each.protocol: each.content.controls[-1].key for each in participations}

    for chosen in ({}, controls, {each.protocol: "jaar" for each in participations}):
        keys = [one.determination for one in items_asked(participations, facts, controls=chosen)]
        assert len(keys) == len(set(keys))


def test_what_two_programmes_need_is_asked_once_with_both_names():
    asked = items_asked(takes_part("dm2", "copd"), patient(), controls={"dm2": "jaar", "copd": "jaar"})

    weight = next(one for one in asked if one.determination == "gewicht")
    assert (weight.protocols, weight.section, weight.is_required) == (("dm2", "cvrm", "copd"), "Lichaam", True)


def test_a_row_stays_when_it_is_filled_in():
    participations, facts = takes_part("dm2"), patient()
    typed = KnownFacts(ON, values={"lengte": KnownValue(ON, Decimal(171))})

    keys = [one.determination for one in items_asked(participations, facts, controls={"dm2": "jaar"}, typed=typed)]

    assert "lengte" in keys


def test_a_condition_looks_at_what_is_typed():
    participations, facts = takes_part("dm2"), patient()
    typed = KnownFacts(ON, values={"hvz_klachten": KnownValue(ON, choice="ja")})

    def keys(typed):
        found = items_asked(participations, facts, controls={"dm2": "jaar"}, typed=typed)
        return [one.determination for one in found]

    assert ("hvz_klachten_tekst" in keys(None), "hvz_klachten_tekst" in keys(typed)) == (False, True)


def test_an_item_with_a_term_is_not_asked_before_its_term_is_over():
    participations = takes_part("dm2")
    recent = patient(values={"lengte": 171})

    keys = [one.determination for one in items_asked(participations, recent, controls={"dm2": "jaar"})]

    assert "lengte" not in keys


def test_what_is_missing_is_required_and_unanswered():
    asked = items_asked(takes_part("copd"), patient(), controls={"copd": "jaar"})

    assert missing(asked, {"gewicht"})[:3] == [one.determination for one in asked if one.is_required
                                               and one.determination != "gewicht"][:3]  # fmt: skip


def test_the_rarest_control_that_comes_due_is_done():
    due = controls_due(takes_part("dm2")[0], patient())

    assert controls_to_do(due, on=ON) == {"dm2": "jaar"}
    assert controls_to_do([], on=ON) == {}


def test_the_codes_of_a_programme_are_those_by_which_it_includes():
    assert episode_codes(content("copd"))[0] == "R95"


# When the next control is


def test_the_next_control_is_after_the_term_of_the_one_that_comes_most_often():
    found = following(takes_part("dm2"), patient(), chosen={"dm2": "jaar"})

    assert (found.on, [control.key for _, control in found.controls]) == (date(2027, 2, 2), ["kwartaal"])


def test_controls_that_come_due_together_share_a_visit():
    found = following(takes_part("dm2", "copd"), patient(), chosen={"dm2": "kwartaal"})

    assert [(protocol, control.key) for protocol, control in found.controls] == [("dm2", "jaar"), ("copd", "jaar")]


def test_a_next_control_is_never_in_a_weekend():
    saturday = date(2026, 11, 7)
    days = [
        following(takes_part("dm2"), patient_on(saturday + timedelta(days=step)), chosen={"dm2": "kwartaal"}).on
        for step in range(7)
    ]

    assert [day for day in days if day.weekday() > 4] == []


def patient_on(day: date) -> KnownFacts:
    return KnownFacts(day, born_from=date(1966, 1, 1), born_until=date(1966, 1, 1), sex="female")


def test_who_takes_part_in_nothing_has_no_next_control():
    assert following([], patient(), chosen={}) is None


def test_who_does_no_control_today_comes_when_one_comes_due():
    measured = patient(values={"gewicht": 81, "hba1c": 55, "rr_sys": 130, "roken": "nooit", "bmi": 27, "egfr": 70})

    found = following(takes_part("dm2"), measured, chosen={})

    assert found is None or found.on > ON


# Where a row stands


@pytest.mark.parametrize(
    ("changes", "state", "place"),
    [
        ({}, {}, Place.NUMBERS),
        ({}, {"is_required": False}, Place.MORE),
        ({}, {"is_asked": False, "is_required": False}, Place.NUMBERS),
        ({"unit": "{aantal}"}, {}, Place.CHOICES),
        ({"unit": "{score}"}, {}, Place.NUMBERS),
        ({"kind": ValueKind.BOOLEAN, "unit": ""}, {}, Place.CHOICES),
        ({"kind": ValueKind.DATE, "unit": ""}, {"is_required": False}, Place.MORE),
        ({"section": Section.KIDNEY, "key": "kalium"}, {}, Place.LAB),
        ({"section": Section.KIDNEY, "key": "kalium"}, {"is_required": False}, Place.MORE),
        ({"section": Section.KIDNEY, "key": "kalium"}, {"came_in": True}, Place.REST),
        ({"section": Section.KIDNEY, "key": "kalium"}, {"came_in": True, "has_target": True}, Place.NUMBERS),
        ({"section": Section.KIDNEY, "key": "egfr"}, {"came_in": True}, Place.NUMBERS),
        ({"section": Section.GLUCOSE, "key": "gluc_cap"}, {}, Place.NUMBERS),
        ({}, {"came_in": True}, Place.NUMBERS),
        ({}, {"came_in": True, "is_required": False}, Place.REST),
        ({"kind": ValueKind.BOOLEAN, "unit": ""}, {"came_in": True}, Place.CHOICES),
        ({"kind": ValueKind.TEXT, "unit": ""}, {"came_in": True}, Place.REST),
        ({"calculation": "bmi"}, {"has_target": True}, Place.NUMBERS),
        ({"calculation": "duur"}, {"has_value": True}, Place.REST),
        ({"calculation": "duur"}, {}, Place.HIDDEN),
    ],
)
def test_place_of_a_row(changes, state, place):
    usual = {"is_asked": True, "is_required": True, "came_in": False, "has_target": False, "has_value": False}

    assert place_of(determination(**changes), Standing(**usual | state)) == place


def test_what_is_lab_and_what_stands_wide():
    assert is_lab(determination(section=Section.LIPIDS)) is True
    assert is_lab(determination(section=Section.LIPIDS, kind=ValueKind.CHOICE)) is False
    assert stands_wide(determination(kind=ValueKind.TEXT)) is False


# What was typed


def test_a_draft_reads_values_and_says_what_is_wrong():
    draft = read_draft(
        {
            "m:gewicht": "81,4",
            "m:lengte": "lang",
            "m:onbekend": "1",
            "nd:gewicht": "",
            "c:gewicht": "",
            "s:x:S": "goed",
        },
        {"gewicht": determination(), "lengte": determination(key="lengte", label="Lengte")},
        previous={},
        on=ON,
    )

    assert (draft.values, list(draft.problems)) == ({"gewicht": Value(numeric=Decimal("81.4"))}, ["lengte"])
    assert draft.answered == {"gewicht"}


@pytest.mark.parametrize(("confirmed", "problems"), [("", ["gewicht"]), ("ja", [])])
def test_an_unusual_value_is_asked_about_until_it_is_confirmed(confirmed, problems):
    fields = {"m:gewicht": "310", "c:gewicht": confirmed}

    assert list(read_draft(fields, {"gewicht": determination()}, previous={}, on=ON).problems) == problems


def test_what_stands_on_one_line_is_not_done_together():
    draft = Draft(
        values={"b2": Value(numeric=Decimal(1))}, not_done={"a": NotDoneReason.LATER, "b": NotDoneReason.LATER}
    )

    found = with_partners(draft, {"a": "a2", "b": "b2"})

    assert found.not_done == dict.fromkeys(("a", "a2", "b"), NotDoneReason.LATER)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3-11-2026", date(2026, 11, 3)),
        ("03/11/2026", date(2026, 11, 3)),
        ("31-2-2026", None),
        ("morgen", None),
        ("", None),
    ],
)
def test_read_day(typed, day):
    assert read_day(typed) == day


# What is written


def test_the_objective_line_tells_own_values_before_those_that_came_in():
    said = [Said("Gewicht", "81,4 kg", "84,2 kg"), Said("HbA1c", "61 mmol/mol", origin="lab 12-10")]

    assert objective_line(said) == "Gewicht 81,4 kg (was 84,2 kg). Lab 12-10: HbA1c 61 mmol/mol."
    assert objective_line([]) == ""


def test_the_plan_line_tells_decisions_and_the_next_control():
    assert plan_line([("Longaanvalplan", "taak gemaakt")], next_on="25-2-2027") == (
        "Longaanvalplan: taak gemaakt. Volgende controle 25-2-2027."
    )
    assert plan_line([], next_on="") == ""
