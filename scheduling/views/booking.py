"""Book appointments, and move them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log
from poh.base.locking import StaleVersion
from scheduling.forms.booking import BookForm, MoveForm
from scheduling.models import Appointment
from scheduling.presenters import words
from scheduling.presenters.booking import asked_for, move_initial, offer_of, proposal_context
from scheduling.selectors.lists import kinds_for
from scheduling.services.booking import book_appointment, move_appointment, resize_appointment
from scheduling.services.refusals import NotBooked, PlaceTaken
from scheduling.services.series import book_series
from scheduling.views.appointment import with_appointment


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@idempotent
def book(request: HttpRequest) -> HttpResponse:
    """Book an appointment, or a series; a place that was taken meanwhile says who was first and what is free (409)."""
    today = timezone.localdate()
    kinds = kinds_for(practice=request.practice)
    asked = asked_for(request.GET, practice=request.practice, today=today)
    options = {"practice": request.practice, "today": today, "kinds": kinds}
    form = BookForm(request.POST or None, initial=asked.initial(kinds), **options)
    context: dict[str, Any] = {"form": form, "proposal": proposal_context(asked.proposal)}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _booked(request, form)
        except NotBooked as refusal:
            status = 409 if isinstance(refusal, PlaceTaken) else 200
            form.add_error("is_extra" if not isinstance(refusal, PlaceTaken) else "at", str(refusal))
            context["offer"] = offer_of(refusal, form, practice=request.practice)
    patient = form.cleaned_data.get("patient") if form.is_bound else asked.patient
    log(Event.AGENDA_VIEWED, patients=[patient] if patient else [])
    return render(request, "scheduling/book.html", context, status=status)


def _booked(request: HttpRequest, form: BookForm) -> HttpResponse:
    booking, values = form.booking(), form.cleaned_data
    doing = {"by": request.user, "at": timezone.now()}
    if values["count"]:
        made, missed = book_series(booking=booking, every_weeks=values["every_weeks"], count=values["count"], **doing)
        messages.success(request, f"{len(made)} van {values['count']} afspraken gemaakt.")
        for each in missed:
            messages.warning(request, f"{each.on:%d-%m-%Y} niet: {each.reason}")
    else:
        made = [book_appointment(booking=booking, **doing)]
        who = words.who_of(made[0], shows_names=True)
        messages.success(request, f"{who}: {booking.kind.label.lower()} geboekt, {words.times_of(made[0])}.")
    return redirect(words.day_url(made[0].on if made else booking.place.on))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@with_appointment
def move(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Give an appointment another time, person or length."""
    today = timezone.localdate()
    initial = move_initial(appointment)
    form = MoveForm(request.POST or None, initial=initial, practice=request.practice, today=today)
    context: dict[str, Any] = {"form": form, "appointment": appointment}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _moved(request, appointment, form)
        except NotBooked as refusal:
            status = 409 if isinstance(refusal, PlaceTaken) else 200
            form.add_error("at", str(refusal))
            context["offer"] = offer_of(refusal, form, practice=request.practice, kind=appointment.kind)
        except StaleVersion:
            status = 409
            form.add_error(None, "Een collega wijzigde deze afspraak intussen. Kijk na waar die nu staat.")
    return render(request, "scheduling/move.html", context, status=status)


def _moved(request: HttpRequest, appointment: Appointment, form: MoveForm) -> HttpResponse:
    appointment.version = form.cleaned_data["version"]
    place, doing = form.place(), {"by": request.user, "at": timezone.now()}
    is_resize = place.start == appointment.period.lower and place.member == appointment.member
    if is_resize:
        moved = resize_appointment(appointment=appointment, minutes=place.minutes, **doing)
    else:
        moved = move_appointment(appointment=appointment, to=place, is_extra=form.cleaned_data["is_extra"], **doing)
    messages.success(request, f"{words.who_of(moved, shows_names=True)} staat nu op {words.times_of(moved)}.")
    return redirect(words.day_url(moved.on))
