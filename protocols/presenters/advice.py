"""Words about advice: what there is to consider, why, by which source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from patients.enums_record import Operator
from patients.models import Determination
from patients.rules.values import Value, with_unit
from poh.base.dates import day_text
from protocols.content import ProposalKind
from protocols.rules.advice import Because, GivenAdvice

PROPOSALS = {
    ProposalKind.GOAL: "doel afspreken",
    ProposalKind.TASK: "taak",
    ProposalKind.ASK_GP: "vraag aan de huisarts",
    ProposalKind.REFERRAL: "verwijzing",
    ProposalKind.EDUCATION: "voorlichting",
    ProposalKind.CONTROL: "controle plannen",
}


def advice_lines(
    found: Iterable[GivenAdvice],
    *,
    letters: Mapping[str, tuple[str, str]],
    definitions: Mapping[str, Determination] | None = None,
) -> list[dict[str, Any]]:
    """The lines of the block "Adviezen"; `letters`: letter and name by programme. One query without `definitions`."""
    rows = list(found)
    keys = {because.determination for given in rows for because in given.because}
    if definitions is None:
        definitions = Determination.objects.in_bulk(keys) if keys else {}
    return [_line(given, definitions, letters) for given in rows]


def _line(
    given: GivenAdvice, definitions: Mapping[str, Determination], letters: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    rule = given.rule
    return {
        "key": rule.key,
        "title": rule.title,
        "text": rule.text,
        "why": [_why(because, definitions[because.determination]) for because in given.because],
        "proposal": PROPOSALS[rule.proposal],
        "letters": [letters[key] for key in given.protocols],
        "version": ", ".join(given.versions),
        "source": rule.provenance.source,
        "doubt": rule.provenance.doubt,
        "state": None if rule.provenance.is_verified else {"text": "te accorderen", "tone": "warn"},
    }


def _why(because: Because, determination: Determination) -> str:
    """`HbA1c 58 mmol/mol op 12-03-2026`, or that it is not known."""
    known = because.known
    if known is None or (known.numeric is None and known.choice is None):
        return f"{determination.label} niet bekend"
    value = Value(known.numeric, Operator(known.operator), known.choice)
    return f"{determination.label} {with_unit(determination, value)} op {day_text(known.observed_on)}"
