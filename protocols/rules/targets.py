"""Which target rule of a protocol holds for one patient."""

from collections.abc import Iterable

from protocols.conditions import KnownFacts, evaluate
from protocols.content import Target
from protocols.rules.due import Participation


def target_of(participation: Participation, determination: str, facts: KnownFacts) -> Target | None:
    """The first target for the determination that holds; of what is taken in when the programme has none itself."""
    rules = [
        rule
        for content in (participation.content, *participation.taken_in)
        for rule in content.targets
        if rule.determination == determination
    ]
    return first_that_holds(rules, facts)


def first_that_holds(rules: Iterable[Target], facts: KnownFacts) -> Target | None:
    """The first rule of which the condition is true; a rule without a condition always holds."""
    return next((rule for rule in rules if rule.when is None or evaluate(rule.when, facts) is True), None)
