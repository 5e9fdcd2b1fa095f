"""The pages that show a list, and the home page."""

from collections.abc import Iterator

from bench.bench import Bench, Page
from bench.table import Budget, Line
from poh.accounts.enums import Role

NAME = "lists"
WHEN = 30
LIST = Budget(20)

PAGES = [
    Page("Mijn dag", lambda practice, nth: "/mijn-dag/", LIST),
    Page("patiëntenlijst", lambda practice, nth: "/patienten/", LIST),
    Page("patiëntenlijst, een volgende bladzijde", lambda practice, nth: "/patienten/?page=2", LIST),
    Page("patiëntenlijst, gezocht", lambda practice, nth: "/patienten/?q=jansen&state=all", LIST),
    Page("wie is aan de beurt", lambda practice, nth: "/controles/", LIST),
    Page("protocollen", lambda practice, nth: "/protocollen/", LIST),
    Page("medewerkers", lambda practice, nth: "/team/medewerkers/", LIST),
    Page("toegangslog van de praktijk", lambda practice, nth: "/toegangslog/", LIST, Role.BEHEERDER),
]


def run(bench: Bench) -> Iterator[Line]:
    """Measure all of them."""
    return bench.pages(PAGES)
