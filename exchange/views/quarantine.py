"""What waits for a person before it goes into a record."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.enums import ItemState, Kind, QuarantineReason
from exchange.forms import DeterminationForm, DismissAllForm, DismissOneForm, ItemFilterForm, KeepForm, VersionForm
from exchange.models import QuarantinedItem
from exchange.presenters import CSV_HEADER, csv_rows, item_facts, item_rows, judgement_facts
from exchange.selectors import ItemFilter, codes_in, determinations_to_choose, items, labels_of
from exchange.services.quarantine import (
    AlreadyJudged,
    Judge,
    dismiss_item,
    dismiss_items,
    keep_item,
    say_somebody_else,
)
from patients.access import RecordClosed, closed_page, open_record
from patients.services.measurements import NotRecorded
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from poh.base.csv import csv_response
from poh.base.locking import StaleVersion

PER_PAGE = 50


def _may_see_restricted(request: HttpRequest) -> bool:
    return Permission.PATIENT_RELATION_MANAGE in request.permissions


@require_safe
@requires(Permission.IMPORT_JUDGE)
def item_list(request: HttpRequest) -> HttpResponse:
    """The rows of the quarantine, filtered as the address says; a file with `?vorm=csv`."""
    everything = QuarantinedItem.objects.for_practice(request.practice)
    form = ItemFilterForm(request.GET, codes=codes_in(everything))
    found = items(practice=request.practice, asked=form.asked, may_see_restricted=_may_see_restricted(request))
    if request.GET.get("vorm") == "csv":
        rows = list(found)
        record(Event.RECORD_EXPORTED, patients=_patients(rows))
        return csv_response(f"quarantaine-{timezone.localdate()}.csv", CSV_HEADER, csv_rows(rows))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    record(Event.PATIENT_LISTED, patients=_patients(page))
    context = {
        "page_obj": page,
        "rows": item_rows(page, labels_of(item.determination for item in page)),
        "form": form,
        "csv_url": f"?{_kept(request)}",
        "dismissal": _dismissal(form.asked),
    }
    return render(request, "exchange/quarantine.html", context)


def _patients(rows: Any) -> list[int]:
    return sorted({row.patient_id for row in rows if row.patient_id})


def _kept(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["vorm"] = "csv"
    return query.urlencode()


def _dismissal(asked: ItemFilter) -> dict[str, str] | None:
    """What can be left out at once: the open rows with the reason that is asked for."""
    if not asked.reason or asked.state != ItemState.OPEN:
        return None
    return {"reason": asked.reason, "label": QuarantineReason(asked.reason).label}


@require_POST
@requires(Permission.IMPORT_JUDGE)
def dismiss_all(request: HttpRequest) -> HttpResponse:
    """Leave out every open row with one reason."""
    form = DismissAllForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Er is niets afgewezen: schrijf waarom.")
        return redirect("exchange:quarantine")
    asked = ItemFilter(reason=form.cleaned_data["reden"])
    rows = items(practice=request.practice, asked=asked, may_see_restricted=_may_see_restricted(request))
    judge = Judge(by=request.user, at=timezone.now())
    count = dismiss_items(rows=rows.select_related(None), reason=form.cleaned_data["reason"], judge=judge)
    messages.success(request, "1 rij is afgewezen." if count == 1 else f"{count} rijen zijn afgewezen.")
    return redirect("exchange:quarantine")


def with_item(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the row in place of its uuid, when the record of its patient is open to who asks."""

    @wraps(view)
    def opened(request: HttpRequest, uuid: UUID) -> HttpResponse:
        rows = QuarantinedItem.objects.for_practice(request.practice)
        item = get_object_or_404(rows.select_related("patient", "import_run", "resolved_by"), uuid=uuid)
        try:
            if item.patient:
                item.patient = open_record(request, item.patient.uuid, writes=request.method == "POST").patient
        except RecordClosed as closed:
            return closed_page(request, closed)
        return view(request, item)

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT_JUDGE)
@with_item
def item(request: HttpRequest, item: QuarantinedItem) -> HttpResponse:
    """One row: what came in, and the form to keep it as a person reads it."""
    form = _keep_form(request, item)
    if request.method == "POST" and form and form.is_valid():
        try:
            keep_item(
                item=item,
                version=form.cleaned_data["version"],
                entry=form.entry(),
                observed=form.observed(),
                judge=Judge(by=request.user, at=timezone.now()),
            )
        except NotRecorded as refused:
            form.refuse(refused.problems[0])
        except (AlreadyJudged, StaleVersion):
            return _too_late(request, item)
        else:
            messages.success(request, "De waarde is vastgelegd in het dossier.")
            return redirect("exchange:quarantine")
    return _show(request, item, form=form)


def _known(request: HttpRequest) -> list[Any]:
    return determinations_to_choose(with_sensitive=Permission.RECORD_SENSITIVE in request.permissions)


def _keep_form(request: HttpRequest, item: QuarantinedItem) -> KeepForm | None:
    """The form for the determination that the address names, else for the one that it probably is."""
    known = {row.key: row for row in _known(request)}
    chosen = request.GET.get("bepaling") or item.determination
    if chosen not in known or item.kind != Kind.MEASUREMENT or not item.patient or item.state != ItemState.OPEN:
        return None
    return KeepForm(request.POST or None, item=item, determination=known[chosen], at=timezone.now())


def _show(
    request: HttpRequest,
    item: QuarantinedItem,
    *,
    form: KeepForm | None = None,
    dismissal: DismissOneForm | None = None,
) -> HttpResponse:
    known = _known(request)
    choice = DeterminationForm(initial={"bepaling": form.determination.key if form else ""}, item=item, known=known)
    record(Event.PATIENT_OPENED, patients=[item.patient] if item.patient else [], object=item)
    context = {
        "item": item,
        "title": form.determination.label if form else item.text or item.get_kind_display(),
        "facts": item_facts(item, {row.key: row for row in known}),
        "judgement": judgement_facts(item),
        "is_open": item.state == ItemState.OPEN,
        "is_value": item.kind == Kind.MEASUREMENT and item.patient is not None,
        "is_double": item.reason == QuarantineReason.DOUBLE,
        "choice": choice,
        "form": form,
        "dismissal": dismissal or DismissOneForm(prefix="afwijzen", initial={"version": item.version}),
        "somebody_else": VersionForm(initial={"version": item.version}),
    }
    return render(request, "exchange/item.html", context)


@require_POST
@requires(Permission.IMPORT_JUDGE)
@with_item
def dismiss(request: HttpRequest, item: QuarantinedItem) -> HttpResponse:
    """Leave one row out, with the reason."""
    form = DismissOneForm(request.POST, prefix="afwijzen")
    if not form.is_valid():
        return _show(request, item, form=_keep_form_anew(request, item), dismissal=form)
    judge = Judge(by=request.user, at=timezone.now())
    try:
        dismiss_item(item=item, version=form.cleaned_data["version"], reason=form.cleaned_data["reason"], judge=judge)
    except (AlreadyJudged, StaleVersion):
        return _too_late(request, item)
    messages.success(request, "De rij is afgewezen. Wat de bron schreef, blijft te zien.")
    return redirect("exchange:quarantine")


def _keep_form_anew(request: HttpRequest, item: QuarantinedItem) -> KeepForm | None:
    """The other form of the page as it was before anything was typed."""
    known = {row.key: row for row in _known(request)}
    if item.determination not in known or not item.patient or item.state != ItemState.OPEN:
        return None
    return KeepForm(item=item, determination=known[item.determination], at=timezone.now())


@require_POST
@requires(Permission.IMPORT_JUDGE)
@with_item
def somebody_else(request: HttpRequest, item: QuarantinedItem) -> HttpResponse:
    """Say that a held patient is nobody who is registered."""
    form = VersionForm(request.POST)
    if not form.is_valid() or item.reason != QuarantineReason.DOUBLE:
        return _show(request, item)
    try:
        judge = Judge(by=request.user, at=timezone.now())
        say_somebody_else(item=item, version=form.cleaned_data["version"], judge=judge)
    except (AlreadyJudged, StaleVersion):
        return _too_late(request, item)
    messages.success(request, "Bij de volgende import wordt deze patiënt ingeschreven.")
    return redirect("exchange:quarantine")


def _too_late(request: HttpRequest, item: QuarantinedItem) -> HttpResponse:
    messages.warning(request, "Deze rij is intussen al beoordeeld. Er is niets veranderd.")
    return redirect("exchange:item", item.uuid)
