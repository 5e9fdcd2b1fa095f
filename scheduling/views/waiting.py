"""The waiting list."""

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
from scheduling.forms.waiting import EndForm, WaitingForm
from scheduling.presenters.lists import free_lines, wish_line
from scheduling.selectors.free import Wanted, free_places
from scheduling.selectors.lists import waiting_list
from scheduling.services.refusals import LOOK_AHEAD
from scheduling.services.waiting import NotWaiting, put_on_waiting_list, take_off_waiting_list


@require_safe
@requires(Permission.AGENDA_BOOK)
def waiting_page(request: HttpRequest) -> HttpResponse:
    """Who waits for a place, the soonest needed first."""
    rows = list(waiting_list(practice=request.practice))
    log(Event.AGENDA_VIEWED, patients=[row.patient_id for row in rows])
    return render(request, "scheduling/waiting_list.html", {"lines": [wish_line(row) for row in rows]})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@idempotent
def waiting_add(request: HttpRequest) -> HttpResponse:
    """Put somebody on the waiting list."""
    today = timezone.localdate()
    initial = {"patient": request.GET.get("patient"), "from_on": today, "minutes": 20}
    form = WaitingForm(request.POST or None, initial=initial, practice=request.practice, today=today)
    if request.method == "POST" and form.is_valid():
        put_on_waiting_list(patient=form.cleaned_data["patient"], fields=form.wish(), by=request.user)
        messages.success(request, "Op de wachtlijst gezet.")
        return redirect("scheduling:waiting_list")
    context = {
        "form": form,
        "title": "Op de wachtlijst",
        "submit": "Zet op de lijst",
        "back": "scheduling:waiting_list",
    }
    return render(request, "scheduling/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
def waiting_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One wish: the places that would suit, and taking it off the list."""
    entry = get_object_or_404(waiting_list(practice=request.practice), uuid=uuid)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_off_waiting_list(entry=entry, reason=form.cleaned_data["reason"], at=timezone.now())
        except NotWaiting:
            messages.error(request, "Een collega haalde deze patiënt al van de lijst.")
        return redirect("scheduling:waiting_list")
    log(Event.AGENDA_VIEWED, patients=[entry.patient])
    places = free_lines(_places(entry), practice=request.practice, patient=str(entry.patient.uuid))
    return render(
        request,
        "scheduling/waiting_entry.html",
        {"entry": entry, "line": wish_line(entry), "form": form, "places": places},
    )


def _places(entry):
    today = timezone.localdate()
    first = max(entry.from_on, today)
    wanted = Wanted(
        kind=entry.kind,
        minutes=entry.minutes,
        first=first,
        last=entry.until_on or first + LOOK_AHEAD,
        members=[entry.member_id] if entry.member_id else [],
        locations=[entry.location_id] if entry.location_id else [],
        language=entry.language,
        parts=entry.parts,
        weekdays=entry.weekdays,
        not_before=timezone.now(),
    )
    return free_places(practice=entry.practice, wanted=wanted, limit=20)
