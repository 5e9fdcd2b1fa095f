"""What every request gets, whatever answers it: a number, one log line, its metrics and its headers."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from poh.base.metrics import observe_request

GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("poh.access")

# Asked for many times a minute by machines, or belonging to a page that has its own line.
QUIET_ROUTES = {"static", "healthz", "readyz", "metrics"}

UNUSED_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb",
)  # fmt: skip
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestIdMiddleware:
    """Set `request.request_id`, bind it to the log and send it back in `X-Request-ID`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class AccessLineMiddleware:
    """Write one line for each request and count it; by route, never by address: an address can hold what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        count = _QueryCount()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        seconds = time.perf_counter() - started
        route = route_of(request)
        observe_request(
            route=route, method=request.method, status=response.status_code, seconds=seconds, queries=count.total
        )
        write = log.debug if route in QUIET_ROUTES else log.info
        write(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            queries=count.total,
            user=_user_id(request),
            practice=getattr(getattr(request, "practice", None), "pk", None),
        )
        return response


class _QueryCount:
    def __init__(self) -> None:
        self.total = 0

    def __call__(self, execute: Callable, *args):
        self.total += 1
        return execute(*args)


def route_of(request: HttpRequest) -> str:
    """The name of the route that answers, `static` for a file, `none` when no route fits."""
    match = getattr(request, "resolver_match", None)
    if match:
        return match.view_name or match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _user_id(request: HttpRequest) -> int | None:
    # Only when the request has looked: asking now could start a query after its transaction has ended.
    user = getattr(request, "_cached_user", None)
    return user.pk if user else None


class SecurityHeadersMiddleware:
    """Add the headers that Django has no setting for; no page with data of a practice stays in a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if route_of(request) != "static":
            response["Cache-Control"] = "no-store, private"
        return response
