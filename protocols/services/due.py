"""Keep the next control of every participation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from poh.accounts.models import Practice
from protocols.contents import content_of
from protocols.due_sql import Population, next_controls
from protocols.models import Enrolment, ProtocolVersion


@dataclass(frozen=True)
class Difference:
    """A participation of which the kept next control was not what the record says."""

    enrolment_id: int
    kept_on: date | None
    computed_on: date | None


@transaction.atomic
def recompute_next_controls(
    *, practice: Practice, on: date, patient_ids: Iterable[int] | None = None
) -> list[Difference]:
    """Bring `next_due_on` and `next_control` up to date; the participations that differed.

    One statement for each version in use; of these patients only when `patient_ids` is given.
    """
    ids = None if patient_ids is None else tuple(patient_ids)
    rows = Enrolment.objects.for_practice(practice).included()
    if ids is not None:
        rows = rows.filter(patient__in=ids)
    versions = ProtocolVersion.objects.for_practice(practice).filter(
        pk__in=rows.order_by().values("protocol_version").distinct()
    )
    found: list[Difference] = []
    for version in versions:
        population = Population(practice.pk, version.pk, ids)
        sql = next_controls(content_of(version), population, on=on)
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE.format(computed=sql.text), sql.params)
            found += [Difference(*row) for row in cursor.fetchall()]
    return found


_UPDATE = """
    WITH computed AS ({computed}),
    kept AS (
        SELECT e.id, e.next_due_on FROM protocols_enrolment e JOIN computed c ON c.id = e.id
        WHERE (e.next_due_on, e.next_control) IS DISTINCT FROM (c.due_on, c.control)
        ORDER BY e.id FOR UPDATE OF e
    )
    UPDATE protocols_enrolment e SET next_due_on = c.due_on, next_control = c.control
    FROM computed c, kept
    WHERE e.id = c.id AND kept.id = c.id
    RETURNING e.id, kept.next_due_on, e.next_due_on
"""
