"""Questionnaires of one patient: what was filled in, fill one in, and put one right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from patients.access import record_context, with_record
from patients.presenters.rows import record_tabs
from patients.selectors.access import Record
from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from protocols.forms.questionnaires import CorrectionForm, QuestionnaireForm
from protocols.models import QuestionnaireResponse
from protocols.presenters import questionnaires as words
from protocols.selectors import questionnaires as selectors
from protocols.selectors.questionnaires import Questionnaire
from protocols.services import questionnaires as services


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def questionnaires(request: HttpRequest, record: Record) -> HttpResponse:
    """Every questionnaire, with the last outcome of this patient."""
    patient = record.patient
    found = selectors.questionnaires(practice=request.practice)
    groups = words.patient_groups(found, selectors.responses_of(patient=patient), patient)
    return _page(request, record, "protocols/questionnaires.html", groups=groups)


@require_safe
@requires(Permission.PATIENT_VIEW)
@with_record()
def questionnaire(request: HttpRequest, record: Record, key: str) -> HttpResponse:
    """What this patient filled in of one questionnaire, newest first."""
    found = _questionnaire_or_404(request, key)
    responses = selectors.responses_of(patient=record.patient, key=key)
    rows = [words.response_row(found.instrument, response, record.patient) for response in responses]
    return _page(request, record, "protocols/questionnaire.html", instrument=found.instrument, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_WRITE)
@with_record(writes=True)
@idempotent
def fill_in(request: HttpRequest, record: Record, key: str) -> HttpResponse:
    """Fill in a questionnaire; the score comes from the server."""
    found, now = _questionnaire_or_404(request, key), timezone.now()
    form = QuestionnaireForm(request.POST or None, instrument=found.instrument, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        kept = services.keep_response(
            patient=record.patient, questionnaire=found, filled_in=form.filled_in(now), by=request.user, at=now
        )
        messages.success(request, f"{found.instrument.title} is vastgelegd.")
        return _to_response(record, kept)
    context = {"instrument": found.instrument, "form": form, "text": found.text}
    return _page(request, record, "protocols/questionnaire_form.html", **context)


@require_safe
@requires(Permission.RECORD_SENSITIVE)
@with_record()
def response(request: HttpRequest, record: Record, key: str, response_uuid: UUID) -> HttpResponse:
    """One filled-in questionnaire: the scores, what asks for attention, and every answer."""
    found, shown = _questionnaire_or_404(request, key), _response_or_404(record, key, response_uuid)
    context = {
        "instrument": found.instrument,
        "response": shown,
        "scores": words.score_lines(found.instrument, shown),
        "flags": shown.scores["flags"],
        "answers": words.answer_rows(found.instrument, shown),
        "correction": next(iter(shown.corrections.all()), None),
    }
    return _page(request, record, "protocols/questionnaire_response.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_WRITE)
@with_record(writes=True)
@idempotent
def correct(request: HttpRequest, record: Record, key: str, response_uuid: UUID) -> HttpResponse:
    """Put a filled-in questionnaire right, with the reason."""
    found, wrong = _questionnaire_or_404(request, key), _response_or_404(record, key, response_uuid)
    form = CorrectionForm(
        request.POST or None,
        instrument=found.instrument,
        today=timezone.localdate(),
        answers=wrong.answers | {"on": timezone.localdate(wrong.filled_in_at)},
    )
    if request.method == "POST" and form.is_valid():
        right = _correct(request, found, wrong, form)
        if right is not None:
            return _to_response(record, right)
    context = {"instrument": found.instrument, "form": form, "text": found.text, "wrong": wrong}
    return _page(request, record, "protocols/questionnaire_form.html", **context)


def _correct(
    request: HttpRequest, found: Questionnaire, wrong: QuestionnaireResponse, form: CorrectionForm
) -> QuestionnaireResponse | None:
    now = timezone.now()
    try:
        right = services.correct_response(
            response=wrong,
            questionnaire=found,
            correction=services.CorrectionOf(
                form.filled_in(now, before=wrong.filled_in_at), form.cleaned_data["reason"]
            ),
            by=request.user,
            at=now,
        )
    except services.AlreadyCorrected:
        form.add_error(None, "Een collega verbeterde deze vragenlijst intussen. Kijk na wat er nu staat.")
        return None
    messages.success(request, f"{found.instrument.title} is verbeterd.")
    return right


def _page(request: HttpRequest, record: Record, template: str, **context: Any) -> HttpResponse:
    can_write = Permission.RECORD_WRITE in request.permissions and not record.is_read_only
    context |= {
        "tabs": record_tabs(record.patient, here="questionnaires"),
        "can_write": can_write,
        "can_see_answers": Permission.RECORD_SENSITIVE in request.permissions,
    }
    return render(request, template, record_context(request, record, **context))


def _questionnaire_or_404(request: HttpRequest, key: str) -> Questionnaire:
    found = selectors.questionnaire(practice=request.practice, key=key)
    if found is None:
        raise Http404
    return found


def _response_or_404(record: Record, key: str, uuid: UUID) -> QuestionnaireResponse:
    found = selectors.response_of(patient=record.patient, key=key, uuid=uuid)
    if found is None:
        raise Http404
    found.patient = record.patient
    return found


def _to_response(record: Record, kept: QuestionnaireResponse) -> HttpResponse:
    return redirect("protocols:response", uuid=record.patient.uuid, key=kept.instrument, response_uuid=kept.uuid)
