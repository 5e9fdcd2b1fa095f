"""Forms for tests of what happens when one is posted twice."""

import threading

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

from poh.accounts import signals
from poh.accounts.idempotency import idempotent
from poh.accounts.models import Location
from poh.audit.enums import Event
from poh.audit.services import record

FORM = "{% load idempotency %}<form>{% idempotency_key %}</form>"

# Tests that need a view to be slow close these.
may_go_on = threading.Event()
has_begun = threading.Event()
may_go_on.set()


@idempotent
def add(request: HttpRequest) -> HttpResponse:
    """Make a location; without a name there is a form with an error, `slow` waits, `fail` and `break` end badly."""
    if request.method == "GET":
        return HttpResponse(engines["django"].from_string(FORM).render())
    if not request.POST.get("name"):
        return HttpResponse("Vul een naam in.")
    location = Location.objects.create(practice=request.practice, name=request.POST["name"])
    has_begun.set()
    may_go_on.wait(30)
    if "fail" in request.POST:
        raise PermissionDenied
    if "break" in request.POST:
        raise ValueError
    if "htmx" in request.POST:
        return HttpResponse(status=204, headers={"HX-Redirect": f"/location/{location.pk}/"})
    return redirect(f"/location/{location.pk}/")


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """Make a location and log what was done and read, then answer with `status`."""
    location = Location.objects.create(practice=request.practice, name="Noord")
    record(Event.PRACTICE_CHANGED, object=location, detail=["location"])
    record(Event.PATIENT_OPENED, patients=[7])
    record(Event.PATIENT_SEARCHED, query="jansen")
    signals.sign_in_failed.send(None, user=request.user, access_point={}, reason="password")
    return HttpResponse(status=status)


def look(request: HttpRequest) -> HttpResponse:
    """Answer; a test puts another in its place."""
    return HttpResponse()


def page(request: HttpRequest) -> HttpResponse:
    """A page for who is logged in."""
    return look(request)


@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    """A page for everybody."""
    return look(request)


urlpatterns = [
    path("look/", page),
    path("public/", public),
    path("add/", add, name="add"),
    path("answer/<int:status>/", answer),
    path("", include("poh.urls")),
]
handler403 = "poh.base.views.permission_denied"
