"""The consult: open it, fill it in field by field, close it, and add to it afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.forms.consult import AddendumForm, DiscardForm, FieldForm, OpenForm, RestForm
from consultations.models import Consultation
from consultations.presenters.final import final_context
from consultations.presenters.screen import screen_context
from consultations.selectors.final import final_of
from consultations.selectors.screen import consult_day, open_drafts, screen_of
from consultations.services import closing, drafts, opening
from consultations.services.outcome import outcome_of
from patients.access import record_context, with_record
from patients.selectors.access import Record
from patients.services.measurements import NotRecorded
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from protocols.models import Protocol

# Asks once, before closing, why what is missing was not done.
ASK = "afsluiten"


def the_consult(request: HttpRequest, record: Record, uuid: UUID) -> Consultation:
    """The consult of this patient; 404 for another's."""
    rows = Consultation.objects.for_practice(request.practice).select_related("member__user", "appointment")
    consultation = get_object_or_404(rows, patient=record.patient, uuid=uuid)
    consultation.patient, consultation.practice = record.patient, request.practice
    return consultation


@require_POST
@requires(Permission.CONSULT_WRITE)
@with_record(writes=True)
@idempotent
def open_consult(request: HttpRequest, record: Record) -> HttpResponse:
    """Start a consult about this patient, or go on with the one that is open."""
    form = OpenForm(request.POST, patient=record.patient)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("patients:overview", uuid=record.patient.uuid)
    consultation = opening.open_consult(
        patient=record.patient, member=request.membership, opening=form.opening(), at=timezone.now()
    )
    return redirect("consultations:consult", uuid=record.patient.uuid, consult_uuid=consultation.uuid)


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def show(request: HttpRequest, record: Record, consult_uuid: UUID) -> HttpResponse:
    """The one screen of a draft; of a final consult what was noted."""
    consultation = the_consult(request, record, consult_uuid)
    if not consultation.is_draft:
        context = final_context(final_of(consultation=consultation)) | {
            "form": AddendumForm(),
            "can_add": _may_write(request, record),
        }
        return render(request, "consultations/final.html", record_context(request, record, **context))
    context = _screen(request, consultation)
    others = [row for row in open_drafts(patient=record.patient) if row.pk != consultation.pk]
    context["unfinished"] = context["missing"] if ASK in request.GET else []
    context |= {"others": others, "discard_form": DiscardForm(), "is_own": consultation.member == request.membership}
    return render(request, "consultations/consult.html", record_context(request, record, **context))


def _may_write(request: HttpRequest, record: Record) -> bool:
    return Permission.CONSULT_WRITE in request.permissions and not record.is_read_only


def _screen(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    screen = screen_of(consultation=consultation, on=consult_day(consultation))
    protocols = {protocol.pk: protocol for protocol in Protocol.objects.all()}
    return screen_context(screen, protocols=protocols, on=consult_day(consultation))


@require_POST
@requires(Permission.CONSULT_WRITE)
@with_record(None, writes=True)
def save_field(request: HttpRequest, record: Record, consult_uuid: UUID) -> JsonResponse:
    """Keep one field as it is typed; the answer comes after it is kept, or says what another page kept in between."""
    consultation = the_consult(request, record, consult_uuid)
    form = FieldForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "Dit veld kan niet worden bewaard."}, status=422)
    try:
        stored = drafts.save_field(consultation=consultation, typed=form.typed(), by=request.user, at=timezone.now())
    except opening.ConsultClosed:
        return JsonResponse({"error": "Dit consult is intussen afgesloten."}, status=409)
    except drafts.FieldConflict as conflict:
        stored = conflict.stored
        answer = {"revision": stored.revision, "stored": stored.typed, "by": stored.saved_by.name}
        return JsonResponse(answer | {"error": "Dit veld is op een ander scherm gewijzigd."}, status=409)
    return JsonResponse({"revision": stored.revision, "saved_at": f"{timezone.localtime(stored.saved_at):%H:%M:%S}"})


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record(None)
def effects(request: HttpRequest, record: Record, consult_uuid: UUID) -> HttpResponse:
    """What follows from what was typed: rows, what is still to do and the O line, to put in the place of the old."""
    consultation = the_consult(request, record, consult_uuid)
    return render(request, "consultations/_effects.html", _screen(request, consultation) | {"patient": record.patient})


@require_POST
@requires(Permission.CONSULT_WRITE)
@with_record(None, writes=True)
def controls(request: HttpRequest, record: Record, consult_uuid: UUID) -> HttpResponse:
    """Do another control than was proposed."""
    consultation = the_consult(request, record, consult_uuid)
    chosen = {
        key.partition(":")[2]: value for key, value in request.POST.items() if key.startswith("control:") and value
    }
    try:
        opening.choose_controls(consultation=consultation, controls=chosen, version=consultation.version)
    except opening.ConsultClosed:
        messages.error(request, "Dit consult is intussen afgesloten.")
    except opening.UnknownControl:
        messages.error(request, "Deze controle hoort bij geen programma van deze patiënt.")
    return redirect("consultations:consult", uuid=record.patient.uuid, consult_uuid=consult_uuid)


@require_POST
@requires(Permission.CONSULT_WRITE)
@with_record(None, writes=True)
@idempotent
def close(request: HttpRequest, record: Record, consult_uuid: UUID) -> HttpResponse:
    """Write the consult into the record; what stands in the way is said once, and nothing is lost."""
    consultation = the_consult(request, record, consult_uuid)
    screen = screen_of(consultation=consultation, on=consult_day(consultation))
    rest = RestForm(request.POST).rest_reason()
    here = reverse("consultations:consult", args=[record.patient.uuid, consult_uuid])
    if rest is None and screen.grid.missing and not screen.grid.draft.problems:
        return redirect(f"{here}?{ASK}=1#nog-open")
    try:
        outcome = outcome_of(screen, rest=rest)
        closing.close_consult(consultation=consultation, outcome=outcome, by=request.user, at=timezone.now())
    except closing.NotClosed as refused:
        messages.error(request, " ".join(refused.sentences))
    except NotRecorded as refused:
        messages.error(request, " ".join(problem.text for problem in refused.problems))
    except opening.ConsultClosed:
        messages.error(request, "Dit consult is intussen al afgesloten.")
    else:
        messages.success(request, f"Consult van {record.patient.list_name} is afgesloten.")
        return redirect("home:my_day")
    return redirect(here)


@require_POST
@requires(Permission.CONSULT_WRITE)
@with_record(None, writes=True)
@idempotent
def discard(request: HttpRequest, record: Record, consult_uuid: UUID) -> HttpResponse:
    """The contact did not take place."""
    consultation = the_consult(request, record, consult_uuid)
    form = DiscardForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Schrijf waarom het consult niet doorging.")
        return redirect("consultations:consult", uuid=record.patient.uuid, consult_uuid=consult_uuid)
    try:
        opening.discard_consult(consultation=consultation, reason=form.cleaned_data["reason"], at=timezone.now())
    except opening.ConsultClosed:
        messages.error(request, "Dit consult is intussen al afgesloten.")
    return redirect("patients:overview", uuid=record.patient.uuid)


@require_http_methods(["POST"])
@requires(Permission.CONSULT_WRITE)
@with_record(writes=True)
@idempotent
def add(request: HttpRequest, record: Record, consult_uuid: UUID) -> HttpResponse:
    """Add to a final consult."""
    consultation = the_consult(request, record, consult_uuid)
    form = AddendumForm(request.POST)
    if form.is_valid() and not consultation.is_draft:
        text = form.cleaned_data["text"]
        closing.add_addendum(consultation=consultation, text=text, by=request.user, at=timezone.now())
        return redirect("consultations:consult", uuid=record.patient.uuid, consult_uuid=consult_uuid)
    context = final_context(final_of(consultation=consultation)) | {"form": form, "can_add": True}
    return render(request, "consultations/final.html", record_context(request, record, **context), status=422)
