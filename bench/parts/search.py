"""Search as you type: what is typed in the top bar, in all the ways in which people look for a patient."""

from collections.abc import Iterator

from bench.bench import Bench, line_of
from bench.table import Budget, Line

NAME = "search"
WHEN = 10
SEARCH = Budget(12)

TYPED = {
    "zoeken op naam": ["jan", "bakker", "de vries", "smit jo", "mulder", "van dijk", "visser anna", "meij"],
    "zoeken, anders gespeld": ["baker", "jansenn", "de vreis", "moelder", "fisser", "smidt", "dekkker", "brouwr"],
    "zoeken op geboortedatum": ["14-3-1958", "1958", "2-11-1971", "14031958", "30-6-1980", "1944"],
    "zoeken op postcode en nummer": ["8999 AB 12", "8999cd 7", "8999 EF", "8999 GH 101"],
}


def run(bench: Bench) -> Iterator[Line]:
    """Measure each way of searching."""
    for name, words in TYPED.items():
        yield _line(bench, name, words)


def _line(bench: Bench, name: str, words: list[str]) -> Line:
    many, few = bench.visitor(bench.many).client, bench.visitor(bench.few).client
    timing = bench.time(lambda nth: many.post("/patienten/zoeken/", {"q": words[nth % len(words)]}))
    few_queries = max(few.post("/patienten/zoeken/", {"q": word}).queries for word in words)
    return line_of(name, timing, SEARCH, queries_few=few_queries)
