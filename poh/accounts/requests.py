"""What a request tells about who sends it."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def is_fetch(request: HttpRequest) -> bool:
    """Whether a script asks, which cannot do anything with a whole page."""
    return bool(
        request.htmx
        or "X-Requested-With" in request.headers
        or request.headers.get("Sec-Fetch-Dest") == "empty"
        or request.headers.get("Accept", "").startswith("application/json")
    )


def access_point(request: HttpRequest) -> dict[str, str]:
    """Where the request comes from, as the access log writes it."""
    return {
        "ip": get_client_ip(request) or "",
        "path": request.path,
        "method": request.method,
        "request_id": getattr(request, "request_id", ""),
        "session": _session_mark(request),
    }


def _session_mark(request: HttpRequest) -> str:
    """Tells sessions apart in the log, without what somebody needs to take one over."""
    key = request.session.session_key
    return salted_hmac("poh.accounts.session", key).hexdigest()[:32] if key else ""
