"""The form in which values are entered: a row for each determination, with what was measured before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from patients.enums_record import NUMERIC_KINDS, Section
from patients.forms.measurements import MeasurementsForm
from patients.models import Determination, LatestMeasurement
from patients.presenters.measured import SOURCE_WORDS, day, text_of
from patients.rules.limits import Problem
from patients.rules.values import unit_text
from patients.selectors.measurements import Enterable

SIDES = {"li": "links", "re": "rechts"}


def entry_rows(form: MeasurementsForm, latest: Mapping[str, LatestMeasurement]) -> list[dict[str, Any]]:
    """The rows of the form; two determinations that stand on a line share a row."""
    by_key = {determination.key: determination for determination in form.determinations}
    partners = {determination.partner for determination in form.determinations}
    return [
        _row(form, determination, by_key.get(determination.partner), latest)
        for determination in form.determinations
        if determination.key not in partners
    ]


def _row(
    form: MeasurementsForm,
    determination: Determination,
    partner: Determination | None,
    latest: Mapping[str, LatestMeasurement],
) -> dict[str, Any]:
    both = [determination, partner] if partner else [determination]
    before = [each for each in both if each.key in latest]
    previous = latest[before[0].key] if before else None
    parts = _marked([_part(form, each) for each in both])
    return {
        "label": determination.short_label if partner else determination.label,
        "parts": parts,
        "is_wrong": any(part["errors"] or part["question"] for part in parts),
        "note": form[f"note-{determination.key}"],
        "method": form[f"method-{determination.key}"] if determination.methods else None,
        "previous": "/".join(text_of(each, latest[each.key]) for each in before),
        "previous_when": day(previous.observed_on) if previous else "",
        "previous_source": SOURCE_WORDS[previous.source] if previous else "",
    }


def _marked(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two controls on a row tell which is which: left and right, or one unit for both behind a stroke."""
    if len(parts) == 1:
        return parts
    first, second = parts
    marks = [SIDES.get(part["key"].rpartition("_")[2], "") for part in parts]
    if not marks[0] and first["unit"] and first["unit"] == second["unit"]:
        return [first | {"unit": ""}, second | {"mark": "/"}]
    return [part | {"mark": mark} for part, mark in zip(parts, marks, strict=True)]


def _part(form: MeasurementsForm, determination: Determination) -> dict[str, Any]:
    """The control of one value, with what is asked or refused about it."""
    key = determination.key
    field, problem = form[f"value-{key}"], form.problems.get(key)
    return {
        "key": key,
        "field": field,
        "mark": "",
        "unit": unit_text(determination.unit) if determination.kind in NUMERIC_KINDS else "",
        "errors": field.errors,
        "question": problem.text if problem and problem.is_question and not field.errors else "",
        "offers": _offers(key, problem),
        "typed": form.data.get(f"value-{key}", "") if form.is_bound else "",
        "is_confirmed": form.is_bound and form.is_confirmed(key),
    }


def _offers(key: str, problem: Problem | None) -> list[dict[str, str]]:
    offers = problem.offers if problem else ()
    return [{"value": f"{key}={offer.typed}", "text": offer.text} for offer in offers]


def choices_to_add(determinations: Iterable[Enterable], shown: Collection[str]) -> list[dict[str, Any]]:
    """The determinations that can be added to the form, by section."""
    groups: dict[str, list[dict[str, str]]] = {}
    for determination in determinations:
        if determination.key not in shown:
            choice = {"key": determination.key, "label": determination.label}
            groups.setdefault(determination.section, []).append(choice)
    return [{"label": Section(section).label, "choices": choices} for section, choices in groups.items()]
