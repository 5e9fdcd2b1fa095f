"""What Django and allauth report about log-ins, told on in our own words."""

import time

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.account.internal import flows
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal import flows as session_flows
from django.contrib.auth import signals as auth_signals
from django.dispatch import receiver
from django.http import HttpRequest

from poh.accounts import second_factor, sessions, signals
from poh.accounts.models import User
from poh.accounts.requests import access_point


@receiver(auth_signals.user_logged_in)
def start_session(request: HttpRequest, **kwargs) -> None:
    """A log-in starts the times of its session, also when the same person was there before."""
    request.session.pop(sessions.LOCKED, None)
    request.session[sessions.STARTED_AT] = request.session[sessions.ACTIVE_AT] = time.time()


@receiver(account_signals.user_logged_in)
def tell_signed_in(request: HttpRequest, user: User, **kwargs) -> None:
    records = get_authentication_records(request, user)
    methods = [record["method"] for record in records]
    is_passkey = any(record.get("passwordless") for record in records)
    method = "passkey" if is_passkey else "+".join(dict.fromkeys(methods))
    signals.signed_in.send(None, user=user, access_point=access_point(request), method=method)


@receiver(auth_signals.user_login_failed)
def tell_wrong_password(credentials: dict, request: HttpRequest, **kwargs) -> None:
    user = User.objects.filter(email=credentials.get("email", "").lower()).first()
    signals.sign_in_failed.send(None, user=user, access_point=access_point(request), reason="password")


@receiver(mfa_signals.authentication_failed)
def tell_wrong_code(request: HttpRequest, user: User, **kwargs) -> None:
    signals.sign_in_failed.send(None, user=user, access_point=access_point(request), reason="mfa")


@receiver(auth_signals.user_logged_out)
def tell_signed_out(request: HttpRequest, user: User | None, **kwargs) -> None:
    if user:
        signals.signed_out.send(None, user=user, access_point=access_point(request))


@receiver(account_signals.password_changed)
def tell_password_changed(request: HttpRequest, user: User, **kwargs) -> None:
    """Who has the old password is logged out by Django itself; this session goes on under a new id."""
    sessions.rotate(request)
    signals.password_changed.send(None, user=user, access_point=access_point(request), how="change")


@receiver(account_signals.password_reset)
def tell_password_reset(request: HttpRequest, user: User, **kwargs) -> None:
    """A new password is a new start: the failed attempts with the old one do not count any more."""
    flows.login.get_adapter(request)._delete_login_attempts_cached_email(request, email=user.email)
    signals.password_changed.send(None, user=user, access_point=access_point(request), how="reset")


@receiver(mfa_signals.authenticator_added)
def prove_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs) -> None:
    """Setting up a factor proves that one has it; sessions that never proved it end."""
    if authenticator.type in second_factor.FACTORS:
        flows.login.record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        sessions.rotate(request)
        session_flows.sessions.end_other_sessions(request, user)
    signals.factor_added.send(None, user=user, access_point=access_point(request), factor=authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def forget_factor(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs) -> None:
    """Without any factor left the session has proved nothing any more."""
    if not second_factor.has_factor(user):
        flows.login.clear_authentication_records(request)
    signals.factor_removed.send(None, user=user, access_point=access_point(request), factor=authenticator.type)
