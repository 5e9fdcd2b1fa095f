"""The agenda of a day."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from scheduling.forms.filters import AgendaFilterForm
from scheduling.presenters import words
from scheduling.presenters.day import day_context
from scheduling.selectors.day import day_view
from scheduling.views.log import log_patients


@require_safe
@requires(Permission.AGENDA_VIEW)
def day(request: HttpRequest) -> HttpResponse:
    """Everybody who works on a day, side by side."""
    form = AgendaFilterForm(request.GET, practice=request.practice, today=timezone.localdate())
    found = day_view(practice=request.practice, on=form.day, shown=form.shown())
    shows_names = Permission.PATIENT_SEARCH in request.permissions
    context = day_context(
        found,
        shows_names=shows_names,
        can_book=Permission.AGENDA_BOOK in request.permissions,
        now=timezone.now(),
    )
    log_patients([row for column in found.columns for row in column.appointments] if shows_names else [])
    context |= {"form": form, "kept": form.kept().items(), **_around(form.day, form.kept())}
    return render(request, "scheduling/day.html", context)


def _around(on: date, kept: dict[str, str]) -> dict[str, str]:
    return {
        "previous_url": words.day_url(on - timedelta(days=1), **kept),
        "next_url": words.day_url(on + timedelta(days=1), **kept),
        "today_url": words.day_url(timezone.localdate(), **kept),
    }
