"""Conditions on what came before, targets and rarer facts: words, faults, and what they cost."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from poh.accounts.scope import practice_scope
from protocols.conditions import ConditionError, KnownFacts, KnownValue, as_data, evaluate, parse, sentence
from protocols.conditions.facts import AllKnown, KnownMore, KnownRange, KnownRelative
from protocols.conditions.sentence import negation
from protocols.conditions.tree import AgreedTargetIs, Side
from protocols.conditions.vocabulary import Vocabulary
from protocols.contents import content_of, histories_asked
from protocols.selectors.due import facts_of, facts_of_many
from tests.factories.patients import PatientFactory
from tests.factories.protocols import ProtocolVersionFactory, content_data
from tests.factories.record import FamilyHistoryFactory, MeasurementFactory

VOCABULARY = Vocabulary(
    labels={"hba1c": "HbA1c", "mrc": "MRC", "dmrp_li": "Netvlies links"},
    numbers={"hba1c": "mmol/mol", "mrc": "{score}"},
    choices={"dmrp_li": {"r0": "R0", "r1": "R1"}},
)
HIGH = {"fact": "number", "key": "hba1c", "op": ">=", "value": 53}
CLEAN = {"fact": "choice", "key": "dmrp_li", "in": ["r0"]}
RISE = {"fact": "change", "key": "mrc", "since": "previous", "op": ">=", "value": 1, "by": "difference"}
FALL = RISE | {"key": "hba1c", "since": "first", "op": "<=", "value": -25, "by": "percent", "within_months": 60}
FAMILY = {"fact": "relative", "codes": ["K75"], "man_until": 55, "woman_until": 65}
STARTED = {"fact": "medication_started", "atc": ["C09"], "within_weeks": 6}
COUNT = {"fact": "count", "key": "hba1c", "op": ">=", "times": 2, "within_months": 12}
ON = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("data", "expected", "opposite"),
    [
        (
            {"fact": "measured", "key": "hba1c", "within_weeks": 6},
            "HbA1c is vastgelegd in de laatste 6 weken",
            "HbA1c is niet vastgelegd in de laatste 6 weken",
        ),
        (
            {"fact": "earlier", "of": CLEAN, "back": 1},
            "de vorige keer: Netvlies links: “R0”",
            "de vorige keer: Netvlies links: niet “R0”",
        ),
        (
            {"fact": "earlier", "of": HIGH, "back": 2},
            "2 keer daarvoor: HbA1c is 53 mmol/mol of hoger",
            "2 keer daarvoor: niet (HbA1c is 53 mmol/mol of hoger)",
        ),
        ({"fact": "in_a_row", "of": CLEAN, "times": 2}, "de laatste 2 keer: Netvlies links: “R0”", None),
        (
            {"fact": "lasting", "of": HIGH, "months": 3},
            "HbA1c is 53 mmol/mol of hoger, en dat al 3 maanden of langer",
            None,
        ),
        (RISE, "MRC: verschil met de vorige waarde is 1 of hoger", None),
        (FALL, "HbA1c: verschil met de eerste waarde in de laatste 5 jaar is −25% of lager", None),
        (
            {"fact": "target", "key": "hba1c", "is": "above"},
            "HbA1c is boven de streefwaarde van deze patiënt",
            "HbA1c is niet boven de streefwaarde van deze patiënt",
        ),
        (
            {"fact": "agreed_target", "key": "hba1c"},
            "voor HbA1c is een eigen streefwaarde afgesproken",
            "voor HbA1c is geen eigen streefwaarde afgesproken",
        ),
        (
            {"surely": HIGH},
            "zeker: HbA1c is 53 mmol/mol of hoger",
            "niet zeker: HbA1c is 53 mmol/mol of hoger",
        ),
        (
            FAMILY,
            "in de familie (eerste graad) hartinfarct (K75) (man tot en met 55 jaar, vrouw tot en met 65 jaar)",
            "niet in de familie (eerste graad): hartinfarct (K75) (man tot en met 55 jaar, vrouw tot en met 65 jaar)",
        ),
        (
            {"fact": "relative", "codes": ["K75", "Z99"]},
            "in de familie (eerste graad) hartinfarct (K75) of code Z99",
            "niet in de familie (eerste graad): hartinfarct (K75) of code Z99",
        ),
        (
            {"fact": "ica", "in": ["allergy", "intolerance"], "codes": ["A10A"]},
            "heeft een allergie of intolerantie voor insuline (A10A)",
            "heeft geen allergie of intolerantie voor insuline (A10A)",
        ),
        ({"fact": "ica", "in": ["allergy"]}, "heeft een allergie", "heeft geen allergie"),
        (
            {"fact": "limit", "in": ["no_hospital"]},
            "behandelgrens: niet naar het ziekenhuis",
            "geen behandelgrens: niet naar het ziekenhuis",
        ),
        (
            STARTED | {"atc": ["A10A"], "within_weeks": 1},
            "begon in de laatste week met insuline (A10A)",
            "begon niet in de laatste week met insuline (A10A)",
        ),
        (COUNT, "HbA1c is 2 keer of vaker vastgelegd in de laatste 12 maanden", None),
        (COUNT | {"within_months": 1}, "HbA1c is 2 keer of vaker vastgelegd in de laatste 1 maand", None),
    ],
)
def test_condition_reads_as_dutch_and_back_as_data(data, expected, opposite):
    condition = parse(data, VOCABULARY)
    assert sentence(condition, VOCABULARY) == expected
    assert negation(condition, VOCABULARY) == (opposite or f"niet ({expected})")
    assert parse(as_data(condition), VOCABULARY) == condition


def test_part_that_poh_makes_itself_reads_as_dutch_too():
    assert (
        sentence(AgreedTargetIs("hba1c", Side.WITHIN), VOCABULARY)
        == "HbA1c is binnen de afgesproken streefwaarde van deze patiënt"
    )


@pytest.mark.parametrize(
    ("data", "place", "problem"),
    [
        ({"fact": "earlier", "back": 1}, "of", "ontbreekt"),
        ({"fact": "earlier", "of": RISE, "back": 1}, "of", "hier hoort een vergelijking van een getal of een keuze"),
        ({"fact": "earlier", "of": {"all": [HIGH]}, "back": 1}, "all[0]", "een voorwaarde gaat ten hoogste"),
        ({"fact": "earlier", "of": HIGH, "back": 0}, "back", "hier hoort een getal van 1 tot en met 10"),
        (
            {"fact": "in_a_row", "of": HIGH | {"within_months": 3}, "times": 2},
            "of.within_months",
            "dit veld hoort hier niet",
        ),
        (RISE | {"since": "ooit"}, "since", "'ooit' bestaat niet"),
        (RISE | {"by": "maal"}, "by", "'maal' bestaat niet"),
        ({"fact": "target", "key": "dmrp_li", "is": "above"}, "key", "'dmrp_li' bestaat niet"),
        ({"fact": "target", "key": "hba1c", "is": "naast"}, "is", "'naast' bestaat niet"),
        (FAMILY | {"man_until": 200}, "man_until", "200 is geen geheel getal van 0 tot en met 130"),
        ({"fact": "ica", "in": ["allergy"], "codes": ["%"]}, "codes", "'%' heeft niet de vorm van een code"),
        ({"fact": "limit", "in": ["alles"]}, "in", "'alles' bestaat niet"),
        (STARTED | {"within_weeks": 521}, "within_weeks", "521 is geen geheel getal van 0 tot en met 520"),
        (COUNT | {"times": -1}, "times", "-1 is geen geheel getal van 0 tot en met 1000"),
        (COUNT | {"extra": 1}, "extra", "dit veld hoort hier niet"),
    ],
)
def test_fault_names_its_place(data, place, problem):
    with pytest.raises(ConditionError) as refused:
        parse(data, VOCABULARY)
    assert refused.value.place.endswith(place)
    assert problem in refused.value.problem


def _mrc(*values: str, days: tuple[int, ...] = (300, 200, 100, 0), methods: tuple[str, ...] = ("",) * 4):
    """Values newest first, some a hundred days apart."""
    found = []
    for value, ago, method in zip(values, reversed(days[-len(values) :] or days), methods, strict=False):
        number = Decimal(value.lstrip("<>"))
        found.append(
            KnownValue(date.fromordinal(ON.toordinal() - ago), number, value[: -len(str(number))], None, method)
        )
    return KnownFacts(ON, values={"mrc": found[0]}, beyond=AllKnown(histories={"mrc": found}))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (_mrc("3", "2"), True),
        (_mrc("3", "3"), False),
        (_mrc("3"), None),
        (_mrc(">3", "2"), None),
        (_mrc("3", ">2", "1"), True),
        (_mrc("3", "2", methods=("a", "b")), None),
    ],
)
def test_rise_against_the_previous_value(facts, expected):
    assert evaluate(parse(RISE, VOCABULARY), facts) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (_mrc("3"), None),
        (_mrc("3", "3"), True),
        (_mrc("3", "2", "3"), False),
        (_mrc("2", "3"), False),
        (_mrc("3", ">2"), None),
    ],
)
def test_state_lasts_when_it_was_seen_at_both_ends(facts, expected):
    lasting = {"fact": "lasting", "of": HIGH | {"key": "mrc", "value": 3}, "months": 3}
    assert evaluate(parse(lasting, VOCABULARY), facts) is expected


def test_agreed_target_goes_before_the_rule_of_the_protocol():
    data = content_data(
        "dm2",
        targets=[{"key": "streef", "determination": "hba1c", "high": 53, "source": "Verzonnen voor een test"}],
        advice=[
            {"key": "boven", "when": {"fact": "target", "key": "hba1c", "is": "above"}, "weight": 50, "title": "Boven",
             "text": "Bespreek.", "proposal": "task", "source": "Verzonnen voor een test"},
        ],
    )  # fmt: skip
    from protocols.content import read_content

    vocabulary = replace(
        VOCABULARY, protocols={"dm2": "DM2"}, labels={**VOCABULARY.labels, "gewicht": "g", "roken": "r", "lengte": "l"}
    )
    [rule] = read_content(data, vocabulary).advice
    facts = KnownFacts(ON, values={"hba1c": KnownValue(ON, Decimal(60))})
    assert evaluate(rule.when, facts) is True
    agreed = AllKnown(KnownMore(agreed={"hba1c": KnownRange(high=Decimal(64))}))
    assert evaluate(rule.when, replace(facts, beyond=agreed)) is False
    assert evaluate(rule.when, KnownFacts(ON)) is None


@pytest.mark.parametrize(
    ("relative", "age", "expected"),
    [
        ("father", 55, True),
        ("father", 56, False),
        ("mother", 65, True),
        ("mother", None, None),
        ("child", 50, True),
        ("child", 60, None),
        ("grandparent", 40, False),
    ],
)
def test_family_history_by_sex_and_age(relative, age, expected):
    facts = KnownFacts(ON, beyond=AllKnown(KnownMore(relatives=(KnownRelative(relative, "K75", age),))))
    assert evaluate(parse(FAMILY, VOCABULARY), facts) is expected


@pytest.mark.django_db
def test_earlier_values_are_read_at_once_and_only_when_asked(practice, django_assert_num_queries):
    people = [PatientFactory(practice=practice) for _ in range(3)]
    for person in people:
        for day in (1, 2):
            MeasurementFactory(
                patient=person, determination_id="mrc", numeric=day, observed_at=datetime(2026, 10, day, tzinfo=UTC)
            )
        FamilyHistoryFactory(patient=person)
    asks = {"key": "x", "when": RISE, "weight": 1, "title": "t", "text": "t", "proposal": "task", "source": "test"}
    with practice_scope(practice):
        version = ProtocolVersionFactory(practice=practice, data=content_data("dm2", advice=[asks]))
        content_of(version)
        assert "mrc" in histories_asked()
        with django_assert_num_queries(1):
            facts = facts_of_many(practice=practice, patients=people, on=ON)
        rise, family = parse(RISE, VOCABULARY), parse(FAMILY, VOCABULARY)
        with django_assert_num_queries(2):
            assert [evaluate(rise, facts[person.pk]) for person in people] == [True] * 3
            assert [evaluate(family, facts[person.pk]) for person in people] == [True] * 3
        assert evaluate(rise, facts_of(patient=PatientFactory(practice=practice), on=ON)) is None
