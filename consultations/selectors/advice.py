"""The advice of a consult: what is open, what was set aside before, and what was decided today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consultations.enums_consult import Decision
from consultations.models import AdviceDecision, Consultation
from protocols.conditions import KnownFacts
from protocols.rules.advice import GivenAdvice
from protocols.selectors.advice import advice_for_patient


@dataclass(frozen=True)
class Shown:
    """An advice that holds, with what was decided about it the last time."""

    given: GivenAdvice
    before: AdviceDecision | None


@dataclass(frozen=True)
class AdviceList:
    """Open advice, the heaviest first; advice that was refused before or is postponed; what was decided today."""

    open: list[Shown]
    aside: list[Shown]
    decided: list[AdviceDecision]


def advice_of(*, consultation: Consultation, facts: KnownFacts, on: date) -> AdviceList:
    """What the protocols advise with what is known and typed; three queries and one for the decisions."""
    given = advice_for_patient(patient=consultation.patient, on=on, facts=facts)
    rows = AdviceDecision.objects.of_patient(consultation.patient).latest_by_advice().select_related("by")
    latest = {row.advice: row for row in rows}
    decided = [row for row in latest.values() if row.consultation_id == consultation.pk]
    keys = {row.advice for row in decided}
    shown = [Shown(each, latest.get(each.rule.key)) for each in given if each.rule.key not in keys]
    return AdviceList(
        open=[each for each in shown if not _is_aside(each.before, on)],
        aside=[each for each in shown if _is_aside(each.before, on)],
        decided=sorted(decided, key=lambda row: (row.at, row.pk)),
    )


def _is_aside(before: AdviceDecision | None, on: date) -> bool:
    if before is None or before.decision == Decision.ACCEPTED:
        return False
    return before.decision == Decision.REFUSED or before.until > on
