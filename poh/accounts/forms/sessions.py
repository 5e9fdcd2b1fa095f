"""What unlocks a session."""

from collections.abc import Set

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest

from poh.accounts.models import User


class UnlockForm(forms.Form):
    """Who is there: the password of the person whose session is locked, and their second factor."""

    password = forms.CharField(
        label="Wachtwoord", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label="Code uit de app",
        max_length=20,
        help_text="Of een herstelcode.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, user: User, factors: Set[str], **kwargs) -> None:
        """`factors` are the kinds of factors that the person must use; none when a password is enough."""
        super().__init__(*args, **kwargs)
        self.user = user
        if not factors:
            del self.fields["code"]
        elif Authenticator.Type.TOTP not in factors:
            self.fields["code"].label, self.fields["code"].help_text = "Herstelcode", ""

    def clean_password(self) -> str:
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, self.cleaned_data["password"]):
            raise adapter.validation_error("incorrect_password")
        return self.cleaned_data["password"]

    def clean_code(self) -> str:
        # A code counts once, so it is not spent on a wrong password.
        if "password" in self.cleaned_data:
            self.code_form = ReauthenticateForm(user=self.user, data={"code": self.cleaned_data["code"]})
            if not self.code_form.is_valid():
                raise forms.ValidationError(self.code_form.errors["code"])
        return self.cleaned_data["code"]

    def save(self, request: HttpRequest) -> None:
        """Note in the session with what its owner proved who they are."""
        flows.reauthentication.reauthenticate_by_password(request)
        if "code" in self.fields:
            self.code_form.save()
