"""What was typed in a draft, read as values: which can be kept, which are refused, and which are asked about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from consultations.enums_consult import NotDoneReason
from patients.rules.limits import Problem, pressure_problems, question, refusal
from patients.rules.reading import NotAValue, read_value
from patients.rules.values import Measurable, Value

# Keys of the fields of a draft: what was typed for a determination, that an unusual value is right, and why
# something was not done.
VALUE, CONFIRMED, NOT_DONE, SOAP = "m", "c", "nd", "s"

# The day of the next control.
NEXT = "n:next_on"
_DAY = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*")


def read_day(typed: str) -> date | None:
    """A day as it is typed (`3-11-2026`); None for what is no day."""
    found = _DAY.fullmatch(typed)
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def value_key(determination: str) -> str:
    return f"{VALUE}:{determination}"


def confirmed_key(determination: str) -> str:
    return f"{CONFIRMED}:{determination}"


def not_done_key(determination: str) -> str:
    return f"{NOT_DONE}:{determination}"


def soap_key(episode: str, line: str) -> str:
    """The key of one line (S, O, E, P, and the codes SI and EI) of the note about an episode."""
    return f"{SOAP}:{episode}:{line}"


@dataclass(frozen=True)
class Draft:
    """The measurements of a draft: values that can be kept, problems by determination, and what was not done."""

    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    not_done: dict[str, NotDoneReason] = field(default_factory=dict)

    @property
    def answered(self) -> set[str]:
        """What needs no further answer: a value without an open problem, or a reason why not."""
        return {key for key in self.values if key not in self.problems} | set(self.not_done)


def read_draft(
    fields: Mapping[str, str],
    determinations: Mapping[str, Measurable],
    *,
    previous: Mapping[str, Value],
    on: date,
) -> Draft:
    """Read the fields of a draft, by key, as they stand; an unusual value that was confirmed is no problem."""
    values, problems, confirmed, not_done = {}, {}, set(), {}
    for name, typed in fields.items():
        part, _, key = name.partition(":")
        if part == CONFIRMED and typed:
            confirmed.add(key)
        elif part == NOT_DONE and typed in NotDoneReason.values:
            not_done[key] = NotDoneReason(typed)
        elif part == VALUE and typed.strip() and key in determinations:
            try:
                values[key] = read_value(determinations[key], typed)
            except NotAValue as error:
                problems[key] = Problem(key, str(error))
    for key, value in values.items():
        problem = refusal(determinations[key], value, observed_on=on)
        if problem is None and key not in confirmed:
            problem = question(determinations[key], value, previous=previous.get(key))
        if problem:
            problems[key] = problem
    for problem in pressure_problems(values, determinations):
        problems.setdefault(problem.key, problem)
    return Draft(values, problems, frozenset(confirmed), not_done)


def with_partners(draft: Draft, partners: Mapping[str, str]) -> Draft:
    """The draft with what stands on one line not done together: no upper pressure is no lower pressure either."""
    spread = {
        partners[key]: reason
        for key, reason in draft.not_done.items()
        if key in partners and partners[key] not in draft.values
    }
    return replace(draft, not_done={**spread, **draft.not_done})
