"""A form posted twice acts once: a commit can succeed although the browser saw an error."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from poh.accounts.models import IdempotencyKey, Practice

FIELD = "idempotency_key"
WAIT = "5s"
LOCK_NOT_AVAILABLE = "55P03"
REDIRECTS = (301, 302, 303)
# These differ between two posts of one form, and change nothing of what it asks.
_NOT_HASHED = {FIELD, "csrfmiddlewaretoken"}


class StillRunning(Exception):
    """The same form is being handled at this moment."""


def idempotent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a POST with a key act once; the form carries the key by `{% idempotency_key %}`.

    The same key with the same fields gets the first answer again and the view does not run; with other fields it
    gets 422, and 409 when the first has not ended within five seconds. An answer that redirects is kept, in the
    transaction of the view itself; any other answer keeps nothing, so that a corrected form can be sent again.
    """

    @wraps(view)
    def once(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _key_of(request)
        if key is None or request.practice is None:
            return _refuse(422, "missing")
        try:
            with transaction.atomic():
                row, is_first = _claim(request, key)
                if not is_first:
                    return _answer_again(row, request)
                response = view(request, *args, **kwargs)
                _keep(row, response)
                return response
        except StillRunning:
            return _refuse(409, "running")

    once.is_idempotent = True
    return once


def forget_keys(*, practice: Practice, before: datetime) -> int:
    """Remove the keys that were made before the moment `before`; returns how many."""
    count, _ = IdempotencyKey.objects.for_practice(practice).filter(created_at__lt=before).delete()
    return count


def _key_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _claim(request: HttpRequest, key: UUID) -> tuple[IdempotencyKey, bool]:
    """The row of this key, and whether this request made it. Waits for another that is making it now."""
    row = IdempotencyKey(practice=request.practice, user=request.user, key=key, request_hash=_request_hash(request))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
            raise StillRunning from error
        raise
    stored = IdempotencyKey.objects.for_practice(request.practice).get(user=request.user, key=key)
    return stored, stored.uuid == row.uuid


def _request_hash(request: HttpRequest) -> str:
    """A fingerprint of the posted form. Keyed, because a plain hash of a short field can be guessed back."""
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_HASHED}
    files = {}
    for name, file in request.FILES.items():
        fingerprint = salted_hmac("poh.idempotency.file", "", algorithm="sha256")
        for chunk in file.chunks():
            fingerprint.update(chunk)
        file.seek(0)
        files[name] = [file.name, fingerprint.hexdigest()]
    asked = json.dumps([request.path, fields, files], sort_keys=True)
    return salted_hmac("poh.idempotency", asked, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def _keep(row: IdempotencyKey, response: HttpResponse) -> None:
    location = response.get("HX-Redirect", "") or response.get("Location", "")
    if not location or response.status_code >= 400:
        row.delete()
        return
    row.status, row.location = response.status_code, location
    row.save(update_fields=["status", "location", "updated_at"])


def _answer_again(row: IdempotencyKey, request: HttpRequest) -> HttpResponse:
    if row.request_hash != _request_hash(request):
        return _refuse(422, "other")
    if row.status not in REDIRECTS:
        return HttpResponse(status=row.status, headers={"HX-Redirect": row.location})
    response = HttpResponseRedirect(row.location)
    response.status_code = row.status
    return response


def _refuse(status: int, reason: str) -> HttpResponse:
    return HttpResponse(render_to_string("accounts/form_refused.html", {"reason": reason}), status=status)
