"""Who may open a record: relationships by name, restriction, and the noodknop."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from patients.access import RecordClosed, closed_page, open_record, record_context, with_record
from patients.enums import BreakGlassReason
from patients.forms.access import BreakGlassForm, RelationshipForm
from patients.models import TreatmentRelationship
from patients.selectors.access import Record
from patients.services import access as services
from patients.services.details import lift_restriction, restrict_record
from patients.views.versions import posted_version
from poh.accounts import sessions
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PATIENT_RELATION_MANAGE)
@with_record(writes=True)
@idempotent
def relationship_add(request: HttpRequest, record: Record) -> HttpResponse:
    """Tie a member of staff to this patient by name."""
    form = RelationshipForm(request.POST or None, practice=request.practice, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            relation = services.start_relationship(patient=record.patient, fields=form.cleaned_data, by=request.user)
        except services.RelationshipExists:
            form.add_error("staff", "Deze medewerker heeft al een behandelrelatie met deze patiënt.")
        else:
            messages.success(request, f"Behandelrelatie met {relation.staff.user} is vastgelegd.")
            return redirect("patients:detail", uuid=record.patient.uuid)
    context = record_context(request, record, form=form, title="Behandelrelatie vastleggen", is_new=True)
    return render(request, "patients/edit.html", context)


@require_POST
@requires(Permission.PATIENT_RELATION_MANAGE)
@with_record(writes=True)
def relationship_end(request: HttpRequest, record: Record, relation_uuid: UUID) -> HttpResponse:
    """The relationship holds no more from today."""
    relations = TreatmentRelationship.objects.for_practice(request.practice).filter(patient=record.patient)
    relation = get_object_or_404(relations.select_related("staff__user"), uuid=relation_uuid)
    services.end_relationship(relation=relation, on=timezone.localdate(), by=request.user)
    messages.success(request, f"Behandelrelatie met {relation.staff.user} is beëindigd.")
    return redirect("patients:detail", uuid=record.patient.uuid)


@require_POST
@requires(Permission.PATIENT_RELATION_MANAGE)
@with_record(writes=True)
def restrict(request: HttpRequest, record: Record) -> HttpResponse:
    """Close the record to the team, or open it again: `restrict=ja` or `nee`."""
    is_closing = request.POST.get("restrict") == "ja"
    service = restrict_record if is_closing else lift_restriction
    try:
        service(patient=record.patient, version=posted_version(request), by=request.user)
    except StaleVersion:
        messages.error(request, "Iemand heeft deze patiënt intussen gewijzigd. Er is niets veranderd.")
    else:
        messages.success(request, "Het dossier is afgeschermd." if is_closing else "Het dossier is weer open.")
    return redirect("patients:detail", uuid=record.patient.uuid)


@sensitive_post_parameters("password")
@require_POST
@requires(Permission.BREAK_GLASS)
def break_glass(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a closed record for an hour, with a reason and the password; the session gets a new id."""
    try:
        open_record(request, uuid)
    except RecordClosed as closed:
        return _break_glass(request, closed)
    return redirect("patients:detail", uuid=uuid)


def _break_glass(request: HttpRequest, closed: RecordClosed) -> HttpResponse:
    is_blocked = not ratelimit.consume(request, action="reauthenticate", user=request.user)
    form = BreakGlassForm(request.POST, user=request.user, is_blocked=is_blocked)
    if not form.is_valid():
        return closed_page(request, closed, form=form)
    services.break_glass(
        patient=closed.patient,
        by=request.user,
        category=BreakGlassReason(form.cleaned_data["category"]),
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
    )
    sessions.rotate(request)
    return redirect("patients:detail", uuid=closed.patient.uuid)
