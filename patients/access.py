"""The door of every record: who may in, on what ground, and the row in the access log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from patients import tabs
from patients.forms.access import BreakGlassForm
from patients.models import Patient
from patients.presenters.door import break_glass_signals, closed_context
from patients.presenters.rows import patient_bar
from patients.selectors.access import Record, open_to, patients_by_uuid
from poh.accounts.permissions import Permission
from poh.audit.enums import Event, Outcome
from poh.audit.services import record as log


class RecordClosed(Exception):
    """The record is of this practice, and closed to this person; `is_read_only`: open for reading alone."""

    def __init__(self, patient: Patient, *, is_read_only: bool = False) -> None:
        super().__init__("record closed")
        self.patient, self.is_read_only = patient, is_read_only


def open_record(request: HttpRequest, uuid: UUID, *, writes: bool = False) -> Record:
    """The record with this uuid as it is open to who asks, now.

    404 for another practice as for nobody at all; RecordClosed without a ground, and for writing on the ground
    of the noodknop. Logs nothing: `with_record` does, for each view.
    """
    at = timezone.now()
    wanted = {uuid, *tabs.open_uuids(request)}
    found = patients_by_uuid(practice=request.practice, uuids=wanted, on=timezone.localdate(at))
    tabs.keep_read(request, found)
    patient = found.get(uuid)
    if patient is None:
        raise Http404
    record = open_to(patient=patient, user=request.user, roles=request.membership.roles, at=at)
    if record is None:
        raise RecordClosed(patient)
    if writes and record.is_read_only:
        raise RecordClosed(patient, is_read_only=True)
    return record


def with_record(event: Event | None = Event.PATIENT_OPENED, *, writes: bool = False) -> Callable:
    """Give the view the open record in place of the uuid, or answer with the closed page (403).

    Logs `event` for an answer that shows something; an answer that redirects is the end of an act, and the
    service that did it has logged that act. With `event` None the view logs by itself. Stands innermost:
    `@require_safe`, `@requires(Permission.PATIENT_VIEW)`, `@with_record()`.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, uuid: UUID, *args, **kwargs) -> HttpResponse:
            try:
                record = open_record(request, uuid, writes=writes)
            except RecordClosed as closed:
                return closed_page(request, closed)
            request.tab_colour = tabs.open_tab(request, record.patient)
            response = view(request, record, *args, **kwargs)
            if event is not None and not _ends_an_act(response):
                log(event, patients=[record.patient], relation=record.relation)
            return response

        opened.opens_record = True
        return opened

    return decorate


def _ends_an_act(response: HttpResponse) -> bool:
    return 300 <= response.status_code < 400 or "HX-Redirect" in response


def closed_page(request: HttpRequest, closed: RecordClosed, *, form: BreakGlassForm | None = None) -> HttpResponse:
    """Tell that the record is closed, and offer the noodknop to who may use it."""
    log(Event.ACCESS_REFUSED, patients=[closed.patient], outcome=Outcome.REFUSED)
    may_break = Permission.BREAK_GLASS in request.permissions and not closed.is_read_only
    context = closed_context(closed.patient, is_read_only=closed.is_read_only, on=timezone.localdate())
    has_left = closed.patient.registered_to is not None and not closed.is_read_only
    context["can_register"] = has_left and Permission.PATIENT_REGISTER in request.permissions
    if may_break:
        context["form"] = form or BreakGlassForm(user=request.user)
    return render(request, "patients/closed.html", context, status=403)


def record_context(request: HttpRequest, record: Record, **context: Any) -> dict[str, Any]:
    """What every page inside a record shows around its own: patient bar, noodknop banner, what may be done."""
    patient = record.patient
    bar = patient_bar(record, on=timezone.localdate()) | {"colour": request.tab_colour}
    if patient.bsn and Permission.PATIENT_BSN_VIEW in request.permissions:
        bar["bsn_url"] = reverse("patients:show_bsn", args=[patient.uuid])
    may_change = Permission.PATIENT_REGISTER in request.permissions and not record.is_read_only
    may_relate = Permission.PATIENT_RELATION_MANAGE in request.permissions and not record.is_read_only
    return {
        "patient": patient,
        "bar": bar,
        "signals": break_glass_signals(record, at=timezone.now()),
        "can_change": may_change,
        "can_relate": may_relate,
        "can_see_access": Permission.ACCESS_LOG_PATIENT in request.permissions,
    } | context
