"""Feet in diabetes: Sims classification and the proposal for a zorgprofiel (NDF)."""

from dataclasses import dataclass, fields, replace
from itertools import product

from .result import Algorithm, Note, Outcome, Reason

SIMS = Algorithm(
    key="sims",
    version="ndf-preventieve-voetzorg",
    title="Sims-classificatie met voorstel zorgprofiel",
    source="NDF, stroomschema preventieve voetzorg",
)
REGIONAL = Note("regionaal", "Het zorgprofiel is een voorstel; regionale afspraken kunnen afwijken.")
NO_FOOT_FINDING = Note("nierfunctie", "Sims 3 volgt uit eGFR onder 15 of dialyse, ook zonder voetafwijking.")


@dataclass(frozen=True, slots=True)
class FootFindings:
    """Findings of the foot examination; None means not examined or unknown."""

    has_lost_sensation: bool | None = None
    has_arterial_disease: bool | None = None
    has_pressure_signs: bool | None = None
    had_ulcer_or_amputation: bool | None = None
    has_inactive_charcot: bool | None = None
    has_end_stage_kidney: bool | None = None


@dataclass(frozen=True, slots=True)
class FootControl:
    """How often and by whom feet are checked with one Sims class and zorgprofiel."""

    sims: int
    care_profile: int
    months: int
    text: str


_CONTROLS = {
    (0, 0): FootControl(0, 0, 12, "1 keer per jaar onder verantwoordelijkheid van de huisarts"),
    (1, 1): FootControl(1, 1, 6, "jaarlijks onderzoek en 1 extra controle na 6 maanden"),
    (2, 2): FootControl(2, 2, 3, "4 keer per jaar door de (diabetes)podotherapeut"),
    (2, 3): FootControl(2, 3, 3, "4 keer per jaar door de (diabetes)podotherapeut"),
    (3, 4): FootControl(3, 4, 3, "elke 1 tot 3 maanden door de podotherapeut of het voetenteam"),
}


def sims(findings: FootFindings) -> Outcome:
    """Sims class 0-3 with the proposed zorgprofiel, control interval and reason.

    Sims 3 comes first (past ulcer or amputation, inactive Charcot, eGFR < 15 or dialysis), then loss of
    protective sensation, arterial disease and pressure signs. Unknown findings block only when they matter.
    """
    controls = {_control(complete) for complete in _completions(findings)}
    if len(controls) > 1:
        return SIMS.blocked(Reason.INCOMPLETE, "Het voetonderzoek is niet volledig genoeg voor een Sims-klasse.")
    control = controls.pop()
    details = {"zorgprofiel": control.care_profile, "interval_maanden": control.months, "controle": control.text}
    kidney_only = findings.has_end_stage_kidney and not (
        findings.had_ulcer_or_amputation or findings.has_inactive_charcot
    )
    notes = (REGIONAL, NO_FOOT_FINDING) if kidney_only else (REGIONAL,)
    inputs = {item.name: getattr(findings, item.name) for item in fields(findings)}
    return SIMS.result(control.sims, inputs, details=details, notes=notes)


def _completions(findings: FootFindings) -> list[FootFindings]:
    """Every fully known examination that the known findings allow."""
    unknown = [item.name for item in fields(findings) if getattr(findings, item.name) is None]
    choices = product((False, True), repeat=len(unknown))
    return [replace(findings, **dict(zip(unknown, choice, strict=True))) for choice in choices]


def _control(findings: FootFindings) -> FootControl:
    if findings.had_ulcer_or_amputation or findings.has_inactive_charcot or findings.has_end_stage_kidney:
        return _CONTROLS[3, 4]
    lost, arterial = findings.has_lost_sensation, findings.has_arterial_disease
    if not (lost or arterial):
        return _CONTROLS[0, 0]
    if findings.has_pressure_signs:
        return _CONTROLS[2, 3]
    return _CONTROLS[2, 2] if lost and arterial else _CONTROLS[1, 1]
