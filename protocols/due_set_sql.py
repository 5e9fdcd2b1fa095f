"""Every control and item of every participation in a version, as one SQL statement made from its content.

`protocols.rules.due` answers the same for one patient; a property test holds the two together. The items travel as
data: only the conditions are compiled, each once however many items share it.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from protocols.conditions import Condition, Sql, compile_condition
from protocols.conditions.sql import DONE_ON
from protocols.content import Control, Interval, Item, ProtocolContent
from protocols.due_sql import Population, groups_done, last_day
from protocols.rules.due import AHEAD_MONTHS, periodic_controls

ORDINARY, PERSONAL = 0, -1


@dataclass
class DueStatement:
    """What is due by one version, and by what it takes in, for a population.

    The statement gives rows (patient, is_control, place, due_on, last_on, term): every periodic control, and the
    items that are due. `place` counts from 1 in `controls` or `items`. `term` is ORDINARY, PERSONAL, or the number
    of the interval that holds, from 1.
    """

    content: ProtocolContent
    taken_in: tuple[ProtocolContent, ...] = ()
    controls: list[Control] = field(init=False)
    items: list[tuple[str, Item]] = field(init=False)
    _conditions: dict[Condition, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.controls = periodic_controls(self.content)
        self.items = [(content.protocol, item) for content in (self.content, *self.taken_in) for item in content.items]

    def sql(self, population: Population, *, on: date) -> Sql:
        """The statement for these participations on the day `on`."""
        controls = json.dumps([self._control(place, control) for place, control in enumerate(self.controls, 1)])
        items = json.dumps([self._item(place, item) for place, (_, item) in enumerate(self.items, 1)])
        keys = sorted({item.determination for _, item in self.items})
        return (
            Sql("WITH n AS MATERIALIZED (")
            + population.rows()
            + Sql("), controls AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS c", (controls,))
            + Sql(" (place int, months int, conditions int[], terms int[]))")
            + Sql(", items AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS i", (items,))
            + Sql(
                " (place int, determination text, months int, controls int[], asked_if int, conditions int[],"
                " terms int[]))"
            )
            + self._known(population.practice_id, on)
            + Sql(_DUE, (on, population.practice_id, keys, AHEAD_MONTHS, on))
        )

    def _known(self, practice_id: int, on: date) -> Sql:
        """One row a participation: which conditions hold, and when each control was last complete."""
        holds = [Sql("(") + compile_condition(condition, on) + Sql(") IS TRUE") for condition in self._conditions]
        days = ", ".join(last_day(control, place) for place, control in enumerate(self.controls))
        done = Sql(f"SELECT n.patient_id, n.started_on, n.personal_months, ARRAY[{days}]::date[] AS last_days, ARRAY[")
        for place, condition in enumerate(holds):
            done += Sql(", " if place else "") + condition
        done += Sql(
            "]::boolean[] AS holds FROM n"
            " JOIN patients_patient p ON p.practice_id = n.practice_id AND p.id = n.patient_id"
        )
        if not self.controls:
            return Sql(", known AS MATERIALIZED (") + done + Sql(")")
        groups = Sql(", done AS (") + groups_done(self.controls, practice_id) + Sql(")")
        joined = done + Sql(" LEFT JOIN done ON done.patient_id = n.patient_id")
        return groups + Sql(", known AS MATERIALIZED (") + joined + Sql(")")

    def _place_of(self, condition: Condition) -> int:
        return self._conditions.setdefault(condition, len(self._conditions) + 1)

    def _terms(self, intervals: tuple[Interval, ...]) -> dict[str, Any]:
        return {
            "conditions": [self._place_of(interval.when) for interval in intervals],
            "terms": [interval.months for interval in intervals],
        }

    def _control(self, place: int, control: Control) -> dict[str, Any]:
        return {"place": place, "months": control.months, **self._terms(control.intervals)}

    def _item(self, place: int, item: Item) -> dict[str, Any]:
        return {
            "place": place,
            "determination": item.determination,
            "months": item.months,
            "controls": [at for at, control in enumerate(self.controls, 1) if control.key in item.controls],
            "asked_if": None if item.when is None else self._place_of(item.when),
            **self._terms(item.intervals),
        }


# The first interval that holds, else the ordinary term.
_CHOSEN = (
    "CASE WHEN x.conditions = '{}' THEN 0 ELSE COALESCE((SELECT u.number FROM unnest(x.conditions)"
    " WITH ORDINALITY u (at, number) WHERE k.holds[u.at] ORDER BY u.number LIMIT 1), 0) END"
)
_DUE = f"""
, control_days AS MATERIALIZED (
    SELECT k.patient_id, x.place, k.last_days[x.place] AS last_on, t.number AS term, m.months,
        COALESCE((k.last_days[x.place] + make_interval(months => m.months))::date, k.started_on) AS due_on
    FROM known k CROSS JOIN controls x CROSS JOIN LATERAL (
        SELECT CASE WHEN x.place = 1 AND k.personal_months IS NOT NULL THEN -1 ELSE {_CHOSEN} END AS number
    ) t CROSS JOIN LATERAL (
        SELECT CASE t.number WHEN -1 THEN k.personal_months WHEN 0 THEN x.months ELSE x.terms[t.number] END AS months
    ) m
), since AS MATERIALIZED (
    SELECT patient_id, array_agg(months ORDER BY place) AS months,
        array_agg(CASE WHEN due_on <= %s THEN due_on END ORDER BY place) AS days
    FROM control_days GROUP BY patient_id
), latest AS MATERIALIZED (
    SELECT l.patient_id, l.determination_id, {DONE_ON} AS done_on
    FROM patients_latestmeasurement l JOIN n ON n.patient_id = l.patient_id
    WHERE l.practice_id = %s AND l.determination_id = ANY(%s)
)
SELECT patient_id, true AS is_control, place, due_on, last_on, term FROM control_days
UNION ALL
SELECT d.patient_id, false, d.place, d.due_on, d.last_on, d.term FROM (
    SELECT k.patient_id, x.place, l.done_on AS last_on, t.number AS term,
        CASE WHEN x.months IS NULL THEN (
            SELECT min(CASE
                WHEN l.done_on IS NULL OR l.done_on < (s.days[c.place] - make_interval(months => %s))::date
                THEN s.days[c.place]
                ELSE (l.done_on + make_interval(months => s.months[c.place]))::date END)
            FROM unnest(x.controls) c (place) WHERE s.days[c.place] IS NOT NULL)
        ELSE COALESCE((l.done_on + make_interval(months =>
            CASE t.number WHEN 0 THEN x.months ELSE x.terms[t.number] END))::date, k.started_on) END AS due_on
    FROM known k CROSS JOIN items x CROSS JOIN LATERAL (SELECT {_CHOSEN} AS number) t
    LEFT JOIN since s ON s.patient_id = k.patient_id
    LEFT JOIN latest l ON l.patient_id = k.patient_id AND l.determination_id = x.determination
    WHERE x.asked_if IS NULL OR k.holds[x.asked_if]
) d WHERE d.due_on <= %s
"""  # noqa: S608 - our own words
