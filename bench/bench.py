"""What a part of the bench works with: the two sites, the practices, and how a page is measured."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bench import sizes
from bench.measure import Answer, Client, Timing, time_in_turns
from bench.sessions import client_of, person, practice_of
from bench.table import Budget, Line
from poh.accounts.enums import Role
from poh.accounts.models import Practice, User
from poh.accounts.scope import practice_scope

WARM_UP = 24
FLOOR_ROWS = 1000
# A restless machine is measured again, so often at most.
ATTEMPTS = 2
RESTLESS = 1.8


@dataclass(frozen=True)
class Visitor:
    """Somebody logged in to one of the practices."""

    practice: Practice
    user: User
    client: Client


@dataclass(frozen=True)
class Page:
    """A page to measure: its address for the nth visit in a practice, who opens it, and what it may cost."""

    name: str
    path: Callable[[Practice, int], str]
    budget: Budget
    role: Role = Role.POH_S


@dataclass
class Bench:
    """One run against a running site and a running floor."""

    size: sizes.Size
    practices: dict[int, int]
    site_port: int
    floor_port: int
    times: int = 200
    _visitors: dict[tuple[int, Role], Visitor] = field(default_factory=dict)

    @cached_property
    def floor(self) -> Client:
        return Client(self.floor_port)

    @cached_property
    def many(self) -> Practice:
        """The practice with twice as many rows as the others."""
        return practice_of(self.practices[sizes.MANY])

    @cached_property
    def few(self) -> Practice:
        """The practice with next to no rows."""
        return practice_of(self.practices[sizes.FEW])

    def visitor(self, practice: Practice, role: Role = Role.POH_S) -> Visitor:
        """Somebody with this role in this practice, logged in once a run."""
        key = (practice.pk, role)
        if key not in self._visitors:
            user = person(practice, role)
            client = client_of(self.site_port, user, practice)
            self._visitors[key] = Visitor(practice, user, client)
        return self._visitors[key]

    def ask_floor(self, nth: int = 0) -> Answer:
        """One request to the floor."""
        return self.floor.get(f"/{1 + nth % FLOOR_ROWS}/")

    def time(self, ask: Callable[[int], Answer]) -> Timing:
        """Time a request and the floor in turns; again, a few times, while the floor shows that the machine is busy."""
        timings = []
        for _ in range(ATTEMPTS):
            timings.append(time_in_turns(ask, self.ask_floor, times=self.times, warm_up=WARM_UP))
            if timings[-1].floor_spread <= RESTLESS:
                break
        return min(timings, key=lambda timing: timing.floor_spread)

    def page(self, page: Page) -> Line:
        """Measure a page in the practice with many rows, and count its queries in the one with few."""
        many, few = self.visitor(self.many, page.role), self.visitor(self.few, page.role)
        timing = self.time(lambda nth: many.client.get(page.path(self.many, nth)))
        answers = [few.client.get(page.path(self.few, nth)) for nth in range(8)]
        return line_of(page.name, timing, page.budget, queries_few=max(answer.queries for answer in answers[2:]))

    def pages(self, pages: Iterable[Page]) -> Iterator[Line]:
        """Measure several pages."""
        return map(self.page, pages)


def line_of(name: str, timing: Timing, budget: Budget, *, queries_few: int | None = None) -> Line:
    """The row of a page."""
    return Line(
        name=name,
        value=timing.ratio,
        budget=budget,
        median_ms=timing.median_ms,
        spread=timing.spread,
        is_restless=timing.floor_spread > RESTLESS,
        queries=timing.queries,
        queries_few=queries_few,
        kilobytes=timing.kilobytes,
    )


def scoped(practice: Practice):
    """The transaction of a job in a practice, as the application role."""
    return practice_scope(practice, job="bench")
