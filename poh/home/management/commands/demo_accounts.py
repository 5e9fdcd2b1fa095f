"""List the log-ins of the demo."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from poh.accounts.enums import Role
from poh.accounts.models import User
from poh.home.demo.staff import PASSWORD, STAFF, Colleague


class Command(BaseCommand):
    help = "Toon de demo-inlogs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="als JSON")

    def handle(self, **options) -> None:
        """Print each demo log-in that exists, as a table or as JSON."""
        if settings.PRODUCTION:
            raise CommandError("Geen demo-inlogs in productie.")
        made = set(User.objects.filter(email__in=[c.email for c in STAFF]).values_list("email", flat=True))
        accounts = [_account(colleague) for colleague in STAFF if colleague.email in made]
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False))
            return
        for account in accounts:
            self.stdout.write(f"{account['email']:<32}{account['roles']}")
        if accounts:
            self.stdout.write(f"Wachtwoord van allen: {PASSWORD}")


def _account(colleague: Colleague) -> dict[str, str | list[str]]:
    places = []
    for practice, roles in [("De Singel", colleague.roles), ("De Linde", colleague.next_door)]:
        if roles:
            places.append(f"{', '.join(role.label for role in roles)} ({practice})")
    return {
        "email": colleague.email,
        "password": PASSWORD,
        "name": colleague.name,
        "roles": "; ".join(places),
        "role_codes": [Role(role).value for role in dict.fromkeys(colleague.roles + colleague.next_door)],
    }
