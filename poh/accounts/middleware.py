"""Who may go on with this request, and within which practice."""

from collections.abc import Callable

from allauth.account.internal import flows
from django.contrib import messages
from django.contrib.auth import middleware as auth_middleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from poh.accounts import second_factor, selectors, sessions
from poh.accounts.models import Practice
from poh.accounts.permissions import permissions_of
from poh.accounts.requests import access_point, is_fetch
from poh.accounts.scope import Scope, practice_scope

SESSION_KEY = "practice_id"

# What somebody can reach before they have a second factor: the pages that set one up, and the way out.
_SETS_UP_FACTOR = {
    "accounts:set_up_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
}


class LoginRequiredMiddleware(auth_middleware.LoginRequiredMiddleware):
    """Send visitors to the log-in page; tell scripts instead of answering a fragment with a page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        response = super().handle_no_permission(request, view_func)
        return _unauthorised(request, url=response.url) if is_fetch(request) else response


class SessionLockMiddleware:
    """Let a locked session reach only the pages that unlock it; keep what was posted meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_locked = request.user.is_authenticated and sessions.is_locked(request)
        if request.user.is_authenticated and not request.is_locked and "X-Background" not in request.headers:
            sessions.touch(request)
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 500 and not request.is_locked:
            _forget_sent_form(request)
        return response

    def process_view(self, request: HttpRequest, view_func: Callable, args, kwargs) -> HttpResponse | None:
        if not request.is_locked or _is_public(view_func):
            return None
        if is_fetch(request):
            return HttpResponse(status=401, headers={"X-Session-Locked": "1"})
        if request.method == "POST":
            return _keep_and_unlock(request)
        return redirect(f"{reverse('accounts:unlock')}?{urlencode({'next': request.get_full_path()})}")


class PracticeScopeMiddleware:
    """Run a logged-in request as one transaction within the practice that its session names.

    Sets `request.membership`, `request.memberships`, `request.practice` and `request.permissions`; all are
    empty for somebody who works nowhere today, who must still prove who they are with a second factor, or whose
    session is locked: to them the database shows no rows. An answer with status 400 or more undoes the transaction;
    of what was refused (below 500) the access log keeps its lines, of what broke nothing is left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership, request.memberships = None, []
        request.practice, request.permissions = None, frozenset()
        request.lacks_factor = False
        if not request.user.is_authenticated or request.is_locked:
            return self.get_response(request)
        # The database is told at once where the session last worked; before anything else is read it is settled whether
        # that still holds. One question less for every request.
        chosen = request.session.get(SESSION_KEY)
        expected = Practice(pk=chosen) if chosen else None
        with practice_scope(expected, user=request.user, request=access_point(request)) as scope:
            self._enter_practice(request, scope)
            if expected and request.practice is None:
                scope.leave()
            response = self.get_response(request)
            if _is_undone(request, response):
                transaction.set_rollback(True)
        if _is_undone(request, response) and response.status_code < 500:
            scope.close_refused()
        return response

    def process_view(self, request: HttpRequest, view_func: Callable, args, kwargs) -> HttpResponse | None:
        is_free = _is_public(view_func) or request.is_locked or not request.user.is_authenticated
        if is_free or request.practice:
            return None
        if not request.lacks_factor:
            flows.logout.logout(request, show_message=False)
            return render(request, "accounts/no_practice.html", status=403)
        if request.resolver_match.view_name in _SETS_UP_FACTOR:
            return _log_in_again(request) if second_factor.has_factor(request.user) else None
        url = reverse("accounts:set_up_factor")
        return _unauthorised(request, url=url) if is_fetch(request) else redirect(url)

    def _enter_practice(self, request: HttpRequest, scope: Scope) -> None:
        memberships = selectors.memberships_today(user=request.user, on=timezone.localdate())
        chosen = request.session.get(SESSION_KEY)
        membership = next((m for m in memberships if m.practice_id == chosen), None)
        membership = membership or next(iter(memberships), None)
        if membership is None:
            return
        permissions = permissions_of(membership.roles)
        if second_factor.is_required_for(permissions) and not second_factor.is_proven(request):
            request.lacks_factor = True
            return
        if chosen != membership.practice_id:
            request.session[SESSION_KEY] = membership.practice_id
        request.memberships, request.permissions = memberships, permissions
        request.membership, request.practice = membership, membership.practice
        scope.enter(membership.practice, roles=tuple(membership.roles))


class RedisDownMiddleware:
    """Nobody logs in while failed attempts and used codes cannot be counted: say so, and say when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (RedisError, OperationalError)):
            return None
        response = render(request, "accounts/unavailable.html", status=503)
        response["Retry-After"] = "60"
        return response


def _is_public(view_func: Callable) -> bool:
    return not getattr(view_func, "login_required", True)


def _is_undone(request: HttpRequest, response: HttpResponse) -> bool:
    """Somebody without a practice has nothing to undo but the end of their session, which stays."""
    return response.status_code >= (400 if request.practice else 500)


def _unauthorised(request: HttpRequest, *, url: str) -> HttpResponse:
    headers = {"HX-Redirect": url} if request.htmx else {"X-Session-Locked": "1"}
    return HttpResponse(status=401, headers=headers)


def _log_in_again(request: HttpRequest) -> HttpResponseRedirect:
    flows.logout.logout(request, show_message=False)
    messages.info(request, "Log opnieuw in, met de tweede factor.")
    return redirect("account_login")


def _keep_and_unlock(request: HttpRequest) -> HttpResponseRedirect:
    is_kept = sessions.keep_form(request)
    after = reverse("accounts:kept_form") if is_kept else request.headers.get("Referer", "")
    return redirect(f"{reverse('accounts:unlock')}?{urlencode({'next': after})}")


def _forget_sent_form(request: HttpRequest) -> None:
    is_new = getattr(request, "keeps_form", False)
    kept = sessions.kept_form(request) if request.user.is_authenticated and not is_new else None
    if kept and kept["path"] == request.get_full_path():
        sessions.drop_kept_form(request)
