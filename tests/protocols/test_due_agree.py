"""What is due is the same for one patient on the screen and for a whole practice in SQL."""

from datetime import timedelta

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols.content import Control, Group, Interval, ProtocolContent, Provenance
from protocols.due_sql import Population, next_controls
from protocols.models import Enrolment
from protocols.rules.due import Participation, next_control
from protocols.selectors.due import facts_of_many
from tests.protocols.conftest import ON
from tests.protocols.test_conditions_agree import conditions

INVENTED = Provenance("Verzonnen voor een test", is_verified=False)
groups = st.lists(
    st.lists(st.sampled_from(["acr", "ntprobnp", "roken", "gewicht"]), min_size=1, max_size=2, unique=True).map(
        lambda keys: Group(tuple(keys))
    ),
    min_size=1,
    max_size=3,
)
intervals = st.lists(
    st.builds(
        Interval,
        key=st.just("term"),
        when=conditions,
        months=st.sampled_from([1, 6, 24]),
        reason=st.just("daarom"),
        provenance=st.just(INVENTED),
    ),
    max_size=2,
)


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
        intervals=tuple(draw(intervals)),
        closed_by=tuple(closed_by),
        closed_at_least=draw(st.integers(1, len(closed_by))),
    )


contents = st.builds(
    ProtocolContent,
    protocol=st.just("dm2"),
    title=st.just("Verzonnen"),
    controls=st.tuples(controls("een"), controls("twee"), controls("drie")),
    sections=st.just(()),
    items=st.just(()),
)


def test_next_control_is_the_same_in_python_and_in_sql(population, practice):
    enrolments = list(Enrolment.objects.for_practice(practice).included().filter(protocol="dm2"))
    for number, enrolment in enumerate(enrolments):
        enrolment.personal_months = 5 if number % 4 == 0 else None
        enrolment.personal_months_reason = "afgesproken" if number % 4 == 0 else ""
        enrolment.started_on = ON - timedelta(days=number)
    Enrolment.objects.bulk_update(enrolments, ["personal_months", "personal_months_reason", "started_on"])
    facts = facts_of_many(practice=practice, patients=population, on=ON)
    population_of_version = Population(practice.pk, enrolments[0].protocol_version_id)

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(contents)
    def agree(content):
        sql = next_controls(content, population_of_version, on=ON)
        with connection.cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            by_database = {row[0]: row[1:] for row in cursor.fetchall()}
        by_python = {}
        for enrolment in enrolments:
            participation = Participation("dm2", content, enrolment.started_on, enrolment.personal_months)
            due = next_control(participation, facts[enrolment.patient_id])
            by_python[enrolment.pk] = (due.due_on, due.control.key) if due else (None, "")
        assert by_database == by_python

    agree()
