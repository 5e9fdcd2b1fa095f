"""Enter values, put a wrong one right, and see the whole history of one determination."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.access import record_context, with_record
from patients.enums_record import Section
from patients.forms.measurements import AMSTERDAM, CorrectionForm, MeasurementsForm, PeriodForm, WithdrawalForm
from patients.models import Determination, Measurement
from patients.presenters.entry import choices_to_add, entry_rows
from patients.presenters.measured import definition_facts, history_chart, history_rows, source_text, text_of
from patients.presenters.rows import record_tabs
from patients.rules.values import unit_text
from patients.selectors.access import Record
from patients.selectors.measurements import (
    Enterable,
    determinations_of,
    enterable_determinations,
    history,
    latest_values,
)
from patients.selectors.overview import visible_determinations
from patients.services import measurements as services
from patients.targets import targets_for
from patients.views.overview import may_measure, may_see_sensitive
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission

USUAL = ("rr_sys", "rr_dia", "pols", "gewicht", "lengte")
ROWS_ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MEASUREMENT_WRITE)
@with_record(writes=True)
@idempotent
def measure(request: HttpRequest, record: Record) -> HttpResponse:
    """Enter values: `?bepaling=` names them, `?blok=` takes those of a section, else the usual ones."""
    known = enterable_determinations(with_sensitive=may_see_sensitive(request))
    keys = _chosen(request, known)
    chosen = determinations_of(keys=[determination.key for determination in known if determination.key in keys])
    form = _measure_form(request, chosen)
    if form.is_bound and form.is_valid() and (count := _recorded(request, record, form)):
        return _done(request, record, "1 waarde is vastgelegd." if count == 1 else f"{count} waarden zijn vastgelegd.")
    context = {
        "form": form,
        "rows": entry_rows(form, latest_values(patient=record.patient, keys={shown.key for shown in chosen})),
        "keys": [determination.key for determination in chosen],
        "groups": choices_to_add(known, keys),
    }
    return _show(request, record, "measure", context)


def _measure_form(request: HttpRequest, chosen: list[Determination]) -> MeasurementsForm:
    """What was posted; with another determination asked for, the form again with what was typed so far."""
    options = {"determinations": chosen, "at": timezone.now()}
    if request.method == "POST" and request.POST.get("erbij"):
        return MeasurementsForm(**options, initial=request.POST.dict())
    return MeasurementsForm(request.POST or None, **options)


def _recorded(request: HttpRequest, record: Record, form: MeasurementsForm) -> int:
    """How many values were stored; none when something must be put right or answered first, said beside its field."""
    try:
        rows = services.record_measurements(
            patient=record.patient,
            entries=form.entries(),
            observed=form.observed(),
            by=request.user,
            at=timezone.now(),
        )
    except services.NotRecorded as refused:
        form.refuse(refused.problems)
        return 0
    return len(rows)


def _chosen(request: HttpRequest, known: list[Enterable]) -> set[str]:
    """The keys that the address (or the form) names, with what stands on a line with them."""
    data = request.POST if request.method == "POST" else request.GET
    asked = {*data.getlist("bepaling"), data.get("erbij", "")} - {""}
    section = request.GET.get("blok", "")
    if section in Section.values and not asked:
        asked = {determination.key for determination in known if determination.section == section}
    asked = asked or set(USUAL)
    return asked | {determination.partner for determination in known if determination.key in asked}


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def measurements(request: HttpRequest, record: Record, key: str) -> HttpResponse:
    """The history of one determination: chart, table, any period."""
    determination = _determination(request, key)
    period = PeriodForm(request.GET)
    first, last = (period.cleaned_data.get(name) for name in ("van", "tot")) if period.is_valid() else (None, None)
    found = history(patient=record.patient, determination=determination, first=first, last=last)
    targets = targets_for(patient=record.patient, keys=[key], on=timezone.localdate())
    rows = history_rows(found, patient=record.patient, can_write=may_measure(request, record))
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = record_context(
        request,
        record,
        tabs=record_tabs(record.patient, here="overview"),
        determination=determination,
        chart=history_chart(found, targets.get(key)),
        page=page,
        period=period,
        facts=definition_facts(determination, targets.get(key)),
        **_words(record, determination, may_add=may_measure(request, record), first=first),
    )
    return render(request, "patients/record/history.html", context)


def _determination(request: HttpRequest, key: str) -> Determination:
    return get_object_or_404(visible_determinations(with_sensitive=may_see_sensitive(request)), key=key)


def _words(record: Record, determination: Determination, *, may_add: bool, first: date | None) -> dict[str, Any]:
    """The addresses and years of the history page."""
    here = reverse("patients:measurements", args=[record.patient.uuid, determination.key])
    today = timezone.localdate()
    years = [(label, today.replace(year=today.year - count, day=min(today.day, 28))) for label, count in _PERIODS]
    may_add = may_add and not determination.calculation and not determination.is_retired
    return {
        "here": here,
        "unit": unit_text(determination.unit),
        "chart_label": f"Verloop van {determination.label}; de tabel eronder geeft alle waarden.",
        "periods": [
            {"label": label, "url": f"{here}?van={day:%d-%m-%Y}", "is_current": first == day} for label, day in years
        ],
        "add_url": f"{reverse('patients:measure', args=[record.patient.uuid])}?bepaling={determination.key}"
        if may_add
        else "",
    }


_PERIODS = (("1 jaar", 1), ("3 jaar", 3), ("5 jaar", 5), ("10 jaar", 10))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MEASUREMENT_WRITE)
@with_record(writes=True)
def correct(request: HttpRequest, record: Record, key: str, measurement_uuid: UUID) -> HttpResponse:
    """Another value, or another moment, for one that was wrong."""
    measurement = _measurement(request, record, key, measurement_uuid)
    is_read_only = services.is_read_only(measurement)
    if is_read_only and request.method == "POST":
        raise Http404
    form = _correction_form(request.POST or None, measurement)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_measurement(
                measurement=measurement,
                entry=form.entries()[0],
                correction=services.Correction(form.cleaned_data["reason"], form.observed()),
                by=request.user,
                at=timezone.now(),
            )
        except services.NotRecorded as refused:
            form.refuse(refused.problems)
        except services.AlreadyCorrected:
            return _too_late(request, record, key)
        else:
            messages.success(request, "De waarde is verbeterd. De oude blijft te zien.")
            return _history(record, key)
    return _show_correction(request, record, measurement, form=form, withdrawal=WithdrawalForm(prefix="intrekken"))


def _measurement(request: HttpRequest, record: Record, key: str, measurement_uuid: UUID) -> Measurement:
    determination = _determination(request, key)
    rows = Measurement.objects.for_practice(request.practice).of_patient(record.patient).of(determination)
    measurement = get_object_or_404(rows.select_related("entered_by"), uuid=measurement_uuid)
    measurement.patient, measurement.determination = record.patient, determination
    return measurement


def _correction_form(data: Any, measurement: Measurement) -> CorrectionForm:
    key, local = measurement.determination_id, measurement.observed_at.astimezone(AMSTERDAM)
    initial = {
        f"value-{key}": measurement.choice or text_of(measurement.determination, measurement).lstrip("= "),
        f"method-{key}": measurement.method,
        f"note-{key}": measurement.note,
        "observed_on": local.date(),
        "observed_time": f"{local:%H:%M}" if measurement.has_time else "",
        "source": measurement.source,
        "source_name": measurement.source_name,
    }
    return CorrectionForm(data, determinations=[measurement.determination], at=timezone.now(), initial=initial)


@require_POST
@requires(Permission.MEASUREMENT_WRITE)
@with_record(writes=True)
def withdraw(request: HttpRequest, record: Record, key: str, measurement_uuid: UUID) -> HttpResponse:
    """Take a value back."""
    measurement = _measurement(request, record, key, measurement_uuid)
    withdrawal = WithdrawalForm(request.POST, prefix="intrekken")
    if not withdrawal.is_valid():
        form = _correction_form(None, measurement)
        return _show_correction(request, record, measurement, form=form, withdrawal=withdrawal)
    reason = withdrawal.cleaned_data["reason"]
    try:
        services.withdraw_measurement(measurement=measurement, reason=reason, by=request.user, at=timezone.now())
    except services.AlreadyCorrected:
        return _too_late(request, record, key)
    messages.success(request, "De waarde is ingetrokken. Zij blijft doorgestreept te zien.")
    return _history(record, key)


def _show_correction(
    request: HttpRequest, record: Record, measurement: Measurement, *, form: CorrectionForm, withdrawal: WithdrawalForm
) -> HttpResponse:
    context = {
        "form": form,
        "rows": entry_rows(form, {}),
        "withdrawal": withdrawal,
        "measurement": measurement,
        "is_read_only": services.is_read_only(measurement),
        "was": text_of(measurement.determination, measurement),
        "was_source": source_text(measurement),
    }
    return _show(request, record, "correct", context)


def _too_late(request: HttpRequest, record: Record, key: str) -> HttpResponse:
    messages.error(request, "Deze waarde is intussen al verbeterd of ingetrokken. Er is niets veranderd.")
    return _history(record, key)


def _history(record: Record, key: str) -> HttpResponse:
    return redirect("patients:measurements", uuid=record.patient.uuid, key=key)


def _done(request: HttpRequest, record: Record, text: str) -> HttpResponse:
    messages.success(request, text)
    url = reverse("patients:overview", args=[record.patient.uuid])
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)


def _show(request: HttpRequest, record: Record, name: str, context: dict[str, Any]) -> HttpResponse:
    """The form alone for a request of htmx, else the page around it."""
    if request.htmx:
        return render(request, f"patients/record/_{name}.html", {"patient": record.patient, **context})
    page = record_context(request, record, tabs=record_tabs(record.patient, here="overview"), **context)
    return render(request, f"patients/record/{name}.html", page)
