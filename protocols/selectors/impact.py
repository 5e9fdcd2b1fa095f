"""What going over to another version would mean for the patients of the practice, before it is published."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from poh.accounts.models import Practice
from protocols.conditions import Sql, compile_condition
from protocols.content import Item, ProtocolContent, Target
from protocols.contents import content_of
from protocols.due_sql import Population, next_controls
from protocols.models import Enrolment, ProtocolVersion

GROUPS = ("more", "fewer", "sooner", "later", "other_target", "become_due", "no_longer_due")


@dataclass(frozen=True)
class Difference:
    """What changes for one patient: determinations that are asked more, less, sooner or later, and other targets."""

    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()
    sooner: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    other_target: tuple[str, ...] = ()


@dataclass(frozen=True)
class Impact:
    """Everybody who takes part by a version now, and what changes if they go over to the other one.

    `become_due` are patients who are due on the day with the new version and not with the old one;
    `no_longer_due` the other way round.
    """

    patients: int
    differences: dict[int, Difference] = field(default_factory=dict)
    become_due: frozenset[int] = frozenset()
    no_longer_due: frozenset[int] = frozenset()

    def patient_ids(self, group: str) -> frozenset[int]:
        """The patients of one of the GROUPS."""
        if group in ("become_due", "no_longer_due"):
            return getattr(self, group)
        return frozenset(patient for patient, found in self.differences.items() if getattr(found, group))

    def determinations(self, group: str) -> list[tuple[str, int]]:
        """Which determinations it is about, with the number of patients, most first."""
        counts = Counter(key for found in self.differences.values() for key in getattr(found, group, ()))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def sizes(self, group: str) -> dict[int, int]:
        """How many patients get how many determinations more (or fewer)."""
        return dict(
            sorted(Counter(len(getattr(d, group)) for d in self.differences.values() if getattr(d, group)).items())
        )


def impact_of(*, version: ProtocolVersion, against: ProtocolVersion, practice: Practice, on: date) -> Impact:
    """Compare `version` with `against` on whoever takes part by `against`; four statements."""
    population = Population(practice.pk, against.pk)
    new, old = content_of(version), content_of(against)
    takes_part = Enrolment.objects.for_practice(practice).included().filter(protocol_version=against)
    patients = dict(takes_part.values_list("pk", "patient_id"))
    due_new, due_old = _due_ids(new, population, on=on), _due_ids(old, population, on=on)
    return Impact(
        patients=len(patients),
        differences=_differences(new, old, population, on=on) if patients else {},
        become_due=frozenset(patients[pk] for pk in due_new - due_old),
        no_longer_due=frozenset(patients[pk] for pk in due_old - due_new),
    )


def _due_ids(content: ProtocolContent, population: Population, *, on: date) -> set[int]:
    sql = next_controls(content, population, on=on)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({sql.text}) c WHERE c.due_on <= %s", (*sql.params, on))  # noqa: S608 - own words
        return {row[0] for row in cursor.fetchall()}


def _differences(
    new: ProtocolContent, old: ProtocolContent, population: Population, *, on: date
) -> dict[int, Difference]:
    """Of each patient for whom something changes, what: one statement, over what the two versions say otherwise."""
    items = _differing(new.items, old.items)
    targets = _differing(new.targets, old.targets)
    terms = [(key, _months(new.items, key, on), _months(old.items, key, on)) for key in items]
    aims = [(key, _aim(new.targets, key, on), _aim(old.targets, key, on)) for key in targets]
    columns = [
        _keys((key, now + Sql(" IS NOT NULL AND ") + then + Sql(" IS NULL")) for key, now, then in terms),
        _keys((key, now + Sql(" IS NULL AND ") + then + Sql(" IS NOT NULL")) for key, now, then in terms),
        _keys((key, now + Sql(" < ") + then) for key, now, then in terms),
        _keys((key, now + Sql(" > ") + then) for key, now, then in terms),
        _keys((key, now + Sql(" IS DISTINCT FROM ") + then) for key, now, then in aims),
    ]
    sql = Sql("SELECT p.id")
    for column in columns:
        sql += Sql(", ") + column
    sql += Sql(" FROM (") + population.rows()
    sql += Sql(") n JOIN patients_patient p ON p.practice_id = n.practice_id AND p.id = n.patient_id")
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        found = {row[0]: Difference(*(tuple(keys) for keys in row[1:])) for row in cursor.fetchall()}
    return {patient: difference for patient, difference in found.items() if difference != Difference()}


def _differing(these: Iterable[Item | Target], those: Iterable[Item | Target]) -> list[str]:
    """The determinations of which the rules are not alike."""
    found: list[dict[str, list]] = []
    for parts in (these, those):
        rules: dict[str, list] = {}
        for part in parts:
            rules.setdefault(part.determination, []).append(part)
        found.append(rules)
    here, there = found
    return sorted(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))


def _keys(cases: Iterable[tuple[str, Sql]]) -> Sql:
    """An array of the keys whose condition holds."""
    array = Sql("array_remove(ARRAY[NULL")
    for key, holds in cases:
        array += Sql(", CASE WHEN ") + holds + Sql(" THEN %s END", (key,))
    return array + Sql("]::text[], NULL)")


def _months(items: tuple[Item, ...], determination: str, on: date) -> Sql:
    """How often the determination is asked of a patient: the shortest term of the items that ask it.

    0 is at every control, NULL not at all.
    """
    terms = Sql("LEAST(NULL::int")
    for item in items:
        if item.determination == determination:
            holds = Sql("true") if item.when is None else Sql("(") + compile_condition(item.when, on) + Sql(")")
            terms += Sql(", CASE WHEN ") + holds + Sql(" THEN ") + _term(item, on) + Sql(" END")
    return terms + Sql(")")


def _term(item: Item, on: date) -> Sql:
    if not item.intervals:
        return Sql("%s", (item.months or 0,))
    cases = Sql("CASE")
    for interval in item.intervals:
        cases += Sql(" WHEN ") + compile_condition(interval.when, on) + Sql(" THEN %s", (interval.months,))
    return cases + Sql(" ELSE %s END", (item.months or 0,))


def _aim(targets: tuple[Target, ...], determination: str, on: date) -> Sql:
    """The target that holds for a patient, as text; NULL without one."""
    rules = [target for target in targets if target.determination == determination]
    if not rules:
        return Sql("NULL::text")
    cases = Sql("(CASE")
    for target in rules:
        said = repr((target.low, target.low_inclusive, target.high, target.high_inclusive, target.text))
        holds = Sql("true") if target.when is None else compile_condition(target.when, on)
        cases += Sql(" WHEN ") + holds + Sql(" THEN %s", (said,))
    return cases + Sql(" END)")
