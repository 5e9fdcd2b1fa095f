"""The waiting room, the round of visits, the free places."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from poh.accounts.access import requires
from poh.accounts.models import Membership
from poh.accounts.permissions import Permission
from poh.audit.enums import Event
from poh.audit.services import record as log
from scheduling.forms.filters import AgendaFilterForm
from scheduling.forms.search import FreePlaceForm
from scheduling.presenters.lists import free_lines, round_context, waiting_room_context
from scheduling.selectors.free import free_places
from scheduling.selectors.lists import kinds_for, round_list, waiting_room
from scheduling.services.visits import order_round


@require_safe
@requires(Permission.AGENDA_BOOK)
def waiting_room_page(request: HttpRequest) -> HttpResponse:
    """Who is here, who is with somebody, who is expected today."""
    form = AgendaFilterForm(request.GET, practice=request.practice, today=timezone.localdate())
    today = timezone.localdate()
    found = waiting_room(practice=request.practice, on=today, locations=form.shown().locations)
    rows = [*found.present, *found.in_consult, *found.expected]
    log(Event.AGENDA_VIEWED, patients=[row.patient_id for row in rows if row.patient_id])
    context = waiting_room_context(found, now=timezone.now()) | {"form": form, "today": today}
    return render(request, "scheduling/waiting_room.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_BOOK)
def visit_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The home visits of somebody on a day, for paper too; posting puts them in another order."""
    members = Membership.objects.for_practice(request.practice).select_related("user", "practice")
    member = get_object_or_404(members, uuid=uuid)
    form = AgendaFilterForm(request.GET, practice=request.practice, today=timezone.localdate())
    if request.method == "POST":
        ordered = [UUID(value) for value in request.POST.getlist("visite") if _is_uuid(value)]
        order_round(member=member, on=form.day, ordered=ordered)
        return redirect(request.get_full_path())
    visits = round_list(member=member, on=form.day)
    log(Event.AGENDA_VIEWED, patients=[row.patient for row in visits])
    return render(request, "scheduling/round.html", round_context(visits, member=member, on=form.day))


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@require_safe
@requires(Permission.AGENDA_BOOK)
def free(request: HttpRequest) -> HttpResponse:
    """Free places for a kind, a person, a location, a language, in some days; the first first."""
    kinds = kinds_for(practice=request.practice)
    form = FreePlaceForm(request.GET or None, practice=request.practice, today=timezone.localdate(), kinds=kinds)
    wanted = form.wanted(now=timezone.now())
    places = free_places(practice=request.practice, wanted=wanted) if wanted else []
    lines = free_lines(places, practice=request.practice, patient=request.GET.get("patient", ""))
    return render(request, "scheduling/free.html", {"form": form, "lines": lines, "wanted": wanted})
