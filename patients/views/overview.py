"""The record on one screen: problems, medicines, warnings, and everything that was measured."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from patients.access import record_context, with_record
from patients.presenters.lines import panels
from patients.presenters.measured import sections
from patients.presenters.rows import record_tabs
from patients.remarks import remarks_for
from patients.selectors.access import Record
from patients.selectors.overview import record_page
from patients.starts import starts_for
from patients.targets import targets_for
from poh.accounts.access import requires
from poh.accounts.permissions import Permission


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def overview(request: HttpRequest, record: Record) -> HttpResponse:
    """The whole record of a patient, the latest values with the ones before."""
    patient, on = record.patient, timezone.localdate()
    lines, found = record_page(patient=patient, on=on, with_sensitive=may_see_sensitive(request))
    targets = targets_for(patient=patient, keys=[each.determination.key for each in found], on=on)
    context = record_context(
        request,
        record,
        tabs=record_tabs(patient, here="overview"),
        panels=panels(lines, patient=patient, on=on, can_write=may_write(request, record)),
        sections=sections(found, patient=patient, targets=targets),
        remarks=remarks_for(patient=patient, on=on),
        can_measure=may_measure(request, record),
        starts=[] if record.is_read_only else starts_for(patient=patient, permissions=request.permissions),
    )
    return render(request, "patients/record/overview.html", context)


def may_write(request: HttpRequest, record: Record) -> bool:
    """Whether this person may write in this record."""
    return Permission.RECORD_WRITE in request.permissions and not record.is_read_only


def may_measure(request: HttpRequest, record: Record) -> bool:
    """Whether this person may enter values in this record."""
    return Permission.MEASUREMENT_WRITE in request.permissions and not record.is_read_only


def may_see_sensitive(request: HttpRequest) -> bool:
    """Whether this person sees what concerns safety."""
    return Permission.RECORD_SENSITIVE in request.permissions
