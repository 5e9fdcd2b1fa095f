"""What is still wrong with a draft, and what deserves a look: a complete list, each finding with its part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from protocols.conditions.vocabulary import Vocabulary
from protocols.content.edit import Content, PartKind, Placed, placed
from protocols.content.read import DefinitionProblem, content_problems

# The fields of the content as their forms call them.
FIELD_WORDS = {
    "because": "laat deze waarden zien",
    "closed_at_least": "zoveel groepen zijn genoeg",
    "closed_by": "gedaan als dit is vastgelegd",
    "controls": "bij welke controles",
    "determination": "bepaling",
    "high": "bovengrens",
    "kind": "dan",
    "low": "ondergrens",
    "minutes": "minuten",
    "months": "termijn",
    "name": "naam",
    "proposal": "overnemen maakt",
    "reason": "reden",
    "roles": "wie mag het doen",
    "section": "blok",
    "source": "bron",
    "takes_in": "neemt deze programma's mee",
    "text": "in woorden",
    "title": "titel",
    "url": "adres",
    "weight": "gewicht",
    "when": "voorwaarde",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend (`is_stop`) or to look at; `kind` and `at` name the part, None is the version itself."""

    text: str
    is_stop: bool
    kind: PartKind | None = None
    at: int | None = None


def findings(content: Content, vocabulary: Vocabulary) -> list[Finding]:
    """Everything about `content`, what stops it first."""
    wrong = [_of_problem(problem, content, vocabulary) for problem in content_problems(content, vocabulary)]
    found = wrong or [
        *_missing(content),
        *_unused(content),
        *_sources(content, vocabulary),
        *_unreachable(content, vocabulary),
    ]
    return sorted(found, key=lambda finding: not finding.is_stop)


def _of_problem(problem: DefinitionProblem, content: Content, vocabulary: Vocabulary) -> Finding:
    """The rule and the field in words, with what is wrong with it."""
    name = problem.place.split("[")[0].split(".")[0]
    if name not in list(PartKind):
        return Finding(f"{FIELD_WORDS.get(name, name)}: {problem.problem}", True)
    kind = PartKind(name)
    label, _, rest = problem.place.partition("[")[2].partition("]")
    field = rest.strip(".").split(".")[0]
    rows = placed(content, kind)
    row = next((row for row in rows if label in (row.part.get("key"), row.part.get("determination"))), None)
    named = f"{part_name(row, vocabulary.labels) or label}, " if row else ""
    text = f"{named}{FIELD_WORDS.get(field, field)}: {problem.problem}"
    return Finding(text, True, kind, row.at if row else None)


def _missing(content: Content) -> Iterator[Finding]:
    if not content.get("controls"):
        yield Finding("Er is nog geen soort controle.", True, PartKind.CONTROLS)
    elif not any(control.get("months") for control in content["controls"]):
        yield Finding("Geen controle komt vanzelf terug: niemand wordt opgeroepen.", False, PartKind.CONTROLS)
    if not content.get("items"):
        yield Finding("Er wordt nog geen bepaling gevraagd.", True, PartKind.ITEMS)
    if not any(rule["kind"] == "include" for rule in content.get("inclusion", [])):
        yield Finding("Er is geen regel die zegt wie erin hoort.", False, PartKind.INCLUSION)


def _unused(content: Content) -> Iterator[Finding]:
    items = content.get("items", [])
    sections = {item["section"] for item in items}
    asked_at = {control for item in items for control in item["controls"]}
    for row in placed(content, PartKind.SECTIONS):
        if row.part["key"] not in sections:
            yield Finding(f"Blok “{row.part['name']}” is leeg.", False, row.kind, row.at)
    for row in placed(content, PartKind.CONTROLS):
        if row.part["key"] not in asked_at:
            yield Finding(f"Bij “{row.part['name']}” wordt niets gevraagd.", False, row.kind, row.at)


def _sources(content: Content, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A rule without a source cannot be judged; one that is not verified should say why."""
    for kind in PartKind:
        if kind is PartKind.SECTIONS:
            continue
        for row in placed(content, kind):
            if not row.part.get("source"):
                yield Finding(f"{part_name(row, vocabulary.labels)}: de bron ontbreekt.", True, kind, row.at)
            elif not row.part.get("verified") and not row.part.get("doubt"):
                text = f"{part_name(row, vocabulary.labels)}: te accorderen, zonder uitleg wat er niet is nagelezen."
                yield Finding(text, False, kind, row.at)


def part_name(row: Placed, labels: Any = None) -> str:
    """The words that name a part best."""
    part = row.part
    determination = part.get("determination")
    if determination:
        return (labels or {}).get(determination, determination)
    return part.get("title") or part.get("name") or part.get("reason") or part.get("key", "")


def _unreachable(content: Content, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Of the targets of a determination the first that holds counts: behind one without condition none is reached."""
    always: set[str] = set()
    for row in placed(content, PartKind.TARGETS):
        determination = row.part["determination"]
        if determination in always:
            name = vocabulary.labels.get(determination, determination)
            text = f"Streefwaarde voor {name}: geldt nooit, want een regel hierboven geldt altijd."
            yield Finding(text, True, row.kind, row.at)
        elif row.part.get("when") is None:
            always.add(determination)
