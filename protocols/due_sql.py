"""The next control of every participation in a version, as one SQL statement made from its content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from protocols.conditions import Sql, compile_condition
from protocols.conditions.sql import DONE_ON
from protocols.content import Control, Interval, ProtocolContent
from protocols.rules.due import periodic_controls


@dataclass(frozen=True, slots=True)
class Population:
    """The included participations in one version, of one practice; of these patients only when `patient_ids`."""

    practice_id: int
    version_id: int
    patient_ids: tuple[int, ...] | None = None

    def rows(self) -> Sql:
        """Their rows of protocols_enrolment."""
        found = Sql(
            "SELECT e.id, e.practice_id, e.patient_id, e.started_on, e.personal_months FROM protocols_enrolment e"
            " WHERE e.practice_id = %s AND e.protocol_version_id = %s AND e.state = 'included'",
            (self.practice_id, self.version_id),
        )
        if self.patient_ids is None:
            return found
        return found + Sql(" AND e.patient_id = ANY(%s)", (list(self.patient_ids),))


def next_controls(content: ProtocolContent, population: Population, *, on: date) -> Sql:
    """Rows (id, due_on, control): the next control of each participation.

    NULL and '' for a programme without controls of its own accord.
    """
    controls = periodic_controls(content)
    if not controls:
        return Sql("SELECT n.id, NULL::date AS due_on, '' AS control FROM (") + population.rows() + Sql(") n")
    rows = [_control_row(control, at, on, is_regular=at == 0) for at, control in enumerate(controls)]
    due = rows[0]
    for row in rows[1:]:
        due += Sql(", ") + row
    return (
        Sql("WITH n AS MATERIALIZED (")
        + population.rows()
        # Once: with the statistics of an empty table it would be planned for each participation anew.
        + Sql("), done AS MATERIALIZED (")
        + groups_done(controls, population.practice_id)
        + Sql(
            ") SELECT n.id, first.due_on, first.control FROM n"
            " JOIN patients_patient p ON p.practice_id = n.practice_id AND p.id = n.patient_id"
            " LEFT JOIN done ON done.patient_id = n.patient_id"
            " CROSS JOIN LATERAL (SELECT v.due_on, v.control FROM (VALUES "
        )
        + due
        + Sql(") v (due_on, control, months) ORDER BY v.due_on, v.months DESC, v.control LIMIT 1) first")
    )


def groups_done(controls: Iterable[Control], practice_id: int) -> Sql:
    """One row a patient of `n`: for each group of each control, the day on which it was last recorded."""
    columns, every = Sql("SELECT l.patient_id"), set()
    for at, control in enumerate(controls):
        for group_at, group in enumerate(control.closed_by):
            keys = list(group.determinations)
            every.update(keys)
            columns += Sql(f", max({DONE_ON}) FILTER (WHERE l.determination_id = ANY(%s)) AS c{at}g{group_at}", (keys,))
    return columns + Sql(
        " FROM patients_latestmeasurement l JOIN n ON n.patient_id = l.patient_id"
        " WHERE l.practice_id = %s AND l.determination_id = ANY(%s) GROUP BY l.patient_id",
        (practice_id, sorted(every)),
    )


def _control_row(control: Control, at: int, on: date, *, is_regular: bool) -> Sql:
    """(due_on, control, months): from the last time that the control was complete, or from the start."""
    months = _term(control.months, control.intervals, on)
    if is_regular:
        months = Sql("COALESCE(n.personal_months, ") + months + Sql(")")
    return (
        Sql(f"(COALESCE(({last_day(control, at)} + make_interval(months => ")
        + months
        + Sql("))::date, n.started_on), %s, %s)", (control.key, control.months))
    )


def last_day(control: Control, at: int) -> str:
    """The day on which the control at place `at` was last complete, from the row `done`; NULL for never."""
    days = ", ".join(f"(done.c{at}g{group_at})" for group_at in range(len(control.closed_by)))
    nth = control.closed_at_least - 1
    return f"(SELECT d.day FROM (VALUES {days}) d (day) ORDER BY d.day DESC NULLS LAST OFFSET {nth} LIMIT 1)"  # noqa: S608 - our own column names


def _term(months: int, intervals: Iterable[Interval], on: date) -> Sql:
    found = list(intervals)
    if not found:
        return Sql("%s", (months,))
    cases = Sql("CASE")
    for interval in found:
        cases += Sql(" WHEN ") + compile_condition(interval.when, on) + Sql(" THEN %s", (interval.months,))
    return cases + Sql(" ELSE %s END", (months,))
