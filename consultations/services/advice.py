"""Decide about an advice: nothing is ever done by itself, and what was decided stays to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.enums_consult import ConsultState, Decision
from consultations.models import AdviceDecision, Consultation
from consultations.services.opening import ConsultClosed
from poh.accounts.enums import Role
from poh.accounts.models import User
from poh.audit.enums import Event
from poh.audit.services import record
from poh.worklist.enums import TaskKind
from poh.worklist.models import Task
from poh.worklist.services import NewTask, Recipient, add_task
from protocols.content import ProposalKind
from protocols.rules.advice import Because, GivenAdvice

# The task of an accepted advice is due in two weeks: house rule, so that it is done before the practice forgets it.
TERM = timedelta(days=14)
TASK_KINDS = {
    ProposalKind.REFERRAL: TaskKind.LETTER,
    ProposalKind.CONTROL: TaskKind.AGENDA,
    ProposalKind.GOAL: TaskKind.CARE_PLAN,
}


@dataclass(frozen=True)
class Choice:
    """What somebody decided: with `until` for what is postponed, and a reason for what is refused."""

    decision: Decision
    reason: str = ""
    until: date | None = None


class AlreadyDecided(Exception):
    """In this consult something was decided about this advice."""


@transaction.atomic
def decide(*, consultation: Consultation, given: GivenAdvice, choice: Choice, by: User, at: datetime) -> AdviceDecision:
    """Keep the decision; an accepted advice becomes a task. ConsultClosed, AlreadyDecided."""
    draft = Consultation.objects.for_practice(consultation.practice).filter(
        pk=consultation.pk, state=ConsultState.DRAFT
    )
    if not draft.select_for_update().exists():
        raise ConsultClosed
    task = _task(consultation, given, by, at) if choice.decision == Decision.ACCEPTED else None
    row = AdviceDecision(
        practice=consultation.practice,
        patient=consultation.patient,
        consultation=consultation,
        advice=given.rule.key,
        title=given.rule.title,
        version=", ".join(given.versions),
        because=[_because(each) for each in given.because],
        decision=choice.decision,
        reason=choice.reason,
        until=choice.until,
        task=task,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "consultations_advicedecision_once_per_consult" not in str(error):
            raise
        raise AlreadyDecided from error
    record(Event.CONSULT_CHANGED, patients=[consultation.patient_id], object=consultation, detail=["advies"])
    return row


def _task(consultation: Consultation, given: GivenAdvice, by: User, at: datetime) -> Task:
    """A question to the huisarts is for whoever is huisarts; everything else for who holds the consult."""
    asks_gp = given.rule.proposal is ProposalKind.ASK_GP
    to = Recipient(role=Role.HUISARTS) if asks_gp else Recipient(member=consultation.member)
    task = NewTask(
        title=given.rule.title,
        to=to,
        kind=TASK_KINDS.get(given.rule.proposal, TaskKind.GENERAL),
        reason=given.rule.text,
        patient=consultation.patient,
        due_on=timezone.localdate(at) + TERM,
    )
    return add_task(practice=consultation.practice, task=task, by=by, at=at)


def _because(because: Because) -> dict[str, Any]:
    """A value as it was known when the decision was made."""
    known = because.known
    if known is None:
        return {"determination": because.determination}
    return {
        "determination": because.determination,
        "numeric": None if known.numeric is None else str(known.numeric),
        "operator": known.operator or "",
        "choice": known.choice,
        "on": known.observed_on.isoformat(),
    }
