"""What is due is the same for one patient on the screen and for a whole practice in SQL."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poh.accounts.scope import practice_scope
from protocols.content import Control, Group, Interval, Item, ProtocolContent, Provenance
from protocols.due_set_sql import DueStatement
from protocols.due_sql import Population, next_controls
from protocols.models import Enrolment
from protocols.rules.due import Participation, controls_due, items_due, merged, next_control
from protocols.selectors import due_sets
from protocols.selectors.due import due_for_patient, facts_of_many
from tests.protocols.conftest import ON
from tests.protocols.test_conditions_agree import conditions

# Together 2,000 generated contents, each tried on every participation of a population of sixty.
EXAMPLES = 1000
INVENTED = Provenance("Verzonnen voor een test", is_verified=False)
KEYS = ("acr", "ntprobnp", "roken", "fundus", "gewicht")
# The end of a short month, a leap day, the day before one: where adding months is easily wrong.
days = st.sampled_from([ON, date(2026, 1, 31), date(2028, 2, 29), date(2024, 3, 1)])
groups = st.lists(
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True).map(lambda keys: Group(tuple(keys))),
    min_size=1,
    max_size=3,
)
intervals = st.lists(
    st.builds(
        Interval,
        key=st.just("term"),
        when=conditions,
        months=st.sampled_from([1, 6, 24]),
        reason=st.sampled_from(["daarom", "en daarom"]),
        provenance=st.just(INVENTED),
    ),
    max_size=2,
).map(tuple)


@st.composite
def controls(draw, key: str) -> Control:
    closed_by = draw(groups)
    return Control(
        key=key,
        name=key,
        minutes=20,
        roles=("poh_s",),
        provenance=INVENTED,
        months=draw(st.none() | st.sampled_from([3, 6, 12])),
        intervals=draw(intervals),
        closed_by=tuple(closed_by),
        closed_at_least=draw(st.integers(1, len(closed_by))),
    )


items = st.builds(
    Item,
    determination=st.sampled_from(KEYS),
    section=st.just("alles"),
    controls=st.lists(st.sampled_from(["een", "twee", "drie"]), min_size=1, unique=True).map(tuple),
    provenance=st.just(INVENTED),
    is_required=st.booleans(),
    when=st.none() | conditions,
    months=st.none() | st.sampled_from([1, 12, 36]),
    intervals=intervals,
)


def contents(protocol: str) -> st.SearchStrategy[ProtocolContent]:
    return st.builds(
        ProtocolContent,
        protocol=st.just(protocol),
        title=st.just("Verzonnen"),
        controls=st.tuples(controls("een"), controls("twee"), controls("drie")),
        sections=st.just(()),
        items=st.lists(items, max_size=4).map(tuple),
    )


@pytest.fixture
def enrolments(population, practice):
    """The participations in DM2 of a population, some with a term of their own."""
    found = list(Enrolment.objects.for_practice(practice).included().filter(protocol="dm2"))
    for number, enrolment in enumerate(found):
        enrolment.personal_months = 5 if number % 4 == 0 else None
        enrolment.personal_months_reason = "afgesproken" if number % 4 == 0 else ""
        enrolment.started_on = ON - timedelta(days=number)
    Enrolment.objects.bulk_update(found, ["personal_months", "personal_months_reason", "started_on"])
    return {enrolment.patient_id: enrolment for enrolment in found}


@pytest.fixture
def facts(population, practice):
    """What is known of everybody on a day."""
    known = {}

    def on_the_day(on: date):
        if on not in known:
            known[on] = facts_of_many(practice=practice, patients=population, on=on)
        return known[on]

    return on_the_day


def _by(enrolment: Enrolment, content: ProtocolContent, *taken_in: ProtocolContent) -> Participation:
    return Participation(
        "dm2",
        content,
        enrolment.started_on,
        enrolment.personal_months,
        enrolment.personal_months_reason,
        taken_in=taken_in,
    )


def _of_version(practice, enrolments) -> Population:
    [version] = {enrolment.protocol_version_id for enrolment in enrolments.values()}
    return Population(practice.pk, version)


def test_next_control_is_the_same_in_python_and_in_sql(practice, enrolments, facts):
    population = _of_version(practice, enrolments)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(contents("dm2"), days)
    def agree(content, on):
        sql = next_controls(content, population, on=on)
        with connection.cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            by_database = {row[0]: row[1:] for row in cursor.fetchall()}
        by_python = {}
        for patient_id, enrolment in enrolments.items():
            due = next_control(_by(enrolment, content), facts(on)[patient_id])
            by_python[enrolment.pk] = (due.due_on, due.control.key) if due else (None, "")
        assert by_database == by_python

    agree()


def test_controls_and_items_due_are_the_same_in_python_and_in_sql(practice, enrolments, facts):
    population = _of_version(practice, enrolments)
    seen = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(contents("dm2"), st.none() | contents("cvrm"), days)
    def agree(content, other, on):
        taken_in = () if other is None else (other,)
        asked = {population: DueStatement(content, taken_in)}
        controls, asked = due_sets.due_by(asked, {population.version_id: enrolments}, on=on)
        for patient_id, enrolment in enrolments.items():
            participation = _by(enrolment, content, *taken_in)
            known = facts(on)[patient_id]
            assert controls.get(patient_id, []) == controls_due(participation, known)
            assert merged(asked.get(patient_id, [])) == items_due([participation], known)
            seen.update(due.term and due.term.reason for due in asked.get(patient_id, []))

    agree()
    # Items of each control, on the ordinary term, and on a term with a reason.
    assert seen == {None, "", "daarom", "en daarom"}


@pytest.mark.parametrize("on", [ON, ON + timedelta(days=400)])
def test_due_of_a_practice_is_what_each_patient_page_says(population, practice, enrolments, on):
    by_practice = due_sets.due_sets(practice=practice, on=on, patients=population)
    taking_part = set(Enrolment.objects.for_practice(practice).included().values_list("patient", flat=True))
    by_patient = {
        patient.pk: due_for_patient(patient=patient, on=on) for patient in population if patient.pk in taking_part
    }
    assert by_practice == by_patient


def test_items_due_of_everybody_leave_out_who_left(population, practice, enrolments):
    everybody = due_sets.items_due(practice=practice, on=ON)
    one = next(patient for patient in population if patient.pk in everybody)
    with practice_scope(practice):
        one.registered_to, one.leave_reason = ON, "moved"
        one.save(update_fields=["registered_to", "leave_reason"])
        rest = due_sets.items_due(practice=practice, on=ON)
        named = due_sets.items_due(practice=practice, on=ON, patients=[one])
    assert rest == {patient_id: due for patient_id, due in everybody.items() if patient_id != one.pk}
    assert named == {one.pk: everybody[one.pk]}


def test_due_of_a_practice_takes_the_same_queries_for_one_patient_and_for_many(
    population, practice, enrolments, django_assert_num_queries
):
    cvrm = Enrolment.objects.for_practice(practice).included().filter(protocol="cvrm").values_list("patient", flat=True)
    in_both = [patient for patient in population if patient.pk in enrolments and patient.pk in set(cvrm)]
    for patients in (in_both[:1], population):
        # Participations, what the practice uses, and what is due by both versions.
        with django_assert_num_queries(2):
            due_sets.due_sets(practice=practice, on=ON, patients=patients)
