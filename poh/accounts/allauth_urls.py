"""The pages of allauth that POH uses, under Dutch addresses. Left out: signing up, and changing one's own address."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import path, re_path
from django.views.generic import RedirectView

from poh.accounts.views.me import add_passkey

to_account = RedirectView.as_view(pattern_name="accounts:me")

urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    path("inloggen/tweede-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("inloggen/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("geblokkeerd/", account.account_inactive, name="account_inactive"),
    path("bevestig/", account.reauthenticate, name="account_reauthenticate"),
    path("bevestig/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bevestig/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("wachtwoord/", account.password_change, name="account_change_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    path("wachtwoord/nieuw/klaar/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sessies/", usersessions.list_usersessions, name="usersessions_list"),
    path("tweede-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("tweede-factor/app/verwijder/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("tweede-factor/passkey/nieuw/", add_passkey, name="mfa_add_webauthn"),
    path("tweede-factor/passkey/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("tweede-factor/passkey/<int:pk>/verwijder/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("tweede-factor/herstelcodes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "tweede-factor/herstelcodes/nieuw/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    # allauth goes to its own overviews after an act; ours is the account page.
    path("tweede-factor/overzicht/", to_account, name="mfa_index"),
    path("tweede-factor/passkeys/", to_account, name="mfa_list_webauthn"),
    path("wachtwoord/kies/", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"),
]
