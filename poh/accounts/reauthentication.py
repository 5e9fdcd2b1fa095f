"""Before a weighty act somebody proves once more who they are: whoever walks up to an open screen cannot."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from poh.accounts import sessions


def proven_recently(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the view run for somebody who proved in the last minutes who they are; others are asked first.

    Stands below `requires`. What was posted too late is kept, and offered again after the proof.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return ask_again(request, after=request.get_full_path()) or view(request, *args, **kwargs)

    guarded.asks_again = True
    return guarded


def ask_again(request: HttpRequest, *, after: str) -> HttpResponse | None:
    """The way to the page that asks for a factor, and from there to `after`; None when that was done just now."""
    if is_recent(request):
        return None
    if request.method == "POST":
        after = reverse("accounts:kept_form") if sessions.keep_form(request) else _page_before(request)
    if after != request.get_full_path():
        messages.info(request, "Bevestigd. Geef de opdracht nu nog een keer.")
    # The password comes first in this list; a second factor says more.
    way = get_adapter().get_reauthentication_methods(request.user)[-1]
    return redirect(f"{way['url']}?{urlencode({'next': after})}")


def is_recent(request: HttpRequest) -> bool:
    """Whether the person of this session proved in the last minutes, with any factor, who they are."""
    newest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0)
    return time.time() - newest <= account_settings.REAUTHENTICATION_TIMEOUT


def _page_before(request: HttpRequest) -> str:
    """The page of ours on which the form stood."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() else resolve_url(settings.LOGIN_REDIRECT_URL)
