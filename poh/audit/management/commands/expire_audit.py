"""`manage.py expire_audit`: remove the months of the access log whose term is over. Runs as the owner of the tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from poh.audit.services.anchoring import anchor_log
from poh.audit.services.partitions import TermTooShort, expire_entries


class Command(BaseCommand):
    help = "Verwijdert de maanden van het toegangslog waarvan de bewaartermijn voorbij is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--years", type=int, default=settings.AUDIT_YEARS, help="bewaartermijn in jaren")
        parser.add_argument(
            "--keep-detached", action="store_true", help="maak de maanden los van het log, maar bewaar de tabellen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            expiry = expire_entries(at=now, years=options["years"], keep_detached=options["keep_detached"])
        except TermTooShort as error:
            raise CommandError(str(error)) from error
        for name in expiry.removed:
            self.stdout.write(f"Losgemaakt: {name}" if options["keep_detached"] else f"Verwijderd: {name}")
        for name in expiry.left:
            self.stdout.write(f"Blijft nog staan (regels lopen door in de volgende maand): {name}")
        if not expiry.removed:
            self.stdout.write("Geen maand is over de bewaartermijn heen.")
        anchor_log(at=now)
