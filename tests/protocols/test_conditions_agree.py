"""The two compilers of conditions agree, for thousands of conditions on records full of unknowns."""

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols.conditions import as_data, compile_condition, evaluate, parse, sentence
from protocols.conditions.tree import (
    AgeIs,
    All,
    AnyOf,
    ChoiceIs,
    Comparison,
    EnrolledIn,
    EpisodeState,
    EpisodeYears,
    HasEpisode,
    HasMedication,
    MeasuredWithin,
    Not,
    NumberIs,
    SexIs,
)
from protocols.selectors.due import facts_of_many
from protocols.vocabulary import current_vocabulary
from tests.protocols.conftest import ATC, BOUNDS, CHOICES, ICPC, NUMBERS, ON, PROTOCOLS

terms = st.none() | st.sampled_from([1, 6, 12, 24])
codes = st.lists(st.sampled_from(ICPC), min_size=1, max_size=3, unique=True).map(tuple)
comparisons = st.sampled_from(Comparison)

leaves = st.one_of(
    st.builds(NumberIs, st.sampled_from(NUMBERS), comparisons, st.sampled_from(BOUNDS), terms),
    st.builds(
        ChoiceIs,
        st.just("roken"),
        st.lists(st.sampled_from(CHOICES["roken"]), min_size=1, max_size=2, unique=True).map(tuple),
        terms,
    ),
    st.builds(MeasuredWithin, st.sampled_from([*NUMBERS, "roken"]), st.sampled_from([1, 12, 36])),
    st.builds(AgeIs, comparisons, st.sampled_from([0, 18, 40, 65, 70, 80])),
    st.builds(
        SexIs,
        st.lists(st.sampled_from(["female", "male", "other"]), min_size=1, max_size=2, unique=True).map(tuple),
    ),
    st.builds(HasEpisode, codes, st.sampled_from(EpisodeState)),
    st.builds(EpisodeYears, codes, comparisons, st.sampled_from([0, 1, 10])),
    st.builds(HasMedication, st.lists(st.sampled_from(ATC), min_size=1, max_size=2, unique=True).map(tuple)),
    st.builds(EnrolledIn, st.lists(st.sampled_from(PROTOCOLS), min_size=1, unique=True).map(tuple)),
)


def _compound(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(All, several), st.builds(AnyOf, several), st.builds(Not, parts))


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
