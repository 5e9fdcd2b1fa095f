"""What to aim for with one patient: what was agreed, else what the protocols say in which the patient takes part."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from patients.models import Patient
from protocols.conditions import KnownFacts
from protocols.content import Target
from protocols.models import PersonalTarget
from protocols.rules.due import Participation
from protocols.rules.targets import target_of
from protocols.selectors.known import known_of


@dataclass(frozen=True)
class Aim:
    """The target for one determination, and where it comes from: `personal`, or `rule` of the programme `protocol`."""

    determination: str
    personal: PersonalTarget | None = None
    rule: Target | None = None
    protocol: str = ""
    programme: str = ""


def aims_of(*, patient: Patient, keys: Collection[str], on: date) -> dict[str, Aim]:
    """The target that holds on the day `on` for each of these determinations that has one.

    Agreed with the patient first; then the first target rule that holds, in the order of the programmes and of the
    rules in the version by which the patient takes part. One query.
    """
    known = known_of(patient=patient, on=on)
    personal = [row for row in known.agreed_now if row.determination_id in keys]
    return aims(keys=keys, personal=personal, participations=known.participations, facts=known.facts)


def aims(
    *,
    keys: Collection[str],
    personal: Iterable[PersonalTarget],
    participations: list[Participation],
    facts: KnownFacts,
) -> dict[str, Aim]:
    """The same, from what a page has read already: `personal` are the agreements that hold now."""
    found = {row.determination_id: Aim(row.determination_id, personal=row) for row in personal}
    for key in keys:
        for participation in participations if key not in found else ():
            rule = target_of(participation, key, facts)
            if rule is not None:
                found[key] = Aim(key, None, rule, participation.protocol, participation.content.title)
                break
    return found


def targets_asked(participations: Iterable[Participation]) -> set[str]:
    """The determinations for which these programmes know a target."""
    return {
        rule.determination
        for participation in participations
        for content in (participation.content, *participation.taken_in)
        for rule in content.targets
    }


def personal_targets(*, patient: Patient) -> QuerySet[PersonalTarget]:
    """Everything that was agreed with the patient, newest first."""
    rows = PersonalTarget.objects.of_patient(patient).select_related("determination", "set_by")
    return rows.order_by("-started_on", "-pk")
