"""Pages that combine apps."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poh.accounts.access import requires
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record
from poh.home.presenters.day import day_page, tasks_only
from poh.home.presenters.panels import my_day_panels
from poh.home.presenters.visits import Moment


@require_safe
@requires(Permission.HOME_VIEW)
def my_day(request: HttpRequest) -> HttpResponse:
    """What this person has to act on today, by what their roles may see; `?dag=` shows another day."""
    at = timezone.now()
    moment = Moment(_asked_day(request.GET.get("dag", ""), timezone.localdate(at)), at)
    sees_patients = Permission.PATIENT_VIEW in request.permissions
    build = day_page if sees_patients else tasks_only
    day = build(member=request.membership, permissions=request.permissions, moment=moment)
    panels = my_day_panels(
        practice=request.practice, roles=request.membership.roles, permissions=request.permissions, at=at
    )
    if seen := [*day.patients, *panels.patients]:
        record(Event.PATIENT_LISTED, patients=seen)
    context = {"day": day, "panels": panels, "today": timezone.localdate(at), "sees_patients": sees_patients}
    context["can_consult"] = Permission.CONSULT_WRITE in request.permissions
    return render(request, "home/my_day.html", context)


def _asked_day(text: str, today: date) -> date:
    """The day of the address, or today when it holds none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today
