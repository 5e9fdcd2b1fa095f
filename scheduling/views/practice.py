"""The settings of the agenda: holidays, kinds, rooms."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from poh.accounts.access import requires
from poh.accounts.idempotency import idempotent
from poh.accounts.permissions import Permission
from poh.base.locking import StaleVersion
from scheduling.forms.practice import KindForm, RoomForm, SettingsForm
from scheduling.models import AppointmentKind
from scheduling.rules.holidays import holidays_between
from scheduling.selectors.closed import holiday_switches, settings_of
from scheduling.selectors.lists import kinds_for, rooms_of
from scheduling.services import places


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
def settings_page(request: HttpRequest) -> HttpResponse:
    """Region, names in calendars, travel time, and the lists beside them."""
    practice, today = request.practice, timezone.localdate()
    form = SettingsForm(request.POST or None, settings=settings_of(practice=practice))
    if request.method == "POST" and form.is_valid():
        places.set_settings(practice=practice, fields=form.cleaned_data)
        messages.success(request, "Opgeslagen.")
        return redirect("scheduling:settings")
    coming = {each.kind.key: each.on for each in reversed(holidays_between(today, today + timedelta(days=365)))}
    context = {
        "form": form,
        "holidays": [(switch, coming.get(switch.key)) for switch in holiday_switches(practice=practice)],
        "kinds": kinds_for(practice=practice),
        "rooms": rooms_of(practice=practice),
    }
    return render(request, "scheduling/settings.html", context)


@require_POST
@requires(Permission.AGENDA_MANAGE)
def holiday(request: HttpRequest) -> HttpResponse:
    """Close or open the practice on a holiday."""
    try:
        places.set_holiday(
            practice=request.practice, key=request.POST.get("key", ""), is_closed=request.POST.get("closed") == "1"
        )
    except places.UnknownHolidayKey:
        messages.error(request, "Deze feestdag ken ik niet.")
    return redirect("scheduling:settings")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
def kind_change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a kind of appointment."""
    kind = get_object_or_404(AppointmentKind.objects.for_practice(request.practice), uuid=uuid)
    form = KindForm(request.POST or None, instance=kind)
    if request.method == "POST" and form.is_valid():
        stored = AppointmentKind.objects.for_practice(request.practice).get(pk=kind.pk)
        try:
            places.change_kind(kind=stored, fields=form.changed_fields(), version=form.cleaned_data["version"])
        except StaleVersion:
            form.add_error(None, "Een collega wijzigde deze soort intussen.")
        except ValidationError as refusal:
            form.add_error("code", refusal.messages[0])
        else:
            messages.success(request, "Opgeslagen.")
            return redirect("scheduling:settings")
    context = {"form": form, "title": kind.label, "submit": "Sla op", "back": "scheduling:settings"}
    return render(request, "scheduling/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.AGENDA_MANAGE)
@idempotent
def room_add(request: HttpRequest) -> HttpResponse:
    """A new room."""
    form = RoomForm(request.POST or None, practice=request.practice)
    if request.method == "POST" and form.is_valid():
        try:
            places.add_room(location=form.cleaned_data["location"], name=form.cleaned_data["name"])
        except ValidationError as refusal:
            form.add_error("name", refusal.messages[0])
        else:
            messages.success(request, "De kamer is toegevoegd.")
            return redirect("scheduling:settings")
    context = {"form": form, "title": "Nieuwe kamer", "submit": "Voeg toe", "back": "scheduling:settings"}
    return render(request, "scheduling/form.html", context)
