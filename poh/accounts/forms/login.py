"""The forms of allauth in our words: a label above each field, and help only where it helps."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.http import HttpRequest
from fido2.webauthn import AuthenticationResponse

from poh.accounts import mails
from poh.base.text import PlainTextField


class HouseMixin:
    """Labels and help as named here; no placeholders, they vanish when they are needed."""

    house_labels: dict[str, str] = {}
    house_help: dict[str, str] = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.house_labels.get(name, field.label)
            field.help_text = self.house_help.get(name, "")


class LoginForm(HouseMixin, account_forms.LoginForm):
    """Log in with an e-mail address and a password."""

    house_labels = {"login": "E-mailadres", "password": "Wachtwoord"}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(HouseMixin, account_forms.ResetPasswordForm):
    """Ask for a link; the page takes as long for a stranger as for somebody with an account."""

    house_labels = {"email": "E-mailadres"}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs) -> str:
        mails.send_password_link_later(email=self.cleaned_data["email"], site=request.build_absolute_uri("/"))
        return self.cleaned_data["email"]


class ChangePasswordForm(HouseMixin, account_forms.ChangePasswordForm):
    """Choose another password."""

    house_labels = {
        "oldpassword": "Huidig wachtwoord",
        "password1": "Nieuw wachtwoord",
        "password2": "Nieuw wachtwoord, nog eens",
    }


class ResetPasswordKeyForm(HouseMixin, account_forms.ResetPasswordKeyForm):
    """Choose a password after an invitation or a lost one."""

    house_labels = {"password1": "Wachtwoord", "password2": "Wachtwoord, nog eens"}


class ReauthenticateForm(HouseMixin, account_forms.ReauthenticateForm):
    """The password once more."""

    house_labels = {"password": "Wachtwoord"}


class AuthenticateForm(HouseMixin, mfa_forms.AuthenticateForm):
    """The second factor at log-in."""

    house_labels = {"code": "Code"}


class ReauthenticateCodeForm(HouseMixin, mfa_forms.ReauthenticateForm):
    """The second factor once more."""

    house_labels = {"code": "Code"}


class ActivateTOTPForm(HouseMixin, totp_forms.ActivateTOTPForm):
    """Prove that the app makes the right codes."""

    house_labels = {"code": "Code uit de app"}


class EditPasskeyForm(HouseMixin, webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = PlainTextField(label="Naam", max_length=60)


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A passkey proves who somebody is on its own: it always asks for a PIN, a finger or a face."""

    name = PlainTextField(
        label="Naam", max_length=60, required=False, help_text="Bijvoorbeeld: telefoon of USB-sleutel."
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]

    def clean(self) -> dict:
        with refusing_malformed():
            return super().clean() | {"passwordless": True}


class PasskeyMixin:
    """Refuses an answer that is none, and a passkey that counts back: then there is a copy of it."""

    def clean_credential(self) -> Authenticator:
        with refusing_malformed():
            answer = AuthenticationResponse.from_dict(self.cleaned_data["credential"])
            authenticator = super().clean_credential()
        count = answer.response.authenticator_data.counter
        if count <= authenticator.data.get("count", 0) and count:
            raise get_adapter().validation_error("incorrect_code")
        authenticator.data["count"] = count
        authenticator.save(update_fields=["data"])
        return authenticator


class AuthenticatePasskeyForm(PasskeyMixin, webauthn_forms.AuthenticateWebAuthnForm):
    """A passkey as second factor at log-in."""


class LoginPasskeyForm(PasskeyMixin, webauthn_forms.LoginWebAuthnForm):
    """Log in with a passkey only."""


class ReauthenticatePasskeyForm(PasskeyMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    """A passkey once more."""


@contextmanager
def refusing_malformed() -> Iterator[None]:
    """Refuse what only looks like the answer of a passkey: its parts are read before they are checked."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error) as malformed:
        raise get_adapter().validation_error("incorrect_code") from malformed
