"""What is due for many patients at once: the same answer as for one patient on the screen, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection

from patients.models import Patient
from poh.accounts.models import Practice
from poh.base.together import read_together
from protocols.conditions import Sql
from protocols.content import Control, Item, ProtocolContent
from protocols.contents import content_of
from protocols.due_set_sql import ORDINARY, PERSONAL, DueStatement
from protocols.due_sql import Population
from protocols.models import Enrolment, PracticeProtocol, ProtocolVersion
from protocols.rules.due import ControlDue, ItemDue, Term, first_due_first
from protocols.selectors.due import DueSet
from protocols.selectors.known import held_by

Participants = dict[int, Enrolment]


def items_due(*, practice: Practice, on: date, patients: Iterable[Patient] | None = None) -> dict[int, list[ItemDue]]:
    """By patient the items that are due on the day `on`, each once over all programmes, longest due first.

    Of everybody who is registered and takes part when `patients` is None; who has nothing due is left out.
    """
    sets = due_sets(practice=practice, on=on, patients=patients)
    return {patient_id: due.items for patient_id, due in sets.items() if due.items}


def due_sets(*, practice: Practice, on: date, patients: Iterable[Patient] | None = None) -> dict[int, DueSet]:
    """What patients are due for, by patient: what `due_for_patient` says of each of them.

    Of everybody who is registered and takes part when `patients` is None. Two statements, whatever the number of
    patients and of versions; who takes part in nothing is left out.
    """
    participants, in_use = _participants(practice, on, patients)
    if not participants:
        return {}
    asked = {}
    for version_id, rows in participants.items():
        content = content_of(next(iter(rows.values())).protocol_version)
        taken_in = tuple(in_use[key] for key in content.takes_in if key in in_use)
        asked[Population(practice.pk, version_id, tuple(rows))] = DueStatement(content, taken_in)
    controls, items = due_by(asked, participants, on=on)
    taking_part = {patient_id for rows in participants.values() for patient_id in rows}
    return {patient_id: DueSet.of(controls[patient_id], items[patient_id]) for patient_id in taking_part}


def _participants(
    practice: Practice, on: date, patients: Iterable[Patient] | None
) -> tuple[dict[int, Participants], dict[str, ProtocolContent]]:
    """The included participations by version and patient, in the order of the programmes; and what is in use."""
    rows = Enrolment.objects.for_practice(practice).included().order_by("protocol__position", "protocol_version")
    if patients is None:
        registered = Patient.objects.for_practice(practice).registered(on=on)
        rows = rows.filter(patient__in=registered.order_by().values("pk"))
    else:
        rows = rows.filter(patient__in=[patient.pk for patient in patients])
    used = PracticeProtocol.objects.for_practice(practice).filter(switched_off_at=None).order_by()
    read = read_together(
        enrolments=rows.only(*_ENROLMENT),
        used=used,
        versions=ProtocolVersion.objects.for_practice(practice).filter(held_by(rows, used)).order_by().defer("content"),
    )
    versions = {version.pk: version for version in read["versions"]}
    found: dict[int, Participants] = defaultdict(dict)
    for row in read["enrolments"]:
        row.protocol_version = versions[row.protocol_version_id]
        found[row.protocol_version_id][row.patient_id] = row
    return found, {row.protocol_id: content_of(versions[row.protocol_version_id]) for row in read["used"]}


_ENROLMENT = ("patient", "protocol", "protocol_version", "started_on", "personal_months", "personal_months_reason")


def due_by(
    asked: Mapping[Population, DueStatement], participants: Mapping[int, Participants], *, on: date
) -> tuple[dict[int, list[ControlDue]], dict[int, list[ItemDue]]]:
    """By patient the controls in the order in which they are due, and the items in the order of the protocols.

    One statement for all the versions in `asked`.
    """
    statements = {population.version_id: statement for population, statement in asked.items()}
    controls: dict[int, list[ControlDue]] = defaultdict(list)
    items: dict[int, list[ItemDue]] = defaultdict(list)
    for version_id, patient_id, is_control, place, due_on, last_on, chosen in _rows(asked, on):
        statement, enrolment = statements[version_id], participants[version_id][patient_id]
        if is_control:
            control = statement.controls[place - 1]
            term = _term(control, chosen, enrolment)
            controls[patient_id].append(ControlDue(statement.content.protocol, control, last_on, due_on, term))
        else:
            protocol, item = statement.items[place - 1]
            term = None if item.months is None else _term(item, chosen, enrolment)
            due = ItemDue(item.determination, (protocol,), item.is_required, due_on, last_on, term)
            items[patient_id].append(due)
    return defaultdict(list, {patient: first_due_first(found) for patient, found in controls.items()}), items


def _rows(asked: Mapping[Population, DueStatement], on: date) -> list[tuple]:
    """In the order of the versions in `asked`, and within each in the order of the protocol."""
    sql = Sql("")
    for population, statement in asked.items():
        sql += Sql(" UNION ALL " if sql.text else "")
        sql += Sql("SELECT %s AS version, d.* FROM (", (population.version_id,))
        sql += statement.sql(population, on=on) + Sql(") d")
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        rows = cursor.fetchall()
    order = {population.version_id: place for place, population in enumerate(asked)}
    return sorted(rows, key=lambda row: (order[row[0]], row[3]))


def _term(asked: Control | Item, chosen: int, enrolment: Enrolment) -> Term:
    if chosen == PERSONAL:
        return Term(enrolment.personal_months, enrolment.personal_months_reason)
    if chosen == ORDINARY:
        return Term(asked.months)
    interval = asked.intervals[chosen - 1]
    return Term(interval.months, interval.reason)
