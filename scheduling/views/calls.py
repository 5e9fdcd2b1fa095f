"""Calls to make."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log
from scheduling.enums import CallOutcome
from scheduling.forms.waiting import AttemptForm, CallForm, EndForm
from scheduling.models import CallAttempt, CallBack
from scheduling.presenters.lists import call_line
from scheduling.selectors.lists import calls_due
from scheduling.services.calls import CallEnded, add_call, note_attempt, postpone_call, stop_call


@require_safe
@requires(Permission.AGENDA_BOOK)
def calls_page(request: HttpRequest) -> HttpResponse:
    """The calls for today and before, for everybody or (`wie=mij`) for who looks."""
    today = timezone.localdate()
    is_mine = request.GET.get("wie") == "mij"
    rows = list(calls_due(practice=request.practice, on=today, member=request.membership if is_mine else None))
    log(Event.AGENDA_VIEWED, patients=[row.patient_id for row in rows])
    context = {"lines": [call_line(row, on=today) for row in rows], "is_mine": is_mine}
    return render(request, "scheduling/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@idempotent
def call_add(request: HttpRequest) -> HttpResponse:
    """Ask somebody to call a patient."""
    today = timezone.localdate()
    initial = {"patient": request.GET.get("patient"), "due_on": today, "role": "assistent"}
    form = CallForm(request.POST or None, initial=initial, practice=request.practice, today=today)
    if request.method == "POST" and form.is_valid():
        add_call(patient=form.cleaned_data["patient"], fields=form.call(), by=request.user)
        messages.success(request, "Op de bellijst gezet.")
        return redirect("scheduling:calls")
    context = {"form": form, "title": "Terugbellen", "submit": "Zet op de bellijst", "back": "scheduling:calls"}
    return render(request, "scheduling/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@idempotent
def call(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One call: the attempts, and a new one."""
    rows = CallBack.objects.for_practice(request.practice).select_related("patient", "member__user", "practice")
    found = get_object_or_404(rows, uuid=uuid)
    form = AttemptForm(request.POST or None, prefix="poging")
    if request.method == "POST" and form.is_valid():
        _note(request, found, form)
        return redirect("scheduling:calls")
    log(Event.AGENDA_VIEWED, patients=[found.patient])
    attempts = CallAttempt.objects.for_practice(request.practice).filter(call=found).select_related("by")
    context = {"call": found, "form": form, "stop_form": EndForm(), "attempts": list(attempts.order_by("-id"))}
    return render(request, "scheduling/call.html", context)


def _note(request: HttpRequest, found: CallBack, form: AttemptForm) -> None:
    values = form.cleaned_data
    outcome = CallOutcome(values["outcome"])
    try:
        note_attempt(call=found, outcome=outcome, note=values["note"], by=request.user, at=timezone.now())
        if values["again_on"] and outcome != CallOutcome.REACHED:
            postpone_call(call=found, due_on=values["again_on"])
    except CallEnded:
        messages.error(request, "Een collega sprak deze patiënt al.")
    else:
        messages.success(request, f"{found.patient.display_name}: {outcome.label.lower()}.")


@require_http_methods(["POST"])
@requires(Permission.AGENDA_BOOK)
def call_stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call no more."""
    rows = CallBack.objects.for_practice(request.practice).select_related("patient", "practice")
    found = get_object_or_404(rows, uuid=uuid)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Schrijf waarom er niet meer gebeld wordt.")
        return redirect("scheduling:call", uuid=uuid)
    try:
        stop_call(call=found, reason=form.cleaned_data["reason"], at=timezone.now())
    except CallEnded:
        messages.error(request, "Een collega was al klaar met dit verzoek.")
    return redirect("scheduling:calls")
