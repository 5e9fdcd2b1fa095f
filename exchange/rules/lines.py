"""FHIR Condition -> episode, MedicationRequest -> medicine, AllergyIntolerance -> ICA.

What has no code of ours is kept as it came.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from exchange.enums import Kind, QuarantineReason, SkipReason
from exchange.maps import Maps
from exchange.rules.fhir import (
    ATC,
    RXNORM,
    SNOMED,
    Resource,
    code_in,
    codings,
    day,
    one_line,
    status_of,
    words_of,
)
from exchange.rules.found import Found, Held, Line, Origin, Original, Skipped
from patients.enums_record import IcaKind
from poh.base.dates import day_text

# Without a status the diagnosis stands as it is.
CONFIRMED = {"confirmed", ""}
ENDED = {"resolved", "inactive", "remission"}
NOT_TAKEN = {"draft", "cancelled", "unknown"}
STOPPED = {"stopped", "completed"}
SYSTEMS = {SNOMED: "SNOMED", RXNORM: "RxNorm", ATC: "ATC"}
ENDED_THERE = "in de bron beëindigd"
END_UNKNOWN = "einddatum niet vermeld in de bron"
_WHOLE_ATC = re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}")


def read_condition(resource: Resource, name: str, known: Maps, *, on: date) -> Found:
    """A diagnosis as an episode; the ICPC code only when the map has one for it."""
    concept = resource.get("code")
    snomed = code_in(concept, SNOMED)
    words = one_line(words_of(concept), 200)
    code = snomed or next((code for _, code, _ in codings(concept)), "")
    origin = Origin(Kind.EPISODE, name, code=code[:40], text=words)
    verification = status_of(resource.get("verificationStatus"))
    if verification == "entered-in-error":
        return Skipped(origin, SkipReason.WITHDRAWN)
    if verification not in CONFIRMED:
        return Skipped(origin, SkipReason.NOT_CONFIRMED)
    if not words:
        return Held(origin, QuarantineReason.INVALID, "De diagnose heeft code noch tekst.")
    onset = _text(resource, "onsetDateTime", "onsetPeriod.start") or resource.get("recordedDate") or ""
    end = _text(resource, "abatementDateTime", "abatementPeriod.end")
    onset_on, ended_on, note = day(onset), day(end), ""
    if onset and onset_on is None:
        note = f"begonnen in {onset}"
    if ended_on is None and (end or status_of(resource.get("clinicalStatus")) in ENDED):
        ended_on, note = onset_on or on, END_UNKNOWN
    if problem := _impossible(onset_on, ended_on, on=on):
        return Held(origin, problem[0], problem[1], Original(words, "", onset))
    ours = known.conditions.get(snomed)
    fields = {
        "icpc": ours.icpc if ours else "",
        "title": ours.title if ours else words,
        "snomed": snomed[:18],
        "original_text": words,
        "onset_on": onset_on,
        "ended_on": ended_on,
        "note": note,
    }
    return Line(origin, fields)


def read_medication(resource: Resource, name: str, known: Maps, *, on: date) -> Found:
    """A prescription as a medicine in use; an ATC code only when it was sent, or code and name agree with the map."""
    concept = resource.get("medicationCodeableConcept") or {}
    words = one_line(words_of(concept), 200)
    rxnorm, first = code_in(concept, RXNORM), next((code for _, code, _ in codings(concept)), "")
    origin = Origin(Kind.MEDICINE, name, code=(rxnorm or first)[:40], text=words)
    status = resource.get("status", "")
    if status == "entered-in-error":
        return Skipped(origin, SkipReason.WITHDRAWN)
    if status in NOT_TAKEN or resource.get("doNotPerform"):
        return Skipped(origin, SkipReason.NOT_USED)
    if not words:
        return Held(origin, QuarantineReason.INVALID, "Het recept noemt geen middel.")
    started = resource.get("authoredOn") or ""
    started_on, stopped_on = day(started), day(_text(resource, "dispenseRequest.validityPeriod.end"))
    reason = ""
    if status not in STOPPED:
        stopped_on = None
    elif stopped_on is None or stopped_on > on:
        stopped_on, reason = started_on or on, END_UNKNOWN
    if problem := _impossible(started_on, stopped_on, on=on):
        return Held(origin, problem[0], problem[1], Original(words, "", started))
    fields = {
        "name": words,
        "atc": _atc(concept, rxnorm, words, known),
        "dosage": one_line(_dosage(resource), 120),
        "started_on": started_on,
        "stopped_on": stopped_on,
        "stop_reason": reason,
        "original_code": f"RxNorm {rxnorm}"[:40] if rxnorm else first[:40],
    }
    return Line(origin, fields)


def read_allergy(resource: Resource, name: str, *, on: date) -> Found:
    """An allergy, or an intolerance when the source calls it so."""
    concept = resource.get("code")
    words = one_line(words_of(concept), 200)
    system, code = next(((system, code) for system, code, _ in codings(concept)), ("", ""))
    origin = Origin(Kind.WARNING, name, code=code[:40], text=words)
    verification = status_of(resource.get("verificationStatus"))
    if verification == "entered-in-error":
        return Skipped(origin, SkipReason.WITHDRAWN)
    if verification == "refuted":
        return Skipped(origin, SkipReason.NOT_CONFIRMED)
    if not words:
        return Held(origin, QuarantineReason.INVALID, "De allergie heeft code noch tekst.")
    since = day(_text(resource, "onsetDateTime", "onsetPeriod.start") or resource.get("recordedDate"))
    if problem := _impossible(since, None, on=on):
        return Held(origin, problem[0], problem[1], Original(words))
    is_over = status_of(resource.get("clinicalStatus")) in ENDED
    fields = {
        "kind": IcaKind.INTOLERANCE if resource.get("type") == "intolerance" else IcaKind.ALLERGY,
        "text": words,
        "reaction": one_line(_reactions(resource), 200),
        "code": code[:18],
        "code_system": SYSTEMS.get(system, ""),
        "since_on": since,
        "ended_on": on if is_over else None,
        "end_reason": ENDED_THERE if is_over else "",
    }
    return Line(origin, fields)


def _reactions(resource: Resource) -> str:
    found = [words_of(row) for reaction in resource.get("reaction", ()) for row in reaction.get("manifestation", ())]
    return ", ".join(dict.fromkeys(found))


def _text(resource: Resource, *paths: str) -> str:
    """The first text that stands at one of these places."""
    for path in paths:
        found: Any = resource
        for field in path.split("."):
            found = (found or {}).get(field)
        if found:
            return found
    return ""


def _impossible(first: date | None, last: date | None, *, on: date) -> tuple[QuarantineReason, str] | None:
    if first and first > on:
        return QuarantineReason.FUTURE, f"Het begin ({day_text(first)}) ligt in de toekomst."
    if first and last and last < first:
        return (
            QuarantineReason.IMPOSSIBLE_DATE,
            f"Het einde ({day_text(last)}) ligt voor het begin ({day_text(first)}).",
        )
    return None


def _atc(concept: Resource, rxnorm: str, words: str, known: Maps) -> str:
    sent = code_in(concept, ATC)
    if _WHOLE_ATC.fullmatch(sent):
        return sent
    ours = known.medicines.get(rxnorm)
    return ours.atc if ours and re.search(ours.word, words, re.IGNORECASE) else ""


def _dosage(resource: Resource) -> str:
    return "; ".join(row["text"] for row in resource.get("dosageInstruction", ()) if row.get("text"))
