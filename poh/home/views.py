"""Pages that combine apps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission


@require_safe
@requires(Permission.HOME_VIEW)
def my_day(request: HttpRequest) -> HttpResponse:
    """What this person has to act on today, by what their roles may see."""
    return render(request, "home/my_day.html", {})
