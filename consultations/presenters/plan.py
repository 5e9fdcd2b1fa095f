"""The advice of a consult in words: what, why, by which version and source, and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consultations.enums_consult import Decision
from consultations.models import AdviceDecision, Consultation
from consultations.selectors.advice import Shown
from consultations.selectors.noting import decided_words
from consultations.selectors.screen import Screen
from poh.base.dates import day_text
from protocols.content import ProposalKind
from protocols.models import Protocol
from protocols.presenters.advice import advice_lines
from protocols.rules.due import months_after

MOST_OPEN = 3
ACCEPTS = {
    ProposalKind.ASK_GP: "Vraag huisarts",
    ProposalKind.REFERRAL: "Maak taak: verwijzen",
    ProposalKind.EDUCATION: "Maak taak: voorlichten",
    ProposalKind.CONTROL: "Maak taak: plannen",
    ProposalKind.GOAL: "Maak taak: doel",
}
# Who postpones without a date sees the advice again after three months, at the next quarterly control.
MONTHS_LATER = 3


def advice_context(screen: Screen, *, protocols: Mapping[str, Protocol], on: date) -> dict[str, Any]:
    """What the panel shows: at most three open, the rest folded."""
    found, consultation = screen.advice, screen.consultation
    shown = [*found.open, *found.aside]
    letters = {key: (protocol.letter, protocol.name) for key, protocol in protocols.items()}
    lines = advice_lines((each.given for each in shown), letters=letters, definitions=screen.grid.determinations)
    made = [_line(each, line, consultation) for each, line in zip(shown, lines, strict=True)]
    count = len(found.open)
    return {
        "open": made[:count][:MOST_OPEN],
        "later": made[:count][MOST_OPEN:],
        "aside": made[count:],
        "decided": [{"title": row.title, "text": decided_words(row)} for row in found.decided],
        "count": count,
        "until": day_text(months_after(on, MONTHS_LATER)),
    }


def _line(shown: Shown, line: dict[str, Any], consultation: Consultation) -> dict[str, Any]:
    arguments = [consultation.patient.uuid, consultation.uuid, shown.given.rule.key]
    return line | {
        "accept": ACCEPTS.get(shown.given.rule.proposal, "Maak taak"),
        "before": _before(shown.before) if shown.before else "",
        "url": reverse("consultations:decide", args=arguments),
    }


def _before(row: AdviceDecision) -> str:
    """`Op 3-9-2026 uitgesteld tot 3-11-2026 door M. Postma: wacht op het lab.`"""
    because = f": {row.reason}" if row.reason and row.decision != Decision.REFUSED else ""
    return f"Op {day_text(timezone.localdate(row.at))} {decided_words(row)} door {row.by.name}{because}."
