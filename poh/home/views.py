"""Pages that combine apps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from poh.home.presenters import my_day_panels


@require_safe
@requires(Permission.HOME_VIEW)
def my_day(request: HttpRequest) -> HttpResponse:
    """What this person has to act on today, by what their roles may see."""
    panels = my_day_panels(
        practice=request.practice, user=request.user, permissions=request.permissions, at=timezone.now()
    )
    if panels.patients:
        record(Event.PATIENT_LISTED, patients=panels.patients)
    return render(request, "home/my_day.html", {"panels": panels, "today": timezone.localdate()})
