"""Decide about an advice within a consult."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from consultations.forms.consult import DecisionForm
from consultations.selectors.screen import consult_day, screen_of
from consultations.services import advice as services
from consultations.services.opening import ConsultClosed
from consultations.views.consult import the_consult
from patients.access import with_record
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission


@require_POST
@requires(Permission.CONSULT_WRITE)
@with_record(None, writes=True)
@idempotent
def decide(request: HttpRequest, record: Record, consult_uuid: UUID, advice: str) -> HttpResponse:
    """Accept, postpone or refuse an advice that holds now."""
    consultation = the_consult(request, record, consult_uuid)
    on = consult_day(consultation)
    form = DecisionForm(request.POST, on=on)
    if not form.is_valid():
        return _answer(request, record, consult_uuid, form.first_error)
    found = screen_of(consultation=consultation, on=on).advice
    given = next((each.given for each in (*found.open, *found.aside) if each.given.rule.key == advice), None)
    if given is None:
        return _answer(request, record, consult_uuid, "Dit advies geldt niet meer.")
    try:
        services.decide(
            consultation=consultation, given=given, choice=form.choice(), by=request.user, at=timezone.now()
        )
    except ConsultClosed:
        return _answer(request, record, consult_uuid, "Dit consult is intussen afgesloten.")
    except services.AlreadyDecided:
        return _answer(request, record, consult_uuid, "Over dit advies is in dit consult al besloten.")
    return _answer(request, record, consult_uuid, "")


def _answer(request: HttpRequest, record: Record, consult_uuid: UUID, error: str) -> HttpResponse:
    """To the script of the page a word or nothing; to a browser without it the page again."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": error}, status=422) if error else HttpResponse(status=204)
    if error:
        messages.error(request, error)
    return redirect("consultations:consult", uuid=record.patient.uuid, consult_uuid=consult_uuid)
