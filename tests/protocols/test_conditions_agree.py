"""The two compilers of conditions agree, for thousands of conditions on records full of unknowns."""

from decimal import Decimal

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols.conditions import as_data, compile_condition, evaluate, parse, sentence
from protocols.conditions.tree import (
    AgeIs,
    All,
    AnyOf,
    ChangeIs,
    ChoiceIs,
    Comparison,
    CountIs,
    EarlierIs,
    EnrolledIn,
    EpisodeState,
    EpisodeYears,
    HasAgreedTarget,
    HasEpisode,
    HasIca,
    HasLimit,
    HasMedication,
    InARow,
    Lasting,
    MeasuredInWeeks,
    MeasuredWithin,
    MedicationStarted,
    Not,
    NumberIs,
    RelativeHad,
    SexIs,
    Side,
    Since,
    Surely,
    TargetIs,
)
from protocols.content import Provenance, Target
from protocols.content.targets import target_condition
from protocols.selectors.due import facts_of_many
from protocols.vocabulary import current_vocabulary
from tests.protocols.conftest import ATC, BOUNDS, CHOICES, ICA_KINDS, ICPC, LIMITS, NUMBERS, ON, PROTOCOLS

terms = st.none() | st.sampled_from([1, 6, 12, 24])
codes = st.lists(st.sampled_from(ICPC), min_size=1, max_size=3, unique=True).map(tuple)
comparisons = st.sampled_from(Comparison)


def several(words):
    """One of these words, or more."""
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(tuple)


def _of(terms):
    """A comparison of one value."""
    number = st.builds(NumberIs, st.sampled_from(NUMBERS), comparisons, st.sampled_from(BOUNDS), terms)
    return st.one_of(number, st.builds(ChoiceIs, st.just("roken"), several(CHOICES["roken"]), terms))


def _target(key: str, side: Side) -> TargetIs:
    """A side of the target, in a protocol whose target depends on age, illness and an older value."""
    return TargetIs(key, side, target_condition(key, side, TARGETS))


INVENTED = Provenance("Verzonnen voor een test", is_verified=False)
TARGETS = (
    Target("oud", "acr", INVENTED, AgeIs(Comparison.AT_LEAST, 70), low=Decimal(3), high=Decimal(30)),
    Target("ziek", "acr", INVENTED, HasEpisode(("T90",)), high=Decimal(30), high_inclusive=False),
    Target("woorden", "ntprobnp", INVENTED, NumberIs("acr", Comparison.ABOVE, Decimal(30)), text="niet nodig"),
    Target("anders", "ntprobnp", INVENTED, low=Decimal(53), low_inclusive=False),
)
with_terms, without_terms = _of(terms), _of(st.none())
leaves = st.one_of(
    st.builds(NumberIs, st.sampled_from(NUMBERS), comparisons, st.sampled_from(BOUNDS), terms),
    st.builds(
        ChoiceIs,
        st.just("roken"),
        st.lists(st.sampled_from(CHOICES["roken"]), min_size=1, max_size=2, unique=True).map(tuple),
        terms,
    ),
    st.builds(MeasuredWithin, st.sampled_from([*NUMBERS, "roken", "fundus"]), st.sampled_from([1, 12, 36])),
    st.builds(AgeIs, comparisons, st.sampled_from([0, 18, 40, 65, 70, 80])),
    st.builds(
        SexIs,
        st.lists(st.sampled_from(["female", "male", "other"]), min_size=1, max_size=2, unique=True).map(tuple),
    ),
    st.builds(HasEpisode, codes, st.sampled_from(EpisodeState)),
    st.builds(EpisodeYears, codes, comparisons, st.sampled_from([0, 1, 10])),
    st.builds(HasMedication, st.lists(st.sampled_from(ATC), min_size=1, max_size=2, unique=True).map(tuple)),
    st.builds(EnrolledIn, st.lists(st.sampled_from(PROTOCOLS), min_size=1, unique=True).map(tuple)),
    st.builds(MeasuredInWeeks, st.sampled_from([*NUMBERS, "roken"]), st.sampled_from([1, 4, 6])),
    st.builds(EarlierIs, with_terms, st.sampled_from([1, 2])),
    st.builds(InARow, without_terms, st.sampled_from([1, 2, 3])),
    st.builds(Lasting, without_terms, st.sampled_from([1, 3, 12])),
    st.builds(
        ChangeIs,
        st.sampled_from(NUMBERS),
        st.sampled_from(Since),
        comparisons,
        st.sampled_from([Decimal(value) for value in ("0", "0.5", "-25", "25", "200", "-37")]),
        st.booleans(),
        terms,
    ),
    st.builds(HasAgreedTarget, st.sampled_from(NUMBERS)),
    st.builds(_target, st.sampled_from(NUMBERS), st.sampled_from(Side)),
    st.builds(
        RelativeHad,
        st.sampled_from([("K75",), ("K75", "K90"), ("T90.02",)]),
        st.none() | st.just(55),
        st.none() | st.sampled_from([55, 65]),
    ),
    st.builds(HasIca, several(ICA_KINDS), st.sampled_from([(), ("C09",), ("C10AA01",)])),
    st.builds(HasLimit, several(LIMITS)),
    st.builds(MedicationStarted, several(ATC), st.sampled_from([1, 6, 7])),
    st.builds(CountIs, st.sampled_from([*NUMBERS, "roken"]), comparisons, st.integers(0, 3), st.sampled_from([1, 12])),
)


def _compound(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, several), st.builds(AnyOf, several), st.builds(Not, parts), st.builds(Surely, parts)
    )


conditions = st.recursive(leaves, _compound, max_leaves=8)


def test_both_compilers_give_the_same_answer(population, practice):
    vocabulary = current_vocabulary()
    facts = facts_of_many(practice=practice, patients=population, on=ON)
    seen = set()

    @settings(max_examples=2500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(conditions)
    def agree(condition):
        sql = compile_condition(condition, ON)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT p.id, {sql.text} FROM patients_patient p WHERE p.practice_id = %s ORDER BY p.id",
                (*sql.params, practice.pk),
            )
            by_database = dict(cursor.fetchall())
        by_python = {patient.pk: evaluate(condition, facts[patient.pk]) for patient in population}
        assert by_database == by_python
        assert parse(as_data(condition), vocabulary) == condition
        assert sentence(condition, vocabulary)
        seen.update(by_python.values())

    agree()
    assert seen == {True, False, None}
