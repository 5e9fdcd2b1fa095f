"""What runs about one patient: requests, work and appointments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultations.presenters.patient_work import patient_work_context
from patients.access import record_context, with_record
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.permissions import Permission


@require_safe
@requires(Permission.REQUEST_REGISTER)
@with_record()
def patient_work(request: HttpRequest, record: Record) -> HttpResponse:
    """The requests, tasks and appointments of one patient, what is still to come first."""
    context = patient_work_context(record.patient, user=request.user, at=timezone.now())
    if not record.is_read_only:
        asked = f"?patient={record.patient.uuid}"
        context |= {
            "register_url": reverse("consultations:register") + asked,
            "task_url": reverse("worklist:add") + asked,
        }
    return render(request, "consultations/requests/patient_work.html", record_context(request, record, **context))
