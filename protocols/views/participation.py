"""The programmes of one patient: who takes part in what, what is due, and why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from patients.access import record_context, with_record
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion
from protocols.forms.participation import EnrolForm, StepForm
from protocols.models import Enrolment
from protocols.presenters.participation import programmes_context
from protocols.selectors.participation import joinable_protocols
from protocols.services import enrolments as services


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def programmes(request: HttpRequest, record: Record) -> HttpResponse:
    """Participations, what is due today, and what happened before."""
    context = programmes_context(record.patient, on=timezone.localdate())
    context["can_enrol"] = Permission.ENROLMENT_MANAGE in request.permissions and not record.is_read_only
    return render(request, "protocols/programmes.html", record_context(request, record, **context))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def enrol(request: HttpRequest, record: Record) -> HttpResponse:
    """Record whether the patient takes part in a programme."""
    patient, today = record.patient, timezone.localdate()
    form = EnrolForm(request.POST or None, protocols=joinable_protocols(patient=patient), today=today)
    if request.method == "POST" and form.is_valid():
        protocol = form.cleaned_data["protocol"]
        try:
            services.enrol(patient=patient, protocol=protocol, decision=form.decision(), by=request.user)
        except services.NotEnrolled as refusal:
            form.add_error("protocol", str(refusal))
        else:
            messages.success(request, f"{protocol.name}: vastgelegd.")
            return redirect("protocols:programmes", uuid=patient.uuid)
    context = record_context(request, record, form=form, title="Deelname vastleggen")
    return render(request, "protocols/participation_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
@with_record(writes=True)
def change(request: HttpRequest, record: Record, enrolment_uuid: UUID) -> HttpResponse:
    """Take the next step in a participation."""
    rows = Enrolment.objects.for_practice(request.practice).open().select_related("protocol", "protocol_version")
    enrolment = get_object_or_404(rows, patient=record.patient, uuid=enrolment_uuid)
    form = StepForm(request.POST or None, enrolment=enrolment, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        enrolment.version = form.cleaned_data["version"]
        try:
            services.change_enrolment(enrolment=enrolment, decision=form.decision(), by=request.user)
        except StaleVersion:
            form.add_error(None, "Een collega wijzigde deze deelname intussen. Kijk na wat er nu staat.")
        except services.NotEnrolled as refusal:
            form.add_error("state", str(refusal))
        else:
            messages.success(request, f"{enrolment.protocol.name}: vastgelegd.")
            return redirect("protocols:programmes", uuid=record.patient.uuid)
    context = record_context(request, record, form=form, title=f"Deelname aan {enrolment.protocol.name}")
    return render(request, "protocols/participation_form.html", context)
