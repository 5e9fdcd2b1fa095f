"""Words and colours of the pages about people."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.urls import reverse

from poh.accounts.enums import Role
from poh.accounts.models import Membership, Practice
from poh.accounts.permissions import ROLE_PERMISSIONS, Permission

# What belongs together on the page "Wie mag wat", in this order; the first word of a permission names its group.
PERMISSION_GROUPS = {
    "patient": "Patiënten",
    "record": "Dossier",
    "consult": "Dossier",
    "measurement": "Dossier",
    "enrolment": "Zorgprogramma's en protocollen",
    "protocol": "Zorgprogramma's en protocollen",
    "agenda": "Agenda",
    "task": "Werklijst en consultaanvragen",
    "request": "Werklijst en consultaanvragen",
    "import": "Import",
    "audit": "Toegangslog",
    "staff": "Medewerkers en praktijk",
    "practice": "Medewerkers en praktijk",
    "admin": "Medewerkers en praktijk",
    "home": "Voor zichzelf",
    "account": "Voor zichzelf",
}
OTHER = "Overig"
# Where the head of a narrow column may break: a browser does not know the parts of a Dutch word.
_BREAKS = re.compile(r"(?<=\w)(?=assistent|taken)")


@dataclass(frozen=True)
class StaffRow:
    """Somebody in the list of staff."""

    membership: Membership
    on: date

    @property
    def name(self) -> str:
        return self.membership.user.name

    @property
    def url(self) -> str:
        return reverse("accounts:member", args=[self.membership.uuid])

    @property
    def roles(self) -> list[str]:
        return [Role(role).label for role in self.membership.roles]

    @property
    def hours(self) -> str:
        return _hours(self.membership)

    @property
    def location(self) -> str:
        return self.membership.location.name if self.membership.location else ""

    @property
    def first_day(self) -> date:
        return self.membership.period.lower

    @property
    def last_day(self) -> date | None:
        upper = self.membership.period.upper
        return upper - timedelta(days=1) if upper else None

    @property
    def state(self) -> dict[str, str] | None:
        """What is out of the ordinary about this person's work here."""
        if self.first_day > self.on:
            return {"text": "Begint nog", "tone": "accent"}
        if self.last_day and self.last_day < self.on:
            return {"text": "Uit dienst"}
        if not self.membership.user.is_active:
            return {"text": "Inloggen geblokkeerd", "tone": "stop"}
        if self.last_day and self.last_day <= self.on + timedelta(days=30):
            return {"text": "Gaat uit dienst", "tone": "warn"}
        return None


def permission_table() -> list[tuple[str, list[dict]]]:
    """By group: each permission as a sentence, and for each role whether it has it."""
    groups: dict[str, list[dict]] = {name: [] for name in [*PERMISSION_GROUPS.values(), OTHER]}
    for permission in Permission:
        allowed = [permission in ROLE_PERMISSIONS[role] for role in Role]
        label = permission.label[0].upper() + permission.label[1:]
        group = PERMISSION_GROUPS.get(permission.value.partition(".")[0], OTHER)
        groups[group].append({"label": label, "allowed": allowed})
    return [(name, rows) for name, rows in groups.items() if rows]


def role_heads() -> list[str]:
    """The roles as heads of narrow columns."""
    return [_BREAKS.sub("\u00ad", label) for label in Role.labels]


def member_facts(membership: Membership) -> list[dict]:
    """How somebody works here, beside their roles."""
    return _filled(
        ("E-mailadres", membership.user.email),
        ("Uren per week", _hours(membership)),
        ("Vaste locatie", membership.location and membership.location.name),
        ("BIG-nummer", membership.big_number),
        ("AGB-code", membership.agb_code),
    )


def practice_facts(practice: Practice) -> list[dict]:
    """What is known of the practice."""
    return _filled(
        ("Naam", practice.name),
        ("AGB-code", practice.agb_code),
        ("Telefoon", practice.phone),
        ("E-mailadres", practice.email),
    )


def factor_rows(authenticators: list[Authenticator]) -> list[dict]:
    """The factors of somebody, with what can be done about each."""
    rows = []
    for factor in authenticators:
        if factor.type == Authenticator.Type.TOTP:
            remove, change, name = reverse("mfa_deactivate_totp"), "", "App met codes"
        elif factor.type == Authenticator.Type.WEBAUTHN:
            remove = reverse("mfa_remove_webauthn", args=[factor.pk])
            change, name = reverse("mfa_edit_webauthn", args=[factor.pk]), factor.wrap().name
        else:
            continue
        rows.append({"factor": factor, "name": name, "remove_url": remove, "change_url": change})
    return rows


def recovery_codes_left(authenticators: list[Authenticator]) -> int:
    """How many recovery codes have not been used."""
    codes = [a for a in authenticators if a.type == Authenticator.Type.RECOVERY_CODES]
    return len(codes[0].wrap().get_unused_codes()) if codes else 0


def _filled(*pairs: tuple[str, str | None]) -> list[dict]:
    return [{"label": label, "value": value or "–"} for label, value in pairs]


def _hours(membership: Membership) -> str:
    return f"{membership.contract_hours.normalize():f}".replace(".", ",")
