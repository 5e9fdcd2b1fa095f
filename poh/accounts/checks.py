"""What must not be so in production."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def check_second_factor(**kwargs) -> list[CheckMessage]:
    """In production nobody sees patients with a password alone, and no code opens every account."""
    errors = []
    if settings.PRODUCTION and settings.SECOND_FACTOR != "required":
        errors.append(
            Error(
                "Zonder tweede factor kan niemand in productie bij patiënten.",
                hint="Haal POH_SECOND_FACTOR=demo-off weg.",
                id="accounts.E001",
            )
        )
    if getattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None):
        errors.append(
            Error(
                "MFA_TOTP_INSECURE_BYPASS_CODE opent elk account.", hint="Haal deze instelling weg.", id="accounts.E002"
            )
        )
    if settings.MFA_TRUST_ENABLED or settings.MFA_TOTP_TOLERANCE:
        errors.append(
            Error(
                "Een code van de app telt een keer, een halve minuut lang, op elk apparaat.",
                hint="Laat MFA_TRUST_ENABLED en MFA_TOTP_TOLERANCE uit.",
                id="accounts.E003",
            )
        )
    return errors
