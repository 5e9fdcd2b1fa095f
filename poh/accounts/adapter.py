"""Where allauth's ways differ from ours."""

import base64
import hashlib
import math
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from poh.accounts import mails, signals
from poh.accounts.models import User
from poh.accounts.reauthentication import is_recent
from poh.accounts.requests import access_point


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the beheerder of a practice; the address of a person is the one on their account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Dit e-mailadres en wachtwoord horen niet bij elkaar.",
        "incorrect_password": "Dit wachtwoord klopt niet.",
        "enter_current_password": "Dit is niet het huidige wachtwoord.",
        "rate_limited": "Dit ging te snel achter elkaar. Wacht even en probeer het opnieuw.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Who has just logged in need not do it again to set up a factor."""
        return not is_recent(context.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refused:
            user = User.objects.filter(email=credentials["email"].lower()).first()
            signals.sign_in_failed.send(None, user=user, access_point=access_point(request), reason="throttled")
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise ValidationError(_wait_text(request, key), code="too_many_login_attempts") from refused

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody that the keys of their account changed; the mail names the moment and the address."""
        name = template_prefix.rsplit("/", 1)[-1]
        facts = {"at": timezone.now().isoformat(), "ip": self.get_client_ip(self.request)}
        mails.send_later(template=f"account_changed/{name}", user=user, facts=facts)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted in the database with a key that is not in it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Deze code klopt niet (meer). Gebruik de code die nu in de app staat.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "POH"}


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"poh.second-factor:" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _wait_text(request: HttpRequest, key: str) -> str:
    """The sentence that says after how long a next attempt makes sense."""
    waits = [0.0]
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        name = ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key)
        attempts = cache.get(name, [])
        if len(attempts) >= rate.amount:
            waits.append(attempts[-1] + rate.duration - time.time())
    minutes = max(1, math.ceil(max(waits) / 60))
    after = "1 minuut" if minutes == 1 else f"{minutes} minuten"
    return f"Te vaak een verkeerd wachtwoord. Probeer het over {after} opnieuw, of log in met een passkey."
