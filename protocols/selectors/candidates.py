"""Who belongs in a programme and is not in it: found by the inclusion rules, with the reason for each."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from patients.models import Patient
from poh.accounts.models import Practice
from protocols.conditions import Sql, compile_condition
from protocols.content import Inclusion, InclusionKind, ProtocolContent
from protocols.models import Protocol

SHOWN_AT_MOST = 500


@dataclass(frozen=True)
class Candidate:
    """A patient to ask, or (`must_review`) to judge first; `reasons` are the rules that hold."""

    patient: Patient
    reasons: tuple[str, ...]
    must_review: bool


def candidates(*, practice: Practice, protocol: Protocol, content: ProtocolContent, on: date) -> list[Candidate]:
    """Registered patients without an open participation for whom an inclusion rule holds and no exclusion does.

    Who takes part in a programme that takes this one in is no candidate: there is one call, not two.
    """
    include = [rule for rule in content.inclusion if rule.kind != InclusionKind.EXCLUDE]
    exclude = [rule for rule in content.inclusion if rule.kind == InclusionKind.EXCLUDE]
    if not include:
        return []
    sql = _statement(practice=practice, protocol=protocol, include=include, exclude=exclude, on=on)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        rows = cursor.fetchall()
    patients = Patient.objects.for_practice(practice).in_bulk([row[0] for row in rows])
    found = []
    for patient_id, *holds in rows:
        rules = [rule for rule, holds_here in zip(include, holds, strict=True) if holds_here]
        sure = [rule for rule in rules if rule.kind == InclusionKind.INCLUDE]
        reasons = tuple(rule.reason for rule in (sure or rules))
        found.append(Candidate(patients[patient_id], reasons, must_review=not sure))
    return sorted(found, key=lambda candidate: candidate.must_review)


def _statement(
    *, practice: Practice, protocol: Protocol, include: list[Inclusion], exclude: list[Inclusion], on: date
) -> Sql:
    columns = Sql("SELECT p.id")
    for at, rule in enumerate(include):
        columns += Sql(", ") + compile_condition(rule.when, on) + Sql(f" AS r{at}")
    inner = columns + Sql(
        ", p.sort_text FROM patients_patient p WHERE p.practice_id = %s"
        " AND (p.registered_to IS NULL OR p.registered_to > %s) AND NOT EXISTS ("
        "SELECT 1 FROM protocols_enrolment n JOIN protocols_protocolversion v ON v.id = n.protocol_version_id"
        " WHERE n.practice_id = p.practice_id AND n.patient_id = p.id AND ("
        "(n.protocol_id = %s AND n.state <> 'ended')"
        " OR (n.state = 'included' AND v.content -> 'takes_in' ? %s)))",
        (practice.pk, on, protocol.pk, protocol.pk),
    )
    for rule in exclude:
        inner += Sql(" AND (") + compile_condition(rule.when, on) + Sql(") IS NOT TRUE")
    names = [f"r{at}" for at in range(len(include))]
    found = Sql("SELECT id, " + ", ".join(names) + " FROM (") + inner  # noqa: S608 - our own column names
    return found + Sql(") found WHERE " + " OR ".join(names) + f" ORDER BY sort_text LIMIT {SHOWN_AT_MOST}")
