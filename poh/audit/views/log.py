"""The pages of the access log. Who reads the log is logged."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.accounts.reauthentication import ask_again
from poh.audit.enums import Event, Verdict
from poh.audit.forms import AccessForm, LogFilterForm, PeriodForm, ReviewForm
from poh.audit.models import AccessLog, LogReview
from poh.audit.presenters import CSV_HEADER, TOUCHED_HEADER, ActPresenter, EntryPresenter, event_words
from poh.audit.querysets import AccessLogQuerySet
from poh.audit.selectors.entries import (
    Acts,
    EntryPaginator,
    access_of_patient,
    awaiting_review,
    entries_of_practice,
    latest_check,
    logins_of_staff,
    patients_touched,
)
from poh.audit.services import AlreadyReviewed, OwnUse, record, review_entry
from poh.base.csv import csv_response

PAGE_SIZE = 50
MOST_WAITING = 20


def show_patient_access(
    request: HttpRequest, *, patient_id: int, template: str, context: dict[str, Any], relation: str = ""
) -> HttpResponse:
    """Who saw this patient: `template` with `access` for `audit/_access_table.html`, or a file with `?vorm=csv`.

    For the view of an app that knows patients; logs that the log was read, so that view does not.
    """
    form = AccessForm(request.GET)
    acts = access_of_patient(patient_id=patient_id, period=form.period, merged=not form.values.get("apart"))
    detail = {"fields": form.used}
    if request.GET.get("vorm") == "csv":
        if ask := ask_again(request, after=f"{request.path}?{_kept(request)}".rstrip("?&")):
            return ask
        record(Event.LOG_EXPORTED, patients=[patient_id], detail=detail, relation=relation)
        rows = [ActPresenter(act).csv_row(request.practice.name) for act in reversed(acts[:])]
        return csv_response(f"toegangslog-{timezone.localdate()}.csv", CSV_HEADER, rows)
    is_print = request.GET.get("vorm") == "afdruk"
    record(Event.LOG_PRINTED if is_print else Event.LOG_VIEWED, patients=[patient_id], detail=detail, relation=relation)
    access = _whole(acts) if is_print else _page(acts, request)
    return render(request, template, context | {"access": access | {"form": form, "kept": _kept(request)}})


@require_safe
@requires(Permission.ACCESS_LOG_REVIEW)
def log(request: HttpRequest) -> HttpResponse:
    """The practice's log for the privacy officer: what must be judged on top, then everything by time."""
    form = LogFilterForm(request.GET, practice=request.practice, today=timezone.localdate())
    if request.GET.get("vorm") == "csv":
        return _file_of_patients(request, form)
    paginator = EntryPaginator(_filtered(request, form), PAGE_SIZE, practice=request.practice)
    page = paginator.get_page(request.GET.get("page"))
    waiting = [EntryPresenter(entry) for entry in awaiting_review(practice=request.practice)[: MOST_WAITING + 1]]
    record(Event.LOG_REVIEWED, detail={"fields": form.used})
    context = {
        "form": form,
        "page": page,
        "is_cut_off": paginator.is_cut_off,
        "entries": [EntryPresenter(entry) for entry in page],
        "waiting": waiting[:MOST_WAITING],
        "more_waiting": len(waiting) > MOST_WAITING,
        "check": latest_check(practice=request.practice),
        "kept": _kept(request),
    }
    return render(request, "audit/log.html", context)


@require_safe
@requires(Permission.ACCESS_LOG_REVIEW)
def logins(request: HttpRequest) -> HttpResponse:
    """How the people of the practice logged in, or failed to."""
    form = PeriodForm(request.GET)
    record(Event.LOG_REVIEWED, detail={"fields": form.used})
    access = _page(logins_of_staff(period=form.period), request)
    return render(request, "audit/logins.html", {"access": access | {"form": form}})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ACCESS_LOG_REVIEW)
def review(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Judge one use of the noodknop, or read the verdict."""
    uses = AccessLog.objects.for_practice(request.practice).break_glass()
    entry = get_object_or_404(uses, pk=entry_id)
    judged = LogReview.objects.for_practice(request.practice).filter(entry_id=entry.pk)
    given = judged.select_related("reviewed_by").first()
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _judge(request, entry, form):
        return redirect("audit:log")
    record(Event.LOG_REVIEWED, patients=entry.patient_ids, object=entry)
    context = {"entry": EntryPresenter(entry), "form": form, "given": given, "is_own": entry.user_id == request.user.pk}
    return render(request, "audit/review.html", context)


def _judge(request: HttpRequest, entry: AccessLog, form: ReviewForm) -> bool:
    try:
        review_entry(
            entry=entry,
            verdict=Verdict(form.cleaned_data["verdict"]),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
    except AlreadyReviewed:
        messages.warning(request, "Dit gebruik van de noodknop was al beoordeeld. Er is niets veranderd.")
    except OwnUse:
        form.add_error(None, "Het eigen gebruik van de noodknop beoordeelt iemand anders.")
        return False
    else:
        messages.success(request, "Het oordeel is vastgelegd.")
    return True


def _file_of_patients(request: HttpRequest, form: LogFilterForm) -> HttpResponse:
    """Which patients the filtered lines are about and what was done: asked within hours after a data breach."""
    if ask := ask_again(request, after=f"{request.path}?{_kept(request)}".rstrip("?&")):
        return ask
    touched = patients_touched(_filtered(request, form))
    record(Event.LOG_EXPORTED, patients={row.patient_id for row in touched}, detail={"fields": form.used})
    rows = [
        (f"P{row.patient_id}", event_words(row.event_type), row.times, row.first_at, row.last_at) for row in touched
    ]
    return csv_response(f"toegangslog-patienten-{timezone.localdate()}.csv", TOUCHED_HEADER, rows)


def _filtered(request: HttpRequest, form: LogFilterForm) -> AccessLogQuerySet:
    asked = form.values
    entries = entries_of_practice(practice=request.practice, period=form.period)
    if asked.get("medewerker"):
        entries = entries.filter(user_id=asked["medewerker"])
    if asked.get("gebeurtenis"):
        entries = entries.filter(event_type=asked["gebeurtenis"])
    if asked.get("noodknop"):
        entries = entries.break_glass()
    return entries.outside_office_hours() if asked.get("buiten") else entries


def _kept(request: HttpRequest) -> str:
    """The filters of this address, to put before another parameter."""
    kept = request.GET.copy()
    for name in ("vorm", "page"):
        kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""


def _page(acts: Acts, request: HttpRequest) -> dict[str, Any]:
    page: Page = Paginator(acts, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"lines": [ActPresenter(act) for act in page], "page": page, "is_print": False}


def _whole(acts: Acts) -> dict[str, Any]:
    return {"lines": [ActPresenter(act) for act in reversed(acts[:])], "page": None, "is_print": True}
