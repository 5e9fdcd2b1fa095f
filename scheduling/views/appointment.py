"""One appointment: its page, its steps, and calling it off."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.selectors.access import open_to
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log
from poh.base.locking import StaleVersion
from scheduling.enums import AppointmentState, Channel
from scheduling.forms.booking import CancelForm, ChangeForm
from scheduling.models import Appointment
from scheduling.presenters.appointment import BACK, appointment_context, history_of
from scheduling.presenters.words import day_url
from scheduling.selectors.lists import appointment_by_uuid, participants_of
from scheduling.services import booking, steps
from scheduling.services.refusals import NotBooked

MEANWHILE = "Een collega wijzigde deze afspraak intussen. Kijk na hoe die er nu voor staat."
ACTS = {
    "check_in": steps.check_in,
    "wait": steps.send_to_waiting_room,
    "start": steps.start,
    "finish": steps.finish,
}


def with_appointment(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the appointment of this practice in place of the uuid.

    Logs one line for an answer that shows it; an act that redirects was logged by its service.
    """

    @wraps(view)
    def found(request: HttpRequest, uuid: UUID, *args, **kwargs) -> HttpResponse:
        appointment = appointment_by_uuid(practice=request.practice, uuid=uuid)
        if appointment is None:
            raise Http404
        response = view(request, appointment, *args, **kwargs)
        if not 300 <= response.status_code < 400:
            log(Event.AGENDA_VIEWED, patients=[appointment.patient] if appointment.patient_id else [])
        return response

    return found


@require_safe
@requires(Permission.AGENDA_BOOK)
@with_appointment
def appointment(request: HttpRequest, found: Appointment) -> HttpResponse:
    """The facts of an appointment, what can be done with it, and what was done."""
    context = appointment_context(found, may_see_reason=_may_see_reason(request, found), can_book=True)
    context["history"] = history_of(found)
    context["cancel_form"] = CancelForm(initial={"version": found.version})
    if found.channel == Channel.GROUP:
        context["participants"] = participants_of(appointment=found)
    return render(request, "scheduling/appointment.html", context)


def _may_see_reason(request: HttpRequest, found: Appointment) -> bool:
    """A shielded record is open to some; to others the appointment says only who comes and when."""
    if found.patient_id is None or not found.patient.is_restricted:
        return True
    return (
        open_to(patient=found.patient, user=request.user, roles=request.membership.roles, at=timezone.now()) is not None
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@with_appointment
def change(request: HttpRequest, found: Appointment) -> HttpResponse:
    """Change the reason, the note, or where a visit goes."""
    form = ChangeForm(request.POST or None, instance=found)
    status = 200
    if request.method == "POST" and form.is_valid():
        stored = appointment_by_uuid(practice=request.practice, uuid=found.uuid)
        stored.version = form.cleaned_data["version"]
        try:
            booking.change_appointment(
                appointment=stored, fields=form.changed_fields(), by=request.user, at=timezone.now()
            )
        except StaleVersion:
            form.add_error(None, MEANWHILE)
            status = 409
        else:
            messages.success(request, "Opgeslagen.")
            return redirect("scheduling:appointment", uuid=found.uuid)
    return render(request, "scheduling/change.html", {"form": form, "appointment": found}, status=status)


@require_POST
@requires(Permission.AGENDA_BOOK)
@with_appointment
def step(request: HttpRequest, found: Appointment, step: str) -> HttpResponse:
    """Check in, send to the waiting room, begin or finish."""
    return _done(request, found, lambda doing: ACTS[step](appointment=found, **doing))


@require_POST
@requires(Permission.AGENDA_BOOK)
@with_appointment
def no_show(request: HttpRequest, found: Appointment) -> HttpResponse:
    """The patient did not come, or called off when it was too late."""
    with_notice = request.POST.get("notice") == "1"
    return _done(request, found, lambda doing: steps.mark_no_show(appointment=found, with_notice=with_notice, **doing))


@require_POST
@requires(Permission.AGENDA_BOOK)
@with_appointment
def step_back(request: HttpRequest, found: Appointment) -> HttpResponse:
    """Take the last step back."""
    to = BACK.get(AppointmentState(found.state), AppointmentState.PLANNED)
    return _done(request, found, lambda doing: steps.step_back(appointment=found, to=to, **doing))


@require_POST
@requires(Permission.AGENDA_BOOK)
@with_appointment
def double(request: HttpRequest, found: Appointment) -> HttpResponse:
    """Make the appointment twice as long."""
    return _done(request, found, lambda doing: booking.make_double(appointment=found, **doing))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
@with_appointment
def cancel(request: HttpRequest, found: Appointment) -> HttpResponse:
    """Call an appointment off."""
    form = CancelForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        found.version = form.cleaned_data["version"]
        off = form.cancellation()
        return _done(
            request, found, lambda doing: steps.cancel_appointment(appointment=found, cancellation=off, **doing)
        )
    return render(request, "scheduling/cancel.html", {"form": form, "appointment": found})


def _done(request: HttpRequest, found: Appointment, act: Callable[[dict], Appointment]) -> HttpResponse:
    """Do it, and back to the page that it came from: the day, the waiting room, or the appointment itself."""
    try:
        done = act({"by": request.user, "at": timezone.now()})
    except StaleVersion:
        messages.error(request, MEANWHILE)
    except (steps.StepNotAllowed, NotBooked) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done.get_state_display()}.")
    back = request.POST.get("naar", "")
    if back == "dag":
        return redirect(day_url(found.on))
    if back == "wachtkamer":
        return redirect("scheduling:waiting_room")
    return redirect("scheduling:appointment", uuid=found.uuid)
