"""Error pages with a reference, and what the machines that watch over POH ask."""

import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from poh.base import health, metrics

# A proxy on this machine connects from loopback as well; these tell that somebody else asked.
FORWARDING_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded")


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """This process runs."""
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """This process can serve: 200, or 503 with the names of the parts that fail."""
    found = health.checks()
    is_ready = all(found.values())
    words = {name: "ok" if holds else "fail" for name, holds in found.items()}
    return JsonResponse({"status": "ok" if is_ready else "fail", "checks": words}, status=200 if is_ready else 503)


@require_safe
@login_not_required
def prometheus(request: HttpRequest) -> HttpResponse:
    """The metrics, for this machine itself or for whoever knows METRICS_TOKEN."""
    if not (_is_this_machine(request) or _has_token(request)):
        return HttpResponseForbidden("Alleen vanaf deze machine of met een token.\n", content_type="text/plain")
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def _is_this_machine(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDING_HEADERS):
        return False
    # Empty on a unix socket, which only a proxy uses.
    address = request.META.get("REMOTE_ADDR", "")
    return bool(address) and ipaddress.ip_address(address).is_loopback


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")


def _error_page(request: HttpRequest, template: str, *, status: int, reason: str = "") -> HttpResponse:
    """A page without the frame's context: whatever failed may be what the frame needs."""
    context = {"reference": getattr(request, "request_id", ""), "exception": reason}
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense, or names another host."""
    return _error_page(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: logged in, but not allowed. A reason that is a sentence is shown."""
    reason = str(exception)
    return _error_page(request, "403.html", status=403, reason=reason if reason.endswith(".") else "")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or a row of another practice; both look the same."""
    return _error_page(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _error_page(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that does not come from our own page, or from one that is too old."""
    return _error_page(request, "403_csrf.html", status=403)
