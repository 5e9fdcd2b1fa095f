"""The questionnaires of the practice: what may be shown of each, how it is scored, and its own text."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from protocols.forms.questionnaires import TextForm
from protocols.presenters import questionnaires as words
from protocols.selectors import questionnaires as selectors
from protocols.selectors.questionnaires import Questionnaire
from protocols.services import questionnaires as services


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def instruments(request: HttpRequest) -> HttpResponse:
    """Every questionnaire with its licence, source and evidence."""
    rows = [words.library_row(found) for found in selectors.questionnaires(practice=request.practice)]
    return render(request, "protocols/instruments.html", {"rows": rows})


@require_safe
@requires(Permission.PROTOCOL_VIEW)
def instrument(request: HttpRequest, key: str) -> HttpResponse:
    """One questionnaire: what it asks where that may be shown, how it is scored, and what it warns of."""
    found = _questionnaire_or_404(request, key)
    context = {
        "instrument": found.instrument,
        "text": found.text,
        "facts": words.instrument_facts(found),
        "scales": words.scale_rows(found.instrument),
        "answers": words.shared_answers(found.instrument),
        "questions": words.question_rows(found.instrument),
        "history": words.text_rows(selectors.texts_of(practice=request.practice, key=key)),
        "can_enter": Permission.PRACTICE_MANAGE in request.permissions,
    }
    return render(request, "protocols/instrument.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRACTICE_MANAGE)
@idempotent
def enter_text(request: HttpRequest, key: str) -> HttpResponse:
    """Enter the questions in words, with the evidence that the practice may use them."""
    found = _questionnaire_or_404(request, key)
    form = TextForm(
        request.POST or None,
        instrument=found.instrument,
        today=timezone.localdate(),
        initial={item.id: item.text for item in found.instrument.items},
    )
    if request.method == "POST" and form.is_valid():
        services.enter_text(
            practice=request.practice,
            instrument=found.instrument,
            texts=form.texts,
            evidence=form.evidence,
            by=request.user,
        )
        messages.success(request, f"De tekst van {found.instrument.title} is in gebruik.")
        return redirect("protocols:instrument", key=key)
    return render(request, "protocols/instrument_text.html", {"instrument": found.instrument, "form": form})


@require_POST
@requires(Permission.PRACTICE_MANAGE)
def withdraw_text(request: HttpRequest, key: str) -> HttpResponse:
    """Stop using the text of the practice."""
    found = _questionnaire_or_404(request, key)
    if found.text is not None:
        services.withdraw_text(text=found.text, by=request.user)
        messages.success(request, f"De tekst van {found.instrument.title} is niet meer in gebruik.")
    return redirect("protocols:instrument", key=key)


def _questionnaire_or_404(request: HttpRequest, key: str) -> Questionnaire:
    found = selectors.questionnaire(practice=request.practice, key=key)
    if found is None:
        raise Http404
    return found
