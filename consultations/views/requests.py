"""The inbox of requests, a new one, one request with all that can be done with it, and the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.enums_requests import RequestState
from consultations.forms.requests import InboxForm, NormsForm, RegisterForm
from consultations.models import ConsultationRequest
from consultations.presenters import requests as words
from consultations.presenters.request_acts import Act, Viewer, filled_form, open_acts
from consultations.rules.deadlines import Norms
from consultations.selectors import requests as selectors
from consultations.selectors.request_figures import figures
from consultations.services import request_cover, requests
from consultations.services.request_steps import NotPossible
from consultations.views.request_doings import DOINGS
from patients import tabs
from patients.access import RecordClosed, closed_page, open_record, record_context
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log
from poh.base.locking import StaleVersion

PER_PAGE = 50
PERIODS = {"4": 4, "13": 13, "52": 52}


@require_safe
@requires(Permission.REQUEST_REGISTER)
def inbox(request: HttpRequest) -> HttpResponse:
    """What came in and where it stands, what may not wait on top."""
    form, at = InboxForm(request.GET), timezone.now()
    asked = form.asked(words.STATES)
    found = selectors.inbox(member=request.membership, asked=asked, at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    log(Event.PATIENT_LISTED, patients=[row.patient_id for row in page.object_list if row.patient_id])
    counts = selectors.open_counts(practice=request.practice, at=at)
    query = request.GET.copy()
    for name in ("stand", "page"):
        query.pop(name, None)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [words.request_row(row, at=at) for row in page.object_list],
        "tabs": words.tabs(counts, chosen=asked.state, query=f"&{query.urlencode()}" if query else ""),
        "is_ended": asked.state == selectors.ENDED or asked.state in words.STATES[-3:],
    }
    return render(request, "consultations/requests/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REQUEST_REGISTER)
@idempotent
def register(request: HttpRequest) -> HttpResponse:
    """Write down what came in, and judge and assign it at once when that is known."""
    form = RegisterForm(
        request.POST or None,
        initial={"patient": request.GET.get("patient")},
        member=request.membership,
        on=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        made = _registered(request, form)
        where = words.holder(made) or made.get_state_display()
        messages.success(request, f"Aanvraag vastgelegd: {where}.")
        return redirect("consultations:request", request_uuid=made.uuid)
    return render(request, "consultations/requests/register.html", {"form": form})


def _registered(request: HttpRequest, form: RegisterForm) -> ConsultationRequest:
    doing = {"by": request.user, "at": timezone.now()}
    made = requests.register_request(practice=request.practice, new=form.new_request(), **doing)
    if judged := form.judged():
        made = requests.triage(request=made, judged=judged, **doing)
    if form.cleaned_data["to"] and made.state == RequestState.TRIAGED:
        made = requests.assign(request=made, to=form.cleaned_data["to"], **doing)
    return made


def with_request(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the request of this practice in place of the uuid, with the open record of its patient.

    When that record is closed to who asks, the answer is the page of a closed record (403).
    """

    @wraps(view)
    def opened(request: HttpRequest, request_uuid: UUID, *args, **kwargs) -> HttpResponse:
        found = selectors.request_by_uuid(practice=request.practice, uuid=request_uuid)
        if found is None:
            raise Http404
        opened_record = None
        if found.patient_id is not None:
            try:
                opened_record = open_record(request, found.patient.uuid, writes=request.method == "POST")
            except RecordClosed as closed:
                return closed_page(request, closed)
            request.tab_colour = tabs.open_tab(request, opened_record.patient)
            found.patient = opened_record.patient
        return view(request, found, opened_record, *args, **kwargs)

    return opened


@require_safe
@requires(Permission.REQUEST_REGISTER)
@with_request
def show(request: HttpRequest, found: ConsultationRequest, opened: Record | None) -> HttpResponse:
    """One request: what was asked, what became of it, and what can be done with it."""
    return _page(request, found, opened)


def _page(request: HttpRequest, found: ConsultationRequest, opened: Record | None, **bound) -> HttpResponse:
    log(
        Event.REQUEST_VIEWED,
        patients=[found.patient_id] if found.patient_id else [],
        object=found,
        relation=opened.relation if opened else "",
    )
    context = _shown(request, found, bound)
    if opened is None:
        return render(request, "consultations/requests/request.html", context)
    return render(request, "consultations/requests/request_of_patient.html", record_context(request, opened, **context))


def _shown(request: HttpRequest, found: ConsultationRequest, bound: dict[str, Any]) -> dict[str, Any]:
    """What the page says of the request, with the acts that are open; `bound` holds a form that was refused."""
    at, on = timezone.now(), timezone.localdate()
    activities = list(selectors.activities_of(request=found))
    ahead, others = open_acts(found, Viewer(request.membership, request.permissions, on), bound)
    return {
        "row": words.request_row(found, at=at),
        "text": found.text,
        "facts": words.request_facts(found),
        "answer": words.answer_line(found),
        "activities": [words.activity_row(activity, on=on) for activity in activities],
        "suggestion": words.suggestion(activities, found),
        "duplicates": [words.request_row(row, at=at) for row in selectors.possible_duplicates(request=found)],
        "steps": [words.event_line(event) for event in selectors.history_of(request=found)],
        "merged_into": found.merged_into,
        "ahead": ahead,
        "others": others,
    }


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """The view of one act: its form is checked, its service called; a refusal stands beside the form."""

    @require_POST
    @requires(act.permission)
    @idempotent
    @with_request
    def do(request: HttpRequest, found: ConsultationRequest, opened: Record | None) -> HttpResponse:
        viewer = Viewer(request.membership, request.permissions, timezone.localdate())
        form = filled_form(act, found, viewer, request.POST)
        if not form.is_valid():
            return _page(request, found, opened, **{act.name: form})
        try:
            done, said = DOINGS[act.name](found, form, request)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            found = selectors.request_by_uuid(practice=request.practice, uuid=found.uuid)
            messages.error(request, str(refusal))
            return _page(request, found, opened, **{act.name: form})
        messages.success(request, said)
        return redirect("consultations:request", request_uuid=done.uuid)

    do.__doc__ = f"{act.label}."
    return do


@require_safe
@requires(Permission.REQUEST_FIGURES)
def show_figures(request: HttpRequest) -> HttpResponse:
    """How old, how fast, how often within the term; by channel and by requester. No patients."""
    weeks = PERIODS.get(request.GET.get("weken", ""), 13)
    since = timezone.localdate() - timedelta(weeks=weeks)
    total, by_channel, by_requester = figures(practice=request.practice, since=since, at=timezone.now())
    context = {
        "weeks": weeks,
        "periods": sorted(PERIODS.values()),
        "total": total,
        "groups": [("Kanaal", by_channel), ("Aanvrager", by_requester)],
        "states": selectors.open_counts(practice=request.practice, at=timezone.now()),
        "can_set_norms": Permission.REQUEST_NORMS in request.permissions,
        "can_open": Permission.REQUEST_REGISTER in request.permissions,
    }
    return render(request, "consultations/requests/figures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REQUEST_NORMS)
def norms(request: HttpRequest) -> HttpResponse:
    """The terms of the practice, in working days."""
    stored = selectors.stored_norms(practice=request.practice)
    known = {} if stored else vars(Norms())
    form = NormsForm(request.POST or None, instance=stored, initial=known | {"version": stored and stored.version})
    if request.method == "POST" and form.is_valid():
        days = {name: form.cleaned_data[name] for name in NormsForm.Meta.fields}
        version = form.cleaned_data["version"]
        try:
            request_cover.change_norms(practice=request.practice, version=version, days=days, by=request.user)
        except StaleVersion:
            form.add_error(None, "Een collega wijzigde de termijnen intussen. Kijk na wat er nu staat.")
        else:
            messages.success(request, "De termijnen zijn vastgelegd.")
            return redirect("consultations:figures")
    return render(request, "consultations/requests/norms.html", {"form": form})
