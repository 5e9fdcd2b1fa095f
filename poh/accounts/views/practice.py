"""The practice itself and where it works."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from poh.accounts import presenters, selectors
from poh.accounts.access import requires
from poh.accounts.forms.practices import LocationForm, PracticeForm
from poh.accounts.idempotency import idempotent
from poh.accounts.models import Location
from poh.accounts.permissions import Permission
from poh.accounts.services import practices as services
from poh.base.locking import StaleVersion


@require_safe
@requires(Permission.STAFF_VIEW)
def practice(request: HttpRequest) -> HttpResponse:
    """What is known of the practice and its locations."""
    context = {
        "facts": presenters.practice_facts(request.practice),
        "locations": selectors.locations(practice=request.practice),
        "can_manage": Permission.PRACTICE_MANAGE in request.permissions,
    }
    return render(request, "accounts/practice.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PRACTICE_MANAGE)
def change_practice(request: HttpRequest) -> HttpResponse:
    """Change what is known of the practice."""
    form = PracticeForm(request.POST or None, initial=_values(request.practice, PracticeForm))
    if (
        request.method == "POST"
        and form.is_valid()
        and _save(form, services.change_practice, request.practice, request)
    ):
        return _done(request)
    return _show_form(request, form, "Praktijk wijzigen")


@require_http_methods(["GET", "POST"])
@requires(Permission.PRACTICE_MANAGE)
@idempotent
def add_location(request: HttpRequest) -> HttpResponse:
    """Add a building."""
    form = LocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_location(practice=request.practice, details=form.details(), by=request.user)
            return _done(request)
        except ValidationError as refused:
            form.add_error("name", refused.messages)
    return _show_form(request, form, "Locatie toevoegen")


@require_http_methods(["GET", "POST"])
@requires(Permission.PRACTICE_MANAGE)
def change_location(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is known of a building."""
    location = get_object_or_404(Location.objects.for_practice(request.practice), uuid=uuid)
    form = LocationForm(request.POST or None, initial=_values(location, LocationForm))
    if request.method == "POST" and form.is_valid() and _save(form, services.change_location, location, request):
        return _done(request)
    return _show_form(request, form, "Locatie wijzigen")


def _values(row, form_class) -> dict[str, object]:
    return model_to_dict(row, fields=form_class.base_fields) | {"version": row.version}


def _save(form, change, row, request: HttpRequest) -> bool:
    """Save through the service `change`; False when the form says why not."""
    name = row._meta.model_name
    try:
        change(**{name: row}, details=form.details(), version=form.cleaned_data["version"], by=request.user)
    except StaleVersion as conflict:
        form.show_conflict(_values(conflict.stored, type(form)))
    except ValidationError as refused:
        form.add_error("name", refused.messages)
    return form.is_valid()


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Opgeslagen.")
    return redirect("accounts:practice")


def _show_form(request: HttpRequest, form, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "is_new": not form.initial}
    return render(request, "accounts/practice_form.html", context, status=422 if request.method == "POST" else 200)
