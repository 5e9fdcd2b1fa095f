"""What publishing a version would mean for the patients of the practice, before it is published."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from poh.accounts.models import Practice
from protocols.conditions import Sql, compile_condition
from protocols.content import Item, ProtocolContent
from protocols.contents import content_of
from protocols.due_sql import Population, next_controls
from protocols.models import Enrolment, ProtocolVersion


@dataclass(frozen=True)
class Impact:
    """For the patients who take part by a version now, if they went over to the other one.

    `more_items`: how many patients get how many items more; `fewer_items` likewise. `become_due`: who is due on
    the day with the new version and not with the old one; `no_longer_due` the other way round.
    """

    patients: int
    more_items: dict[int, int]
    fewer_items: dict[int, int]
    become_due: int
    no_longer_due: int


def impact_of(*, version: ProtocolVersion, against: ProtocolVersion, practice: Practice, on: date) -> Impact:
    """Compare `version` with `against` on whoever takes part by `against`; three statements."""
    population = Population(practice.pk, against.pk)
    new, old = content_of(version), content_of(against)
    more, fewer = _item_changes(new, old, population, on=on)
    due_new = _due_ids(new, population, on=on)
    due_old = _due_ids(old, population, on=on)
    takes_part = Enrolment.objects.for_practice(practice).included().filter(protocol_version=against)
    return Impact(
        patients=takes_part.count(),
        more_items=more,
        fewer_items=fewer,
        become_due=len(due_new - due_old),
        no_longer_due=len(due_old - due_new),
    )


def _due_ids(content: ProtocolContent, population: Population, *, on: date) -> set[int]:
    sql = next_controls(content, population, on=on)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({sql.text}) c WHERE c.due_on <= %s", (*sql.params, on))  # noqa: S608 - own words
        return {row[0] for row in cursor.fetchall()}


def _item_changes(
    new: ProtocolContent, old: ProtocolContent, population: Population, *, on: date
) -> tuple[dict[int, int], dict[int, int]]:
    """How many patients get how many determinations more, and how many get how many fewer."""
    counts = Sql("SELECT ") + _count(new, old, on) + Sql(" AS more, ") + _count(old, new, on) + Sql(" AS fewer")
    sql = (
        Sql("SELECT more, fewer, count(*) FROM (")
        + counts
        + Sql(" FROM (")
        + population.rows()
        + Sql(
            ") n JOIN patients_patient p ON p.practice_id = n.practice_id AND p.id = n.patient_id"
            ") changes GROUP BY more, fewer"
        )
    )
    more: dict[int, int] = {}
    fewer: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        for gained, lost, patients in cursor.fetchall():
            for number, sums in ((gained, more), (lost, fewer)):
                if number:
                    sums[number] = sums.get(number, 0) + patients
    return more, fewer


def _count(these: ProtocolContent, those: ProtocolContent, on: date) -> Sql:
    """How many determinations `these` asks of a patient and `those` does not."""
    total = Sql("0")
    for determination in sorted({item.determination for item in these.items}):
        total += (
            Sql(" + (CASE WHEN ")
            + _asks(these.items, determination, on)
            + Sql(" AND NOT ")
            + _asks(those.items, determination, on)
            + Sql(" THEN 1 ELSE 0 END)")
        )
    return total


def _asks(items: tuple[Item, ...], determination: str, on: date) -> Sql:
    conditions = [item.when for item in items if item.determination == determination]
    if not conditions:
        return Sql("false")
    if None in conditions:
        return Sql("true")
    found = Sql("(false")
    for condition in conditions:
        found += Sql(" OR (") + compile_condition(condition, on) + Sql(") IS TRUE")
    return found + Sql(")")
