"""Keep the next control of every participation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import connection, transaction

from poh.accounts.models import Practice
from poh.audit.enums import Event
from poh.audit.services import record
from protocols.contents import content_of
from protocols.due_sql import Population, next_controls
from protocols.models import Enrolment, ProtocolVersion
from protocols.services.targets import follow_recorded_targets

# Of a night on which much differs the log names these; the access log names every patient.
REPORTED_AT_MOST = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Difference:
    """A participation of which the kept next control was not what the record says."""

    enrolment_id: int
    patient_id: int
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
    versions = (
        ProtocolVersion.objects.for_practice(practice)
        .filter(pk__in=rows.order_by().values("protocol_version").distinct())
        .defer("content")
    )
    found: list[Difference] = []
    for version in versions:
        population = Population(practice.pk, version.pk, ids)
        sql = next_controls(content_of(version), population, on=on)
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE.format(computed=sql.text), sql.params)
            found += [Difference(*row) for row in cursor.fetchall()]
    return found


def check_next_controls(*, practice: Practice, on: date, at: datetime) -> list[Difference]:
    """Bring every next control of a practice up to date for the day `on`, and report which ones differed.

    What follows from the record is kept with each change in it; this finds what a new day changed (an age, the end
    of a term), and what came in past the services. Running it again finds nothing.
    """
    targets = follow_recorded_targets(practice=practice, at=at)
    differences = recompute_next_controls(practice=practice, on=on)
    log.info("next_controls_checked", practice_id=practice.pk, differences=len(differences), targets=targets)
    for difference in differences[:REPORTED_AT_MOST]:
        log.info("next_control_differed", enrolment_id=difference.enrolment_id,
                 kept_on=str(difference.kept_on), computed_on=str(difference.computed_on))  # fmt: skip
    if differences:
        patients = sorted({difference.patient_id for difference in differences})
        record(Event.DUE_CHECKED, patients=patients, detail={"results": len(differences)})
    return differences


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
    RETURNING e.id, e.patient_id, kept.next_due_on, e.next_due_on
"""
