"""Fill an empty database with the demo practices."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from poh.accounts.models import Practice
from poh.home.demo.practices import build_demo


class Command(BaseCommand):
    help = "Vul een lege database met een fictief gezondheidscentrum. Weigert in productie."

    def handle(self, **options) -> None:
        """Build the demo once; a database that holds a practice is left alone."""
        if settings.PRODUCTION:
            raise CommandError("Geen demogegevens in productie.")
        if Practice.objects.exists():
            self.stdout.write("Er zijn al praktijken: de demogegevens zijn niet opnieuw gemaakt.")
            return
        # All or nothing: half a demo, left by a kill, would pass for a practice of its own.
        with transaction.atomic():
            build_demo(on=timezone.localdate())
        self.stdout.write("Demopraktijken gemaakt: De Singel en De Linde.")
