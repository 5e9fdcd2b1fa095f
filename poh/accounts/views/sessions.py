"""The session: keep it open, lock it, unlock it, and get back what was typed; work in another practice."""

from uuid import UUID

from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from poh.accounts import idempotency, second_factor, sessions, signals
from poh.accounts.access import requires
from poh.accounts.forms.login import ReauthenticatePasskeyForm
from poh.accounts.forms.sessions import UnlockForm
from poh.accounts.middleware import SESSION_KEY
from poh.accounts.permissions import Permission
from poh.accounts.requests import access_point, is_fetch
from poh.accounts.services import practices as services

# What a form carries along without anybody having typed it.
_NOT_TYPED = {"version", idempotency.FIELD}


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def extend_session(request: HttpRequest) -> HttpResponse:
    """Somebody is still there: start the idle time anew."""
    sessions.extend(request)
    return JsonResponse(_session_facts(request))


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the session before somebody walks away."""
    sessions.lock(request)
    signals.session_locked.send(None, user=request.user, access_point=access_point(request))
    if is_fetch(request):
        return HttpResponse(status=204)
    return redirect(f"{reverse('accounts:unlock')}?{urlencode({'next': request.headers.get('Referer', '')})}")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password", "code")
@login_not_required
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask the person of a locked session who they are, on a page or in a dialog."""
    if not request.user.is_authenticated:
        return _ask_log_in(request)
    if not request.is_locked:
        return _go_on(request)
    factors = second_factor.factors_of(request.user) if settings.SECOND_FACTOR == "required" else frozenset()
    passkey = ReauthenticatePasskeyForm(user=request.user, data=request.POST if "credential" in request.POST else None)
    is_typed = request.method == "POST" and not passkey.is_bound
    form = UnlockForm(user=request.user, factors=factors, data=request.POST if is_typed else None)
    if passkey.is_bound and passkey.is_valid():
        passkey.save()
        return _unlock(request)
    if form.is_bound and form.is_valid():
        form.save(request)
        return _unlock(request)
    return _show_unlock(request, form, passkey)


@require_http_methods(["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def kept_form(request: HttpRequest) -> HttpResponse:
    """Show what was typed when the session locked, to send it again or to throw it away."""
    kept = sessions.kept_form(request)
    if request.method == "POST" or kept is None:
        sessions.drop_kept_form(request)
        messages.info(request, "De bewaarde invoer is weggegooid." if kept else "Er is geen bewaarde invoer.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    shown = [value for name, value in kept["fields"] if value and name not in _NOT_TYPED]
    return render(request, "accounts/kept_form.html", {"kept": kept, "shown": shown})


@require_POST
@requires(Permission.ACCOUNT_MANAGE)
def switch_practice(request: HttpRequest) -> HttpResponse:
    """Go on in another of one's practices, under a new session id."""
    try:
        chosen = UUID(request.POST.get("practice", ""))
        membership = services.switch_practice(user=request.user, practice_uuid=chosen, on=timezone.localdate())
    except (ValueError, services.NotAMember):
        messages.error(request, "In die praktijk is dit account vandaag niet werkzaam.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    request.session[SESSION_KEY] = membership.practice_id
    sessions.drop_kept_form(request)
    sessions.rotate(request)
    messages.success(request, f"Aan het werk in {membership.practice}.")
    return redirect(settings.LOGIN_REDIRECT_URL)


def _unlock(request: HttpRequest) -> HttpResponse:
    sessions.unlock(request)
    request.is_locked = False
    signals.session_unlocked.send(None, user=request.user, access_point=access_point(request))
    return _go_on(request)


def _show_unlock(request: HttpRequest, form: UnlockForm, passkey: ReauthenticatePasskeyForm) -> HttpResponse:
    options = webauthn.begin_authentication(request.user) if webauthn.get_credentials(request.user) else None
    context = {
        "form": form,
        "passkey_form": passkey,
        "passkey_options": options,
        "next": request.GET.get("next", ""),
        "is_kept": sessions.kept_form(request) is not None,
    }
    template = "accounts/_unlock.html" if is_fetch(request) else "accounts/unlock.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _ask_log_in(request: HttpRequest) -> HttpResponse:
    if is_fetch(request):
        return JsonResponse({"reload": True})
    return redirect(f"{reverse('account_login')}?{urlencode({'next': _next_url(request)})}")


def _go_on(request: HttpRequest) -> HttpResponse:
    if is_fetch(request):
        return JsonResponse({"unlocked": True} | _session_facts(request))
    return redirect(_next_url(request))


def _session_facts(request: HttpRequest) -> dict[str, object]:
    """What the page needs to go on: how long it may be idle, whose it is, and the key of its forms."""
    return {
        "seconds": settings.SESSION_IDLE_SECONDS,
        "user": str(request.user.uuid),
        "csrf_token": get_token(request),
    }


def _next_url(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    # Only an address: `redirect` would take another word for the name of a route.
    return url if is_ours and url.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)
