"""Load determinations and delivered protocols from their definition files."""

from django.core.management.base import BaseCommand, CommandError

from poh.base.reference import DefinitionError, load_all


class Command(BaseCommand):
    help = "Laadt bepalingen en meegeleverde protocollen; nog een keer laden verandert niets."

    def handle(self, *args, **options) -> None:
        try:
            for line in load_all():
                self.stdout.write(line)
        except DefinitionError as error:
            raise CommandError(str(error)) from error
