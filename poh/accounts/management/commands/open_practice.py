"""Start a practice: `manage.py open_practice "Praktijk De Singel" --name "Bram Heer" --email bram@example.nl`."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from psycopg2.extras import DateRange

from poh.accounts.enums import Role
from poh.accounts.services.people import Employment, Person
from poh.accounts.services.practices import open_practice


class Command(BaseCommand):
    help = "Opent een praktijk en nodigt de eerste beheerder uit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("practice", help="naam van de praktijk")
        parser.add_argument("--name", required=True, help="naam van de eerste beheerder")
        parser.add_argument("--email", required=True, help="e-mailadres van de eerste beheerder")
        parser.add_argument("--site", required=True, help="adres van POH, zoals https://poh.example.nl")

    def handle(self, *args, **options) -> None:
        employment = Employment(roles=[Role.BEHEERDER], period=DateRange(timezone.localdate(), None))
        person = Person(name=options["name"], email=options["email"])
        try:
            practice = open_practice(
                name=options["practice"], person=person, employment=employment, site=options["site"]
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"{practice} is geopend; de uitnodiging gaat naar {person.email}.")
