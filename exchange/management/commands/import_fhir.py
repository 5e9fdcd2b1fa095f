"""Take over FHIR R4 bundles: `manage.py import_fhir ../bundels --practice "Praktijk De Singel"`."""

from argparse import ArgumentParser
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from exchange.rules.report import report_lines
from exchange.services.imports import Order, import_folder
from poh.accounts.models import Practice

WIDTH = 30


class Command(BaseCommand):
    help = "Neemt FHIR R4-bundels (*.json) over in een praktijk: patiënten, episodes, medicatie en metingen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="map met bundels")
        parser.add_argument("--practice", required=True, help="naam of uuid van de praktijk")
        parser.add_argument("--source", default="FHIR", help="naam van het systeem waar de bundels vandaan komen")
        parser.add_argument("--dry-run", action="store_true", help="tellen en niets vastleggen")

    def handle(self, *args, **options) -> None:
        folder: Path = options["folder"]
        order = Order(folder=folder, source_name=options["source"][:80], is_dry_run=options["dry_run"])
        if not folder.is_dir() or not order.files():
            raise CommandError(f"{folder} is geen map met bestanden die op .json eindigen.")
        practice = _practice(options["practice"])
        tally = import_folder(practice=practice, order=order, at=timezone.now(), progress=self._progress)
        if self.stderr.isatty():
            self.stderr.write("")
        if order.is_dry_run:
            self.stdout.write("Proef: er is niets vastgelegd.")
        for line in report_lines(tally.as_json()):
            self.stdout.write(line)

    def _progress(self, done: int, total: int) -> None:
        """A bar on a terminal, a line for every hundred files elsewhere."""
        if self.stderr.isatty():
            full = done * WIDTH // total
            self.stderr.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done} van {total}", ending="")
        elif done % 100 == 0:
            self.stderr.write(f"{done} van {total}")


def _practice(named: str) -> Practice:
    """The practice with this name or uuid."""
    try:
        wanted = Q(uuid=UUID(named))
    except ValueError:
        wanted = Q(name__iexact=named)
    found = list(Practice.objects.filter(wanted)[:2])
    if len(found) != 1:
        raise CommandError(f"Er is geen praktijk {named}." if not found else f"Er zijn meer praktijken {named}.")
    return found[0]
