"""`manage.py anchor_audit`: copy the heads of the chains, signed, out of the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from poh.audit.services.anchoring import anchor_log


class Command(BaseCommand):
    help = "Legt het eind van elke keten van het toegangslog ondertekend vast buiten de database."

    def handle(self, *args: Any, **options: Any) -> None:
        path = anchor_log(at=timezone.now())
        self.stdout.write(f"Verankerd in {path}" if path else "Sinds de vorige verankering is er niets bijgekomen.")
