"""What there is to consider for one patient, from the advice rules of the programmes; nothing is done by itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from protocols.conditions import KnownFacts, KnownValue, evaluate
from protocols.content import Advice, ProtocolContent


@dataclass(frozen=True, slots=True)
class AdviceSource:
    """The content of one version that speaks for the patient, under the programme that brings it in."""

    protocol: str
    version: str
    content: ProtocolContent


@dataclass(frozen=True, slots=True)
class Because:
    """A value that the advice goes by; None when it is not known."""

    determination: str
    known: KnownValue | None


@dataclass(frozen=True, slots=True)
class GivenAdvice:
    """One advice that holds: the rule, the values it goes by, and the versions that give it."""

    rule: Advice
    because: tuple[Because, ...]
    protocols: tuple[str, ...]
    versions: tuple[str, ...]


def advice_given(sources: Iterable[AdviceSource], facts: KnownFacts) -> list[GivenAdvice]:
    """Every advice of which the condition is surely true, the heaviest first; the same key once.

    A rule that two programmes share speaks in the words of the first of them.
    """
    found: dict[str, GivenAdvice] = {}
    for source in sources:
        for rule in source.content.advice:
            there = found.get(rule.key)
            if there is None and evaluate(rule.when, facts) is True:
                because = tuple(Because(key, facts.values.get(key)) for key in rule.because)
                found[rule.key] = GivenAdvice(rule, because, (source.protocol,), (source.version,))
            elif there is not None and source.protocol not in there.protocols and evaluate(rule.when, facts) is True:
                found[rule.key] = GivenAdvice(
                    there.rule,
                    there.because,
                    (*there.protocols, source.protocol),
                    tuple(dict.fromkeys((*there.versions, source.version))),
                )
    return sorted(found.values(), key=lambda given: (-given.rule.weight, given.rule.key))
