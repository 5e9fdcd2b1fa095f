"""The page with one patient's programmes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from patients.models import Determination, Patient
from patients.presenters.rows import record_tabs
from patients.rules.values import unit_text
from poh.base.dates import day_text
from protocols.conditions.vocabulary import Vocabulary
from protocols.enums import EnrolmentState, StepKind
from protocols.models import Enrolment, EnrolmentStatus, PersonalTarget
from protocols.presenters.advice import advice_lines
from protocols.presenters.due import control_line, item_line
from protocols.presenters.targets import agreed_text, range_text, rule_text
from protocols.rules.due import ItemDue
from protocols.selectors.advice import advice_known
from protocols.selectors.due import due_for_patient
from protocols.selectors.known import known_of
from protocols.selectors.participation import steps_of
from protocols.selectors.targets import Aim, aims, targets_asked

# What a personal care plan agrees on, whatever the programme says (NDF Zorgstandaard diabetes type 2).
ALWAYS_AGREED = ("gewicht",)
TONES = {
    EnrolmentState.INCLUDED: "ok",
    EnrolmentState.DECLINED: "warn",
    EnrolmentState.SPECIALIST: "",
    EnrolmentState.ENDED: "",
}


def programmes_context(patient: Patient, *, on: date) -> dict[str, Any]:
    """What the page shows."""
    known = known_of(patient=patient, on=on)
    facts, participations, now = known.facts, known.participations, known.agreed_now
    due = due_for_patient(patient=patient, on=on, facts=facts, participations=participations)
    letters = {protocol.pk: (protocol.letter, protocol.name) for protocol in known.protocols}
    keys = targets_asked(participations) | {row.determination_id for row in now} | set(ALWAYS_AGREED)
    found = aims(keys=keys, personal=now, participations=participations, facts=facts)
    words = _determinations({*keys, *ALWAYS_AGREED}, due.items, known.agreed)
    order = {key: place for place, key in enumerate(words)}
    vocabulary = Vocabulary(labels={key: row.label for key, row in words.items()})
    items = sorted(due.items, key=lambda line: (not line.is_required, order.get(line.determination, len(order))))
    return {
        "tabs": record_tabs(patient, here="programmes"),
        "participations": [_participation(row, patient) for row in sorted(known.enrolments, key=_open_first)],
        "controls": [control_line(line, letters=letters, on=on) for line in due.controls],
        "items": [item_line(line, letters=letters, vocabulary=vocabulary, on=on) for line in items],
        "advice": advice_lines(advice_known(known), letters=letters),
        "targets": target_lines(patient, found, letters=letters, words=words),
        "steps": _history(steps_of(patient=patient), known.agreed),
    }


def _determinations(
    keys: Collection[str], items: Iterable[ItemDue], agreed: Iterable[PersonalTarget]
) -> dict[str, Determination]:
    """What the page names, by key in the order of the screen; each agreement gets its own. One query."""
    wanted = {*keys, *(item.determination for item in items), *(row.determination_id for row in agreed)}
    rows = Determination.objects.filter(pk__in=wanted).order_by("position")
    found = {row.pk: row for row in rows.only("label", "section", "unit", "calculation", "is_retired", "position")}
    for row in agreed:
        row.determination = found[row.determination_id]
    return found


def _open_first(row: Enrolment) -> bool:
    return row.ended_on is not None


def _participation(row: Enrolment, patient: Patient) -> dict[str, Any]:
    address = [patient.uuid, row.uuid]
    return {
        "letter": row.protocol.letter,
        "name": row.protocol.name,
        "state": {"text": row.get_state_display(), "tone": TONES[EnrolmentState(row.state)]},
        "since": row.started_on,
        "ended_on": row.ended_on,
        "version": row.protocol_version.label,
        "version_url": reverse("protocols:version", args=[row.protocol_version.uuid]),
        "term": months_text(row.personal_months) if row.personal_months else "",
        "term_reason": row.personal_months_reason,
        "term_url": reverse("protocols:personal_term", args=address) if row.state == EnrolmentState.INCLUDED else "",
        "change_url": "" if row.ended_on else reverse("protocols:change_enrolment", args=address),
    }


def months_text(months: int) -> str:
    """`1 maand`, `6 maanden`."""
    return "1 maand" if months == 1 else f"{months} maanden"


def target_lines(
    patient: Patient,
    found: Mapping[str, Aim],
    *,
    letters: Mapping[str, tuple[str, str]],
    words: Mapping[str, Determination],
) -> list[dict[str, Any]]:
    """The targets that hold, in the order of the record, and those that may be agreed."""
    rows = [words[key] for key in {*found, *ALWAYS_AGREED} if not words[key].is_retired]
    rows.sort(key=lambda row: (row.section, row.position))
    return [_target_line(patient, row, found.get(row.pk), letters) for row in rows]


def _target_line(
    patient: Patient, determination: Determination, aim: Aim | None, letters: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    personal, rule = (aim.personal, aim.rule) if aim else (None, None)
    can_agree = not determination.calculation
    line = {
        "name": determination.label,
        "unit": unit_text(determination.unit),
        "agree_url": reverse("protocols:agree_target", args=[patient.uuid, determination.pk]) if can_agree else "",
        "agree_word": "Wijzig" if personal else "Maak eigen",
        "range": "",
        "why": "nog niets afgesproken",
    }
    if personal:
        state = {"text": "eigen", "tone": "accent"}
        line |= {"range": range_text(personal.low, personal.high), "why": agreed_text(personal), "state": state}
    elif rule:
        line |= {"range": rule_text(rule), "why": rule.text, "letter": letters[aim.protocol]}
        line["is_doubtful"] = not rule.provenance.is_verified
    return line


def _history(steps: Iterable[EnrolmentStatus], agreed: Iterable[PersonalTarget]) -> list[dict[str, Any]]:
    """Everything that happened in the participations and agreements, newest first."""
    lines = [_step(step) for step in steps]
    lines += [line for target in agreed for line in _agreement(target)]
    return sorted(lines, key=lambda line: line["on"], reverse=True)


def _step(step: EnrolmentStatus) -> dict[str, Any]:
    what = step.get_state_display()
    if step.kind == StepKind.TERM:
        term = months_text(step.personal_months) if step.personal_months else "die van het protocol"
        what = f"eigen termijn {term}" if step.personal_months else f"termijn weer {term}"
    return {
        "on": step.on,
        "what": f"{step.enrolment.protocol.name}: {what}",
        "version": step.protocol_version.label,
        "reason": step.reason,
        "by": step.recorded_by.name if step.recorded_by else "",
    }


def _agreement(target: PersonalTarget) -> list[dict[str, Any]]:
    """The day on which a target was agreed, and the one on which it ended unless another took its place."""
    name, limits = target.determination.label, range_text(target.low, target.high)
    by = target.set_by.name if target.set_by else ""
    first = {"on": target.started_on, "what": f"{name}: eigen streefwaarde {limits}", "version": "",
             "reason": target.reason, "by": by}  # fmt: skip
    if target.ended_on is None:
        return [first]
    until = f"{name}: eigen streefwaarde {limits} gold tot {day_text(target.ended_on)}"
    return [first, {"on": target.ended_on, "what": until, "version": "", "reason": target.end_reason, "by": ""}]
