"""The form in which values are entered: a row for each determination, with what was measured before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from patients.enums_record import NUMERIC_KINDS, Section
from patients.forms.measurements import MeasurementsForm
from patients.models import Determination, LatestMeasurement
from patients.presenters.measured import SOURCE_WORDS, day, text_of
from patients.rules.limits import Problem
from patients.rules.values import unit_text


def entry_rows(form: MeasurementsForm, latest: Mapping[str, LatestMeasurement]) -> list[dict[str, Any]]:
    """The rows of the form: the field, what is asked or refused, the previous value."""
    return [
        _row(form, determination, latest.get(determination.key), form.problems.get(determination.key))
        for determination in form.determinations
    ]


def _row(
    form: MeasurementsForm,
    determination: Determination,
    previous: LatestMeasurement | None,
    problem: Problem | None,
) -> dict[str, Any]:
    key = determination.key
    field = form[f"value-{key}"]
    return {
        "key": key,
        "label": determination.label,
        "field": field,
        "unit": unit_text(determination.unit) if determination.kind in NUMERIC_KINDS else "",
        "note": form[f"note-{key}"],
        "method": form[f"method-{key}"] if determination.methods else None,
        "previous": text_of(determination, previous) if previous else "",
        "previous_when": day(previous.observed_on) if previous else "",
        "previous_source": SOURCE_WORDS[previous.source] if previous else "",
        "errors": field.errors,
        "question": problem.text if problem and problem.is_question else "",
        "offers": [{"value": f"{key}={offer.typed}", "text": offer.text} for offer in problem.offers]
        if problem
        else [],
        "typed": form.data.get(f"value-{key}", "") if form.is_bound else "",
        "is_confirmed": form.is_bound and form.is_confirmed(key),
    }


def choices_to_add(determinations: Iterable[Determination], shown: Sequence[str]) -> list[dict[str, Any]]:
    """The determinations that can be added to the form, by section."""
    groups: dict[str, list[dict[str, str]]] = {}
    for determination in determinations:
        if determination.key not in shown:
            groups.setdefault(determination.section, []).append(
                {"key": determination.key, "label": determination.label}
            )
    return [{"label": Section(section).label, "choices": choices} for section, choices in groups.items()]


def form_address(keys: Sequence[str]) -> str:
    """The query that shows these determinations."""
    return urlencode([("bepaling", key) for key in keys])
