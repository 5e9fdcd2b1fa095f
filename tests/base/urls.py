"""Pages for tests of what stands around every page."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from poh.accounts.models import Practice

CANARY = "Kanariepiet 999911120"


@login_not_required
def ok(request: HttpRequest, word: str = "") -> HttpResponse:
    Practice.objects.count()
    return HttpResponse("ok")


@login_not_required
def fail(request: HttpRequest, kind: str) -> HttpResponse:
    kinds = {"404": Http404, "403": PermissionDenied, "400": SuspiciousOperation, "500": ValueError}
    raise kinds[kind](CANARY)


@login_not_required
def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Een dossier openen mag niet met deze rol.")


urlpatterns = [
    path("ok/", ok, name="ok"),
    path("ok/<str:word>/", ok, name="ok_word"),
    path("fail/<str:kind>/", fail, name="fail"),
    path("refuse/", refuse, name="refuse"),
    path("", include("poh.base.urls")),
    path("", include("poh.urls")),
]
handler400 = "poh.base.views.bad_request"
handler403 = "poh.base.views.permission_denied"
handler404 = "poh.base.views.page_not_found"
handler500 = "poh.base.views.server_error"
