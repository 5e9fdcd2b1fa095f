"""The programmes of one patient: who takes part in what, what is due, and why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from patients.access import record_context, with_record
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion
from protocols.contents import content_of
from protocols.enums import EnrolmentState
from protocols.forms.participation import EnrolForm, StepForm
from protocols.forms.targets import TermForm
from protocols.models import Enrolment
from protocols.presenters.participation import programmes_context
from protocols.selectors.participation import joinable_protocols
from protocols.services import enrolments as services

STALE = "Een collega wijzigde deze deelname intussen. Kijk na wat er nu staat."


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def programmes(request: HttpRequest, record: Record) -> HttpResponse:
    """Participations, what is due today, what to aim for, and what happened before."""
    context = programmes_context(record.patient, on=timezone.localdate())
    context["can_enrol"] = Permission.ENROLMENT_MANAGE in request.permissions and not record.is_read_only
    return render(request, "protocols/programmes.html", record_context(request, record, **context))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def enrol(request: HttpRequest, record: Record) -> HttpResponse:
    """Record whether the patient takes part in a programme."""
    patient, today = record.patient, timezone.localdate()
    protocols = joinable_protocols(patient=patient)
    form = EnrolForm(request.POST or None, protocols=protocols, today=today, chosen=request.GET.get("programma"))
    if request.method == "POST" and form.is_valid():
        protocol = form.cleaned_data["protocol"]
        try:
            services.enrol(patient=patient, protocol=protocol, decision=form.decision(), by=request.user, today=today)
        except services.NotEnrolled as refusal:
            form.add_error("protocol", str(refusal))
        except services.DayImpossible as refusal:
            form.add_error("on", str(refusal))
        else:
            return _done(request, record, f"{protocol.name}: vastgelegd.")
    return show_form(request, record, form=form, title="Deelname vastleggen", verb="Leg vast")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def change(request: HttpRequest, record: Record, enrolment_uuid: UUID) -> HttpResponse:
    """Take the next step in a participation."""
    enrolment, today = _enrolment(request, record, enrolment_uuid), timezone.localdate()
    form = StepForm(request.POST or None, enrolment=enrolment, today=today)
    if request.method == "POST" and form.is_valid():
        enrolment.version, was = form.cleaned_data["version"], enrolment.state
        try:
            services.change_enrolment(enrolment=enrolment, decision=form.decision(), by=request.user, today=today)
        except StaleVersion:
            form.add_error(None, STALE)
        except services.NotEnrolled as refusal:
            form.add_error("state", str(refusal))
        except services.DayImpossible as refusal:
            form.add_error("on", str(refusal))
        else:
            _tell_what_can_follow(request, enrolment, was)
            return _done(request, record, f"{enrolment.protocol.name}: vastgelegd.")
    return show_form(request, record, form=form, title=f"Deelname aan {enrolment.protocol.name}", verb="Leg vast")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def personal_term(request: HttpRequest, record: Record, enrolment_uuid: UUID) -> HttpResponse:
    """Give the patient another term than the protocol does, or go back to it."""
    enrolment, today = _enrolment(request, record, enrolment_uuid), timezone.localdate()
    first = {"months": enrolment.personal_months, "version": enrolment.version}
    form = TermForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        enrolment.version = values["version"]
        try:
            services.set_personal_term(
                enrolment=enrolment, months=values["months"], reason=values["reason"], on=today, by=request.user
            )
        except StaleVersion:
            form.add_error(None, STALE)
        except services.StepNotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, record, f"{enrolment.protocol.name}: termijn vastgelegd.")
    return show_form(request, record, form=form, title=f"Termijn voor {enrolment.protocol.name}", verb="Leg vast")


def _enrolment(request: HttpRequest, record: Record, enrolment_uuid: UUID) -> Enrolment:
    rows = Enrolment.objects.for_practice(request.practice).open().select_related("protocol", "protocol_version")
    return get_object_or_404(rows, patient=record.patient, uuid=enrolment_uuid)


def _tell_what_can_follow(request: HttpRequest, enrolment: Enrolment, was: str) -> None:
    """Who no longer takes part in a programme that took others in, may need one of those for itself."""
    if was != EnrolmentState.INCLUDED:
        return
    taken_in = content_of(enrolment.protocol_version).takes_in
    free = [protocol.name for protocol in joinable_protocols(patient=enrolment.patient) if protocol.pk in taken_in]
    if free:
        text = f"{', '.join(free)} ging mee in {enrolment.protocol.name}. Leg vast of de patiënt daaraan zelf meedoet."
        messages.warning(request, text)


def _done(request: HttpRequest, record: Record, text: str) -> HttpResponse:
    messages.success(request, text)
    return back(request, record)


def back(request: HttpRequest, record: Record) -> HttpResponse:
    """To the patient's programmes; from a form that was opened in place the whole page is shown anew."""
    url = reverse("protocols:programmes", args=[record.patient.uuid])
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)


def show_form(request: HttpRequest, record: Record, **parts) -> HttpResponse:
    """A form alone for in place, else the page around it."""
    if request.htmx:
        return render(request, "protocols/_participation_form.html", {"patient": record.patient, **parts})
    return render(request, "protocols/participation_form.html", record_context(request, record, **parts))
