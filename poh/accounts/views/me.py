"""One's own account: password, second factor, sessions, and where one works."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn_views
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from poh.accounts import presenters, second_factor, selectors
from poh.accounts.access import requires
from poh.accounts.permissions import Permission


@require_safe
@requires(Permission.ACCOUNT_MANAGE)
def me(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account on one page."""
    authenticators = selectors.own_factors(user=request.user)
    context = {
        "memberships": request.memberships,
        "factors": presenters.factor_rows(authenticators),
        "codes_left": presenters.recovery_codes_left(authenticators),
        "has_app": any(a.type == Authenticator.Type.TOTP for a in authenticators),
        "is_required": second_factor.is_required_for(request.permissions),
    }
    return render(request, "accounts/me.html", context)


@require_safe
@login_required
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody begins who must have a second factor before anything else."""
    if not request.lacks_factor:
        return redirect("accounts:me")
    return render(request, "accounts/set_up_factor.html")


class AddPasskeyView(webauthn_views.AddWebAuthnView):
    """A passkey that can log in on its own: stored on the device, and always asking who holds it."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, passwordless=True)
        return context | {"passkey_options": options, "lacks_factor": self.request.lacks_factor}


add_passkey = AddPasskeyView.as_view()
